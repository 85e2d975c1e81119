"""Web pages: the article's text without menus and advertisements, and what the page says of it.

The text is found with `trafilatura` (Barbaresi 2021, ACL demo papers); offsets are those of the
text that it gives, which is kept as the article's text. Where it finds nothing, the page's own
``articleBody`` is taken. Needs the extra ``web``.
"""

from __future__ import annotations

import re
from typing import Any

from kg.errors import InputError, MissingExtraError
from kg.model import Article
from kg.read import schemaorg
from kg.read.fields import body
from kg.read.pagemeta import page_data, page_metadata
from kg.read.related import drop_related

__all__ = ["clean", "main_text", "page_article", "parsed"]

#: Elements nested deeper than browsers nest them.
_DEEPEST = 500
#: Most marks and elements of a page; long ones have a tenth. A million take a minute and 1 GB.
_MOST_MARKS = 300_000
_MOST_ELEMENTS = 100_000
#: A start tag so long holds an image or an attack, nothing that is read: parsing attributes takes
#: time in the square of their number.
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,20})\s[^<>]{8000,}>?")
_DEEP = re.compile("(?i)excessive depth|too deep|nested too")
_LEAST = 25
#: Titles of pages that servers answer with in place of an article, and how long these are at most.
_SAID = (
    r"(?:(?:page |file )?not found|(?:page|file) cannot be found|forbidden|just a moment"
    r"|access (?:to this page has been )?denied|attention required|are you a robot"
    r"|please verify you are (?:a )?human|service unavailable|bad gateway|internal server error"
    r"|too many requests|página no encontrada|acceso denegado)"
)
_ERROR = re.compile(
    rf"(?i)(?:(?:error\s*)?(?:40[0134]|410|429|50[0234])\b\W*{_SAID}?|(?:error\W+)?{_SAID})"
    r"\W*(?:[|–—:·-].{0,80})?"
)
_ERROR_LENGTH = 800
#: How many times longer the text in JSON-LD has to be to win over what the page shows.
_TEASER = 2


def page_article(html: str, path: str, address: str | None = None) -> Article:
    """The article of a page.

    Args:
        html: the decoded page.
        path: what the article and lines of error call it.
        address: where it was read from; the canonical address that the page gives wins.

    Raises:
        InputError: there is no text in it that is an article's, or it is nested too deeply.
        MissingExtraError: the extra ``web`` is not installed.
    """
    if not html.strip():
        raise InputError(f"{path}: the page is empty")
    tree = parsed(html, path)
    items = list(page_data(tree, address))
    found = page_metadata(tree, items, address)
    clean(tree)
    text = main_text(tree)
    own = next(filter(None, map(schemaorg.own_text, items)), None)
    if own is not None and len(own) > _TEASER * len(text or ""):
        # What is shown is a teaser before a paywall, or the frame of a live blog.
        text = own
    if text is None or len(text.strip()) < _LEAST:
        raise InputError(
            f"{path}: no article's text found in this page; save the text as a .txt file if it "
            "holds one"
        )
    if len(text) < _ERROR_LENGTH and _ERROR.fullmatch(found.title or ""):
        raise InputError(f"{path}: no article but the page of an error ({found.title})")
    return found.article(path, body(text))


def parsed(html: str, path: str) -> Any:
    """The tree of a page (lxml).

    Raises:
        InputError: it is no HTML, has too many elements, or is nested too deeply.
        MissingExtraError: the extra ``web`` is not installed.
    """
    try:
        import lxml.etree
        import lxml.html
    except ImportError:
        raise MissingExtraError(
            f"{path}: reading web pages needs pip install 'newsgraph[web]'"
        ) from None
    if html.count("<") > _MOST_MARKS:
        raise InputError(f"{path}: a page of more than {_MOST_MARKS:,} tags: not read")
    html = _LONG_TAG.sub(r"<\1>", html.replace("\0", "\N{REPLACEMENT CHARACTER}"))
    # The declaration of an encoding is untrue of text that is decoded, and lxml refuses it.
    html = re.sub(r"^\s*<\?xml[^<>]*>", "", html, count=1)
    parser = lxml.html.HTMLParser(no_network=True, huge_tree=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(html, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(f"{path}: not HTML: {error}") from None
    if tree.xpath(f"count(//*) > {_MOST_ELEMENTS}"):
        raise InputError(f"{path}: a page of more than {_MOST_ELEMENTS:,} elements: not read")
    too_deep = tree.xpath("boolean(/*" + "/*" * _DEEPEST + ")")
    if too_deep or any(_DEEP.search(entry.message or "") for entry in parser.error_log):
        raise InputError(
            f"{path}: elements nested deeper than any page's: not read; save its text as .txt"
        )
    return tree


def clean(tree: Any) -> None:
    """Take out of a parsed page what stands amid its text and is none of it."""
    for unseen in tree.xpath("//noscript"):
        # For programs without JavaScript: that it has to be turned on, and pictures.
        unseen.drop_tree()
    drop_related(tree)


def main_text(tree: Any) -> str | None:
    """The text of a page without what stands round it; None where there is none. The tree changes.

    Raises:
        MissingExtraError: the extra ``web`` is not installed.
    """
    try:
        from trafilatura import bare_extraction
    except ImportError:
        raise MissingExtraError("reading web pages needs pip install 'newsgraph[web]'") from None
    try:
        found = bare_extraction(
            tree, with_metadata=False, include_comments=False, include_tables=False
        )
    except (RecursionError, ValueError, TypeError, AttributeError, IndexError):
        return None
    text = getattr(found, "text", None)
    return text if isinstance(text, str) and text.strip() else None
