"""Marks of Markdown and of agencies amid the words: to be blanked before the text is parsed."""

from __future__ import annotations

import re

from kg.model import Span

__all__ = ["mark_spans"]

#: Taken out whole: headings' and quotations' marks, pictures, what was struck out, comments,
#: shortcodes, "UPDATE 1-", and what a transcript tells of the audience.
_WHOLE = re.compile(
    r"^[ \t]{0,3}(?:#{1,6}(?=[ \t])|>(?:[ \t]{0,3}>){0,5}(?=[ \t]|$))"
    r"|!\[[^\[\]\n]{0,300}\]\([^()\n]{1,500}\)"
    r"|~~(?=\S)[^~\n]{1,500}~~"
    r"|<!--(?:(?!-->).){0,300}-->"
    r"|[(\[](?:(?:loud|more) )?(?:applause|laughter|laughs|cheers|cheering|boos|crosstalk"
    r"|inaudible)[^()\[\]\n]{0,30}[)\]]"
    r"|\{\{[<%][^{}\n]{0,300}[%>]\}\}"
    r"|(?-i:^(?:UPDATE|WRAPUP|CORRECTED|REFILE|EXCLUSIVE|INSIGHT|ANALYSIS|FACTBOX|REPEAT)"
    r"(?: ?\d{1,2})?-(?=\w))",
    re.MULTILINE | re.IGNORECASE,
)
#: The agency in the place line of a report: "ASHFORD, Va. (AP) -".
_AGENCY = re.compile(
    r"^[ \t]{0,8}(?:[A-ZÀ-Þ][A-ZÀ-Þ.'’ -]{2,40}(?:,[^\n()]{1,40})?"
    r"|[A-ZÀ-Þ][\w.'’ -]{1,40},\s\d{1,2}\s(?:de\s)?\w{3,10}\.?)"
    r"\s(?P<agency>\([^()\n]{2,40}\)\.?)(?=\s*(?:--?|—|–|_)\s)",
    re.MULTILINE,
)
#: Taken off on both sides: emphasis, and the address behind the words of a link.
_AROUND = re.compile(
    r"(?P<open>\*\*|__)(?=\S)(?P<strong>[^\n]{1,500}?)(?<=\S)(?P=open)"
    r"|(?<![\w*])\*(?=[^\s*])(?P<soft>[^*\n]{1,500})(?<=[^\s*])\*(?![\w*])"
    r"|(?<!!)\[(?P<words>[^\[\]\n]{1,300})\]"
    r"\((?:https?:|/|\.|#|mailto:)[^()\s]{0,500}(?:[ ][^()\n]{0,200})?\)",
)


def mark_spans(text: str) -> list[Span]:
    """Where the marks stand, in no order.

    >>> [span.of("a [b](/c) **d**") for span in mark_spans("a [b](/c) **d**")]
    ['[', '](/c)', '**', '**']
    """
    found = [Span(match.start(), match.end()) for match in _WHOLE.finditer(text)]
    found += [Span(*match.span("agency")) for match in _AGENCY.finditer(text)]
    for match in _AROUND.finditer(text):
        start, end = match.span(match.lastgroup or 0)
        found += [Span(match.start(), start), Span(end, match.end())]
    return found
