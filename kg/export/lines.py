"""N-Triples and N-Quads: one fact a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.export.blocks import Block

__all__ = ["lines"]


def lines(blocks: Iterable[Block]) -> Iterator[str]:
    """The lines of the blocks, with the graph where a block names one."""
    for block in blocks:
        end = f" {block.graph} .\n" if block.graph is not None else " .\n"
        for predicate, objects in block.facts:
            start = f"{block.subject} {predicate} "
            for item in objects:
                yield f"{start}{item}{end}"
