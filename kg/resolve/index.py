"""The identity index: which accounts are one node, kept up as articles come and go.

A SQLite file beside the store, which can be built anew from the extractions at any time. What it
holds is a function of the set of articles and decisions; the order in which they came leaves no
trace in it. One more article costs as much in a large store as in a small one: it looks up its own
blocking keys and groups anew only what its pairs touch.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize

from kg.errors import StoreError
from kg.iris import DEFAULT_BASE, PREFIXES, Minter, digest
from kg.map import Judgement, article_iri, map_judgement
from kg.model import Extraction
from kg.resolve.accounts import ArticleAccounts, accounts_of, from_json, to_json
from kg.resolve.actor_index import ActorIndex
from kg.resolve.copy_index import CopyIndex
from kg.resolve.decisions import Decision
from kg.resolve.event_index import EventIndex
from kg.resolve.pairs import number_of
from kg.resolve.scoring import Weights

__all__ = ["Changes", "IdentityIndex"]

_REPLACED = NamedNode(PREFIXES["dcterms"] + "isReplacedBy")
_ALTERNATE = NamedNode(PREFIXES["prov"] + "alternateOf")

#: An article changes a hundred pages all over the file. So many bytes of them are kept ready, and
#: so many wait in the log before each is written to its place, once for all its changes.
_CACHE, _LOG, _PAGE = 128 << 20, 128 << 20, 4096
#: Of the tables; an index of another version is built anew.
SCHEMA = "7"


@dataclass(frozen=True, slots=True)
class Changes:
    """What an update changed in the rest of the graph.

    ``assigned`` holds, for every article of which an IRI changed (the updated one always among
    them, unless it was removed), the whole map from own IRIs to nodes where they differ. ``added``
    and ``removed`` are quads of the graph of judgements.
    """

    assigned: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    added: tuple[Quad, ...] = ()
    removed: tuple[Quad, ...] = ()


class IdentityIndex:
    """Keeps accounts, nodes and judgements; see the module's description.

    ``path`` is the SQLite file, None for one in memory. Nothing is kept until `commit`. Raises
    `StoreError` where the file cannot be opened or is damaged.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        base: str = DEFAULT_BASE,
        weights: Weights | None = None,
    ) -> None:
        self._base = base
        self._path = path
        self._graph = Minter(base).graph("judgements")
        try:
            self._sql = sqlite3.connect(
                str(path) if path else ":memory:", isolation_level=None, check_same_thread=False
            )
            self._sql.execute("PRAGMA journal_mode = WAL")
            self._sql.execute("PRAGMA synchronous = NORMAL")
            self._sql.execute(f"PRAGMA cache_size = -{_CACHE >> 10}")
            self._sql.execute(f"PRAGMA wal_autocheckpoint = {_LOG // _PAGE}")
            self._events = EventIndex(self._sql, weights)
            self._actors = ActorIndex(self._sql, base)
            self._copies = CopyIndex(self._sql)
            self._create()
        except sqlite3.Error as error:
            raise StoreError(
                f"{path}: cannot open the identity index ({error}); remove the file and"
                " the next ingest builds it anew"
            ) from error

    def _create(self) -> None:
        self._begin()
        self._sql.execute("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT)")
        row = self._sql.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        if row is not None and row[0] != SCHEMA:
            self._drop()
            self._sql.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)")
        self._sql.execute("INSERT OR REPLACE INTO meta VALUES ('schema', ?)", (SCHEMA,))
        for statement in (
            "CREATE TABLE IF NOT EXISTS articles (iri TEXT PRIMARY KEY, version TEXT, record TEXT)",
            "CREATE TABLE IF NOT EXISTS decisions (a TEXT, b TEXT, same INTEGER,"
            " PRIMARY KEY (a, b)) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS judged (about INTEGER PRIMARY KEY, lines BLOB)",
            "CREATE TABLE IF NOT EXISTS said (line INTEGER PRIMARY KEY, times INTEGER)",
        ):
            self._sql.execute(statement)
        self._events.create()
        self._actors.create()
        self._copies.create()
        self._sql.execute("COMMIT")

    def _drop(self) -> None:
        tables = self._sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in tables:
            self._sql.execute(f'DROP TABLE "{name}"')

    def _begin(self) -> None:
        if not self._sql.in_transaction:
            self._sql.execute("BEGIN IMMEDIATE")

    # Transactions

    @property
    def generation(self) -> int:
        """The number that the last `commit` stamped; 0 where nothing was committed yet.

        The store keeps the same number: where they differ, one of the two was written without the
        other, and the index is built anew.
        """
        row = self._sql.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
        return int(row[0]) if row else 0

    def commit(self, generation: int | None = None) -> None:
        """Keep all updates since the last commit; stamp the generation where one is given."""
        if generation is not None:
            self._begin()
            self._sql.execute(
                "INSERT OR REPLACE INTO meta VALUES ('generation', ?)", (str(generation),)
            )
        if self._sql.in_transaction:
            self._sql.execute("COMMIT")

    def rollback(self) -> None:
        """Forget all updates since the last commit."""
        if self._sql.in_transaction:
            self._sql.execute("ROLLBACK")
        self._events.forget()
        self._copies.forget()

    def close(self) -> None:
        """Close the file; what was not committed is forgotten."""
        self.rollback()
        self._sql.close()

    def __enter__(self) -> IdentityIndex:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Questions

    def articles(self) -> list[str]:
        """The IRIs of all articles in the index, sorted."""
        return [row[0] for row in self._sql.execute("SELECT iri FROM articles ORDER BY iri")]

    def assignment(self, article: str) -> dict[str, str]:
        """{own IRI: node} of an article's actors and events, only where they differ."""
        return {**self._actors.of_article(article), **self._events.of_article(article)}

    def node(self, iri: str) -> str:
        """The node of an event's own IRI (itself where the index does not know it)."""
        return self._events.node(iri)

    def independence(self, article: str) -> str:
        """The first article of the group of copies that an article belongs to."""
        return self._copies.first(article)

    def decisions(self) -> tuple[Decision, ...]:
        """People's decisions that the index holds to."""
        return tuple(Decision(a, b, same) for (a, b), same in sorted(self._decisions().items()))

    def judgements(self) -> list[Quad]:
        """All quads of the graph of judgements, in the order of their text."""
        rows = self._sql.execute("SELECT lines FROM judged")
        return [self._quad(line) for line in sorted({x for row in rows for x in _unpack(row[0])})]

    # Updates

    def update(self, article: str, extraction: Extraction | None) -> Changes:
        """Put what one article says in place of what it said before; None takes it away.

        ``article`` is the article's IRI (`kg.map.article_iri`).
        """
        accounts = accounts_of(extraction, self._base) if extraction is not None else None
        if accounts is not None and accounts.article != article:
            raise ValueError(f"the extraction is of <{accounts.article}>, not of <{article}>")
        return self.update_accounts(article, accounts)

    def update_accounts(self, article: str, accounts: ArticleAccounts | None) -> Changes:
        """As `update`, from accounts."""
        self._begin()
        row = self._sql.execute(
            "SELECT version, record FROM articles WHERE iri = ?", (article,)
        ).fetchone()
        version = digest(to_json(accounts), length=32) if accounts is not None else None
        if accounts is not None and row is not None and row[0] == version:
            return Changes({article: self.assignment(article)})
        old = self._stored(row[1], article) if row else None
        self._sql.execute("DELETE FROM articles WHERE iri = ?", (article,))
        if accounts is not None:
            # The events' accounts have a table of their own.
            record = to_json(replace(accounts, events=(), story=(), signature=()))
            self._sql.execute("INSERT INTO articles VALUES (?, ?, ?)", (article, version, record))
        decisions = self._decisions()
        copies = self._copies.replace(old, accounts)
        events = self._events.replace(old, accounts, decisions)
        touched, judged = self._actors.replace(old, accounts, decisions)
        nodes = {n for _, before, after in events.values() for n in (before, after) if n}
        if old is not None and accounts is not None:
            # What a node's account says may be new, and where it says it, though the node is not.
            nodes |= {self._events.node(event.iri) for event in accounts.events}
        if copies:
            # Support counts by independent source: nodes that copies tell of are judged anew.
            nodes |= {
                self._events.node(row[0])
                for changed in copies
                for row in self._sql.execute("SELECT iri FROM events WHERE article = ?", (changed,))
            }
        changes = self._settle(decisions, nodes, judged, {article}, copies)
        articles = {a for a, _, _ in events.values()} | touched | {article}
        known = articles if accounts is not None else articles - {article}
        return Changes({a: self.assignment(a) for a in sorted(known)}, *changes)

    def _stored(self, record: str, article: str) -> ArticleAccounts:
        """An article's accounts as the index holds them; the story and the sketch left out."""
        return replace(from_json(record), events=self._events.accounts(article))

    def decide(self, decision: Decision) -> Changes:
        """Hold to a person's decision from now on."""
        self._begin()
        self._sql.execute(
            "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?)", (*decision.pair, decision.same)
        )
        return self._redecide(decision)

    def withdraw(self, decision: Decision) -> Changes:
        """Forget a decision."""
        self._begin()
        self._sql.execute("DELETE FROM decisions WHERE a = ? AND b = ?", decision.pair)
        return self._redecide(decision)

    def _redecide(self, decision: Decision) -> Changes:
        decisions = self._decisions()
        pair = {decision.left, decision.right}
        members = {m for iri in pair for m in self._events.members(self._events.node(iri))}
        before_nodes = {self._events.node(iri) for iri in pair}
        events = self._events.settle(members | pair, {}, decisions)
        names = self._actors.names_of(pair)
        touched, judged = self._actors.settle(names, decisions) if names else (set(), {})
        nodes = {n for _, before, after in events.values() for n in (before, after) if n}
        changes = self._settle(decisions, nodes | before_nodes, judged, set(), {})
        articles = {a for a, _, _ in events.values()} | touched
        return Changes({a: self.assignment(a) for a in sorted(articles)}, *changes)

    def rebuild(
        self, extractions: Iterable[Extraction], decisions: Iterable[Decision] = ()
    ) -> None:
        """Make the index anew from all extractions and decisions, in one transaction."""
        self.rollback()
        generation = self.generation
        self._begin()
        self._drop()
        self._sql.execute("COMMIT")
        self._create()
        self._begin()
        self._sql.execute(
            "INSERT OR REPLACE INTO meta VALUES ('generation', ?)", (str(generation),)
        )
        for decision in decisions:
            self._sql.execute(
                "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?)", (*decision.pair, decision.same)
            )
        for extraction in extractions:
            self.update(article_iri(extraction.article, self._base), extraction)

    # Judgements

    def _settle(
        self,
        decisions: dict[tuple[str, str], bool],
        nodes: set[str],
        actors: Mapping[str, list[Judgement]],
        articles: set[str],
        copies: Mapping[str, tuple[str, str]],
    ) -> tuple[tuple[Quad, ...], tuple[Quad, ...]]:
        """Judge anew what changed; the quads that come and go."""
        lines: dict[int, set[str]] = {}
        told = self._events.articles_of(nodes)
        groups = {article: self._copies.first(article) for article in told}
        for node in nodes:
            lines[_about("event", node)] = self._lines(self._events.judge(node, groups, decisions))
        for node, judgements in actors.items():
            lines[_about("actor", node)] = self._lines(judgements)
        for article in articles | told:
            lines[_about("article", article)] = self._lines(self._events.judge_article(article))
        for article, (_, first) in copies.items():
            quads = set()
            if first != article:
                quads.add(self._line(NamedNode(article), _ALTERNATE, NamedNode(first)))
            lines[_about("copy", article)] = quads
        return self._difference(lines)

    def _lines(self, judgements: list[Judgement]) -> set[str]:
        found: set[str] = set()
        for judgement in judgements:
            quads = map_judgement(judgement, self._graph, base=self._base)
            found.update(_text(quad) for quad in quads)
            if judgement.method in ("same-event", "same-actor") and judgement.object:
                found.add(
                    self._line(NamedNode(judgement.object), _REPLACED, NamedNode(judgement.subject))
                )
        return found

    def _line(self, s: NamedNode, p: NamedNode, o: NamedNode | Literal) -> str:
        return _text(Quad(s, p, o, NamedNode(self._graph)))

    def _difference(
        self, lines: Mapping[int, set[str]]
    ) -> tuple[tuple[Quad, ...], tuple[Quad, ...]]:
        # One quad may be said on behalf of two nodes or articles: it goes with the last of them.
        change: Counter[str] = Counter()
        for about, now in lines.items():
            row = self._sql.execute("SELECT lines FROM judged WHERE about = ?", (about,)).fetchone()
            had = _unpack(row[0]) if row else set()
            if had == now:
                continue
            change.update(now - had)
            change.subtract(had - now)
            if now:
                packed = (about, _pack(now))
                self._sql.execute("INSERT OR REPLACE INTO judged VALUES (?, ?)", packed)
            else:
                self._sql.execute("DELETE FROM judged WHERE about = ?", (about,))
        added, removed = [], []
        for line, by in sorted(change.items()):
            if not by:
                continue
            number = number_of(line)
            row = self._sql.execute("SELECT times FROM said WHERE line = ?", (number,)).fetchone()
            times = row[0] if row else 0
            if not times:
                added.append(self._quad(line))
            if times + by:
                self._sql.execute("INSERT OR REPLACE INTO said VALUES (?, ?)", (number, times + by))
            else:
                self._sql.execute("DELETE FROM said WHERE line = ?", (number,))
                removed.append(self._quad(line))
        return tuple(added), tuple(removed)

    def _quad(self, line: str) -> Quad:
        quad = next(iter(parse(line, format=RdfFormat.N_QUADS)))
        assert isinstance(quad, Quad)
        return quad

    def _decisions(self) -> dict[tuple[str, str], bool]:
        rows = self._sql.execute("SELECT a, b, same FROM decisions")
        return {(a, b): bool(same) for a, b, same in rows}


def _about(kind: str, iri: str) -> int:
    return number_of(f"{kind} {iri}")


def _pack(lines: set[str]) -> bytes:
    return zlib.compress("\n".join(sorted(lines)).encode("utf-8"))


def _unpack(packed: bytes) -> set[str]:
    return set(zlib.decompress(packed).decode("utf-8").split("\n"))


def _text(quad: Quad) -> str:
    data = serialize([quad], format=RdfFormat.N_QUADS)
    assert data is not None
    return data.decode("utf-8").strip()
