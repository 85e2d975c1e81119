"""The words of time: what class of token each word is, and its value.

English, with the Spanish words for dates that quotations in English news keep. Single words only;
how they combine is in the grammar modules. Ambiguous words ("may", "march", "second", "fall") have
their usual meaning here; `kg.extract.times.finder` asks the parse about them.
"""

from __future__ import annotations

__all__ = ["ABBREVIATIONS", "CAPITAL_ONLY", "CLASSES", "GROUPS", "WORDS", "code_of", "word_set"]

Value = int | str


def word_set(words: str) -> frozenset[str]:
    """The words of a string."""
    return frozenset(words.split())


_MONTHS = (
    "january february march april may june july august september october november december",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "lunes martes miércoles jueves viernes sábado domingo",
)
_CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
)

#: Words that are months or weekdays only when they begin with a capital in English text.
CAPITAL_ONLY = word_set(
    "march may mar jan feb apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs "
    "fri sat sun est edt cst cdt mst mdt pst pdt et pt ct bst cet gmt utc"
)

#: Shortened words that take their full stop into the expression ("Jan. 3").
ABBREVIATIONS = word_set(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun"
)


def _words() -> dict[str, tuple[str, Value]]:
    table: dict[str, tuple[str, Value]] = {}

    def put(name: str, words: str, value: Value | None = None) -> None:
        for word in words.split():
            table[word] = (name, word if value is None else value)

    for number, names in enumerate(zip(*(line.split() for line in _MONTHS), strict=True), 1):
        put("MONTH", names[0], number)
        put("MES", names[1], number)
    put("MES", "setiembre", 9)
    for number, word in enumerate(
        ["jan", "feb", "mar", "apr", "-", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    ):
        put("MONTH", word, number)
    put("MONTH", "sept", 9)
    for number, names in enumerate(zip(*(line.split() for line in _DAYS), strict=True), 1):
        put("WEEKDAY", names[0], number)
        put("PLURALDAY", names[0] + "s", number)
        put("DIA", names[1], number)
    put("DIA", "miercoles", 3)
    put("DIA", "sabado", 6)
    short = ["mon", "tue,tues", "wed", "thu,thur,thurs", "fri", "sat", "sun"]
    for number, forms in enumerate(short, 1):
        put("SHORTDAY", forms.replace(",", " "), number)
    for number, word in enumerate(_CARDINALS.split()):
        put("CARD", word, number)
    for number, word in enumerate(_TENS.split(), 2):
        put("TENS", word, number * 10)
    put("HUNDRED", "hundred", 100)
    put("HUNDRED", "thousand", 1000)
    for number, word in enumerate(_ORDINALS.split(), 1):
        put("SECOND" if word == "second" else "ORDW", word, number)
    put("A", "a an")
    put("THE", "the")
    put("EL", "el la los del")
    put("DE", "de")
    put("VAGUE", "few several many couple dozen")
    put("SOME", "some")
    put("ANY", "any")
    for unit, words in {
        "D": "day", "W": "week", "M": "month", "Y": "year", "E": "decade", "C": "century",
        "Q": "quarter",
    }.items():  # fmt: skip
        plural = "centuries" if words == "century" else words + "s"
        put("QUARTER" if unit == "Q" else "UNIT", words, unit)
        put("UNITS", plural, unit)
    put("UNITS", "fortnights", "W")
    put("TUNIT", "hour hr", "H")
    put("TUNIT", "minute", "M")
    put("TUNITS", "hours hrs", "H")
    put("TUNITS", "minutes mins", "M")
    put("TUNITS", "seconds", "S")
    put("HALF", "half")
    put("PERIOD", "period")
    put("WEEKEND", "weekend")
    put("WEEKENDS", "weekends")
    put("BOUNDARY", "end", "END")
    put("BOUNDARY", "beginning start", "START")
    put("BOUNDARY", "middle", "MID")
    for part, words in {
        "MO": "morning dawn", "AF": "afternoon", "EV": "evening", "NI": "night",
    }.items():  # fmt: skip
        put("PART", words, part)
    put("PARTS", "mornings", "MO")
    put("PARTS", "afternoons", "AF")
    put("PARTS", "evenings", "EV")
    put("PARTS", "nights", "NI")
    put("OVERNIGHT", "overnight", "NI")
    put("TONIGHT", "tonight", "NI")
    put("NOON", "noon midday", "T12:00")
    put("NOON", "midnight", "T24:00")
    put("TODAY", "today", 0)
    put("YESTERDAY", "yesterday", -1)
    put("TOMORROW", "tomorrow", 1)
    put("HOY", "hoy", 0)
    put("HOY", "ayer", -1)
    for season, words in {
        "SP": "spring", "SU": "summer", "FA": "fall autumn", "WI": "winter",
    }.items():  # fmt: skip
        put("SEASON", words, season)
    put("SEASONS", "springs", "SP")
    put("SEASONS", "summers", "SU")
    put("SEASONS", "winters", "WI")
    put("LAST", "last", -1)
    put("PAST", "past", -1)
    put("PREVIOUS", "previous preceding prior", -1)
    put("THIS", "this", 0)
    put("CURRENT", "current", 0)
    put("LATEST", "latest", -1)
    put("NEXT", "next", 1)
    put("COMING", "coming upcoming", 1)
    put("FOLLOWING", "following ensuing", 1)
    put("RECENT", "recent")
    put("THAT", "that")
    put("SAME", "same")
    put("THESE", "these")
    put("EACH", "each every")
    put("AGO", "ago")
    put("EARLIER", "earlier")
    put("BEFORE", "before")
    put("AFTER", "after")
    put("LATER", "later")
    put("FROM", "from")
    put("NOW", "now")
    put("EARLY", "early", "START")
    put("MID", "mid", "MID")
    put("LATE", "late", "END")
    put("OF", "of")
    put("IN", "in")
    put("ON", "on")
    put("AT", "at")
    put("AND", "and")
    put("OR", "or")
    put("TO", "to through until")
    put("MORE", "more additional further")
    put("ABOUT", "about around approximately nearly almost roughly circa")
    put("LEAST", "least most")
    put("OVER", "over")
    put("LESS", "less fewer")
    put("THAN", "than")
    put("UP", "up")
    put("FISCAL", "fiscal financial")
    put("LONG", "long")
    put("OLD", "old")
    put("TRADING", "trading business calendar straight consecutive full")
    put("PRESENT", "currently presently nowadays", "PRESENT_REF")
    put("RECENTLY", "recently lately", "PAST_REF")
    put("PREVIOUSLY", "previously formerly", "PAST_REF")
    put("SOON", "soon", "FUTURE_REF")
    put("FUTURE", "future")
    put("NEAR", "near")
    put("TIME", "time")
    put("MOMENT", "moment")
    put("SO", "so")
    put("ONCE", "once twice times")
    put("BY", "by")
    put("AHEAD", "ahead")
    for adverb, span in {
        "daily": "P1D", "weekly": "P1W", "monthly": "P1M", "quarterly": "P3M",
        "annually": "P1Y", "yearly": "P1Y", "hourly": "PT1H", "nightly": "P1D",
    }.items():  # fmt: skip
        put("ADVERBIAL", adverb, span)
    put("TZ", "est edt cst cdt mst mdt pst pdt et pt ct bst cet gmt utc")
    put("LOCAL", "local eastern pacific central")
    decades = [
        "twenties",
        "thirties",
        "forties",
        "fifties",
        "sixties",
        "seventies",
        "eighties",
        "nineties",
    ]
    for number, word in enumerate(decades, 2):
        put("DECADEWORD", word, number)
    return table


#: Word in lower case: (class, value).
WORDS: dict[str, tuple[str, Value]] = _words()

#: Classes of tokens that are no words: numbers of several shapes, marks, and what is not of time.
_SHAPES = [
    "GAP",
    "COMMA",
    "HYPHEN",
    "DASH",
    "SLASH",
    "POSS",
    "TILDE",
    "ISO",
    "SLASHED",
    "YEAR",
    "SMALL",
    "NUMBER",
    "ORDN",
    "CLOCK",
    "AMPM",
    "DECADE",
    "HOLIDAY",
    "QNUM",
]

CLASSES: tuple[str, ...] = tuple(sorted({name for name, _ in WORDS.values()} | set(_SHAPES)))

#: Classes that patterns may name together.
GROUPS: dict[str, tuple[str, ...]] = {
    "ORD": ("ORDW", "SECOND", "ORDN"),
    "DAYNUM": ("SMALL", "ORDN"),
    "NUM": ("CARD", "TENS", "SMALL", "NUMBER", "YEAR"),
    "ANYUNIT": ("UNIT", "UNITS", "QUARTER"),
    "ANYTUNIT": ("TUNIT", "TUNITS", "SECOND"),
    "LASTLIKE": ("LAST", "PAST", "PREVIOUS"),
    "NEXTLIKE": ("NEXT", "COMING", "FOLLOWING"),
    "UNITQ": ("UNIT", "QUARTER"),
    "FOLLOWINGLIKE": ("PREVIOUS", "FOLLOWING"),
    "FRAME": ("LAST", "PAST", "PREVIOUS", "NEXT", "COMING", "FOLLOWING", "ORDW"),
    "CLOCKUNIT": ("TUNIT", "TUNITS"),
    "FOURDIGITS": ("YEAR", "NUMBER"),
    "LTN": ("LAST", "THIS", "NEXT"),
    "SHIFT": ("LAST", "PAST", "PREVIOUS", "THIS", "NEXT", "COMING", "FOLLOWING"),
    "SHORTNUM": ("SMALL", "NUMBER"),
    "DAYWORD": ("WEEKDAY", "SHORTDAY"),
    "MARK": ("HYPHEN", "DASH"),
    "ANYMONTH": ("MONTH", "MES"),
    "RELDAY": ("TODAY", "YESTERDAY", "TOMORROW"),
    "EARLYLATE": ("EARLY", "LATE", "MID"),
    "ABOUTLIKE": ("ABOUT", "TILDE"),
    "RELADV": ("EARLIER", "LATER"),
}

#: One private character a class, so that a text's tokens make a string that patterns run over.
_CODES = {name: chr(0xE000 + number) for number, name in enumerate(CLASSES)}


def code_of(name: str) -> str:
    """The character that stands for a class of tokens (KeyError for an unknown class)."""
    return _CODES[name]
