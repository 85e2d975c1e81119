"""Quotations in which the entity recogniser finds only junk: other languages, titles of works."""

from __future__ import annotations

import re

from kg.extract.lexicon import word_set
from kg.model import Span

__all__ = ["foreign_quotes", "is_foreign", "title_quotes", "work_titles"]

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = word_set(
    """the a an and or but of to in on at for with from by as is are was were be been being have has
    had do does did will would can could should may might must not no that this these those it its
    he she they we you i me him her them us my your his our their who what which when where why how
    there here if so than then because about into over after before up out all any some more most
    very just only also even now know think people going want get make"""
)
_OTHERS = word_set(
    """el la los las un una unos unas y o pero de del al en por para con sin sobre entre que se su
    sus es son fue era ser está están hay como más muy ya no lo le les nos mi tu esta este esto
    le les des du et ou dans pour avec sans est sont pas ne ce cette ces qui sur au aux il elle nous
    vous ils der die das den dem ein eine und oder aber nicht ist sind war mit für von zu im auf wir
    sie ich il gli uno una e o ma di da nel per con non che è sono si o os um uma uns umas e em no
    na nos nas do da dos das por para com não é são mais het een van en niet ik je wij dat op te"""
)
_LEAST = 3
#: Words that a title writes small.
_SMALL = word_set("a an and as at by for from in of on or the to vs with")


def is_foreign(words: str) -> bool:
    """Whether some words are in another language, by their function words; doubtful: no.

    >>> is_foreign("Hagamos presencia para defender la democracia"), is_foreign("Oh la la")
    (True, False)
    """
    found = [word.lower() for word in _WORD.findall(words)]
    if len(found) < _LEAST:
        return False
    other = sum(1 for word in found if word in _OTHERS and word not in _ENGLISH)
    english = sum(1 for word in found if word in _ENGLISH)
    accented = sum(1 for word in found if not word.isascii())
    if english == 0 and accented >= 2:
        return True
    return other >= 2 and other > 2 * english and len(found) > 3


def foreign_quotes(text: str) -> tuple[Span, ...]:
    """The quotations of the text that are not in English, without their marks."""
    # Imported here: the package of statements builds on the context that needs this module.
    from kg.extract.statements.quotes import find_quotes

    return tuple(q.inner for q in find_quotes(text) if is_foreign(q.inner.of(text)))


def title_quotes(text: str) -> tuple[Span, ...]:
    """The quotations that look like the title of a work: short and in title case."""
    from kg.extract.statements.quotes import find_quotes

    found = []
    for quote in find_quotes(text):
        words = quote.inner.of(text).split()
        long = [word for word in words if len(word) > 3]
        capital = sum(1 for word in long if word[0].isupper())
        if 2 <= len(words) <= 8 and words[0][0].isupper() and capital >= 0.75 * max(len(long), 1):
            found.append(quote.inner)
    return tuple(found)


def work_titles(text: str) -> tuple[Span, ...]:
    """The quotations that are titles throughout: no word of them is small but "of" and the like.

    >>> [span.of('"Saving Private Lee" ran') for span in work_titles('"Saving Private Lee" ran')]
    ['Saving Private Lee']
    """
    titles = []
    for span in title_quotes(text):
        words = [word for word in span.of(text).split() if word.lower() not in _SMALL]
        if all(not word[0].isalpha() or word[0].isupper() for word in words):
            titles.append(span)
    return tuple(titles)
