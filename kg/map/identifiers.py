"""The IRIs of what an article says: deterministic, decided from the article alone.

What belongs to one article and has no life outside it (passages, cited sources, the extraction)
stands under the article's IRI as a fragment. A passage is ``ARTICLE#char=12,45`` after RFC 5147,
which counts characters as we do. Events and statements get an IRI from what they say, not from
where they stand, so that an edit elsewhere in the text leaves it alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.iris import DEFAULT_BASE, Minter, slug
from kg.model import Article, Extraction, RoleName, Span

__all__ = [
    "article_iri",
    "event_iri",
    "event_iris",
    "fragment",
    "passage_iri",
    "position_iri",
    "quantity_iri",
    "source_iri",
    "statement_iri",
    "statement_iris",
]


def article_iri(article: Article, base: str = DEFAULT_BASE) -> str:
    """The article's IRI: its canonical address, else its identifier, else its path."""
    return Minter(base).article(url=article.url, identifier=article.id, path=article.path)


def fragment(iri: str, name: str) -> str:
    """An IRI under another one: a fragment, or more of the fragment that it has already."""
    return f"{iri}{'/' if '#' in iri else '#'}{name}"


def passage_iri(article: str, span: Span) -> str:
    """The IRI of a span of an article's text, after RFC 5147 (text/plain fragments)."""
    return fragment(article, f"char={span.start},{span.end}")


def source_iri(article: str, identifier: str) -> str:
    """The IRI of the source that an article cites as ``[identifier]``."""
    return fragment(article, f"source-{slug(identifier)}")


def quantity_iri(article: str, span: Span) -> str:
    """The IRI of the amount that a span of an article's text tells."""
    return fragment(article, f"quantity={span.start},{span.end}")


def position_iri(
    holder: str, office: str, of: str | None, base: str = DEFAULT_BASE, *, former: bool = False
) -> str:
    """One IRI a person, office and the actor that it is an office of: articles agree on it.

    An office told as held and as once held are two: each has its own evidence, and which of the two
    is true when is a matter of the articles' dates.
    """
    parts = (holder, slug(office), of or "")
    return Minter(base).local("position", *parts, *(("former",) if former else ()))


def event_iris(extraction: Extraction, base: str = DEFAULT_BASE) -> tuple[str, ...]:
    """The own IRIs of all events of an extraction, in their order.

    Made of the article, type, time, trigger words and the agents' names; equal ones are counted.
    """
    text, labels = extraction.article.text, {a.iri: a.label for a in extraction.actors}
    keys = []
    for event in extraction.events:
        agents = sorted(
            labels.get(role.actor or "", role.span.of(text))
            for role in event.roles
            if role.role is RoleName.AGENT
        )
        time = event.time.value if event.time else ""
        keys.append((event.type, time, _words(event.trigger.of(text)), *agents))
    return _mint("event", article_iri(extraction.article, base), keys, base)


def statement_iris(extraction: Extraction, base: str = DEFAULT_BASE) -> tuple[str, ...]:
    """The own IRIs of all statements of an extraction, in their order.

    Made of the article, the reported words and the speaker's name; equal ones are counted.
    """
    text, labels = extraction.article.text, {a.iri: a.label for a in extraction.actors}
    keys = []
    for statement in extraction.statements:
        said = statement.speaker.of(text) if statement.speaker else ""
        speaker = labels.get(statement.speaker_actor or "", said)
        keys.append((speaker, *(_words(span.of(text)) for span in statement.content)))
    return _mint("statement", article_iri(extraction.article, base), keys, base)


def event_iri(extraction: Extraction, index: int, base: str = DEFAULT_BASE) -> str:
    """The own IRI of one event's account; use `event_iris` for all of them."""
    return event_iris(extraction, base)[index]


def statement_iri(extraction: Extraction, index: int, base: str = DEFAULT_BASE) -> str:
    """The IRI of one statement; use `statement_iris` for all of them."""
    return statement_iris(extraction, base)[index]


def _mint(kind: str, article: str, keys: Iterable[tuple[str, ...]], base: str) -> tuple[str, ...]:
    minter, seen, iris = Minter(base), Counter[tuple[str, ...]](), []
    for key in keys:
        seen[key] += 1
        iris.append(minter.local(kind, article, str(seen[key]), *key))
    return tuple(iris)


def _words(text: str) -> str:
    return " ".join(text.casefold().split())
