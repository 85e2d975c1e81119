"""The languages of articles and quotations."""

from __future__ import annotations

import pytest

from kg.extract.language import LanguageGuesser


@pytest.fixture(scope="module")
def guesser() -> LanguageGuesser:
    return LanguageGuesser()


@pytest.mark.parametrize(
    "words",
    [
        "very sick",
        "senile",
        "fake news",
        "Iron Gate",
        "Plaza de Mayo",
        "El Niño",
        "No",
        "naïve",
        "de facto",
        "café society",
        "likes to make trouble.",
        "a threat to peace",
        "",
        "2,500 %",
        "La La Land",
        "We will rebuild every house.",
        "it's mine",
    ],
)
def test_quotations_in_english_articles_stay_english(guesser: LanguageGuesser, words: str) -> None:
    assert guesser.quotation(words, "en") == "en"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("No nos vamos a callar ante esta injusticia", "es"),
        ("¡Vamos a ganar!", "es"),
        ("Estoy lista", "es"),
        ("merci beaucoup", "fr"),
        ("Il n'y a pas de plan B", "fr"),
        ("Wir bleiben hier, und das ist auch gut so", "de"),
        ("Non è vero che siamo in crisi", "it"),
        ("Слава Україні", "uk"),
        ("我们不会放弃", "zh"),
        ("لن نستسلم أبدا", "ar"),
    ],
)
def test_foreign_quotations_are_told(guesser: LanguageGuesser, words: str, language: str) -> None:
    assert guesser.quotation(words, "en") == language


def test_the_articles_own_language_is_the_answer_in_doubt(guesser: LanguageGuesser) -> None:
    assert guesser.quotation("¿Por qué?", "es") == "es"
    assert guesser.quotation("Ja", "de-AT") == "de-AT"


def test_articles(guesser: LanguageGuesser) -> None:
    assert guesser.article("The council said on Monday that it would vote on the plan.") == "en"
    assert (
        guesser.article(
            "El alcalde dijo el lunes que la ciudad no va a subir los impuestos este año."
        )
        == "es"
    )
    assert guesser.article("") == "en"
    assert guesser.article("", default="fr") == "fr"
