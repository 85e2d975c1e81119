"""Extraction on a Dask cluster: in order, in spite of workers that die, the same as here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.cli import _run
from kg.errors import KgError, LimitError, UsageError
from kg.extract.cluster import extract_on_cluster
from kg.iris import DEFAULT_BASE
from kg.model import Article, Extraction
from tests.cluster_work import cheap

distributed = pytest.importorskip("distributed", reason="needs the extra dask")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=":0",
        host="127.0.0.1",
        silence_logs=50,
    ) as started:
        yield started


def articles(*texts: str) -> Iterator[Article]:
    for number, text in enumerate(texts):
        yield Article(f"{number}.txt", text)


def run(cluster: Any, source: Iterator[Article], **options: Any) -> list[Extraction | KgError]:
    address = cluster.scheduler_address
    return list(extract_on_cluster(source, address, base=DEFAULT_BASE, work=cheap, **options))


def paths(results: list[Extraction | KgError]) -> list[str]:
    return [r.article.path if isinstance(r, Extraction) else f"! {r}" for r in results]


def test_results_come_in_order_and_errors_in_their_place(cluster: Any) -> None:
    found = run(cluster, articles(*["fail" if n == 17 else "fine" for n in range(50)]), fast=True)
    wanted = [f"{n}.txt" for n in range(50)]
    wanted[17] = "! 17.txt: cannot be read"
    assert paths(found) == wanted
    assert isinstance(found[0], Extraction)
    assert found[0].generator.version == f"{DEFAULT_BASE} True True"


def test_few_articles_are_under_way_at_once(cluster: Any) -> None:
    taken = 0

    def source() -> Iterator[Article]:
        nonlocal taken
        for article in articles(*["fine"] * 500):
            taken += 1
            yield article

    results = extract_on_cluster(source(), cluster.scheduler_address, base=DEFAULT_BASE, work=cheap)
    for given, _ in enumerate(results):
        # Two workers of one thread, two chunks of eight for each, and the one that is given out.
        assert taken - given <= 2 * 2 * 8 + 8
    assert taken == 500


def test_what_a_dead_worker_held_goes_to_another(cluster: Any, tmp_path: Path) -> None:
    texts = ["fine"] * 40
    texts[3] = f"die-once {tmp_path / 'one'}"
    texts[30] = f"die-once {tmp_path / 'two'}"
    assert paths(run(cluster, articles(*texts))) == [f"{n}.txt" for n in range(40)]
    assert (tmp_path / "one").exists() and (tmp_path / "two").exists()


def test_an_article_that_ends_every_worker_is_an_error_of_its_own(cluster: Any) -> None:
    allowed = cluster.scheduler.allowed_failures
    cluster.scheduler.allowed_failures = 0
    try:
        found = paths(run(cluster, articles("fine", "die", "fine")))
    finally:
        cluster.scheduler.allowed_failures = allowed
    assert found[0] == "0.txt" and found[2] == "2.txt"
    assert found[1].startswith("! 1.txt: its extraction ended every worker")


def test_no_scheduler_and_no_workers() -> None:
    with pytest.raises(UsageError, match="no Dask scheduler answers at nonsense"):
        list(extract_on_cluster(articles("x"), "nonsense://x", base=DEFAULT_BASE))
    with (
        distributed.LocalCluster(
            n_workers=0, dashboard_address=":0", host="127.0.0.1", silence_logs=50
        ) as empty,
        pytest.raises(LimitError, match="no worker"),
    ):
        run(empty, articles("x"), patience=0.2)


def test_the_graph_is_the_same_as_without_a_cluster(
    cluster: Any, seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = str(next(iter(sorted(seeds.glob("*.txt")))))
    engine = ["--engine", "dask", "--scheduler", cluster.scheduler_address]
    for name, options in (("here", []), ("there", engine)):
        store = str(tmp_path / f"{name}.kg")
        assert _run(["ingest", article, "--store", store, "--quiet", *options]) == 0
        assert _run(["export", "--store", store, "-o", str(tmp_path / f"{name}.nq")]) == 0
    assert (tmp_path / "here.nq").read_bytes() == (tmp_path / "there.nq").read_bytes()
    capsys.readouterr()
    assert _run(["ingest", article, "--engine", "dask", "--store", str(tmp_path / "x.kg")]) == 2
    assert "--scheduler" in capsys.readouterr().err
