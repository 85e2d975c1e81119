"""Gathering the roles of one event: which phrase names whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.events.view import char_span
from kg.model import Role, RoleName, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.events.view import View

__all__ = ["Collector"]


def _name(token: Token) -> Span | None:
    """The span of a proper name that is no mention ("iPhone 3G"); None for other words."""
    doc = token.doc
    start = end = token.i
    if not _capital(token):
        return None
    while (
        start > 0
        and doc[start - 1].head.i in range(start, end + 1)
        and (_capital(doc[start - 1]) or doc[start - 1].like_num)
    ):
        start -= 1
    while end + 1 < len(doc) and doc[end + 1].dep_ == "nummod" and doc[end + 1].head.i == token.i:
        end += 1
    while start < token.i and doc[start].like_num:
        start += 1
    named = any(doc[i].pos_ == "PROPN" for i in range(start, end + 1))
    return Span(doc[start].idx, doc[end].idx + len(doc[end])) if named else None


def _capital(token: Token) -> bool:
    return any(char.isupper() for char in token.text) and token.pos_ in ("PROPN", "NOUN", "ADJ")


def _teller(trigger: Token, view: View) -> Span | None:
    """The words for the speaker of the statement that the event is told in, where they follow."""
    index = view.statement.get(trigger.i)
    speaker = None if index is None else view.context.statements[index].speaker
    return speaker if speaker is not None and speaker.start > trigger.idx else None


class Collector:
    """Gathers the roles of one event; one role for each actor, the first that was found."""

    def __init__(self, view: View, trigger: Token) -> None:
        self._view = view
        self._teller = _teller(trigger, view)
        self._roles: dict[tuple[RoleName, str | Span], Role] = {}

    def add(self, name: RoleName, token: Token) -> bool:
        """Adds the token's phrase if it is a mention or a proper name; False if it is neither.

        Who tells of the event behind it takes no part in it: "... were beaten, a group said".
        """
        if self._teller is not None and self._teller.contains(char_span(token)):
            return True
        mention = self._view.mention.get(token.i)
        if mention is None:
            covered = self._view.covered.get(token.i)
            if covered is not None and covered.span.end >= token.idx + len(token):
                mention = covered
        if mention is not None:
            if name is not RoleName.PLACE and mention.actor in self.taken(animate=True):
                return True
            key = (name, mention.actor)
            self._roles.setdefault(key, Role(name, mention.span, mention.actor))
            return True
        free = token.i not in self._view.time and not self._view.heading(token)
        span = _name(token) if free else None
        if span is not None:
            self._roles.setdefault((name, span), Role(name, span, None))
            return True
        return False

    def taken(self, *, animate: bool = False) -> set[str]:
        """Actors that have a role already."""
        return {
            role.actor
            for role in self._roles.values()
            if role.actor is not None and not (animate and role.role is RoleName.PLACE)
        }

    def roles(self) -> tuple[Role, ...]:
        """All roles, in a fixed order."""
        order = list(RoleName)
        return tuple(sorted(self._roles.values(), key=lambda r: (order.index(r.role), r.span)))

    def has(self, name: RoleName) -> bool:
        """Whether the role is filled."""
        return any(role.role is name for role in self._roles.values())
