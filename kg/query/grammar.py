"""Where triple patterns of one predicate stand in a query: enough of SPARQL's grammar for that.

The tokens are walked once. Inside of ``{ }`` the walk knows whether a subject, a predicate or an
object comes next (SPARQL 1.1, 19.8, TriplesBlock); everything else (expressions, solution
modifiers, data blocks) is passed over. The database still parses the whole query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.query.tokens import Token

__all__ = ["Pattern", "patterns"]

_OPEN = {"{": "}", "(": ")", "[": "]"}
_CLOSE = frozenset(_OPEN.values())
_PATH = "/|*+?"
_STRING = "this property takes words: a string, or a variable of VALUES"
_IN_PATH = "this property cannot stand in a path"
_SUBJECT = "this property needs a variable or an IRI as its subject"


@dataclass(slots=True)
class Pattern:
    """One predicate with its objects.

    ``start`` and ``end`` are the offsets of what can be cut out of the query: with the ``;`` before
    it or the subject where it comes first, and with those behind it where more predicates of the
    subject follow. ``problem`` says why it cannot be answered where it stands.
    """

    predicate: Token
    subject: Token
    iri: str = ""
    objects: list[Token] = field(default_factory=list)
    start: int = 0
    end: int = 0
    first: bool = False
    more: bool = False
    problem: str = ""


@dataclass(slots=True)
class _Group:
    """A bracket that is open. ``state`` is what comes next: subject, predicate, path, object, tail
    (behind an object), or pass for what is not triples."""

    close: str
    state: str
    subject: Token | None = None
    #: Where the predicate list that comes next would be cut: behind the last object, or None.
    cut: int | None = None
    current: Pattern | None = None
    template: bool = False
    #: What the bracket is within the one around it: its subject, its object, or nothing.
    role: str = ""


def patterns(found: Sequence[Token], prefixes: dict[str, str], predicate: str) -> list[Pattern]:
    """The patterns with this predicate (an IRI), in the order of the text."""
    walk = _Walk(found, dict(prefixes), predicate)
    walk.run()
    return sorted(walk.found, key=lambda pattern: pattern.predicate.start)


class _Walk:
    def __init__(self, tokens: Sequence[Token], prefixes: dict[str, str], predicate: str) -> None:
        self.tokens = tokens
        self.prefixes = prefixes
        self.predicate = predicate
        self.found: list[Pattern] = []
        self.stack = [_Group("", "pass")]

    def run(self) -> None:
        i = 0
        while i < len(self.tokens):
            i = self.step(i)

    def step(self, i: int) -> int:
        """Take the token (and what belongs to it); the index of the next one."""
        token = self.tokens[i]
        if token.kind == "word" and token.upper == "PREFIX" and i + 2 < len(self.tokens):
            name, iri = self.tokens[i + 1], self.tokens[i + 2]
            if (name.kind == "name" or name.text == ":") and iri.kind == "iri":
                self.prefixes[name.text.partition(":")[0]] = iri.text[1:-1]
                return i + 3
        group = self.stack[-1]
        if token.kind == "other" and token.text in _OPEN:
            self.open(i, group)
            return i + 1
        if token.kind == "other" and token.text in _CLOSE:
            self.close(i)
            return i + 1
        # Outside of triples the name is a function, followed by its arguments.
        return i + 1 if group.state == "pass" else self.triples(i, group)

    def open(self, i: int, group: _Group) -> None:
        token = self.tokens[i]
        before = self.tokens[i - 1] if i else None
        if token.text == "{":
            if group.state != "pass":
                self.end(group, token.start)
            template = group.template or (before is not None and before.upper == "CONSTRUCT")
            state = "pass" if self.opaque(i) else "subject"
            self.stack.append(_Group("}", state, template=template))
            return
        role = group.state if group.state in ("subject", "object", "path", "predicate") else ""
        if role == "subject" and before is not None and before.kind != "other":
            role = ""  # the arguments of FILTER, BIND, VALUES or a function
        if role == "predicate":
            self.settle(group, token.start)
        if token.text == "[" and role in ("subject", "object"):
            self.stack.append(_Group("]", "predicate", role=role, template=group.template))
        else:
            self.stack.append(_Group(_OPEN[token.text], "pass", role=role))

    def opaque(self, i: int) -> bool:
        """Whether the brace opens a data block (``VALUES ?x {``), or what another server is asked.

        The names between the keyword and the brace are passed over.
        """
        j = i - 1
        if j >= 0 and self.tokens[j].text == ")":
            while j >= 0 and self.tokens[j].text != "(":
                j -= 1
            j -= 1
        elif j >= 0 and self.tokens[j].kind in ("var", "iri", "name"):
            j -= 1
        if j >= 0 and self.tokens[j].upper == "SILENT":
            j -= 1
        return 0 <= j != i - 1 and self.tokens[j].upper in ("VALUES", "SERVICE")

    def close(self, i: int) -> None:
        token = self.tokens[i]
        if len(self.stack) == 1:
            return
        group = self.stack.pop()
        if group.state != "pass":
            self.end(group, token.start)
        around = self.stack[-1]
        if around.state == "pass":
            return
        if group.close == "}":
            self.end(around, token.start)
        elif group.role == "subject":
            around.state, around.subject, around.cut = "predicate", None, None
        elif group.role == "object":
            if around.current is not None:
                around.current.problem = _STRING
            self.tail(around, token.end)
        elif group.role in ("path", "predicate"):
            around.state = "path" if self.operator(i + 1) else "object"

    def operator(self, i: int) -> bool:
        """Whether the token carries a path on."""
        after = self.tokens[i] if i < len(self.tokens) else None
        return after is not None and after.kind == "other" and after.text in _PATH

    def triples(self, i: int, group: _Group) -> int:
        token = self.tokens[i]
        if group.state == "subject":
            return self.subject(i, group)
        if group.state == "predicate":
            return self.verb(i, group)
        if group.state == "path":
            return self.path(i, group)
        if group.state == "object":
            return self.object(i, group)
        # Behind an object.
        if token.text == ",":
            group.state = "object"
        elif token.text == ";":
            group.state = "predicate"
        else:
            self.end(group, token.start)
            if token.text != ".":
                return self.subject(i, group)
        return i + 1

    def subject(self, i: int, group: _Group) -> int:
        token = self.tokens[i]
        if token.kind == "word":
            word = token.upper
            if word == "SELECT":
                group.state = "pass"
            elif word in ("GRAPH", "SERVICE", "FILTER", "VALUES"):
                # What follows is a name, a function or a variable, and no subject.
                j = i + 1
                if j < len(self.tokens) and self.tokens[j].upper == "SILENT":
                    j += 1
                if j < len(self.tokens) and self.tokens[j].kind in ("var", "iri", "name"):
                    return j + 1
            return i + 1
        if token.kind in ("var", "iri", "name", "string"):
            group.subject = token
            group.state = "predicate"
            group.cut = None
        return i + 1

    def verb(self, i: int, group: _Group) -> int:
        token = self.tokens[i]
        if token.text == ";":
            return i + 1
        if token.text == "." or (token.kind == "word" and token.text != "a"):
            # A list of predicates may end with a semicolon.
            self.end(group, token.start)
            group.state = "subject"
            return i + 1 if token.text == "." else i
        if self.is_wanted(token) and group.current is not None and not self.operator(i + 1):
            group.state = "object"  # one more of the same: all of its words must be there too
            return i + 1
        if self.is_wanted(token):
            alone = not self.operator(i + 1)
            pattern = self.pattern(token, group)
            if not alone:
                pattern.problem = _IN_PATH
            self.found.append(pattern)
            group.current = pattern
            group.state = "object" if alone else "path"
            return i + 1
        self.settle(group, token.start)
        group.state = "path"
        return self.path(i, group)

    def path(self, i: int, group: _Group) -> int:
        """A step of a path; at its end an object comes next."""
        token = self.tokens[i]
        if self.is_wanted(token):
            pattern = self.pattern(token, group)
            pattern.problem = _IN_PATH
            self.found.append(pattern)
        if token.kind in ("var", "iri", "name") or token.text == "a":
            group.state = "path"
        elif not (token.kind == "other" and token.text in "/|*+?^!"):
            group.state = "object"
            return self.object(i, group)
        # The path goes on where an operator stands before the next step.
        if (token.kind != "other" or token.text in "*+?") and not self.operator(i + 1):
            group.state = "object"
        return i + 1

    def object(self, i: int, group: _Group) -> int:
        token = self.tokens[i]
        j, end = i + 1, token.end
        if token.kind == "string":
            if j < len(self.tokens) and self.tokens[j].text.startswith("@"):
                end, j = self.tokens[j].end, j + 1
                while j + 1 < len(self.tokens) and self.tokens[j].text == "-":
                    end, j = self.tokens[j + 1].end, j + 2
            elif j + 2 < len(self.tokens) and self.tokens[j].text == self.tokens[j + 1].text == "^":
                end, j = self.tokens[j + 2].end, j + 3
        elif token.kind == "other":
            # A number: its characters stand side by side.
            while (
                j < len(self.tokens)
                and self.tokens[j].start == end
                and (self.tokens[j].text.isalnum() or self.tokens[j].text in "+-.")
                and not (self.tokens[j].text == "." and not self.digit_at(j + 1, end + 1))
            ):
                end, j = self.tokens[j].end, j + 1
        if group.current is not None:
            if token.kind in ("string", "var"):
                group.current.objects.append(token)
            else:
                group.current.problem = _STRING
        self.tail(group, end)
        if token.kind == "name" and token.text.endswith("."):
            self.end(group, token.end - 1)
            group.state = "subject"
        return j

    def digit_at(self, i: int, offset: int) -> bool:
        return (
            i < len(self.tokens)
            and self.tokens[i].start == offset
            and self.tokens[i].text[:1].isdigit()
        )

    def tail(self, group: _Group, end: int) -> None:
        group.state = "tail"
        group.cut = end
        if group.current is not None:
            group.current.end = end

    def pattern(self, token: Token, group: _Group) -> Pattern:
        """A new pattern; what it cuts begins behind the last object, or with the subject."""
        self.settle(group, token.start)
        subject = group.subject
        pattern = Pattern(token, subject or token, end=token.end)
        if subject is None:
            pattern.problem = _SUBJECT
        elif subject.kind == "iri":
            pattern.iri = subject.text[1:-1]
        elif subject.kind == "name" and not subject.text.startswith("_:"):
            pattern.iri = self.expanded(subject.text)
        elif subject.kind != "var":
            pattern.problem = _SUBJECT
        if group.template:
            pattern.problem = "this property is worked out, and cannot be made by CONSTRUCT"
        pattern.first = group.cut is None
        pattern.start = (
            group.cut if group.cut is not None else subject.start if subject else token.start
        )
        return pattern

    def settle(self, group: _Group, start: int) -> None:
        """A predicate begins: the pattern before it, if any, is cut up to here."""
        if group.current is not None:
            group.current.end = start
            group.current.more = True
            # What is left before the next predicate is the subject again.
            group.cut = None if group.current.first else group.cut
            group.current = None

    def end(self, group: _Group, start: int) -> None:
        """The triples of a subject end, perhaps with a semicolon that leads to nothing."""
        if group.state == "predicate" and group.current is not None:
            group.current.end = start
        group.current = None
        group.subject = None
        group.cut = None
        group.state = "subject"

    def is_wanted(self, token: Token) -> bool:
        if token.kind == "iri":
            return token.text[1:-1] == self.predicate
        return token.kind == "name" and self.expanded(token.text) == self.predicate

    def expanded(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return self.prefixes.get(prefix, "\0") + local.rstrip(".")
