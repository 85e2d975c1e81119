"""The day that a plain text states for itself: a line of its own near its top that is a date, else
the place line that its report begins with, where that has a year.

"Published: Dec. 19, 2005 at 9:44 PM", "Friday, 10 September 2010 | Updated 9:28 AM EDT", "Last
updated 13:26 14/09/2013". Nothing is taken from a line that says anything else, and nothing from
figures that are two days ("08/02/2013") unless a time zone of North America says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

__all__ = ["is_dateline", "stated_day", "untold_day"]

#: Date lines stand with the headline and the byline, before the text begins.
_LINES = 6
_LONGEST = 120
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPANISH = {"ene": 1, "abr": 4, "ago": 8, "set": 9, "dic": 12}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)"
    r"\b\.?"
)
_DATE = re.compile(
    rf"(?P<m1>{_MONTH})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y1>\d{{4}})\b"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:of|de))?[\s-]+(?P<m2>{_MONTH})"
    r"(?:,|\s+del?\b)?[\s-]+(?P<y2>\d{4}|(?<=-)\d\d)\b"
    r"|\b(?P<y3>\d{4})(?P<s3>[-/])(?P<m3>\d\d)(?P=s3)(?P<d3>\d\d)(?:\b|(?=T\d\d:))"
    r"|\b(?P<n1>\d{1,2})[/.](?P<n2>\d{1,2})[/.](?P<y4>\d{4}|\d\d)\b",
    re.IGNORECASE,
)
_CLOCK = (
    r"T?(?:\d{1,2}(?:[:.h]\d\d){1,2}(?:[ap]\b)?|\d{1,2}(?=\s*[ap]\.?m)"
    r"|\d{4}(?=\s*(?-i:[A-Z]{2,4})))(?:Z\b|[+-]\d\d:?\d\d)?"
)
#: What may stand beside the date: words for publishing, weekdays, the time of day and its zone.
_BESIDE = re.compile(
    rf"(?:{_CLOCK}|[ap]\.?\s?m\b\.?|hrs\b"
    r"|(?:(?:first|last|originally|story|article|web|issue)\s+)*"
    r"(?:published|posted|updated|edited|created|modified|filed|issued|uploaded|released?|date)\b"
    r"|(?:publicad[oa]|actualizad[oa]|creado|modificado|fecha|hora|[uú]ltima actualizaci[oó]n)\b"
    r"|(?:on|at|in|the|time|and|el|del?|a las?|h)\b"
    r"|(?:about\s+)?(?:\d{1,2}|an?)\s+(?:min(?:ute)?|hour|day|week|month|year)s?\s+ago\b"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
    r"|(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)\b"
    r"|(?:UTC|GMT)\s*[+-]\s*\d{1,2}(?::?\d\d)?|(?-i:[A-Z]{2,5})\b|[\s,;:.|/()\[\]–—•·-]+|@)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"\s*\b(?:[Bb]y|BY|[Pp]or)\s+[A-Z][\w.'’-]*(?:[\s,]+(?:and\s+)?[A-Z][\w.'’-]*){0,6}(?=[\s,|/–—-]|$)"
)
#: Where a report comes from, and what stands between its day and its first word.
_PLACE = re.compile(r"[A-Z][A-Z.'’ -]{1,40}(?:,\s[A-Z][\w. ]{1,30})?[,;.]?\s+\(?")
_REPORT = re.compile(r"\)?,?\s*(?:[(/][^()/\n]{1,50}[)/])?\s*(?:--?|—|–|_|:)\s")
_AMERICAN = re.compile(r"\b[ECMP][SD]?T\b")
_LABEL = re.compile(
    r"\b(publi|post|updat|modif|edit|creat|fil|issu|upload|releas|actuali)\w*",
    re.IGNORECASE,
)
_UPDATES = frozenset({"updat", "modif", "edit", "actuali"})


def stated_day(text: str) -> str | None:
    """The day of publication that a line near the top states, as ISO 8601; None where none does.

    Where one line states several, the first that is not the day of an update.

    >>> stated_day("Mayor resigns\\nPublished: Dec. 19, 2005 at 9:44 PM\\nThe mayor left office.")
    '2005-12-19'
    >>> stated_day("Mayor resigns\\nThe mayor left on 19 December 2005.")
    """
    lines = list(_date_lines(text))
    order = _order(lines)
    updated: str | None = None
    for line in lines:
        for match in _DATE.finditer(line):
            day = _day(match, order or ("American" if _AMERICAN.search(line) else None))
            if day is None:
                continue
            labels = _LABEL.findall(line[: match.start()])
            if not labels or labels[-1].lower() not in _UPDATES:
                return day
            updated = updated or day
    return updated or _dateline_day(text)


def _dateline_day(text: str) -> str | None:
    """The day in the place line of a report: "ASHFORD, Jan. 6, 2026 (EW) -- The mayor ..."."""
    for line in [line.strip() for line in text[:4000].splitlines() if line.strip()][: 2 * _LINES]:
        day = _DATE.search(line[:_LONGEST])
        if day is None or not (day["m1"] or day["m2"]):
            continue
        if _PLACE.fullmatch(line[: day.start()]) and _REPORT.match(line, day.end()):
            return _day(day, None)
    return None


def untold_day(text: str) -> str | None:
    """The figures of a date line near the top that may be two days, where no line states one.

    >>> untold_day("Mayor resigns\\nPosted 2/3/2009 11:11 PM\\nThe mayor left office.")
    '2/3/2009'
    """
    if stated_day(text) is not None:
        return None
    figures = (match for line in _date_lines(text) for match in _DATE.finditer(line))
    return next((match[0] for match in figures if match["n1"] and _parts(match)), None)


def is_dateline(line: str) -> bool:
    """Whether a line is a date, with words for publishing, a time and a byline at most.

    >>> is_dateline("Tue 3 Mar 2009 10.15 EST"), is_dateline("Elections on 4 March 2021")
    (True, False)
    """
    line = line.strip()
    rest = _BYLINE.sub(" ", _DATE.sub(" ", line), count=1)
    if len(line) > _LONGEST or rest.strip() == line:
        return False
    at = 0
    while at < len(rest):
        match = _BESIDE.match(rest, at)
        if match is None or match.end() == at:
            return False
        at = match.end()
    return True


def _date_lines(text: str) -> Iterator[str]:
    lines = [line.strip("*_ \t") for line in text[:4000].splitlines() if line.strip()]
    return (line for line in lines[:_LINES] if is_dateline(line))


def _order(lines: Iterable[str]) -> str | None:
    """How the date lines write days in figures, where one of them can be one day alone."""
    found = {
        "European" if parts[0] > 12 else "American"
        for line in lines
        for match in _DATE.finditer(line)
        if match["n1"] and max(parts := (int(match["n1"]), int(match["n2"]))) > 12
    }
    return found.pop() if len(found) == 1 else None


def _parts(match: re.Match[str]) -> bool:
    """Whether figures are days both ways round."""
    return all(_day(match, order) is not None for order in ("American", "European"))


def _day(match: re.Match[str], order: str | None) -> str | None:
    found = match.groupdict()
    digits = found["y1"] or found["y2"] or found["y3"] or found["y4"]
    year = int(digits)
    if len(digits) == 2:
        year += 1900 if year > 69 else 2000
    if found["n1"]:
        one, two = int(found["n1"]), int(found["n2"])
        if one <= 12 and two <= 12 and one != two and order is None:
            return None  # two days: the third of April, the fourth of March
        european = one > 12 or (two <= 12 and order == "European")
        month, day = (two, one) if european else (one, two)
    else:
        day = int(found["d1"] or found["d2"] or found["d3"])
        name = (found["m1"] or found["m2"] or "")[:3].lower()
        known = _SPANISH.get(name) or (_MONTHS.index(name) + 1 if name else 0)
        month = known or int(found["m3"])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
