"""The part of the identity index that knows actors: signatures, acronyms, nodes, judgements."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from kg.iris import DEFAULT_BASE, Minter
from kg.map import Judgement, Verdict, passage_iri
from kg.model import Span
from kg.resolve.accounts import ActorAccount, ArticleAccounts
from kg.resolve.actors import ActorNode, Signature, resolve_actors, signature_of
from kg.resolve.words import is_initials

__all__ = ["ActorIndex"]


class ActorIndex:
    """Actor accounts by signature, and the nodes that the signatures make."""

    def __init__(self, connection: sqlite3.Connection, base: str = DEFAULT_BASE) -> None:
        self._sql = connection
        self._minter = Minter(base)

    def create(self) -> None:
        """Make the tables where they are not there yet."""
        for statement in (
            "CREATE TABLE IF NOT EXISTS actors (article TEXT, iri TEXT, signature INTEGER,"
            " published TEXT, start INTEGER, end INTEGER, PRIMARY KEY (article, iri))"
            " WITHOUT ROWID",
            "CREATE INDEX IF NOT EXISTS actors_signature ON actors (signature, published, article)",
            "CREATE TABLE IF NOT EXISTS signatures (id INTEGER PRIMARY KEY, iri TEXT, family TEXT,"
            " qid TEXT, countries TEXT, count INTEGER, node TEXT,"
            " UNIQUE (iri, family, qid, countries))",
            "CREATE INDEX IF NOT EXISTS signatures_qid ON signatures (qid)",
            "CREATE INDEX IF NOT EXISTS signatures_node ON signatures (node)",
            "CREATE TABLE IF NOT EXISTS acronyms (short TEXT, long TEXT, count INTEGER,"
            " PRIMARY KEY (short, long)) WITHOUT ROWID",
            "CREATE INDEX IF NOT EXISTS acronyms_long ON acronyms (long)",
        ):
            self._sql.execute(statement)

    def replace(
        self,
        old: ArticleAccounts | None,
        new: ArticleAccounts | None,
        decisions: dict[tuple[str, str], bool],
    ) -> tuple[set[str], dict[str, list[Judgement]]]:
        """Put an article's accounts in place of its former ones.

        Gives the articles whose actors' nodes changed, and the judgements on all nodes that were
        looked at: an empty list where a node is no more or needs none.
        """
        names: set[str] = set()
        for accounts, change in ((old, -1), (new, +1)):
            if accounts is None:
                continue
            for account in accounts.actors:
                names.add(account.iri)
                self._count(account, accounts.published, change)
                for short in self._acronyms(account):
                    names.add(short)
                    self._sql.execute(
                        "INSERT INTO acronyms VALUES (?, ?, ?) ON CONFLICT (short, long)"
                        " DO UPDATE SET count = count + excluded.count",
                        (short, account.iri, change),
                    )
                    # By its key: to look for all that have none left costs as much as there are.
                    self._sql.execute(
                        "DELETE FROM acronyms WHERE short = ? AND long = ? AND count <= 0",
                        (short, account.iri),
                    )
        return self.settle(names, decisions)

    def _acronyms(self, account: ActorAccount) -> set[str]:
        """IRIs of the acronyms that an article writes beside the long form."""
        if account.type == "Person":
            return set()
        shorts = (k for k in account.keys if is_initials(k, account.label))
        return {self._minter.actor(k) for k in shorts} - {account.iri}

    def _count(self, account: ActorAccount, published: str, change: int) -> None:
        s = signature_of(account)
        values = (s.iri, s.family, s.qid, json.dumps(s.countries))
        self._sql.execute(
            "INSERT INTO signatures (iri, family, qid, countries, count, node)"
            " VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING",
            (*values, s.iri),
        )
        where = "iri = ? AND family = ? AND qid = ? AND countries = ?"
        (number,) = self._sql.execute(f"SELECT id FROM signatures WHERE {where}", values).fetchone()
        self._sql.execute("UPDATE signatures SET count = count + ? WHERE id = ?", (change, number))
        if change > 0:
            self._sql.execute(
                "INSERT INTO actors VALUES (?, ?, ?, ?, ?, ?)",
                (
                    account.article,
                    account.iri,
                    number,
                    published or "9999",
                    account.start,
                    account.end,
                ),
            )
        else:
            self._sql.execute(
                "DELETE FROM actors WHERE article = ? AND iri = ?", (account.article, account.iri)
            )

    def settle(
        self, names: set[str], decisions: dict[tuple[str, str], bool]
    ) -> tuple[set[str], dict[str, list[Judgement]]]:
        """Resolve anew all that hangs together with the names (IRIs); see `replace`."""
        looked = {
            row[0]
            for name in names
            for row in self._sql.execute("SELECT node FROM signatures WHERE iri = ?", (name,))
        }
        self._sql.executemany(
            "DELETE FROM signatures WHERE iri = ? AND count <= 0", [(name,) for name in names]
        )
        articles: set[str] = set()
        judged: dict[str, list[Judgement]] = {node: [] for node in looked}
        seen: set[str] = set()
        for name in sorted(names):
            if name in seen:
                continue
            component, rows = self._component(name, decisions)
            seen |= component
            judged.update({node: [] for _, _, _, node in rows})
            changed, judgements = self._resolve(rows, component, decisions)
            articles |= changed
            judged.update(judgements)
        return articles, judged

    def _component(
        self, name: str, decisions: dict[tuple[str, str], bool]
    ) -> tuple[set[str], list[tuple[int, Signature, int, str]]]:
        """Names that links, acronyms or decisions tie together, with their signatures."""
        names, waiting = {name}, [name]
        rows: list[tuple[int, Signature, int, str]] = []
        while waiting:
            here = waiting.pop()
            near: set[str] = set()
            for number, kind, qid, countries, count, node in self._sql.execute(
                "SELECT id, family, qid, countries, count, node FROM signatures WHERE iri = ?",
                (here,),
            ).fetchall():
                signature = Signature(here, kind, qid, tuple(json.loads(countries)))
                rows.append((number, signature, count, node))
                near.add(node)
                if qid:
                    near.update(self._column("SELECT iri FROM signatures WHERE qid = ?", qid))
                near.update(self._column("SELECT iri FROM signatures WHERE node = ?", node))
            near.update(self._column("SELECT long FROM acronyms WHERE short = ?", here))
            near.update(self._column("SELECT short FROM acronyms WHERE long = ?", here))
            for pair in decisions:
                if here in pair:
                    near.update(pair)
            for iri in list(near):
                # A decision may name a node whose IRI is not that of a name (a namesake's).
                near.update(self._column("SELECT iri FROM signatures WHERE node = ?", iri))
            fresh = near - names
            names |= fresh
            waiting.extend(fresh)
        return names, rows

    def _column(self, query: str, value: str) -> list[str]:
        return [row[0] for row in self._sql.execute(query, (value,))]

    def _resolve(
        self,
        rows: list[tuple[int, Signature, int, str]],
        names: set[str],
        decisions: dict[tuple[str, str], bool],
    ) -> tuple[set[str], dict[str, list[Judgement]]]:
        told = {s: (count, self._first(number)) for number, s, count, _ in rows}
        numbers = {s: (number, node) for number, s, _, node in rows}
        aliases = {
            (short, long): count
            for name in names
            for short, long, count in self._sql.execute(
                "SELECT short, long, count FROM acronyms WHERE short = ?", (name,)
            )
        }
        nodes = resolve_actors(
            told,
            aliases,
            same=[p for p, same in decisions.items() if same],
            different=[p for p, same in decisions.items() if not same],
        )
        articles: set[str] = set()
        for node in nodes:
            for signature in node.signatures:
                number, had = numbers[signature]
                if had != node.iri:
                    self._sql.execute(
                        "UPDATE signatures SET node = ? WHERE id = ?", (node.iri, number)
                    )
                    articles.update(
                        row[0]
                        for row in self._sql.execute(
                            "SELECT article FROM actors WHERE signature = ?", (number,)
                        )
                    )
        return articles, self._judge(nodes, {s: n for s, (n, _) in numbers.items()})

    def _first(self, number: int) -> tuple[str, str]:
        row = self._sql.execute(
            "SELECT published, article FROM actors WHERE signature = ?"
            " ORDER BY published, article LIMIT 1",
            (number,),
        ).fetchone()
        return (row[0], row[1]) if row else ("9999", "")

    def _judge(
        self, nodes: list[ActorNode], numbers: dict[Signature, int]
    ) -> dict[str, list[Judgement]]:
        """Merged names and told-apart namesakes."""
        uses: dict[str, set[str]] = {}
        for node in nodes:
            for signature in node.signatures:
                uses.setdefault(signature.iri, set()).add(node.iri)
        found: dict[str, list[Judgement]] = {}
        for node in nodes:
            judgements = []
            for name in sorted({s.iri for s in node.signatures} - {node.iri}):
                if uses[name] == {node.iri}:
                    evidence = (
                        *self._evidence(node.signatures, node.iri, numbers),
                        *self._evidence(node.signatures, name, numbers),
                    )
                    judgements.append(
                        Judgement(
                            subject=node.iri,
                            object=name,
                            verdict=Verdict.SAME,
                            method="same-actor",
                            confidence=0.95,
                            evidence=tuple(sorted(set(evidence))),
                            note="; ".join(node.reasons),
                        )
                    )
            shared = sorted(
                other
                for name in {s.iri for s in node.signatures}
                for other in uses[name]
                if other > node.iri
            )
            for other in dict.fromkeys(shared):
                judgements.append(
                    Judgement(
                        subject=node.iri,
                        object=other,
                        verdict=Verdict.DIFFERENT,
                        method="namesakes",
                        confidence=0.9,
                        note="one name; kind, office's country or Wikidata item cannot both hold",
                    )
                )
            found[node.iri] = judgements
        return found

    def _evidence(
        self, signatures: Iterable[Signature], name: str, numbers: dict[Signature, int]
    ) -> tuple[str, ...]:
        rows = [
            row
            for s in signatures
            if s.iri == name
            for row in self._sql.execute(
                "SELECT published, article, start, end FROM actors WHERE signature = ?"
                " ORDER BY published, article LIMIT 1",
                (numbers[s],),
            )
        ]
        if not rows:
            return ()
        _, article, start, end = min(rows)
        return (passage_iri(article, Span(start, end)),) if end > start else ()

    def of_article(self, article: str) -> dict[str, str]:
        """{own IRI: node} of an article's actors, only where they differ."""
        rows = self._sql.execute(
            "SELECT a.iri, s.node FROM actors a JOIN signatures s ON s.id = a.signature"
            " WHERE a.article = ? AND a.iri <> s.node",
            (article,),
        )
        return dict(rows.fetchall())

    def names_of(self, iris: Iterable[str]) -> set[str]:
        """The names' IRIs behind IRIs of names or nodes, as far as the index knows them."""
        found: set[str] = set()
        for iri in iris:
            found.update(self._column("SELECT iri FROM signatures WHERE iri = ?", iri))
            found.update(self._column("SELECT iri FROM signatures WHERE node = ?", iri))
        return found
