"""An article's parts: title, headlines, paragraphs, timeline entries, furniture.

Decided line by line from general cues, without a language model. A headline that is fused to its
paragraph without a full stop is split off by `kg.extract.headlines`.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from kg.extract.footnotes import footnotes
from kg.extract.furniture import is_furniture
from kg.extract.headlines import fused_headline
from kg.extract.references import reference_list
from kg.extract.wrapping import joined_lines
from kg.model import Segment, SegmentKind, Span
from kg.read.dateline import is_dateline

__all__ = ["entry_label", "segment"]

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
_YEAR = r"(?:1[5-9]|20|21)\d\d"
_PART = (
    r"(?:(?:in\s+)?(?:early|mid|late|about|around|circa|c\.|ca\.|by|since|from|until|before|after"
    r"|the\s+end\s+of|end\s+of|beginning\s+of|start\s+of)[\s-]*)"
)
_DATE = (
    rf"(?:{_YEAR}-\d\d(?:-\d\d)?"
    rf"|\d{{1,2}}[./]\d{{1,2}}[./](?:{_YEAR}|\d\d)"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s*[-–]\s*\d{{1,2}})?\s+)?{_MONTH}"
    rf"(?:\s+\d{{1,2}}(?:st|nd|rd|th)?(?:\s*[-–]\s*\d{{1,2}})?)?(?:\s*,?\s*{_YEAR})?(?!\w)"
    rf"|(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter|Q[1-4]|[Hh]1|[Hh]2)(?:\s+of)?\s+{_YEAR}"
    rf"|(?:the\s+)?{_YEAR}s?"
    rf"|(?:[Tt]oday|[Yy]esterday|[Tt]omorrow|[Nn]ow|[Pp]resent))"
)
_FULL = rf"(?:(?:{_DAY}),?\s+)?{_PART}?{_DATE}"
_CLOCK = r"(?:,?\s*(?:at\s+)?\d{1,2}(?:[:.]\d\d)?\s*(?:a\.?m\.?|p\.?m\.?|GMT|UTC|ET|CET)?)"
_LABEL = re.compile(
    rf"(?P<bullet>[-*•·–]\s+)?(?P<label>(?:{_FULL})(?:{_CLOCK})?"
    rf"(?:\s*(?:[-–—/]|to|until|and)\s*(?:{_FULL}))?"
    rf"(?:\s*\((?:(?-i:[a-z])|planned|expected|scheduled|estimated|projected|reported|approx)"
    rf"[^()\n]{{0,40}}\))?)(?P<sep>\s*[–—―]\s*|\s+-{{1,2}}\s+|\s*:\s+)(?=\S)",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    rf"(?:(?:First|Originally|Last)\s+)?(?:Published|Updated|Posted|Modified|Date)?\s*"
    rf"(?:on|at)?:?\s*(?:{_FULL})"
    rf"(?:{_CLOCK})?(?:\s*\([^()\n]*\))?\.?",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:(?:(?:first|last|originally)\s+)?(?:updated|published|posted|modified)\b.{0,80}"
    r"|(?:written\s+|reporting\s+|edited\s+)?by\s+(?-i:[A-Z])[^.!?]{1,80}"
    r"|(?:photo|image|picture|video|credit|caption|source|sources|file\s+photo|copyright|©|tags|"
    r"topics|related|more|see\s+also|read\s+more|read\s+also|share(?:\s+this)?|follow\s+us|"
    r"advertisement|sign\s+up|subscribe|comments?|listen|watch|print|e-?mail)\b"
    r"(?:\s*[:|©(].{0,200}|(?:\s+\S+){0,6}(?<!\.))"
    r"|(?:https?://|www\.)\S+"
    r"|[\W_]+"
    r"|\d+\s+(?:min(?:ute)?s?\s+read|comments?|shares?|views?)"
    r"|page\s+\d+(?:\s+of\s+\d+)?"
    r"|all\s+rights\s+reserved.{0,80})",
    re.IGNORECASE,
)
#: "Last updated: Tuesday, 20 December 2005, 10:39 GMT": no title, wherever it stands.
_DATED = re.compile(
    rf"(?:(?:first|last|originally)\s+)?(?:updated|published|posted|modified)\s*:?\s+"
    rf"(?:on\s+|at\s+)?{_FULL}.{{0,40}}",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?…;:][\"'”’)\]]*\s*(?:\(?\[(?:[\d,;\s–-]+|\^[\w-]+)\]\)?\s*)*[.]?$")
_MARKDOWN = re.compile(r"#{1,6}\s+|={2,}\s*")
_LINE = re.compile(r"[^\n\r\u2028\u2029\u0085]+")
_TITLE_LIMIT = 250
_HEADING_WORDS = 14


def entry_label(line: str) -> Span | None:
    """The date label at the start of a timeline entry, without its dash; None where there is none.

    >>> entry_label("Dec 2025 – Forces operate nearby").of("Dec 2025 – Forces operate nearby")
    'Dec 2025'
    """
    match = _LABEL.match(line)
    if match is None:
        return None
    label = match.group("label")
    # "May: ..." and "Now – ..." are words before they are dates: a label has a digit, except a
    # plain word for today in a bulleted list.
    if not any(char.isdigit() for char in label) and not match.group("bullet"):
        return None
    return Span(match.start("label"), match.end("label"))


def segment(text: str) -> tuple[Segment, ...]:
    """The parts of the text, in order, not overlapping; white space between them is left out.

    Offsets are code points into ``text``. A headline fused to its paragraph is a segment of its
    own; the paragraph after it (or the lines under a heading) carry the headline as ``label``.
    """
    lines = [_trim(text, match.start(), match.end()) for match in _LINE.finditer(text)]
    lines = joined_lines(text, [line for line in lines if line.end > line.start])
    listed = reference_list(text)
    notes = [note.span for note in footnotes(text)]
    found: list[Segment] = []
    top = True  # nothing of the article's own stands above
    for index, line in enumerate(lines):
        words = line.of(text)
        note = bisect_right(notes, line.start, key=lambda span: span.start) - 1
        noted = note >= 0 and line.start < notes[note].end
        if noted or (listed is not None and listed.span.contains(line)):
            found.append(Segment(SegmentKind.FURNITURE, line))
            continue
        after = lines[index + 1] if index + 1 < len(lines) else None
        bare = words.strip("*_ \t") or words
        if is_furniture(bare) or (top and (_DATED.fullmatch(bare) or is_dateline(bare))):
            found.append(Segment(SegmentKind.FURNITURE, line))
            continue
        if top and after is not None and _is_title(words):
            found.append(Segment(SegmentKind.TITLE, line))
            top = False
            continue
        top = False
        label = entry_label(words)
        if label is not None and len(words) > label.end + 12:
            shifted = Span(line.start + label.start, line.start + label.end)
            found.append(Segment(SegmentKind.TIMELINE, line, shifted))
            continue
        if len(words) < 200 and (
            _FURNITURE.fullmatch(bare) or _DATELINE.fullmatch(bare) or is_dateline(bare)
        ):
            found.append(Segment(SegmentKind.FURNITURE, line))
            continue
        if after is not None and _is_heading(words):
            found.append(Segment(SegmentKind.HEADLINE, line))
            continue
        cut = fused_headline(words, text)
        if cut is None:
            found.append(Segment(SegmentKind.PARAGRAPH, line))
            continue
        head = _trim(text, line.start, line.start + cut)
        body = _trim(text, line.start + cut, line.end)
        found.append(Segment(SegmentKind.HEADLINE, head))
        found.append(Segment(SegmentKind.PARAGRAPH, body, head))
    return tuple(found)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in "\ufeff\u200b"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _is_title(line: str) -> bool:
    """A first line is the title when it is short and not a sentence with its full stop."""
    if len(line) > _TITLE_LIMIT or entry_label(line) is not None:
        return False
    if _MARKDOWN.match(line):
        return True
    words = [word for word in line.split() if len(word) > 3]
    capital = sum(1 for word in words if word[0].isupper())
    if len(line) < 150 and len(words) >= 4 and capital >= 0.8 * len(words):
        return True  # title case, with a full stop or without
    return not line.rstrip("\"'”’)").endswith((".", ";", ":", ","))


def _is_heading(line: str) -> bool:
    """A heading inside the text: short, no final punctuation, begins like a name or sentence."""
    if _MARKDOWN.match(line):
        return True
    if len(line.split()) > _HEADING_WORDS or _ENDS.search(line) or line.endswith(","):
        return False
    first = next((char for char in line if char.isalnum()), "")
    return (first.isupper() or first.isdigit()) and line[0] not in "\"'“‘-*•"
