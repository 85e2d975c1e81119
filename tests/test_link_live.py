"""Live linking against a loopback server: recorded answers, every fault a service can show."""

from __future__ import annotations

import gzip
import json
import os
import threading
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LimitError, UsageError
from kg.iris import Minter
from kg.link import LinkContext, Linker, PositionHint
from kg.model import Actor, ActorType
from tests.wikibase_replay import Replay, serving

pytest.importorskip("httpx", reason="needs the extra live")

from kg.link.http import Polite, ServiceError, UnreachableError, user_agent
from kg.link.live import WikidataLinker

ME = "tests@example.org"


def item(qid: str, label: str, claims: dict[str, Any], sitelinks: int = 50) -> dict[str, Any]:
    return {
        "type": "item", "id": qid, "labels": {"en": {"language": "en", "value": label}},
        "aliases": {}, "descriptions": {"en": {"language": "en", "value": "made up"}},
        "claims": claims, "sitelinks": dict.fromkeys(map(str, range(sitelinks))),
    }  # fmt: skip


def is_a(*qids: str) -> list[dict[str, Any]]:
    return [{"rank": "normal", "mainsnak": {"datavalue": {"value": {"id": q}}}} for q in qids]


def office(position: str, start: str) -> dict[str, Any]:
    time = {"datavalue": {"value": {"time": f"+{start}-00-00T00:00:00Z", "precision": 9}}}
    return {"rank": "normal", "qualifiers": {"P580": [time]},
            "mainsnak": {"datavalue": {"value": {"id": position}}}}  # fmt: skip


ITEMS = {
    "Q100": item("Q100", "Atlantis", {"P31": is_a("Q6256")}, 300),
    "Q200": item("Q200", "Ada Quill", {"P31": is_a("Q5"), "P27": is_a("Q100"),
                                       "P39": [office("Q300", "2020")]}, 80),
    "Q201": item("Q201", "Ada Quill", {"P31": is_a("Q5")}, 1),
    "Q300": item("Q300", "President of Atlantis", {"P1001": is_a("Q100")}, 5),
    "Q400": item("Q400", "Ada Quill", {"P31": is_a("Q4167410")}, 3),
}  # fmt: skip
SEARCH = {"ada quill": ["Q400", "Q201", "Q200"], "atlantis": ["Q100"]}

QUILL = Actor(Minter().actor("Ada Quill"), ActorType.PERSON, "Ada Quill")
ATLANTIS = Actor(Minter().actor("Atlantis"), ActorType.COUNTRY, "Atlantis")
CONTEXT = LinkContext(
    (PositionHint(QUILL.iri, "President", "Atlantis"),), ("Atlantis",), "2026-01-06"
)


@pytest.fixture
def replay() -> Replay:
    return Replay(SEARCH, ITEMS)


@pytest.fixture
def api(replay: Replay) -> Iterator[str]:
    with serving(replay) as address:
        yield address


def client(**options: Any) -> Polite:
    naps: list[float] = []
    options = {"pause": 0.0, "timeout": 5.0, "sleep": naps.append} | options
    made = Polite(ME, **options)
    made.naps = naps  # type: ignore[attr-defined]
    return made


def linked(linker: WikidataLinker) -> list[str | None]:
    found = linker.link((QUILL, ATLANTIS), CONTEXT)
    return [a.link.qid if a.link else None for a in found]


def test_names_and_context_decide(api: str, replay: Replay) -> None:
    linker = WikidataLinker(client(), api=api)
    assert isinstance(linker, Linker)
    assert linked(linker) == ["Q200", "Q100"]
    assert linker.notes == []
    assert all(ME in agent and "newsgraph/" in agent for agent in replay.agents)
    asked = [q["action"] for q in replay.asked]
    assert asked.count("wbsearchentities") == 2
    linked(linker)
    assert len(replay.asked) == len(asked)  # what is known is not asked again


def test_answers_are_kept_on_disk(api: str, replay: Replay, tmp_path: Path) -> None:
    linked(WikidataLinker(client(cache=tmp_path), api=api))
    before = len(replay.asked)
    assert linked(WikidataLinker(client(cache=tmp_path), api=api)) == ["Q200", "Q100"]
    assert len(replay.asked) == before


@pytest.mark.parametrize(
    ("fault", "nap"),
    [
        ((429, {"Retry-After": "7"}, b"slow down"), 7.0),
        ((503, {"Retry-After": "2"}, b""), 2.0),
        ((503, {}, b""), 1.0),
        ((200, {}, b"{broken"), 1.0),
        ((502, {"Retry-After": "soon"}, b""), 1.0),
    ],
)
def test_faults_are_waited_out(
    api: str, replay: Replay, fault: tuple[int, dict[str, str], bytes], nap: float
) -> None:
    replay.faults = [fault]
    polite = client()
    assert linked(WikidataLinker(polite, api=api)) == ["Q200", "Q100"]
    assert nap in polite.naps  # type: ignore[attr-defined]


def test_retry_after_as_a_date(api: str, replay: Replay) -> None:
    import time

    when = formatdate(time.time() + 30, usegmt=True)
    replay.faults = [(429, {"Retry-After": when}, b"")]
    polite = client()
    assert linked(WikidataLinker(polite, api=api)) == ["Q200", "Q100"]
    assert any(25 < nap <= 30 for nap in polite.naps)  # type: ignore[attr-defined]


def test_silence_is_a_time_out(api: str, replay: Replay) -> None:
    replay.faults = [0.4]
    assert linked(WikidataLinker(client(timeout=0.2), api=api)) == ["Q200", "Q100"]
    replay.faults = [0.4] * 4
    with pytest.raises(UnreachableError, match="in time"):
        client(timeout=0.2).get(api, {"action": "wbsearchentities", "search": "x", "limit": "1"})


def test_a_service_that_stays_away(api: str, replay: Replay) -> None:
    replay.faults = [(503, {}, b"")] * 50
    linker = WikidataLinker(client(), api=api)
    assert linked(linker) == [None, None]
    assert len(linker.notes) == 1
    assert "503" in linker.notes[0]


def test_a_wait_over_the_time_limit(api: str, replay: Replay) -> None:
    replay.faults = [(429, {"Retry-After": "86400"}, b"")]
    linker = WikidataLinker(client(time_limit=60.0), api=api)
    assert linked(linker) == [None, None]
    assert "time limit" in linker.notes[0]
    replay.faults = [(429, {"Retry-After": "86400"}, b"")]
    with pytest.raises(LimitError):
        client(time_limit=60.0).get(api, {"action": "x"})


def test_no_network_is_one_line() -> None:
    linker = WikidataLinker(client(), api="http://127.0.0.1:9/w/api.php")
    assert linked(linker) == [None, None]
    assert linked(linker) == [None, None]
    assert len(linker.notes) == 1
    assert "cannot be reached" in linker.notes[0]


def test_errors_that_do_not_pass(api: str, replay: Replay) -> None:
    replay.faults = [(404, {}, b"<html>not\nhere</html>")]
    with pytest.raises(ServiceError, match="404") as caught:
        client().get(api, {"action": "x"})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("answer", [b"[]", b"null", b'{"search": 3}', b'{"search": [1, {}]}'])
def test_answers_of_another_shape(api: str, replay: Replay, answer: bytes) -> None:
    replay.faults = [(200, {}, answer)] * 20
    linker = WikidataLinker(client(), api=api)
    assert linked(linker) == [None, None]


def test_an_endless_answer_is_cut(
    api: str, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.link.http._MAX_BYTES", 10)
    with pytest.raises(ServiceError, match="over"):
        client().get(api, {"action": "wbsearchentities", "search": "x", "limit": "1"})


def test_a_contact_is_needed() -> None:
    for contact in (None, "", "  ", "a\r\nX: y"):
        with pytest.raises(UsageError, match="KG_CONTACT"):
            user_agent(contact)
    with pytest.raises(UsageError, match="not the address"):
        client().get("file:///etc/passwd", {})


def test_without_a_contact_the_service_refuses(api: str, replay: Replay) -> None:
    import httpx

    assert httpx.get(api, headers={"User-Agent": "python-httpx"}).status_code == 403


def test_one_request_at_a_time(api: str, replay: Replay) -> None:
    polite = client()
    threads = [
        threading.Thread(
            target=polite.get,
            args=(api, {"action": "wbsearchentities", "search": str(n), "limit": "1"}),
        )
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replay.asked) == 8
    assert replay.most_at_once == 1


def test_pause_between_requests(api: str) -> None:
    ticks = iter(range(1000))
    naps: list[float] = []
    polite = Polite(ME, pause=5.0, sleep=naps.append, clock=lambda: float(next(ticks)))
    for n in range(3):
        polite.get(api, {"action": "wbsearchentities", "search": str(n), "limit": "1"})
    assert len(naps) == 2
    assert all(0 < nap < 5 for nap in naps)


@pytest.fixture(scope="module")
def recorded(shared: Path) -> Replay:
    folder = shared / "data" / "wikidata"
    with gzip.open(folder / "entities.jsonl.gz", "rt", encoding="utf-8") as handle:
        items = {record["id"]: record for record in map(json.loads, handle)}
    search = {
        path.name.rsplit("_", 2)[0].replace("_", " "): json.loads(path.read_text())
        for path in sorted((folder / "search").glob("*_50_en.json"))
    }
    return Replay(search, items)


def test_recorded_wikidata(recorded: Replay) -> None:
    oxford = Actor("x:1", ActorType.ORGANIZATION, "University of Oxford")
    warsaw = Actor("x:2", ActorType.PLACE, "Warsaw")
    states = Actor("x:3", ActorType.COUNTRY, "United States")
    with serving(recorded) as api:
        linker = WikidataLinker(client(), api=api)
        found = linker.link((oxford, warsaw, states), LinkContext(text="in England and Poland"))
    assert linker.notes == []
    best = [a.link.candidates[0].qid if a.link else None for a in found]
    assert best == ["Q34433", "Q270", "Q30"]
    assert found[2].link is not None
    assert found[2].link.qid == "Q30"


@pytest.mark.skipif(not os.environ.get("KG_TEST_LIVE"), reason="set KG_TEST_LIVE and KG_CONTACT")
def test_the_real_wikidata() -> None:
    linker = WikidataLinker(Polite(os.environ["KG_CONTACT"]))
    (actor,) = linker.link(
        (Actor("x:1", ActorType.PERSON, "Gustavo Petro"),), LinkContext(places=("Colombia",))
    )
    assert linker.notes == []
    assert actor.link is not None
    assert actor.link.qid == "Q704022"
