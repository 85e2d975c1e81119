"""XML from outside as a tree: no entity is expanded, nothing is fetched, depth is bounded.

The parser is Python's own (expat). A document type that declares entities is refused before any is
used, which ends entity expansion ("billion laughs") and external entities alike; see
https://owasp.org/www-community/vulnerabilities/XML_External_Entity_(XXE)_Processing
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers import expat

from kg.errors import InputError
from kg.read.markup import plain

__all__ = ["children", "first", "is_well_formed", "local", "parse_xml", "text_of", "words_of"]

_DEEPEST = 200
#: A reference by name that HTML has and XML has not ("&eacute;"): agencies write them in both.
_REFERENCE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)")


class _Refused(Exception):
    """What the document holds is not allowed."""


def parse_xml(data: bytes, where: str) -> Element:
    """The root element of a document; names are ``{namespace}local``.

    Raises:
        InputError: it is not well-formed, declares entities, or is nested deeper than 200;
            ``where`` begins the line.
    """
    if not data.strip():
        raise InputError(f"{where}: the file is empty")
    data = _REFERENCE.sub(_numbered, data)
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _Refused(f"nested deeper than {_DEEPEST} elements")
        builder.start(_braced(name), {_braced(k): v for k, v in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_braced(name))

    def entity(name: str, *_: object) -> None:
        raise _Refused(f"the document declares the entity {name[:40]!r}; take the DOCTYPE out")

    def external(*_: object) -> int:
        raise _Refused("the document refers to an outside entity; take the DOCTYPE out")

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = entity
    parser.ExternalEntityRefHandler = external
    # An entity of a document type that lies elsewhere: nobody here knows what it stands for.
    parser.SkippedEntityHandler = lambda *_: builder.data("\N{REPLACEMENT CHARACTER}")
    try:
        parser.Parse(data, True)
        return builder.close()
    except _Refused as error:
        place = f"line {parser.CurrentLineNumber}"
        raise InputError(f"{where}: {place}: {error}") from None
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        place = f"line {error.lineno}, column {error.offset + 1}"
        raise InputError(f"{where}: not well-formed XML: {reason} at {place}") from None
    except (AssertionError, LookupError, ValueError) as error:
        raise InputError(f"{where}: not XML that can be read: {error}") from None


def _numbered(match: re.Match[bytes]) -> bytes:
    meant = html5.get(match[1].decode("ascii"))
    return "".join(f"&#{ord(char)};" for char in meant).encode() if meant else match[0]


def is_well_formed(data: bytes, where: str) -> bool:
    """Whether a document is well-formed XML.

    Raises:
        InputError: it is nested deeper than 200, as far as it goes; ``where`` begins the line.
    """
    parser = expat.ParserCreate()
    depth = 0

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _Refused(f"nested deeper than {_DEEPEST} elements")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except _Refused as error:
        raise InputError(f"{where}: line {parser.CurrentLineNumber}: {error}") from None
    except (expat.ExpatError, LookupError, ValueError):
        return False
    return True


def _braced(name: str) -> str:
    return "{" + name if "}" in name else name


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The elements at the end of a path of local names."""
    if element is None:
        return
    if not names:
        yield element
        return
    for child in element:
        if local(child) == names[0]:
            yield from children(child, *names[1:])


def first(element: Element | None, *names: str) -> Element | None:
    """The first element at the end of a path of local names."""
    return next(children(element, *names), None)


def words_of(element: Element | None) -> str | None:
    """The words of an element and of those inside it, on one line."""
    if element is None:
        return None
    return " ".join("".join(element.itertext()).split()) or None


def text_of(element: Element) -> str:
    """The text of an element with marked-up content, a line a block."""
    return plain(tostring(element, encoding="unicode"))
