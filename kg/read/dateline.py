"""The day that a plain text states for itself: a line of its own near its top that is a date.

"Published: Dec. 19, 2005 at 9:44 PM", "Friday, 10 September 2010 | Updated 9:28 AM EDT", "Last
updated 13:26 14/09/2013". Nothing is taken from a line that says anything else, and nothing from
figures that are two days ("08/02/2013") unless a time zone of North America says which.
"""

from __future__ import annotations

import re
from datetime import date

__all__ = ["stated_day"]

#: Date lines stand with the headline and the byline, before the text begins.
_LINES = 6
_LONGEST = 120
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DATE = re.compile(
    rf"(?P<m1>{_MONTH})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y1>\d{{4}})\b"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<m2>{_MONTH}),?[\s-]+(?P<y2>\d{{4}})\b"
    r"|\b(?P<y3>\d{4})-(?P<m3>\d\d)-(?P<d3>\d\d)\b"
    r"|\b(?P<n1>\d{1,2})[/.](?P<n2>\d{1,2})[/.](?P<y4>\d{4}|\d\d)\b",
    re.IGNORECASE,
)
_CLOCK = r"\d{1,2}(?:[:.h]\d\d){1,2}(?:[ap]\b)?|\d{1,2}(?=\s*[ap]\.?m)|\d{4}(?=\s*(?-i:[A-Z]{2,4}))"
#: What may stand beside the date: words for publishing, weekdays, the time of day and its zone.
_BESIDE = re.compile(
    rf"(?:{_CLOCK}|[ap]\.?\s?m\b\.?|hrs\b"
    r"|(?:(?:first|last|originally|story|article)\s+)?"
    r"(?:published|posted|updated|edited|created|modified|filed|issued|uploaded|released?|date)\b"
    r"|(?:on|at|in|the|time)\b"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
    r"|(?:UTC|GMT)\s*[+-]\s*\d{1,2}(?::?\d\d)?|(?-i:[A-Z]{2,5})\b|[\s,;:.|/()\[\]–—•·-]+|@)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\s*(?:[Bb]y|BY)\s+(?:[A-Z][\w.'’-]*[\s,]+){1,5}(?=\W|[A-Z]|$)")
_AMERICAN = re.compile(r"\b[ECMP][SD]?T\b")
_LABEL = re.compile(
    r"\b(publi|post|updat|modif|edit|creat|fil|issu|upload|releas)\w*", re.IGNORECASE
)
_UPDATES = frozenset({"updat", "modif", "edit"})


def stated_day(text: str) -> str | None:
    """The day of publication that a line near the top states, as ISO 8601; None where none does.

    Where one line states several, the first that is not the day of an update.

    >>> stated_day("Mayor resigns\\nPublished: Dec. 19, 2005 at 9:44 PM\\nThe mayor left office.")
    '2005-12-19'
    >>> stated_day("Mayor resigns\\nThe mayor left on 19 December 2005.")
    """
    lines = [line.strip() for line in text[:4000].splitlines() if line.strip()]
    updated: str | None = None
    for line in lines[:_LINES]:
        if len(line) > _LONGEST or not _is_dateline(line):
            continue
        for match in _DATE.finditer(line):
            day = _day(match, american=_AMERICAN.search(line) is not None)
            if day is None:
                continue
            labels = _LABEL.findall(line[: match.start()])
            if not labels or labels[-1].lower() not in _UPDATES:
                return day
            updated = updated or day
    return updated


def _is_dateline(line: str) -> bool:
    rest = _BYLINE.sub(" ", _DATE.sub(" ", line), count=1)
    if rest.strip() == line:
        return False
    at = 0
    while at < len(rest):
        match = _BESIDE.match(rest, at)
        if match is None or match.end() == at:
            return False
        at = match.end()
    return True


def _day(match: re.Match[str], *, american: bool) -> str | None:
    found = match.groupdict()
    year = int(found["y1"] or found["y2"] or found["y3"] or found["y4"])
    if found["y4"] and len(found["y4"]) == 2:
        year += 1900 if year > 69 else 2000
    if found["n1"]:
        one, two = int(found["n1"]), int(found["n2"])
        if one <= 12 and two <= 12 and one != two and not american:
            return None  # two days: the third of April, the fourth of March
        month, day = (two, one) if one > 12 else (one, two)
    else:
        day = int(found["d1"] or found["d2"] or found["d3"])
        name = (found["m1"] or found["m2"] or "")[:3].lower()
        month = _MONTHS.index(name) + 1 if name else int(found["m3"])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
