"""Languages of articles and of quotations, as BCP 47 tags.

A quotation of three words says little about its language, and a statistical guesser is sure of
itself even so. So the article's language stands unless the words speak against it: another script,
or a guess of py3langid (Lui and Baldwin, ACL 2012) among languages that news is written in, which
must be the surer the fewer words there are, and agree with the small words of the languages.

The guesser's model takes a second or two to load; text that is plainly English never loads it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import Any

__all__ = ["PLAUSIBLE", "LanguageGuesser"]

PLAUSIBLE = (
    "en",
    "es",
    "fr",
    "de",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "no",
    "fi",
    "cs",
    "sk",
    "ro",
    "hu",
    "hr",
    "tr",
    "id",
    "ca",
    "sq",
    "vi",
    "sw",
    "ru",
    "uk",
    "bg",
    "sr",
    "el",
    "ar",
    "fa",
    "ur",
    "he",
    "hi",
    "bn",
    "ta",
    "th",
    "ka",
    "hy",
    "zh",
    "ja",
    "ko",
)
"""Languages that are considered."""

_SMALL = {
    "en": "the of and to in is was that for with it as be are on by at this have from not or an "
    "they he she we you i his her our their will would can could should who what which do "
    "does did has had been were there if so but than then them us me my your its into over "
    "about more no yes all any very just like get if's don't it's i'm we're",
    "es": "el la los las de del y que en un una por con para se es no lo al como más su sus pero "
    "ya nos está este esta son fue hay ser muy sin sobre también mi tu yo nosotros ellos "
    "ahora todo todos todas hasta desde cuando donde quien porque gracias viva vamos adiós señor "
    "señora hola estoy somos",
    "fr": "le la les de des du et que en un une pour avec est ne pas il elle nous vous ils sont "
    "au aux ce cette dans sur qui plus par je tu mais ou où être c'est n'est à sans "
    "ça va vive merci beaucoup bonjour suis sommes",
    "de": "der die das und ist nicht ein eine zu den dem des mit auf für von im wir ich sie er es "
    "sind war auch als an bei nach wie wird haben hat aber kein keine dass "
    "danke schaffen",
    "it": "il lo la gli le di del della e che in un una per con non è si al come più sono questo "
    "questa ma anche noi io ha hanno dei nel nella",
    "pt": "o a os as de do da dos das e que em um uma por com para se é não ao como mais seu sua "
    "mas nós eu está são foi na no nas nos também isso",
    "nl": "de het een en van is dat niet op te in voor met zijn wij ik hij zij ze er aan maar ook "
    "als bij naar wordt hebben geen dit die",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SCRIPTS = (
    (re.compile(r"[\u3040-\u30ff]"), ("ja",)),
    (re.compile(r"[\uac00-\ud7af]"), ("ko",)),
    (re.compile(r"[\u4e00-\u9fff]"), ("zh", "ja")),
    (re.compile(r"[\u0400-\u04ff]"), ("ru", "uk", "bg", "sr")),
    (re.compile(r"[\u0600-\u06ff]"), ("ar", "fa", "ur")),
    (re.compile(r"[\u0370-\u03ff]"), ("el",)),
    (re.compile(r"[\u0590-\u05ff]"), ("he",)),
    (re.compile(r"[\u0900-\u097f]"), ("hi",)),
    (re.compile(r"[\u0980-\u09ff]"), ("bn",)),
    (re.compile(r"[\u0b80-\u0bff]"), ("ta",)),
    (re.compile(r"[\u0e00-\u0e7f]"), ("th",)),
    (re.compile(r"[\u10a0-\u10ff]"), ("ka",)),
    (re.compile(r"[\u0530-\u058f]"), ("hy",)),
)
_LATIN = tuple(
    language
    for language in PLAUSIBLE
    if not any(language in languages for _, languages in _SCRIPTS)
)
_SAMPLE = 2_000


class LanguageGuesser:
    """Guesses languages; holds the statistical model once one is needed."""

    @cached_property
    def _model(self) -> Any:
        from py3langid import langid

        return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)

    def _guess(self, text: str, languages: tuple[str, ...]) -> tuple[str, float]:
        if len(languages) == 1:
            return languages[0], 1.0
        self._model.set_languages(list(languages))
        language, probability = self._model.classify(text)
        return str(language), float(probability)

    def article(self, text: str, default: str = "en") -> str:
        """The language of a whole text; ``default`` where it holds no words."""
        sample = text[:_SAMPLE]
        script = _script(sample)
        if script:
            return self._guess(sample, script)[0]
        words = _words(sample)
        if not words:
            return default
        if _share(words, "en") > 0.2 and _best(words) == "en":
            return "en"
        return self._guess(sample, _LATIN)[0]

    def quotation(self, text: str, article: str = "en") -> str:
        """The language of quoted words in an article of the given language.

        Args:
            text: the words, with or without their marks.
            article: BCP 47 tag of the article's language, the answer where there is doubt.
        """
        sample = text[:_SAMPLE]
        base = article.split("-")[0].lower()
        script = _script(sample)
        if script:
            return (
                article
                if base in script and len(script) > 1 and len(_words(sample)) < 4
                else (self._guess(sample, script)[0])
            )
        words = _words(sample)
        if not words:
            return article
        if base not in _LATIN:
            return self._guess(sample, _LATIN)[0] if len(words) > 2 else article
        shared = frozenset().union(*(w for name, w in _WORDS.items() if name != base))
        own = sum(1 for word in words if word.lower() in _WORDS.get(base, frozenset()) - shared)
        others = {language: _hits(words, language) for language in _WORDS if language != base}
        rival = max(others.values(), default=0)
        if (
            rival <= own
            and (own or not _foreign_letters(sample, base))
            and (len(words) < 8 or own >= 2)
        ):
            return article
        guess, sure = self._guess(sample, _LATIN)
        if guess == base:
            return article
        if guess in others and others[guess] < rival and len(words) < 8:
            # the small words speak for another language than the guesser does
            return article
        backed = others.get(guess, 0) > own or (own == 0 and _foreign_letters(sample, base))
        # names alone are no language: "Plaza de Bolívar" in an English article
        small = _WORDS.get(guess, frozenset())
        named = sum(word[0].isupper() for word in words) > 1 and all(
            word[0].isupper() or word.lower() in small for word in words
        )
        if named and len(words) < 6:
            return article
        needed = 0.6 if len(words) >= 5 else 0.35 if others.get(guess, 0) else 0.8
        return guess if backed and sure >= needed else article


def _script(text: str) -> tuple[str, ...]:
    """The languages of the script that most letters are in; empty for Latin."""
    letters = sum(1 for char in text if char.isalpha())
    for pattern, languages in _SCRIPTS:
        count = len(pattern.findall(text))
        if count and (2 * count > letters or (languages == ("ja",) and 5 * count > letters)):
            return languages
    return ()


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _LETTERS.findall(text)]


def _hits(words: list[str], language: str) -> int:
    small = _WORDS.get(language, frozenset())
    return sum(1 for word in words if word.lower() in small)


def _share(words: list[str], language: str) -> float:
    return _hits(words, language) / len(words)


def _best(words: list[str]) -> str:
    counts = Counter({language: _hits(words, language) for language in _WORDS})
    return counts.most_common(1)[0][0]


def _foreign_letters(text: str, language: str) -> bool:
    """Whether there are letters that English (the only language so treated) seldom uses."""
    return language == "en" and any(char.isalpha() and char > "\u007f" for char in text)
