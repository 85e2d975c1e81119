"""Identity across articles, through the index: merges, namesakes, decisions, disagreements."""

from __future__ import annotations

import math
import random
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import StoreError
from kg.iris import KG, PREFIXES, Minter
from kg.map import event_iris
from kg.model import ActorType, Extraction, Status
from kg.resolve import Decision, IdentityIndex
from kg.resolve.accounts import EventAccount
from kg.resolve.features import View
from kg.resolve.pairs import PairStore, number_of
from kg.resolve.scoring import load_weights, score
from tests.identity_samples import Told, article, iri, person

REPLACED = PREFIXES["dcterms"] + "isReplacedBy"
RAID = Told("Ana Barden", "attacked", "Boris Folgir", day="2026-01-03", count=40)
RAID_AGAIN = Told(
    "Ana Barden", "attacked", "Boris Folgir", day="2026-01-03", count=40, more="at dawn"
)
FIRST = article(
    "first.txt", [RAID, Told("Carla Jun", "met", "Dmitri Kel", type="CONSULT")], "2026-01-03"
)
SECOND = article("second.txt", [RAID_AGAIN], "2026-01-04")
OTHER = article(
    "other.txt", [Told("Elena Lom", "attacked", "Farid Mar", place="Westhaven")], "2026-01-04"
)


def index_of(extractions: Iterable[Extraction]) -> IdentityIndex:
    index = IdentityIndex()
    for extraction in extractions:
        index.update(iri(extraction), extraction)
    return index


def state(index: IdentityIndex) -> tuple[object, ...]:
    """All that the index says to the rest of the program."""
    return (
        {a: index.assignment(a) for a in index.articles()},
        [str(q) for q in index.judgements()],
        {a: index.independence(a) for a in index.articles()},
    )


def triples(index: IdentityIndex, predicate: str) -> set[tuple[str, str]]:
    return {
        (q.subject.value, q.object.value)
        for q in index.judgements()
        if q.predicate.value == predicate
    }


def methods(index: IdentityIndex) -> list[str]:
    return sorted(o for _, o in triples(index, KG + "method"))


def test_two_accounts_of_one_event_are_one_node_of_the_earliest_published() -> None:
    index = index_of([SECOND, FIRST, OTHER])
    (own,), (first, meeting) = event_iris(SECOND), event_iris(FIRST)
    assert index.assignment(iri(SECOND)) == {own: first}
    assert index.assignment(iri(FIRST)) == {}
    assert index.node(meeting) == meeting
    assert triples(index, REPLACED) == {(own, first)}
    (judgement,) = (s for s, o in triples(index, KG + "method") if o == "same-event")
    quads = [q for q in index.judgements() if q.subject.value == judgement]
    said = {q.predicate.value: q.object.value for q in quads}
    assert said[KG + "subject"] == first and said[KG + "object"] == own
    assert "same trigger" in said[PREFIXES["rdfs"] + "comment"]
    assert 0.5 < float(said[KG + "confidence"]) <= 1
    evidence = {q.object.value for q in quads if q.predicate.value == KG + "evidence"}
    assert {e.split("#")[0] for e in evidence} == {iri(FIRST), iri(SECOND)}


def test_another_date_far_off_is_another_event() -> None:
    later = article(
        "later.txt",
        [Told("Ana Barden", "attacked", "Boris Folgir", day="2026-08-20")],
        "2026-08-21",
    )
    assert index_of([FIRST, later]).assignment(iri(later)) == {}


def test_two_events_of_one_article_stay_apart_unless_nothing_tells_them_apart() -> None:
    another = Told("Ana Barden", "attacked", "Carla Jun", day="2026-01-03")
    twice = article("twice.txt", [RAID, another])
    assert index_of([twice]).assignment(iri(twice)) == {}
    told_again = article("again.txt", [RAID, RAID_AGAIN])
    assert len(index_of([told_again]).assignment(iri(told_again))) == 1


def test_another_article_does_not_tie_what_one_article_tells_apart() -> None:
    denied = Told("Ana Barden", "attacked", "Boris Folgir", day="2026-01-03", status=Status.DENIED)
    both = article("both.txt", [RAID, denied], "2026-01-02")
    index = index_of([FIRST, both, SECOND])
    left, right = event_iris(both)
    assert index.node(left) != index.node(right)


def test_ingesting_again_changes_nothing_and_removal_gives_back_what_was() -> None:
    index = index_of([FIRST, OTHER])
    before = state(index)
    again = index.update(iri(FIRST), FIRST)
    assert (again.added, again.removed) == ((), ())
    change = index.update(iri(SECOND), SECOND)
    assert iri(SECOND) in change.assigned and change.added
    undone = index.update(iri(SECOND), None)
    assert set(undone.removed) == set(change.added)
    assert state(index) == before


def test_an_earlier_account_takes_the_node_over() -> None:
    index = index_of([SECOND])
    change = index.update(iri(FIRST), FIRST)
    first = event_iris(FIRST)[0]
    assert change.assigned[iri(SECOND)] == {event_iris(SECOND)[0]: first}
    back = index.update(iri(FIRST), None)
    assert back.assigned == {iri(SECOND): {}}


_AGENTS = ("Ana Barden", "Boris Folgir", "Carla Jun")
_TOLD = st.builds(
    Told,
    agent=st.sampled_from(_AGENTS),
    trigger=st.sampled_from(("attacked", "struck", "met", "denied")),
    patient=st.sampled_from(_AGENTS),
    place=st.sampled_from(("Bridgeport", "Westhaven")),
    day=st.sampled_from((None, "2026-01-03", "2026-01-04", "2026-06-01")),
    count=st.sampled_from((None, 40, 45)),
    status=st.sampled_from((Status.OCCURRED, Status.DENIED)),
)
_ARTICLES = st.lists(
    st.tuples(
        st.lists(_TOLD, min_size=1, max_size=3),
        st.sampled_from((None, "2026-01-03", "2026-01-05", "2026-06-02")),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), told=_ARTICLES)
def test_order_and_detours_leave_no_trace(
    data: st.DataObject, told: Sequence[tuple[list[Told], str | None]]
) -> None:
    made = [article(f"{i}.txt", events, day) for i, (events, day) in enumerate(told)]
    straight = state(index_of(made))
    shuffled = data.draw(st.permutations(made))
    removed = data.draw(st.lists(st.sampled_from(made), max_size=3))
    index = index_of(shuffled)
    for extraction in removed:
        index.update(iri(extraction), None)
    for extraction in removed:
        index.update(iri(extraction), extraction)
    assert state(index) == straight


@settings(max_examples=15, deadline=None)
@given(told=_ARTICLES, seed=st.integers(0, 99))
def test_changes_add_up_to_the_state(
    told: Sequence[tuple[list[Told], str | None]], seed: int
) -> None:
    """A follower that only applies changes ends with what the index says."""
    made = [article(f"{i}.txt", events, day) for i, (events, day) in enumerate(told)]
    index, quads, assigned = IdentityIndex(), set(), {}
    steps = [*made, *random.Random(seed).sample(made, len(made) // 2)]
    present: set[str] = set()
    for extraction in steps:
        key = iri(extraction)
        change = index.update(key, None if key in present else extraction)
        present ^= {key}
        assert not quads & set(change.added) and quads >= set(change.removed)
        quads = (quads - set(change.removed)) | set(change.added)
        assigned.update(change.assigned)
        if key not in present:
            del assigned[key]
    assert quads == set(index.judgements())
    assert assigned == {a: index.assignment(a) for a in index.articles()}


def test_many_accounts_of_one_event_in_any_order() -> None:
    """More accounts than a block's window holds."""
    made = [
        article(
            f"{i}.txt",
            [
                Told(
                    "Ana Barden",
                    "attacked",
                    "Boris Folgir",
                    day="2026-01-03",
                    more=f"near post {i}",
                )
            ],
            f"2026-01-{4 + i % 9:02d}",
        )
        for i in range(40)
    ]
    straight = state(index_of(made))
    random.Random(5).shuffle(made)
    index = index_of(made)
    assert state(index) == straight
    assert len({index.node(event_iris(e)[0]) for e in made}) == 1


# Decisions


def test_a_person_says_same_and_different() -> None:
    left, right = event_iris(OTHER)[0], event_iris(FIRST)[0]
    index = index_of([FIRST, OTHER])
    change = index.decide(Decision(left, right, same=True))
    assert change.assigned[iri(OTHER)] == {left: right}
    assert any("a person's decision" in str(q) for q in change.added)
    assert index.withdraw(Decision(left, right, same=True)).assigned[iri(OTHER)] == {}
    own, first = event_iris(SECOND)[0], event_iris(FIRST)[0]
    index = index_of([FIRST])
    index.decide(Decision(own, first, same=False))
    assert index.update(iri(SECOND), SECOND).assigned[iri(SECOND)] == {}


def test_decisions_hold_whenever_they_were_taken() -> None:
    own, first = event_iris(SECOND)[0], event_iris(FIRST)[0]
    early, late = IdentityIndex(), IdentityIndex()
    early.decide(Decision(own, first, same=False))
    for index in (early, late):
        for extraction in (FIRST, SECOND, OTHER):
            index.update(iri(extraction), extraction)
    late.decide(Decision(first, own, same=False))
    assert state(early) == state(late)


def test_actors_by_decision() -> None:
    one, two = person("a.txt", "Ana Barden"), person("b.txt", "A. Barden")
    index = index_of([one, two])
    minter = Minter()
    long, short = minter.actor("Ana Barden"), minter.actor("A. Barden")
    assert index.assignment(iri(two)) == {}
    change = index.decide(Decision(short, long, same=True))
    assert change.assigned == {iri(two): {short: long}}
    assert (short, long) in triples(index, REPLACED)
    assert index.withdraw(Decision(short, long, same=True)).assigned == {iri(two): {}}


# Actors


def test_one_name_is_one_node() -> None:
    index = index_of([person("a.txt", "Ana Barden"), person("b.txt", "Ana Barden")])
    assert all(index.assignment(a) == {} for a in index.articles())


def test_ministers_of_two_countries_are_two_people() -> None:
    one = person(
        "a.txt", "Ana Barden", office="foreign minister", country="Norland", published="2026-01-01"
    )
    two = person(
        "b.txt", "Ana Barden", office="finance minister", country="Sudland", published="2026-01-02"
    )
    bare = person("c.txt", "Ana Barden", published="2026-01-03")
    index = index_of([two, bare, one])
    plain = Minter().actor("Ana Barden")
    nodes = [index.assignment(iri(e)).get(plain, plain) for e in (one, two, bare)]
    assert nodes[0] == plain and nodes[1] == plain + "-sudland"
    assert len(set(nodes)) == 3, "what could be either stays apart"
    assert "namesakes" in methods(index)


def test_offices_of_one_country_are_one_person() -> None:
    one = person("a.txt", "Ana Barden", office="foreign minister", country="Norland")
    two = person("b.txt", "Ana Barden", office="president", country="Norland")
    bare = person("c.txt", "Ana Barden")
    index = index_of([one, two, bare])
    assert all(index.assignment(a) == {} for a in index.articles())


def test_a_person_and_a_company_of_one_name_are_two() -> None:
    one = person("a.txt", "Barden", published="2026-01-01")
    two = person("b.txt", "Barden", kind=ActorType.ORGANIZATION, published="2026-01-02")
    index = index_of([one, two])
    plain = Minter().actor("Barden")
    assert index.assignment(iri(two)) == {plain: plain + "-organization"}


def test_links_join_names_and_part_namesakes() -> None:
    one = person("a.txt", "Ana Barden", qid="Q1", published="2026-01-01")
    two = person("b.txt", "Ana María Barden", qid="Q1", published="2026-01-02")
    three = person("c.txt", "Ana Barden", qid="Q2", published="2026-01-03")
    index = index_of([three, two, one])
    minter = Minter()
    plain, long = minter.actor("Ana Barden"), minter.actor("Ana María Barden")
    assert index.assignment(iri(two)) == {long: plain}
    assert index.assignment(iri(three)) == {plain: plain + "-q2"}
    assert methods(index) == ["namesakes", "same-actor"]


def test_an_acronym_joins_its_only_long_form() -> None:
    both = person(
        "a.txt",
        "Norland Liberation Front",
        kind=ActorType.ORGANIZATION,
        names=("NLF",),
        published="2026-01-01",
    )
    short = person("b.txt", "NLF", kind=ActorType.ORGANIZATION, published="2026-01-02")
    index = index_of([short, both])
    minter = Minter()
    assert index.assignment(iri(short)) == {
        minter.actor("NLF"): minter.actor("Norland Liberation Front")
    }
    rival = person(
        "c.txt", "National Labour Federation", kind=ActorType.ORGANIZATION, names=("NLF",)
    )
    assert index.update(iri(rival), rival).assigned[iri(short)] == {}


# Disagreements and copies


def test_disagreements_hold_both_passages() -> None:
    one = article("a.txt", [RAID], "2026-01-03")
    two = article(
        "b.txt",
        [Told("Ana Barden", "attacked", "Boris Folgir", day="2026-01-03", count=55)],
        "2026-01-04",
    )
    index = index_of([two, one])
    (pair,) = triples(index, KG + "disagreesWith")
    assert pair == (event_iris(one)[0], event_iris(two)[0])
    assert "disagreement-number" in methods(index)
    (judgement,) = (s for s, o in triples(index, KG + "method") if o == "disagreement-number")
    quads = [q for q in index.judgements() if q.subject.value == judgement]
    evidence = {q.object.value for q in quads if q.predicate.value == KG + "evidence"}
    assert {e.split("#")[0] for e in evidence} == {iri(one), iri(two)}
    assert any("40" in q.object.value and "55" in q.object.value for q in quads)


def test_a_denial_and_what_it_denies_disagree() -> None:
    one = article(
        "a.txt",
        [
            RAID,
            Told("Ana Barden", "attacked", "Boris Folgir", day="2026-01-03", status=Status.DENIED),
        ],
    )
    index = index_of([one])
    assert methods(index) == ["disagreement-denial"]
    assert triples(index, KG + "disagreesWith") == {tuple(sorted(event_iris(one)))} or triples(
        index, KG + "disagreesWith"
    ) == {tuple(sorted(event_iris(one), reverse=True))}


def test_copies_point_to_the_first_of_their_group() -> None:
    told = [
        Told(
            "Ana Barden",
            "attacked",
            "Boris Folgir",
            day="2026-01-03",
            count=n,
            more=f"and {n} other matters were told at length by people who had seen them from afar",
        )
        for n in range(6)
    ]
    first = article("first.txt", told, "2026-01-03")
    copy = article("copy.txt", [*told[:-1], OTHER_TOLD], "2026-01-04")
    index = index_of([copy, first, OTHER])
    assert index.independence(iri(copy)) == iri(first) == index.independence(iri(first))
    assert triples(index, PREFIXES["prov"] + "alternateOf") == {(iri(copy), iri(first))}
    assert not [m for m in methods(index) if m.startswith("disagreement")]
    index.update(iri(first), None)
    assert index.independence(iri(copy)) == iri(copy)


OTHER_TOLD = Told("Elena Lom", "left", "Farid Mar", place="Westhaven")


# The file


def test_nothing_is_kept_without_a_commit(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    with IdentityIndex(path) as index:
        index.update(iri(FIRST), FIRST)
        index.commit(7)
        index.update(iri(SECOND), SECOND)
        index.rollback()
        assert index.articles() == [iri(FIRST)]
        index.update(iri(SECOND), SECOND)
    with IdentityIndex(path) as index:
        assert index.articles() == [iri(FIRST)]
        assert index.generation == 7


def test_rebuilding_gives_the_same(tmp_path: Path) -> None:
    decision = Decision(event_iris(OTHER)[0], event_iris(FIRST)[0], same=True)
    index = index_of([FIRST, SECOND, OTHER])
    index.decide(decision)
    before = state(index)
    index.rebuild([OTHER, SECOND, FIRST], [decision])
    assert state(index) == before


def test_a_damaged_file_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(StoreError, match=r"index\.sqlite: cannot open the identity index"):
        IdentityIndex(path)


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ("Ana calls for a ceasefire", "Ana calls for rallies", False),
        ("Ana calls for rallies on Sunday", "Ana calls for rallies in the capital", True),
    ],
)
def test_acts_by_words_of_other_matters_are_two(first: str, second: str, one: bool) -> None:
    def view(article: str, label: str) -> View:
        return View(
            EventAccount(
                article=article,
                iri=f"{article}#e",
                published="",
                type="REQUEST",
                label=label,
                status="occurred",
                trigger=("call",),
                agents=("ana",),
            )
        )

    found = score(view("a", first), view("b", second), 0.9, load_weights())
    assert (found > -math.inf) is one


# Caps: a window of places and a reach in days


Item = tuple[frozenset[str], int]


def wanted(items: dict[str, Item], window: int, reach: int) -> dict[tuple[str, str], int]:
    """By the definition: how many blocks propose each pair."""
    found: dict[tuple[str, str], int] = {}
    for key in {k for keys, _ in items.values() for k in keys}:
        block = sorted((at, number_of(n), n) for n, (keys, at) in items.items() if key in keys)
        for i, (left, _, one) in enumerate(block):
            for right, _, other in block[i + 1 : i + 1 + window]:
                if not left or not right or right - left <= reach:
                    pair = (min(one, other), max(one, other))
                    found[pair] = found.get(pair, 0) + 1
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("abcdefghijklmnop"),
        st.tuples(st.frozensets(st.sampled_from("xyz"), min_size=1), st.integers(0, 12)),
        max_size=16,
    ),
    st.randoms(use_true_random=False),
    st.sets(st.sampled_from("abcdefghijklmnop")),
)
def test_caps_of_blocks_depend_on_the_set_alone(
    items: dict[str, Item], chance: random.Random, gone: set[str]
) -> None:
    window, reach = 2, 4
    pairs = PairStore(sqlite3.connect(":memory:"), "t", window, 0.0, reach)
    pairs.create()
    order = sorted(items)
    chance.shuffle(order)
    for name in order:
        pairs.add(name, *items[name])
        if chance.random() < 0.5:
            pairs.settle(lambda _, __: 1.0)
    pairs.settle(lambda _, __: 1.0)
    for name in sorted(gone & items.keys()):
        pairs.remove(name)
        pairs.settle(lambda _, __: 1.0)
    left = {name: item for name, item in items.items() if name not in gone}
    expected = wanted(left, window, reach)
    assert {pair for name in left for pair, _ in pairs.of(name)} == set(expected)
    # Removal and addition leave the right counts too: everything goes with the last block.
    for name in sorted(left):
        pairs.remove(name)
        pairs.settle(lambda _, __: 1.0)
    assert all(not pairs.of(name) for name in items)
