"""Extraction in several processes: the same results in the same order."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from itertools import islice
from multiprocessing.connection import wait

from kg.errors import KgError
from kg.extract.extractor import Extractor
from kg.model import Article, Extraction

__all__ = ["extract_parallel"]

_CHUNK = 8


@cache
def _extractor(base: str, link: bool, fast: bool) -> Extractor:
    """The extractor of this process: its models are loaded once."""
    # The processes share the cores among them: one thread each.
    return Extractor(base=base, link=link, fast=fast, threads=1)


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, however that came.

    One that is killed tells nobody, and those that work for it would wait for more for ever.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _work(articles: list[Article], base: str, link: bool, fast: bool) -> list[Extraction | str]:
    results = _extractor(base, link, fast).extract_many(articles)
    return [str(r) if isinstance(r, KgError) else r for r in results]


def extract_parallel(
    articles: Iterable[Article],
    *,
    jobs: int,
    base: str,
    link: bool = True,
    fast: bool = False,
) -> Iterator[Extraction | KgError]:
    """Like `Extractor.extract_many` in ``jobs`` processes; few articles are in flight at once."""
    context = multiprocessing.get_context("spawn")
    source = iter(articles)
    with ProcessPoolExecutor(jobs, context, _end_with_parent) as pool:
        waiting: deque[Future[list[Extraction | str]]] = deque()
        while True:
            while len(waiting) < 2 * jobs and (chunk := list(islice(source, _CHUNK))):
                waiting.append(pool.submit(_work, chunk, base, link, fast))
            if not waiting:
                return
            for result in waiting.popleft().result():
                yield KgError(result) if isinstance(result, str) else result
