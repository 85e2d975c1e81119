"""Which files to read: the paths that the user names, folders searched, in one fixed order."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import InputError
from kg.read.protocol import Source

__all__ = ["find_sources"]


def find_sources(paths: Iterable[str], suffixes: frozenset[str]) -> Iterator[Source | InputError]:
    """The files under the paths, sorted by path inside each folder; what cannot be found is told.

    Args:
        paths: files and folders in the order of the user; a file is taken whatever its ending.
        suffixes: the endings (lower case, with dot) that are read in folders.

    Yields:
        A source with its path relative to the folder (or the bare name of a file that was named),
        or an error of one line. Hidden files and links out of the folder are left alone; a file
        reached twice is read once; ``NAME.json`` beside another ``NAME`` is metadata.
    """
    seen: set[Path] = set()
    for name in paths:
        path = Path(name)
        try:
            if path.is_dir():
                found = list(_folder(path, suffixes))
                if not found:
                    known = ", ".join(sorted(suffixes))
                    yield InputError(f"{name}: no file to read in this folder (known: {known})")
            elif path.is_file():
                found = [Source(path.name, path)]
            else:
                reason = "not a regular file" if path.exists() else _missing(name)
                yield InputError(f"{name}: {reason}")
                continue
        except OSError as error:
            yield InputError(f"{name}: {error.strerror or error}")
            continue
        except ValueError as error:
            yield InputError(f"{name!r}: {error}")
            continue
        for source in found:
            real = source.file.resolve()
            if real not in seen:
                seen.add(real)
                yield source


def _missing(name: str) -> str:
    """Why there is no such file, and what was meant where it looks like an address."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", name):
        return "of addresses, those that begin with http:// or https:// are read"
    if re.match(r"[\w-]+(?:\.[\w-]+)+/", name):
        return "no such file or folder; an address begins with https://"
    return "no such file or folder"


def _folder(root: Path, suffixes: frozenset[str]) -> Iterator[Source]:
    files = []
    real = root.resolve()
    for name, folders, names in os.walk(root):
        folder = Path(name)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        plain = [Path(n.removesuffix(".gz")) for n in names]
        stems = {p.stem for p in plain if p.suffix.lower() not in (".json", "")}
        for name in names:
            lower = name.lower().removesuffix(".gz")
            suffix = Path(lower).suffix
            if name.startswith(".") or suffix not in suffixes:
                continue
            if lower == name.lower() and suffix == ".json" and Path(name).stem in stems:
                continue
            file = folder / name
            if file.is_file() and (not file.is_symlink() or file.resolve().is_relative_to(real)):
                files.append(file)
    for file in sorted(files, key=lambda f: f.relative_to(root).as_posix()):
        yield Source(file.relative_to(root).as_posix(), file)
