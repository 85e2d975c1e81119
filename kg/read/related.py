"""Links to other articles amid a page's own: "Read also: Ferry line reopens". They are headlines of
what is not told here, and programs put them between paragraphs, where finders of text keep them."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["drop_related"]

#: What stands before such a link, in English and Spanish.
_LABEL = (
    r"(?:read (?:also|more|next|on|the full story)|(?:also|must) read|see also|related"
    r"(?: (?:posts?|articles?|stor(?:y|ies)|news|coverage|content|reading|topics?|links?))?"
    r"|recommended(?: (?:for you|reading|articles?|stories))?|you (?:may|might) (?:also )?like"
    r"|more (?:on this(?: story)?|stories|news|from [\w’' ]{1,40})|don['’]t miss|in other news"
    r"|le(?:e|er|a) (?:también|más|además)|(?:te|le) puede interesar|ve(?:a|r)? también"
    r"|más información|(?:noticias?|artículos?) relacionad[ao]s?|también te puede interesar)"
)
_MARK = r"[:|>»›→.…\-–—\s]*"
_ALONE = re.compile(rf"\W*{_LABEL}{_MARK}", re.IGNORECASE)
_BEFORE = re.compile(rf"\W*{_LABEL}\s*[:|»›→–—]", re.IGNORECASE)
#: A paragraph so long says something of its own.
_LONGEST = 400


def drop_related(tree: Any) -> None:
    """Take out of a parsed page (lxml) the paragraphs and headings that are such a label and links,
    and nothing else."""
    for element in tree.xpath("//p[.//a] | //h2 | //h3 | //h4 | //h5"):
        text = element.text_content()
        if len(text) > _LONGEST:
            continue
        beside = "".join(element.xpath(".//text()[not(ancestor::a)]"))
        if _ALONE.fullmatch(beside) or (
            text and not beside.strip(" \t\r\n|•·") and _BEFORE.match(text)
        ):
            element.drop_tree()
