"""The list at the end of a digest that says what its citation markers stand for.

    Sources
    [1] Reuters, "Troops sent to the border", 3 January 2026, https://news.example/a
    2. Harvest begins – The Daily Example (https://news.example/b)

A list is believed when a heading names it, or when its entries are marked as the text's citations
are and hold an address or a quoted title. An entry is read for what is plain in it: address, title,
publisher, date; the rest is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.extract.footnotes import footnotes
from kg.model import CitedSource, Span, TimeExpression

__all__ = ["ReferenceList", "find_sources", "reference_list"]

_LINE = re.compile(r"[^\n\r\u2028\u2029\u0085]+")
_ENTRY = re.compile(
    r"[ \t>*•-]{0,8}(?:\[(?P<bracket>\d{1,3})\]|(?P<number>\d{1,3})[.)])[:.]?[ \t]{1,8}(?P<body>\S)"
)
_HEADING = re.compile(
    r"[#*_ \t]{0,8}(?:sources?|references?|cited(?: articles| sources)?|articles(?: cited)?|notes"
    r"|footnotes|bibliography|links|works cited|fuentes|referencias)[*_ \t]{0,4}:?[*_ \t]{0,4}",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`\[\]]{3,2000}")
_MARKDOWN = re.compile(r"\[(?P<title>[^\[\]]{3,300})\]\((?P<url>https?://[^\s()]{3,2000})\)")
_QUOTED = re.compile(
    r"[“\"«](?P<title>[^“”\"«»]{3,300})[”\"»]|(?<!\w)[‘'](?P<single>[^‘’]{8,300})[’'](?!\w)"
)
_CUT = re.compile(r"\s+[–—|-]{1,2}\s+|\s*[,;()·|]\s*|\s*\.\s+|\s*:\s+|\.$")
_DASH = re.compile(r"\s+[–—|-]{1,2}\s+|\s*\|\s*|\s*[()]\s*")
_LABEL = re.compile(r"(?P<publisher>[A-Z0-9][\w.&’' -]{1,40}):\s+(?P<title>\S.*)")
_NO_NAME = re.compile(
    r"(?:accessed|retrieved|published|updated|last|online|via|available|see|url|link|by|from|at|on"
    r"|in|and|viewed|archived)\b",
    re.IGNORECASE,
)
_PUBLISHER_WORDS = 6
_TITLE_WORDS = 4
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """Where the list stands, its heading included, and its entries by identifier."""

    span: Span
    entries: tuple[tuple[str, Span], ...]


def reference_list(text: str) -> ReferenceList | None:
    """The list of references that ends the text; None where there is none.

    >>> found = reference_list("It rained [1].\\nSources\\n[1] Rain, https://news.example/rain")
    >>> [identifier for identifier, _ in found.entries]
    ['1']
    """
    lines = [Span(m.start(), m.end()) for m in _LINE.finditer(text) if m.group().strip()]
    entries: list[tuple[str, Span]] = []
    tail: Span | None = None
    bracketed = True
    index = len(lines) - 1
    while index >= 0:
        line = lines[index]
        if len(line.of(text)) > _LONGEST:
            break
        match = _ENTRY.match(line.of(text))
        if match is None:
            # an address on a line of its own belongs to the entry above it
            if tail is not None or not _URL.fullmatch(line.of(text).strip()):
                break
            tail = line
            index -= 1
            continue
        bracketed = bracketed and match.group("bracket") is not None
        identifier = match.group("bracket") or match.group("number")
        body = Span(line.start + match.start("body"), (tail or line).end)
        entries.append((str(int(identifier)), body))
        tail = None
        index -= 1
    if not entries or tail is not None:
        return None
    entries.reverse()
    numbers = [int(identifier) for identifier, _ in entries]
    if any(b <= a for a, b in pairwise(numbers)):
        return None
    headed = index >= 0 and _HEADING.fullmatch(lines[index].of(text)) is not None
    if not headed:
        telling = sum(
            1 for _, e in entries if _URL.search(e.of(text)) or _QUOTED.search(e.of(text))
        )
        before = text[: lines[index + 1].start]
        cited = any(f"[{number}]" in before for number in numbers)
        if not (bracketed and cited and 2 * telling >= len(entries)):
            return None
    first = lines[index if headed else index + 1]
    return ReferenceList(Span(first.start, entries[-1][1].end), tuple(entries))


def find_sources(
    text: str, times: Sequence[TimeExpression], known: Sequence[CitedSource] = ()
) -> tuple[CitedSource, ...]:
    """What the citation markers stand for, by the text's list, its footnotes, and by what was
    ``known`` before.

    Args:
        text: the article's text.
        times: its time expressions; a calendar day inside an entry is when that was published.
        known: what the article's metadata says, which wins over the list.
    """
    found = {source.identifier: source for source in known}
    listed = reference_list(text)
    entries = [*(listed.entries if listed else ())]
    entries += [(note.name, note.body) for note in footnotes(text) if note.source]
    for identifier, span in entries:
        entry = _read(identifier, span, text, times)
        given = found.get(identifier)
        if given is not None:
            entry = replace(
                entry,
                **{
                    name: value
                    for name in ("title", "url", "publisher", "published")
                    if (value := getattr(given, name))
                },
            )
        found[identifier] = entry
    return tuple(found[key] for key in sorted(found, key=lambda k: (len(k), k)))


def _read(identifier: str, span: Span, text: str, times: Sequence[TimeExpression]) -> CitedSource:
    """One entry: address, title, publisher and date, each only where it is plain."""
    days = [t for t in times if span.contains(t.span) and t.time.datatype in ("date", "dateTime")]
    published = days[0].time.xsd if days else None
    words = span.of(text)
    for day in days:
        inner = Span(day.span.start - span.start, day.span.end - span.start)
        words = words[: inner.start] + " " * (inner.end - inner.start) + words[inner.end :]
    title = url = None
    linked = _MARKDOWN.search(words)
    if linked:
        title, url = linked["title"], linked["url"]
        words = words.replace(linked.group(), " | ")
    address = _URL.search(words)
    if address:
        url = url or address.group().rstrip(".,;:)>]'’”")
        words = words.replace(address.group(), " | ")
    if title is None:
        quoted = _QUOTED.search(words)
        if quoted:
            title = (quoted["title"] or quoted["single"]).rstrip(",.; ")
            words = words.replace(quoted.group(), " | ")
    publisher = None
    if title is not None:
        publisher = next((p for p in _pieces(_CUT, words) if _is_name(p)), None)
    else:
        title, publisher = _unquoted(words)
    return CitedSource(identifier, span, _plain(title), url, _plain(publisher), published)


def _unquoted(words: str) -> tuple[str | None, str | None]:
    """Title and publisher of an entry without quotation marks."""
    pieces = _pieces(_DASH, words)
    if len(pieces) == 1:
        label = _LABEL.fullmatch(pieces[0])
        if label and _is_name(label["publisher"]) and len(label["title"].split()) >= 3:
            return label["title"], label["publisher"]
        named = _is_name(pieces[0]) and len(pieces[0].split()) < _TITLE_WORDS
        return (None, pieces[0]) if named else (pieces[0], None)
    title = next((p for p in pieces if len(p.split()) >= _TITLE_WORDS), None)
    publisher = next((p for p in pieces if p is not title and _is_name(p)), None)
    return title, publisher


def _pieces(cut: re.Pattern[str], words: str) -> list[str]:
    pieces = (piece.strip(" \t\r\n,.;:()[]<>*_") for piece in cut.split(words))
    return [piece for piece in pieces if any(c.isalpha() for c in piece)]


def _is_name(piece: str) -> bool:
    """Whether a piece may name a publisher: a few words that begin with a capital."""
    if len(piece.split()) > _PUBLISHER_WORDS or _NO_NAME.match(piece):
        return False
    return piece[0].isupper() or piece[0].isdigit()


def _plain(words: str | None) -> str | None:
    return " ".join(words.split()) or None if words else None
