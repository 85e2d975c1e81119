"""Times that Spanish tells by what day it is: "ayer", "hace dos semanas", "a principios de 2026".

The rules for all languages (`kg.extract.times`) read dates in figures and with Spanish names of
months and days. Here are the words that Spanish has for the rest. What a phrase means is what the
English one means there: "hace dos semanas" is a week and "hace un año" a year, since nobody says it
to the day; "a principios de" is the first half. Without a date of publication only what names its
year is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.times import find_times
from kg.extract.times.calendar import Period, Unit
from kg.extract.times.finder import reference_of
from kg.extract.times.timex import Mod, period_of, to_time
from kg.model import Segment, SegmentKind, Span, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["find_spanish_times"]

_DAYS = {
    "lunes": 0, "martes": 1, "miércoles": 2, "miercoles": 2, "jueves": 3, "viernes": 4,
    "sábado": 5, "sabado": 5, "domingo": 6,
}  # fmt: skip
_MONTHS = {
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7,
    "agosto": 8, "septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
}  # fmt: skip
_UNITS = {
    "día": Unit.DAY, "dia": Unit.DAY, "semana": Unit.WEEK, "fin de semana": Unit.WEEKEND,
    "mes": Unit.MONTH, "mese": Unit.MONTH, "trimestre": Unit.QUARTER, "semestre": Unit.HALF,
    "año": Unit.YEAR, "década": Unit.DECADE, "decada": Unit.DECADE, "siglo": Unit.CENTURY,
}  # fmt: skip
_NUMBERS = {
    "un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14,
    "quince": 15, "dieciséis": 16, "dieciseis": 16, "diecisiete": 17, "dieciocho": 18,
    "diecinueve": 19, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "cien": 100,
    "un par de": 2,
}  # fmt: skip
_TENS = {
    "veinte": 2, "treinta": 3, "cuarenta": 4, "cincuenta": 5, "sesenta": 6, "setenta": 7,
    "ochenta": 8, "noventa": 9,
}  # fmt: skip
_ORDINALS = {"primer": 1, "primero": 1, "segundo": 2, "tercer": 3, "tercero": 3, "cuarto": 4}
_PARTS = {"mañana": "TMO", "tarde": "TAF", "noche": "TNI", "madrugada": "TMO", "mediodía": "TMI"}
_ROMAN = {"XVI": 16, "XVII": 17, "XVIII": 18, "XIX": 19, "XX": 20, "XXI": 21}


def _or(words: Sequence[str] | dict[str, int] | dict[str, Unit] | dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_DAY, _MONTH, _NUMBER = _or(_DAYS), _or(_MONTHS), rf"(?:\d{{1,4}}|{_or(_NUMBERS)})"
_UNIT = r"(?:d[ií]a|semana|mes(?=\b|es\b)(?:e(?=s\b))?|trimestre|semestre|año|d[eé]cada)"
_LONG = r"(?:semana|fin de semana|mes|trimestre|semestre|año|d[eé]cada|siglo)"
_PAST, _NEXT = r"pasad[oa]", r"(?:próxim[oa]|proxim[oa]|entrante|que viene)"
#: Words that make a length of time vague.
_ABOUT = (
    r"(?:(?:más|menos|cerca|alrededor) de |casi |apenas |aproximadamente |unos |unas |sólo |solo "
    r"|ya )"
)
_PRETERITE = re.compile(
    r"\b(?:\w{2,20}(?:ó|aron|ieron|aba|aban|ía|ían)|fue|fueron|dijo|hizo|hubo)\b"
)
_FUTURE = re.compile(r"\b(?:\w{2,20}(?:rá|rán|remos)|va a|van a|próxim[oa]s?)\b")
_AROUND = 70


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a phrase stands: the day of the reference, and what the words around it tell."""

    ref: Period | None
    past: bool
    future: bool

    def at(self, unit: Unit, steps: int) -> Period | None:
        """The period so many steps from that of the reference."""
        if self.ref is None or not _covers(unit, self.ref.unit):
            return None
        return Period.of(unit, self.ref.first).shift(steps)


def _covers(wanted: Unit, known: Unit) -> bool:
    """Whether a reference so precise tells the period of such a unit."""
    if known is Unit.DAY:
        return True
    if known is Unit.MONTH:
        return wanted not in (Unit.DAY, Unit.WEEK, Unit.WEEKEND)
    return wanted in (Unit.YEAR, Unit.DECADE, Unit.CENTURY)


@dataclass(frozen=True, slots=True)
class _Meaning:
    value: str
    kind: str = "DATE"
    mod: Mod | None = None


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], _Place], _Meaning | None]]


def find_spanish_times(
    text: str,
    doc: Doc | None,
    *,
    published: str | None,
    segments: Sequence[Segment] = (),
) -> tuple[TimeExpression, ...]:
    """All time expressions of a Spanish text; see `kg.extract.times.find_times`."""
    common = find_times(text, doc, published=published, segments=segments)
    reference = reference_of(published)
    found: list[TimeExpression] = []
    for pattern, meaning in _RULES:
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if any(other.span.overlaps(span) for other in found):
                continue
            place = _place(text, span, common, segments, reference)
            meant = meaning(match, place)
            if meant is not None:
                found.append(TimeExpression(span, to_time(meant.value, meant.mod), meant.kind))
    kept = [
        time
        for time in common
        if not any(
            own.span.overlaps(time.span) and len(time.span.of(text)) <= len(own.span.of(text))
            for own in found
        )
    ]
    own = [time for time in found if not any(time.span.overlaps(other.span) for other in kept)]
    return tuple(sorted((*kept, *own), key=lambda time: time.span))


def _place(
    text: str,
    span: Span,
    common: Sequence[TimeExpression],
    segments: Sequence[Segment],
    reference: Period | None,
) -> _Place:
    # Inside an entry of a timeline its date is what the words go by.
    for part in segments:
        label = part.label
        if part.kind is SegmentKind.TIMELINE and label is not None and part.span.contains(span):
            told = [t for t in common if label.contains(t.span)]
            reference = (period_of(told[0].time.value) if told else None) or reference
    start = max(text.rfind(mark, 0, span.start) for mark in ".\n;") + 1
    ends = [at for mark in ".\n;" if (at := text.find(mark, span.end)) >= 0]
    first, last = max(start, span.start - _AROUND), min([*ends, span.end + _AROUND, len(text)])

    def near(tense: re.Pattern[str]) -> int:
        """How far the next verb of a tense is; the phrase's own words are none."""
        found = [m.span() for m in tense.finditer(text, first, last)]
        away = [
            max(a - span.end, span.start - b) for a, b in found if a >= span.end or b <= span.start
        ]
        return min(away, default=_AROUND + 1)

    past, future = near(_PRETERITE), near(_FUTURE)
    return _Place(reference, past < future, future < past)


def _value(period: Period | None, mod: Mod | None = None) -> _Meaning | None:
    return None if period is None else _Meaning(period.value, mod=mod)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS[words.lower()]


def _unit(words: str) -> Unit:
    plain = words.lower()
    return _UNITS[plain] if plain in _UNITS else _UNITS[plain.rstrip("s")]


def _day(steps: int) -> Callable[[re.Match[str], _Place], _Meaning | None]:
    def meaning(match: re.Match[str], place: _Place) -> _Meaning | None:
        day = place.at(Unit.DAY, steps)
        part = match.groupdict().get("part")
        if day is None:
            return None
        return _Meaning(day.value + _PARTS[part.lower()], "TIME") if part else _value(day)

    return meaning


def _night(match: re.Match[str], place: _Place) -> _Meaning | None:
    day = place.at(Unit.DAY, -1)
    return None if day is None else _Meaning(f"{day.value}TNI", "TIME")


def _today(match: re.Match[str], place: _Place) -> _Meaning | None:
    """ "Esta noche" and its like."""
    day = place.at(Unit.DAY, 0)
    return None if day is None else _Meaning(day.value + _PARTS[match["part"].lower()], "TIME")


def _weekday(match: re.Match[str], place: _Place) -> _Meaning | None:
    day = place.at(Unit.DAY, 0)
    if day is None:
        return None
    groups = match.groupdict()
    number = _DAYS[match["day"].lower()]
    if groups.get("past"):
        return _value(day.shift(-((day.first.weekday() - number - 1) % 7 + 1)))
    return _value(day.shift((number - day.first.weekday() - 1) % 7 + 1))


def _since_weekday(match: re.Match[str], place: _Place) -> _Meaning | None:
    """ "Desde el lunes": the last one, unless what begins then is told as coming."""
    day = place.at(Unit.DAY, 0)
    if day is None or place.future:
        return None
    back = (day.first.weekday() - _DAYS[match["day"].lower()]) % 7
    return _value(day.shift(-back))


def _long(match: re.Match[str], place: _Place) -> _Meaning | None:
    groups = match.groupdict()
    steps = -1 if groups.get("past") else 1 if groups.get("next") else 0
    return _value(place.at(_unit(match["unit"]), steps), _mod(match))


def _ago(match: re.Match[str], place: _Place) -> _Meaning | None:
    number, unit = _number(match["n"]), _unit(match["unit"])
    steps = -number if not match.groupdict().get("ahead") else number
    vague = Mod.APPROX if match.groupdict().get("about") else None
    return _value(place.at(unit, steps), vague)


def _length(match: re.Match[str], place: _Place) -> _Meaning | None:
    unit = _unit(match["unit"])
    number = _number(match["n"]) * {Unit.QUARTER: 3, Unit.HALF: 6, Unit.DECADE: 10}.get(unit, 1)
    letter = {Unit.QUARTER: "M", Unit.HALF: "M", Unit.DECADE: "Y"}.get(unit, unit.value)
    return _Meaning(f"P{number}{letter}", "DURATION")


def _each(match: re.Match[str], place: _Place) -> _Meaning | None:
    word = match["unit"].lower()
    unit = Unit.WEEK if word in _DAYS or word.rstrip("s") in _DAYS else _unit(word)
    letter = {Unit.QUARTER: "P3M", Unit.HALF: "P6M", Unit.DECADE: "P10Y"}.get(unit)
    return _Meaning(letter or f"P1{unit.value}", "SET")


def _mod(match: re.Match[str]) -> Mod | None:
    word = (match.groupdict().get("part") or "").lower()
    if word.startswith(("princip", "comien", "inici")):
        return Mod.START
    if word.startswith("mediad"):
        return Mod.MID
    return Mod.END if word.startswith("fin") else None


def _month(match: re.Match[str], place: _Place) -> _Meaning | None:
    """A month, with its year or by the tense: the nearest one that is past, or the next."""
    number, groups = _MONTHS[match["month"].lower()], match.groupdict()
    if groups.get("year"):
        return _Meaning(f"{match['year']}-{number:02d}", mod=_mod(match))
    now = place.at(Unit.MONTH, 0)
    if now is None:
        return None
    back, ahead = (now.first.month - number) % 12, (number - now.first.month) % 12
    if groups.get("past"):
        steps = -(back or 12)
    elif groups.get("next"):
        steps = ahead or 12
    elif place.future:
        steps = ahead
    else:
        steps = -back if place.past or back <= ahead else ahead
    return _value(now.shift(steps), _mod(match))


def _year(match: re.Match[str], place: _Place) -> _Meaning | None:
    return _Meaning(match["year"], mod=_mod(match))


def _decade(match: re.Match[str], place: _Place) -> _Meaning | None:
    word = match["decade"].lower()
    if word.isdigit() and len(word) == 4:
        return _Meaning(f"{word[:3]}X", mod=_mod(match))
    tens = int(word[0]) if word.isdigit() else _TENS[word]
    return _Meaning(f"19{tens}X" if tens > 2 else f"20{tens}X", mod=_mod(match))


def _century(match: re.Match[str], place: _Place) -> _Meaning | None:
    return _Meaning(f"{_ROMAN[match['century']] - 1}XX", mod=_mod(match))


def _part_of_year(match: re.Match[str], place: _Place) -> _Meaning | None:
    letter = "Q" if match["unit"].lower() == "trimestre" else "H"
    number = _ORDINALS[match["nth"].lower()]
    if letter == "H" and number > 2:
        return None
    year = match["year"]
    if year is None:
        known = place.at(Unit.YEAR, -1 if match["past"] else 1 if match["next"] else 0)
        year = known.value if known is not None else None
    return None if year is None else _Meaning(f"{year}-{letter}{number}")


def _rule(pattern: str, meaning: Callable[[re.Match[str], _Place], _Meaning | None]) -> _Rule:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), meaning


_OF_DAY = r"(?: (?:por|en|a) (?:la |el )?(?P<part>mañana|tarde|noche|madrugada|mediodía))?"
#: What stands before the word where it means the morning.
_NO_MORNING = "".join(
    rf"(?<!\b{word} )"
    for word in (
        "la", "una", "esta", "esa", "aquella", "misma", "cada", "media", "buena", "por"
    )
)  # fmt: skip
_PART_OF = (
    r"(?:(?:a |hacia |para |desde )?(?P<part>principios|comienzos|inicios|mediados|finales|fines)"
    r" (?:de |del ))"
)
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
#: Tried in this order: what stands first wins where two overlap.
_RULES: tuple[_Rule, ...] = (
    _rule(rf"(?:antes de ayer|anteayer|antier){_OF_DAY}", _day(-2)),
    _rule(rf"pasado mañana{_OF_DAY}", _day(2)),
    _rule(rf"{_NO_MORNING}mañana{_OF_DAY}", _day(1)),
    _rule(rf"ayer{_OF_DAY}", _day(-1)),
    _rule(r"anoche", _night),
    _rule(r"hoy en día|hoy día", lambda match, place: _Meaning("PRESENT_REF")),
    _rule(rf"hoy{_OF_DAY}", _day(0)),
    _rule(r"(?:en )?est[ea] (?P<part>mañana|tarde|noche|madrugada|mediodía)", _today),
    _rule(rf"(?:el )?(?P<day>{_DAY}) (?P<past>{_PAST})", _weekday),
    _rule(rf"(?:el )?(?P<past>pasado) (?P<day>{_DAY})", _weekday),
    _rule(rf"(?:el )?(?P<day>{_DAY}) (?P<next>{_NEXT})", _weekday),
    _rule(rf"(?:el )?(?P<next>próximo|proximo) (?P<day>{_DAY})", _weekday),
    _rule(rf"(?<=desde )el (?P<day>{_DAY})(?! \d)", _since_weekday),
    _rule(
        rf"(?:el )?(?P<nth>{_or(_ORDINALS)}) (?P<unit>trimestre|semestre)"
        rf"(?: (?:de |del )(?:año )?(?:{_YEAR}|este año|(?:el )?(?:año )?(?P<past>pasado)"
        rf"|(?:el )?(?P<next>próximo) año))?",
        _part_of_year,
    ),
    _rule(rf"{_PART_OF}?(?:el |la )?(?P<unit>{_LONG}) (?P<past>{_PAST})", _long),
    _rule(rf"{_PART_OF}?(?:el |la )?(?P<unit>{_LONG}) (?P<next>{_NEXT})", _long),
    _rule(rf"(?:el |la )(?P<past>{_PAST}) (?P<unit>{_LONG})", _long),
    _rule(rf"(?:el |la )(?P<next>próxim[oa]|proxim[oa]) (?P<unit>{_LONG})", _long),
    _rule(rf"{_PART_OF}?est[ea] (?:mismo |misma )?(?P<unit>{_LONG})", _long),
    _rule(
        rf"hace (?:ya )?(?P<about>{_ABOUT})?(?P<n>{_NUMBER}) (?P<unit>{_UNIT})s?(?! que\b)", _ago
    ),
    _rule(rf"(?P<n>{_NUMBER}) (?P<unit>{_UNIT})s? atrás", _ago),
    _rule(rf"(?P<ahead>dentro) de (?P<about>{_ABOUT})?(?P<n>{_NUMBER}) (?P<unit>{_UNIT})s?", _ago),
    _rule(
        rf"(?:los|las|estos|estas) (?:últim|ultim|próxim|proxim|primer)[oa]s (?P<n>{_NUMBER})"
        rf" (?P<unit>{_UNIT})s",
        _length,
    ),
    _rule(rf"(?<=durante )(?P<about>{_ABOUT})?(?P<n>{_NUMBER}) (?P<unit>{_UNIT})s?", _length),
    _rule(rf"cada (?P<unit>{_DAY}|{_UNIT})", _each),
    _rule(rf"todos los (?P<unit>{_DAY}|días|meses|años)", _each),
    _rule(r"todas las (?P<unit>semanas)", _each),
    _rule(rf"{_PART_OF}(?P<month>{_MONTH}) (?:de |del )?{_YEAR}", _month),
    _rule(rf"{_PART_OF}(?P<month>{_MONTH})", _month),
    _rule(rf"{_PART_OF}(?:año )?{_YEAR}", _year),
    _rule(
        rf"{_PART_OF}?(?:la década de(?: los)?(?: años)?|los años) "
        rf"(?P<decade>{_or(_TENS)}|1[5-9]\d0|20\d0|[2-9]0)",
        _decade,
    ),
    _rule(rf"{_PART_OF}?(?:el )?siglo (?P<century>{_or(_ROMAN)})", _century),
    _rule(rf"(?<=\ben )(?P<month>{_MONTH}) (?P<past>pasado)", _month),
    _rule(rf"(?:el )?(?P<past>pasado) (?:mes de )?(?P<month>{_MONTH})", _month),
    _rule(rf"(?:el )?(?P<next>próximo) (?:mes de )?(?P<month>{_MONTH})", _month),
    _rule(rf"(?<=\ben )(?P<month>{_MONTH})(?! del? (?:año )?\d)", _month),
    _rule(rf"(?<=\bdesde )(?P<month>{_MONTH})(?! del? (?:año )?\d)", _month),
)  # fmt: skip
