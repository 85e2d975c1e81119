"""The named queries: SPARQL files with a header that says what they ask and what they take.

    # title: Timeline
    # description: What happened when ...
    # param actor (iri) optional: an actor or place that takes part
    # param least (integer) = 2: the fewest independent sources
    # example: kg query --name timeline -p actor=petro

A parameter without ``optional`` and without a default must be given. Queries are looked for in
``queries/`` of the working folder, in ``~/.config/newsgraph/queries``, and among those shipped; the
first of a name wins.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from kg.config import data_folder
from kg.errors import UsageError

__all__ = ["NamedQuery", "Parameter", "all_queries", "find_query", "folders", "parse_query"]

KINDS = ("iri", "string", "date", "lang", "integer", "number")

_HEADER = re.compile(r"#\s*(title|description|param|example)\b:?\s*(.*)", re.IGNORECASE)
_PARAM = re.compile(
    r"(?P<name>\w+)\s*\((?P<kind>\w+)\)\s*(?:(?P<optional>optional)|=\s*(?P<default>.*?))?\s*"
    r":\s*(?P<text>.*)"
)
_NAME = re.compile(r"[\w-]{1,80}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its kind says which RDF term its value becomes."""

    name: str
    kind: str
    description: str
    default: str | None = None
    optional: bool = False

    @property
    def required(self) -> bool:
        """Whether the query cannot run without it."""
        return not self.optional and self.default is None


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with its header. ``text`` is the whole file, so that errors name its lines."""

    name: str
    text: str
    title: str = ""
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    examples: tuple[str, ...] = ()
    path: Path | None = None

    def parameter(self, name: str) -> Parameter:
        """The parameter of this name. Raises `UsageError` where there is none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = ", ".join(p.name for p in self.parameters) or "none"
        raise UsageError(f"query '{self.name}' has no parameter '{name}' (it has: {known})")


def parse_query(name: str, text: str, path: Path | None = None) -> NamedQuery:
    """A named query from its file. Raises `UsageError` on a header that does not parse."""
    title = ""
    description: list[str] = []
    parameters: list[Parameter] = []
    examples: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            break
        match = _HEADER.match(line)
        if not match:
            continue
        key, value = match[1].lower(), match[2].strip()
        if key == "title":
            title = value
        elif key == "description":
            description.append(value)
        elif key == "example":
            examples.append(value)
        else:
            parameters.append(_parameter(value, f"{path or name}: line {number}"))
    return NamedQuery(
        name,
        text,
        title or name,
        " ".join(description),
        tuple(parameters),
        tuple(examples),
        path,
    )


def _parameter(text: str, where: str) -> Parameter:
    match = _PARAM.fullmatch(text)
    if not match or match["kind"] not in KINDS:
        raise UsageError(
            f"{where}: write '# param NAME ({'|'.join(KINDS)}) [optional | = default]: text'"
        )
    return Parameter(
        match["name"],
        match["kind"],
        match["text"].strip(),
        match["default"],
        match["optional"] is not None,
    )


def folders() -> list[Path]:
    """Where named queries are looked for, in order."""
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return [Path("queries"), config / "newsgraph" / "queries", data_folder("queries")]


def all_queries(places: Sequence[Path] | None = None) -> dict[str, NamedQuery]:
    """All named queries, by name, sorted."""
    found: dict[str, NamedQuery] = {}
    for folder in places if places is not None else folders():
        if folder.is_dir():
            for path in sorted(folder.glob("*.rq")):
                if path.stem not in found:
                    found[path.stem] = _read(path)
    return dict(sorted(found.items()))


def find_query(name: str, places: Sequence[Path] | None = None) -> NamedQuery:
    """The query of a name. Raises `UsageError` where there is none, with those like it."""
    wanted = places if places is not None else folders()
    if _NAME.fullmatch(name):
        for folder in wanted:
            path = folder / f"{name}.rq"
            if path.is_file():
                return _read(path)
    known = sorted({path.stem for folder in wanted for path in folder.glob("*.rq")})
    close = get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(close)}?" if close else "kg queries lists them"
    raise UsageError(f"there is no query '{name}'; {hint}")


def _read(path: Path) -> NamedQuery:
    try:
        return parse_query(path.stem, path.read_text("utf-8"), path)
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not UTF-8") from None
