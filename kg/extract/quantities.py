"""Counted and measured amounts: "2,512 tons of cocaine", "11,000 troops", "$5 billion", "70%"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.extract.lexicon import word_set
from kg.extract.phrases import char_span
from kg.model import Quantity, Segment, SegmentKind, Span, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["find_quantities"]

_NUMBER = re.compile(
    r"(?<![\w.,/-])(?P<currency>(?:US|A|C|NZ|HK|S|R)?\$|[€£¥₹₩])?\s?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<suffix>\s?(?:bn|mn|tn|k|m|b)(?!\w))?(?P<scale>[\s-](?:hundred|thousand|million|billion"
    r"|trillion)\b)?(?P<percent>\s?%|\s(?:percent|per\scent|percentage\spoints?)\b)?(?![\w/])",
    re.IGNORECASE,
)
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_WORDS = {word: number for number, word in enumerate(_SMALL)} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(10) ** 3,
    "million": Decimal(10) ** 6,
    "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
    "k": Decimal(10) ** 3,
    "m": Decimal(10) ** 6,
    "mn": Decimal(10) ** 6,
    "b": Decimal(10) ** 9,
    "bn": Decimal(10) ** 9,
    "tn": Decimal(10) ** 12,
}
_UNITS = word_set(
    """km kms kilometre kilometres kilometer kilometers mile miles metre metres meter meters m cm mm
    centimetres centimeters inch inches foot feet ft yard yards ton tons tonne tonnes kg kgs
    kilogram kilograms kilogramme kilogrammes kilo kilos gram grams pound pounds lb lbs ounce ounces
    litre litres liter liters gallon gallons barrel barrels bpd acre acres hectare hectares sq
    mph kph km/h mw gw kw megawatts gigawatts watts kwh gb mb tb gigabytes megabytes terabytes
    gigabyte megabyte terabyte degrees celsius fahrenheit hz mhz ghz volts
    dollars dollar euros euro pounds pesos peso yen yuan rupees roubles rubles francs cents
    bushels knots"""
)
#: Nouns that make of a number a time, a date or a place in a row.
_NO_COUNT = word_set(
    """year years month months week weeks day days hour hours minute minutes second seconds decade
    decades century centuries am pm a.m. p.m. o'clock january february march april may june july
    august september october november december quarter quarters weekend weekends night nights"""
)
_SAME_PLURAL = word_set("people police staff personnel aircraft crew cattle fish sheep spacecraft")
_BARE_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_MAX_COUNTED = 8


def find_quantities(
    text: str,
    doc: Doc,
    times: tuple[TimeExpression, ...] = (),
    segments: tuple[Segment, ...] = (),
) -> tuple[Quantity, ...]:
    """The quantities of a text in order; times, dates, ages and places in a row are none.

    Args:
        text: the masked text.
        doc: its parse.
        times: time expressions, whose numbers are left alone.
        segments: the article's parts; furniture and date labels hold no quantities.

    Returns:
        Quantities whose ``span`` reaches from the number to what is counted. ``unit`` is a unit of
        measure as written, a currency's sign, or ``percent``; ``counted`` the words counted.
    """
    taken = [time.span for time in times]
    taken += [part.span for part in segments if part.kind is SegmentKind.FURNITURE]
    taken += [part.label for part in segments if part.kind is SegmentKind.TIMELINE and part.label]
    found: list[Quantity] = []
    for match in _NUMBER.finditer(text):
        span = Span(match.start(), match.end())
        if any(span.overlaps(other) for other in taken):
            continue
        quantity = _numeral(doc, match)
        if quantity is not None:
            found.append(quantity)
    for token in doc:
        value = _WORDS.get(token.lower_)
        if value is None or value < 2 or token.dep_ not in ("nummod", "compound"):
            continue
        span = Span(token.idx, token.idx + len(token.text))
        if any(span.overlaps(other) for other in taken):
            continue
        spelled = _spelled(doc, token, Decimal(value))
        if spelled is not None:
            found.append(spelled)
    found.sort(key=lambda q: (q.span.start, -q.span.end))
    kept: list[Quantity] = []
    for quantity in found:
        if not kept or quantity.span.start >= kept[-1].span.end:
            kept.append(quantity)
    return tuple(kept)


def _numeral(doc: Doc, match: re.Match[str]) -> Quantity | None:
    number = match.group("number")
    if len(number.replace(",", "")) > 18:
        return None
    value = Decimal(number.replace(",", ""))
    suffix = (match.group("suffix") or "").strip().lower()
    scale = (match.group("scale") or "").strip(" -\n").lower()
    currency = match.group("currency")
    if suffix in ("k", "m", "b") and not currency:
        suffix = ""
    value *= _SCALES.get(suffix, Decimal(1)) * _SCALES.get(scale, Decimal(1))
    value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    start = match.start("currency") if currency else match.start("number")
    end = match.end()
    while end > start and doc.text[end - 1].isspace():
        end -= 1
    if match.group("percent"):
        of = _of_words(doc, end)
        return Quantity(Span(start, of[0] if of else end), value, "percent", of[1] if of else None)
    if currency:
        return Quantity(Span(start, end), value, currency.upper())
    tokens = doc.char_span(match.start("number"), end, alignment_mode="expand")
    if tokens is None or not _is_amount(tokens[0], number):
        return None
    plain = _BARE_YEAR.fullmatch(number) is not None and not scale
    return _counted(doc, tokens.start, tokens.end, Span(start, end), value, plain)


def _is_amount(token: Token, number: str) -> bool:
    """Whether a numeral counts something, not a name's number, an ordinal or a score."""
    before = token.nbor(-1) if token.i else None
    if before is not None and any(c.isupper() for c in before.text):
        # "iPhone 4 owners", "Article 5": the number belongs to the name, unless it begins a clause.
        if before.pos_ in ("PROPN", "NOUN", "X") and not before.is_sent_start:
            return False
        if before.pos_ == "PROPN" and token.head.i == before.i:
            return False
    if before is not None and before.text == "." and before.i and before.nbor(-1).lower_ == "no":
        return False
    if before is not None and before.lower_ in ("no", "no.", "number", "article", "section", "#"):
        return False
    if before is not None and before.lower_ in (
        "aged",
        "age",
        "page",
        "chapter",
        "flight",
        "route",
    ):
        return False
    return not (token.tag_ not in ("CD", "NNP", "JJ", "NN", "SYM") and "," not in number)


def _spelled(doc: Doc, token: Token, value: Decimal) -> Quantity | None:
    end = token.i + 1
    if end < len(doc) and doc[end].lower_ in _SCALES and len(doc[end].text) > 2:
        value *= _SCALES[doc[end].lower_]
        end += 1
    span = char_span(doc, token.i, end)
    return _counted(doc, token.i, end, span, value, False)


def _counted(
    doc: Doc, first: int, after: int, span: Span, value: Decimal, plain_year: bool
) -> Quantity | None:
    """The quantity with its unit and the words counted; None where nothing is counted."""
    index = after
    if index < len(doc) and doc[index].text == "-":
        index += 1
    if index >= len(doc):
        return None
    word = doc[index].lower_.rstrip(".")
    if word in _NO_COUNT:
        return None
    if word in _UNITS and not (word == "m" and index != after):
        end = doc[index].idx + len(doc[index].text)
        if word in ("sq", "square") and index + 1 < len(doc):
            index += 1
            end = doc[index].idx + len(doc[index].text)
        of = _of_words(doc, end)
        if of is not None:
            return Quantity(Span(span.start, of[0]), value, word, of[1])
        beside = _noun_behind(doc, index + 1) if doc[index].dep_ in ("compound", "nmod") else None
        if beside is not None:
            return Quantity(Span(span.start, beside[0]), value, word, beside[1])
        return Quantity(Span(span.start, end), value, word)
    if plain_year:
        return None
    head = doc[after - 1]
    noun = head.head if head.dep_ in ("nummod", "quantmod", "compound") else None
    while noun is not None and noun.dep_ in ("nummod", "quantmod"):
        noun = noun.head
    if noun is None or noun.i < after or noun.i - after > _MAX_COUNTED:
        return None
    if noun.pos_ not in ("NOUN", "PROPN") or noun.lower_ in _NO_COUNT or noun.tag_ == "NNP":
        return None
    if value != 1 and noun.tag_ == "NN" and noun.lower_ not in _SAME_PLURAL:
        return None
    if any(t.is_punct and t.text != "-" for t in doc[after : noun.i]):
        return None
    words = [t for t in doc[after : noun.i + 1] if not t.is_space]
    if words and words[0].pos_ in ("ADP", "PART", "CCONJ", "PRON", "DET"):
        return None
    if any(t.lower_ in _NO_COUNT for t in words) or any(
        t.pos_ == "VERB" and t.tag_ != "VBN" for t in words
    ):
        return None
    counted = char_span(doc, after, noun.i + 1)
    return Quantity(
        Span(span.start, counted.end), value, None, " ".join(counted.of(doc.text).split())
    )


def _of_words(doc: Doc, offset: int) -> tuple[int, str] | None:
    """The end and the words of what "of" right behind the offset names."""
    tokens = doc.char_span(offset - 1, offset, alignment_mode="expand")
    if tokens is None or tokens.end + 1 >= len(doc) or doc[tokens.end].lower_ != "of":
        return None
    preposition = doc[tokens.end]
    noun = next((child for child in preposition.children if child.dep_ == "pobj"), None)
    if noun is None or noun.i - preposition.i > _MAX_COUNTED:
        return None
    start = preposition.i + 1
    while start < noun.i and doc[start].pos_ in ("DET", "PRON"):
        start += 1
    span = char_span(doc, start, noun.i + 1)
    return span.end, " ".join(span.of(doc.text).split())


def _noun_behind(doc: Doc, index: int) -> tuple[int, str] | None:
    if index < len(doc) and doc[index].pos_ == "NOUN" and doc[index].lower_ not in _NO_COUNT:
        token = doc[index]
        return token.idx + len(token.text), token.text
    return None
