"""Reading PolNeAR (Newell, Margolin and Ruths, LREC 2018): news texts and brat stand-off files.

Every attribution of the corpus is one cue, at most one source, and a content of one or more
pieces; no two attributions overlap. Offsets are code points into the text, end exclusive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Annotated", "Attribution", "read_split"]

Piece = tuple[int, int]
_ENTITY = re.compile(r"(T\d+)\t(\S+) ([\d ;]+)\t")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution: spans of its parts, each in text order."""

    source: tuple[Piece, ...]
    cue: tuple[Piece, ...]
    content: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with the attributions that one annotator marked in it."""

    name: str
    annotator: str
    text: str
    attributions: tuple[Attribution, ...]


def _read_annotations(path: Path) -> tuple[Attribution, ...]:
    entities: dict[str, tuple[str, tuple[Piece, ...]]] = {}
    attributions: list[Attribution] = []
    lines = path.read_text(encoding="utf-8").split("\n")
    for line in lines:
        entity = _ENTITY.match(line)
        if entity:
            pieces = []
            for piece in entity[3].split(";"):
                start, end = piece.split()
                pieces.append((int(start), int(end)))
            entities[entity[1]] = (entity[2].lower(), tuple(sorted(pieces)))
    for line in lines:  # an event may stand before its parts
        if re.match(r"E\d+\t", line):
            parts: dict[str, list[Piece]] = {"source": [], "cue": [], "content": []}
            for argument in line.split("\t")[1].split():
                role, name = argument.split(":")
                kind = role.rstrip("0123456789").lower()
                if kind in parts and name in entities:
                    parts[kind].extend(entities[name][1])
            if parts["cue"] and parts["content"]:
                attributions.append(
                    Attribution(
                        *(tuple(sorted(parts[kind])) for kind in ("source", "cue", "content"))
                    )
                )
    return tuple(attributions)


def read_split(directory: Path, first_only: bool = False) -> tuple[Annotated, ...]:
    """All annotated texts of a split, one for each annotator of a text.

    Args:
        directory: holds ``text/NAME.txt`` and ``attributions/NAME_ANNOTATOR.ann``.
        first_only: take only the annotator whose identifier sorts first, as the scorer does.

    Raises:
        FileNotFoundError: the folder is not a split of the corpus.
    """
    found: list[Annotated] = []
    seen: set[str] = set()
    for path in sorted((directory / "attributions").glob("*.ann")):
        name, _, annotator = path.stem.rpartition("_")
        if first_only and name in seen:
            continue
        seen.add(name)
        # bytes, so that line ends stay as they are and offsets hold
        text = (directory / "text" / f"{name}.txt").read_bytes().decode("utf-8")
        found.append(Annotated(name, annotator, text, _read_annotations(path)))
    if not found:
        raise FileNotFoundError(f"no annotations under {directory}")
    return tuple(found)
