"""The part of the identity index that knows events: accounts, pairs, groups, judgements."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable
from itertools import combinations

from kg.map import Judgement
from kg.resolve.accounts import ArticleAccounts, EventAccount, event_from_json, event_to_json
from kg.resolve.blocks import REACH, WINDOW, event_keys, event_sort
from kg.resolve.cluster import MISSING, Part, group
from kg.resolve.features import Story, View, story_cosine
from kg.resolve.judging import denials, disagreements, event_order, merges
from kg.resolve.likeness import clashing
from kg.resolve.pairs import PairStore
from kg.resolve.scoring import Weights, load_weights, mood, score

__all__ = ["EventIndex"]

#: Accounts and stories that are kept ready; what is compared is mostly of the last days.
_CACHE = 6_000

#: The story cosine of an article with itself would outweigh all else; this is what articles of one
#: story have.
_WITHIN = 0.6

#: What counts against two groups for each pair of accounts that one article tells as two: enough to
#: keep small groups apart, not enough for one article to split what many tell as one.
APART = -10.0

#: Accounts whose articles' stories are less alike than this are not compared any further: what the
#: features call another story, no pair of which is one event by the model (on ECB+: none of 22,371
#: pairs that it joins), and what most neighbours in the blocks of frequent names are.
OTHER_STORY = 0.1


class EventIndex:
    """Event accounts of all articles and the nodes that they make."""

    def __init__(self, connection: sqlite3.Connection, weights: Weights | None = None) -> None:
        self._sql = connection
        self._weights = weights or load_weights()
        self._pairs = PairStore(connection, "event", WINDOW, MISSING, REACH)
        self._views: OrderedDict[str, View] = OrderedDict()
        self._stories: OrderedDict[str, Story] = OrderedDict()

    def create(self) -> None:
        """Make the tables where they are not there yet."""
        self._pairs.create()
        for statement in (
            "CREATE TABLE IF NOT EXISTS events (iri TEXT PRIMARY KEY, article TEXT, node TEXT,"
            " record TEXT) WITHOUT ROWID",
            "CREATE INDEX IF NOT EXISTS events_article ON events (article)",
            "CREATE INDEX IF NOT EXISTS events_node ON events (node)",
            "CREATE TABLE IF NOT EXISTS stories (article TEXT PRIMARY KEY, record TEXT)",
        ):
            self._sql.execute(statement)

    def forget(self) -> None:
        """Drop what is cached or not settled (after a rollback)."""
        self._pairs.forget()
        self._views.clear()
        self._stories.clear()

    def replace(
        self,
        old: ArticleAccounts | None,
        new: ArticleAccounts | None,
        decisions: dict[tuple[str, str], bool],
    ) -> dict[str, tuple[str, str | None, str | None]]:
        """Put an article's accounts in place of its former ones.

        Gives what changed: {own IRI: (article, node before, node after)}, None where there is no
        such account before or after.
        """
        before: dict[str, tuple[str, str]] = {}
        if old is not None:
            for event in old.events:
                row = self._sql.execute(
                    "SELECT node FROM events WHERE iri = ?", (event.iri,)
                ).fetchone()
                before[event.iri] = (event.article, row[0])
                self._pairs.remove(event.iri)
                self._sql.execute("DELETE FROM events WHERE iri = ?", (event.iri,))
                self._views.pop(event.iri, None)
            self._sql.execute("DELETE FROM stories WHERE article = ?", (old.article,))
            self._stories.pop(old.article, None)
        if new is not None:
            self._sql.execute(
                "INSERT INTO stories VALUES (?, ?)", (new.article, _write_story(new.story))
            )
            for event in new.events:
                self._sql.execute(
                    "INSERT INTO events VALUES (?, ?, ?, ?)",
                    (event.iri, event.article, event.iri, event_to_json(event)),
                )
            for event in new.events:
                self._pairs.add(event.iri, event_keys(event, new.story), event_sort(event))
        return self.settle(self._pairs.settle(self._score), before, decisions)

    def settle(
        self,
        touched: set[str],
        before: dict[str, tuple[str, str]],
        decisions: dict[tuple[str, str], bool],
    ) -> dict[str, tuple[str, str | None, str | None]]:
        """Group anew the components round the touched accounts; what changed, as `replace`."""
        same = _sides(pair for pair, is_same in decisions.items() if is_same)
        nodes_before = {node for _, node in before.values()}
        # Accounts of a node that lost a member have to be looked at, even without a pair.
        for node in nodes_before:
            touched.update(self.members(node))
        for iri in list(touched):
            touched |= same.get(iri, set()) & self._known(same.get(iri, set()))
        seen: set[str] = set()
        changed: dict[str, tuple[str, str | None, str | None]] = {
            iri: (article, node, None) for iri, (article, node) in before.items()
        }
        for start in sorted(self._known(touched)):
            if start in seen:
                continue
            component, scores = self._component(start, same)
            seen |= component
            self._group(component, scores, decisions, changed)
        return {iri: c for iri, c in changed.items() if c[1] != c[2]}

    def _group(
        self,
        component: set[str],
        scores: dict[tuple[str, str], float],
        decisions: dict[tuple[str, str], bool],
        changed: dict[str, tuple[str, str | None, str | None]],
    ) -> None:
        if len(component) == 1:
            groups = [tuple(component)]
        else:
            told_apart, never = self._apart(component, scores, decisions)
            groups = group(
                component,
                scores | dict.fromkeys(told_apart, APART),
                same=[p for p, is_same in decisions.items() if is_same],
                different=[p for p, is_same in decisions.items() if not is_same] + never,
                late=[iri for iri in component if mood(self.account(iri)) != "told"],
                parts=self._parts(component),
            )
        for members in groups:
            node = min((self.account(iri) for iri in members), key=event_order).iri
            for iri in members:
                row = self._sql.execute("SELECT node FROM events WHERE iri = ?", (iri,)).fetchone()
                had = changed[iri][1] if iri in changed else row[0]
                changed[iri] = (self.account(iri).article, had, node)
                if row[0] != node:
                    self._sql.execute("UPDATE events SET node = ? WHERE iri = ?", (node, iri))

    def _apart(
        self,
        component: set[str],
        scores: dict[tuple[str, str], float],
        decisions: dict[tuple[str, str], bool],
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Pairs of one article that do not belong together by themselves: those that only the
        extraction kept apart, and those of which one is told as fact and the other is not."""
        told: dict[str, list[str]] = {}
        for iri in sorted(component):
            told.setdefault(self.account(iri).article, []).append(iri)
        kept: list[tuple[str, str]] = []
        never: list[tuple[str, str]] = []
        for iris in told.values():
            for pair in combinations(iris, 2):
                if scores.get(pair, MISSING) <= 0 and not decisions.get(pair):
                    left, right = (mood(self.account(iri)) for iri in pair)
                    (kept if left == right else never).append(pair)
        return kept, never

    def _parts(self, component: set[str]) -> list[Part]:
        """Who acts and who is acted on, where accounts name others."""
        views = [self._view(iri) for iri in sorted(component)]
        agents = {view.account.iri: view.agents.who for view in views}
        patients = {view.account.iri: view.patients.who for view in views}
        return [Part(*clashing(agents)), Part(*clashing(patients))]

    def _component(
        self, start: str, same: dict[str, set[str]]
    ) -> tuple[set[str], dict[tuple[str, str], float]]:
        """All accounts that positive pairs or decisions link to this one, with their pairs."""
        members, waiting = {start}, [start]
        scores: dict[tuple[str, str], float] = {}
        while waiting:
            here = waiting.pop()
            near = self._known(same.get(here, set()))
            for pair, value in self._pairs.of(here):
                scores[pair] = value
                if value > 0:
                    near.update(pair)
            fresh = near - members
            members |= fresh
            waiting.extend(fresh)
        return members, {p: v for p, v in scores.items() if p[0] in members and p[1] in members}

    def _known(self, iris: Iterable[str]) -> set[str]:
        return {
            iri
            for iri in iris
            if iri in self._views
            or self._sql.execute("SELECT 1 FROM events WHERE iri = ?", (iri,)).fetchone()
        }

    def _score(self, a: str, b: str) -> float:
        # Asked of some seventy pairs an article, nearly all of accounts that are ready.
        left, right = self._views.get(a) or self._view(a), self._views.get(b) or self._view(b)
        story = self.story(left.account.article, right.account.article)
        if story < OTHER_STORY:
            return MISSING
        return score(left, right, story, self._weights, MISSING)

    def account(self, iri: str) -> EventAccount:
        """The account of an own IRI that is in the index."""
        return self._view(iri).account

    def _view(self, iri: str) -> View:
        found = self._views.get(iri)
        if found is None:
            row = self._sql.execute("SELECT record FROM events WHERE iri = ?", (iri,)).fetchone()
            found = self._views[iri] = View(event_from_json(row[0]))
            if len(self._views) > _CACHE:
                self._views.popitem(last=False)
        return found

    def accounts(self, article: str) -> tuple[EventAccount, ...]:
        """The accounts of an article."""
        rows = self._sql.execute("SELECT iri FROM events WHERE article = ?", (article,)).fetchall()
        return tuple(self.account(row[0]) for row in rows)

    def story(self, left: str, right: str) -> float:
        """The cosine of two articles' stories; what two good matches have, for one and the same."""
        if left == right:
            return _WITHIN
        return story_cosine(self._story(left), self._story(right))

    def _story(self, article: str) -> Story:
        found = self._stories.get(article)
        if found is None:
            row = self._sql.execute(
                "SELECT record FROM stories WHERE article = ?", (article,)
            ).fetchone()
            found = self._stories[article] = _read_story(row[0])
            if len(self._stories) > _CACHE:
                self._stories.popitem(last=False)
        return found

    def members(self, node: str) -> list[str]:
        """The own IRIs of the accounts of a node."""
        rows = self._sql.execute("SELECT iri FROM events WHERE node = ? ORDER BY iri", (node,))
        return [row[0] for row in rows]

    def node(self, iri: str) -> str:
        """The node of an own IRI (itself where it is not in the index)."""
        row = self._sql.execute("SELECT node FROM events WHERE iri = ?", (iri,)).fetchone()
        return str(row[0]) if row else iri

    def of_article(self, article: str) -> dict[str, str]:
        """{own IRI: node} of an article's events, only where they differ."""
        rows = self._sql.execute(
            "SELECT iri, node FROM events WHERE article = ? AND iri <> node", (article,)
        )
        return dict(rows.fetchall())

    def articles_of(self, nodes: Iterable[str]) -> set[str]:
        """The articles that tell of any of the nodes."""
        return {
            row[0]
            for node in nodes
            for row in self._sql.execute("SELECT article FROM events WHERE node = ?", (node,))
        }

    def judge(
        self, node: str, group_of: dict[str, str], decisions: dict[tuple[str, str], bool]
    ) -> list[Judgement]:
        """The judgements on a node: its merges and its disagreements."""
        views = {iri: self._view(iri) for iri in self.members(node)}
        if len(views) < 2:
            return []
        nearest: dict[str, str] = {}
        for iri in views:
            inner = [(v, a if b == iri else b) for (a, b), v in self._pairs.of(iri)]
            best = max(((v, o) for v, o in inner if o in views), default=None)
            if best is not None:
                nearest[iri] = best[1]
        decided = frozenset(p for p, same in decisions.items() if same and views.keys() & set(p))
        found = merges(node, views, nearest, self.story, self._weights, decided)
        accounts = [view.account for view in views.values()]
        return found + disagreements(
            node, accounts, lambda a: group_of.get(a, a), lambda a, b: self._score(a, b) > 0
        )

    def judge_article(self, article: str) -> list[Judgement]:
        """What one article reports as denied against what it reports otherwise."""
        rows = self._sql.execute("SELECT iri FROM events WHERE article = ?", (article,)).fetchall()
        return denials([self.account(row[0]) for row in rows], self.node)


def _sides(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for a, b in pairs:
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


def _write_story(story: tuple[tuple[str, float], ...]) -> str:
    """Story words as a compact line of text."""
    return " ".join(f"{word}:{weight}" for word, weight in story)


def _read_story(record: str) -> Story:
    """The story that `_write_story` wrote."""
    parts = (part.rsplit(":", 1) for part in record.split(" ") if part)
    return {word: float(weight) for word, weight in parts}
