"""How much waits in memory before it goes to disk."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.pipeline.collector import rarely_collecting
from kg.store import Changes
from kg.store import oxigraph as module
from kg.store.oxigraph import open_store
from kg.store.room import memory


def _write(store: module.OxigraphStore, number: int) -> None:
    graph = NamedNode(f"https://example.org/{number}")
    store.write(
        Changes(
            {
                graph: frozenset(
                    Triple(graph, NamedNode("https://example.org/says"), Literal(str(i)))
                    for i in range(5)
                )
            }
        )
    )


def test_bulk_waits_as_far_as_the_store_has_grown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_UNFLUSHED", 20)
    monkeypatch.setattr(module, "_BULK", 200)
    monkeypatch.setattr(module, "_BYTES", 1)
    flushed = []
    plain = module.OxigraphStore.flush

    def flush(store: module.OxigraphStore) -> None:
        flushed.append(len(store))
        plain(store)

    monkeypatch.setattr(module.OxigraphStore, "flush", flush)
    with open_store(tmp_path / "s.kg", "create") as store:
        for number in range(8):
            _write(store, number)
        often = len(flushed)
        store.bulk()
        for number in range(8, 24):
            _write(store, number)
        assert often >= 2
        assert len(flushed) - often <= 1
        store.bulk(False)
        for number in range(24, 32):
            _write(store, number)
        assert len(flushed) - often >= 2
    with open_store(tmp_path / "s.kg") as store:
        assert sum(1 for _ in store.names()) == 33


def test_bulk_changes_nothing_in_memory() -> None:
    with open_store() as store:
        store.bulk()
        _write(store, 1)
        assert store.triples(NamedNode("https://example.org/1"))


def test_bulk_waits_for_no_more_than_memory_has_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_UNFLUSHED", 20)
    monkeypatch.setattr(module, "_BYTES", 1)
    monkeypatch.setattr(module, "memory", lambda: 30 * module._PART * module._WAITING)
    flushed = []
    plain = module.OxigraphStore.flush

    def flush(store: module.OxigraphStore) -> None:
        flushed.append(len(store))
        plain(store)

    monkeypatch.setattr(module.OxigraphStore, "flush", flush)
    with open_store(tmp_path / "s.kg", "create") as store:
        _write(store, 0)
        store.flush()
        store.bulk()
        for number in range(1, 25):
            _write(store, number)
        assert len(flushed) > 5


def test_the_machine_has_memory() -> None:
    assert 64 << 20 < memory() < 1 << 50


def test_cycles_are_collected_rarely_only_meanwhile() -> None:
    before = gc.get_threshold()
    with rarely_collecting():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
