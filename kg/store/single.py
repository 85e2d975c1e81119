"""What the merged view holds once: an event's date and status, a node's label.

Everything that the graphs say of one subject with these properties is an `Account`; `shown` makes
of it what the view shows. `changes` finds the subjects that a transaction touches, reads what is
known of them, and compares before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from kg.map.consolidate import CONSOLIDATED, account_of, consolidate, preferred_label
from kg.map.terms import ALT_LABEL, DATE, EVENT, LABEL, TYPE, term
from kg.store.graphs import Graphs
from kg.store.protocol import GraphName, Reader, Subject, Term

__all__ = ["LABELS", "SINGLE", "Account", "changes", "of_article", "shown"]

LABELS = frozenset((LABEL, ALT_LABEL))
#: The properties that the view does not show as they stand.
SINGLE = CONSOLIDATED | LABELS

_PUBLISHER = term("dcterms:publisher")
#: Says that an article is a copy of another; stands in the graph of judgements.
_COPY_OF = term("prov:alternateOf")
#: What is asked of the articles whose accounts are weighed.
_OF_ARTICLE = frozenset((DATE, _PUBLISHER, _COPY_OF))
#: Votes for a label are counted to here: enough to choose by, and a look-up that does not grow.
_VOTES = 16

_ByGraph = Mapping[GraphName, set[Triple]]
_Values = dict[NamedNode, set[Term]]


def of_article(graph: GraphName, triple: Triple) -> bool:
    """Whether a triple says what weighs an article's account: only itself says its own date."""
    if triple.predicate == _COPY_OF:
        return True
    return triple.predicate in _OF_ARTICLE and triple.subject == graph


@dataclass(slots=True)
class Account:
    """What the graphs say of one subject with the `SINGLE` properties.

    ``times`` holds date and status by graph; ``labels`` and ``others`` the graphs that give each
    label and alternative label; ``event`` whether any graph calls it an event.
    """

    event: bool = False
    times: dict[GraphName, _Values] = field(default_factory=dict)
    labels: dict[Term, set[GraphName]] = field(default_factory=dict)
    others: dict[Term, set[GraphName]] = field(default_factory=dict)

    def note(self, graph: GraphName, triple: Triple) -> None:
        """Take in one triple of the subject."""
        if triple.predicate == LABEL:
            self.labels.setdefault(triple.object, set()).add(graph)
        elif triple.predicate == ALT_LABEL:
            self.others.setdefault(triple.object, set()).add(graph)
        else:
            values = self.times.setdefault(graph, {})
            values.setdefault(triple.predicate, set()).add(triple.object)


def shown(
    subject: Subject,
    account: Account,
    articles: Mapping[GraphName, Iterable[Triple]],
    names: Graphs,
) -> set[Triple]:
    """What the view shows of the subject with the `SINGLE` properties.

    ``articles`` gives what each article says of itself: its date and publisher weigh its account.
    """
    return _labels(subject, account, names) | _times(subject, account, articles)


def _labels(subject: Subject, account: Account, names: Graphs) -> set[Triple]:
    """One label, the others as alternatives; the ontology's own labels stay as they are."""
    told: set[Triple] = set()
    votes: list[tuple[str, str]] = []
    found: dict[str, Literal] = {}
    for predicate, given in ((LABEL, account.labels), (ALT_LABEL, account.others)):
        for label, graphs in given.items():
            if names.ontology in graphs:
                told.add(Triple(subject, predicate, label))
            count = min(len(graphs - {names.ontology}), _VOTES)
            if not count:
                continue
            told.add(Triple(subject, ALT_LABEL, label))
            if predicate == LABEL and isinstance(label, Literal):
                votes += [(str(i), label.value) for i in range(count)]
                known = found.get(label.value)
                found[label.value] = label if known is None else min(label, known, key=str)
    best = preferred_label(votes)
    if best is not None:
        told.add(Triple(subject, LABEL, found[best]))
    # What is shown as the label is no alternative to itself, whoever says so.
    return told - {Triple(subject, ALT_LABEL, t.object) for t in told if t.predicate == LABEL}


def _times(
    subject: Subject, account: Account, articles: Mapping[GraphName, Iterable[Triple]]
) -> set[Triple]:
    single = all(len(objects) == 1 for v in account.times.values() for objects in v.values())
    if not account.event or (len(account.times) < 2 and single):
        return {
            Triple(subject, predicate, value)
            for values in account.times.values()
            for predicate, objects in values.items()
            for value in objects
        }
    told = []
    for graph, values in account.times.items():
        told.append(
            account_of(
                str(graph),
                _fact(articles.get(graph, ()), DATE),
                _voice(graph, articles),
                [
                    (predicate, value)
                    for predicate, objects in values.items()
                    for value in objects
                    if isinstance(value, NamedNode | Literal)
                ],
            )
        )
    return {Triple(subject, predicate, value) for predicate, value in consolidate(told).items()}


def _voice(graph: GraphName, articles: Mapping[GraphName, Iterable[Triple]]) -> str:
    """Who speaks: copies speak with the voice of the first, articles of one publisher with one."""
    first = _fact(articles.get(graph, ()), _COPY_OF)
    origin: GraphName = graph if first is None else NamedNode(first)
    name = origin.value if isinstance(origin, NamedNode) else str(origin)
    return _fact(articles.get(origin, ()), _PUBLISHER) or name


def _fact(facts: Iterable[Triple], predicate: NamedNode) -> str | None:
    values = (t.object for t in facts if t.predicate == predicate)
    return min((v.value for v in values if isinstance(v, Literal | NamedNode)), default=None)


def changes(
    gains: _ByGraph,
    losses: _ByGraph,
    old: Mapping[GraphName, frozenset[Triple]],
    reader: Reader,
) -> tuple[set[Triple], set[Triple]]:
    """What the view gains and loses with the `SINGLE` properties.

    ``gains`` and ``losses`` are those of the graphs in the view, ``old`` the former content of the
    graphs that are given anew.
    """
    gains, losses = _relevant(gains), _relevant(losses)
    touched = _touched(gains, losses)
    weighed = _weighed_anew(gains, losses, old, reader)
    known = set(reader.known(touched | weighed))
    fresh = touched - known
    known -= _unmoved(known - weighed, gains, losses, reader)
    accounts = _fresh(fresh, gains)
    before: dict[Subject, set[Triple]] = {subject: set() for subject in fresh}
    if known:
        before.update(_before(known, reader))
        accounts.update(_after(known, before, gains, losses, reader))
    articles = _articles(accounts, gains, losses, reader)
    more: set[Triple] = set()
    less: set[Triple] = set()
    for subject, account in accounts.items():
        after = shown(subject, account, articles, reader.graphs)
        more |= after - before[subject]
        less |= before[subject] - after
    return more, less


def _relevant(changed: _ByGraph) -> dict[GraphName, set[Triple]]:
    """The few triples that matter here; asking a triple for its parts is what costs most."""
    asked = SINGLE | _OF_ARTICLE | {TYPE}
    return {g: {t for t in triples if t.predicate in asked} for g, triples in changed.items()}


def _touched(gains: _ByGraph, losses: _ByGraph) -> set[Subject]:
    return {
        triple.subject
        for changed in (gains, losses)
        for triples in changed.values()
        for triple in triples
        if triple.predicate in SINGLE or (triple.predicate == TYPE and triple.object == EVENT)
    }


def _weighed_anew(
    gains: _ByGraph,
    losses: _ByGraph,
    old: Mapping[GraphName, frozenset[Triple]],
    reader: Reader,
) -> set[Subject]:
    """Events whose accounts weigh anew because their article's own facts changed."""
    articles = {
        triple.subject
        for changed in (gains, losses)
        for graph, triples in changed.items()
        for triple in triples
        if of_article(graph, triple) and isinstance(triple.subject, NamedNode)
    }
    known = {a: old[a] if a in old else reader.triples(a) for a in articles if a not in gains}
    known |= {a: old.get(a, frozenset()) for a in articles if a in gains}
    return {
        t.subject
        for triples in known.values()
        for t in triples
        # An account may tell of an event that another graph alone calls one.
        if t.predicate in CONSOLIDATED or (t.predicate == TYPE and t.object == EVENT)
    }


def _unmoved(
    subjects: set[Subject], gains: _ByGraph, losses: _ByGraph, reader: Reader
) -> set[Subject]:
    """Subjects of which nothing but names that are shown already came: the common case by far.

    A further vote for the label that is shown cannot change the choice.
    """
    moved = _touched({}, losses)
    new: dict[Subject, set[Triple]] = {}
    for graph, triples in gains.items():
        for triple in triples:
            if triple.predicate in LABELS:
                new.setdefault(triple.subject, set()).add(triple)
                if graph == reader.graphs.ontology:
                    moved.add(triple.subject)
            elif triple.predicate in SINGLE or (
                triple.predicate == TYPE and triple.object == EVENT
            ):
                moved.add(triple.subject)
    maybe = {s for s in subjects if s not in moved}
    labels: dict[Subject, set[Term]] = {}
    names: dict[Subject, set[Term]] = {}
    for triple in reader.shown(maybe, LABELS):
        names.setdefault(triple.subject, set()).add(triple.object)
        if triple.predicate == LABEL:
            labels.setdefault(triple.subject, set()).add(triple.object)
    return {
        subject
        for subject in maybe
        if all(
            {t.object} == labels.get(subject)
            if t.predicate == LABEL
            else t.object in names.get(subject, ())
            for t in new.get(subject, ())
        )
    }


def _fresh(subjects: set[Subject], gains: _ByGraph) -> dict[Subject, Account]:
    """Accounts of subjects that the store knows nothing of yet."""
    accounts = {subject: Account() for subject in subjects}
    _add_gains(accounts, gains)
    return accounts


def _add_gains(accounts: Mapping[Subject, Account], gains: _ByGraph) -> None:
    for graph, triples in gains.items():
        for triple in triples:
            account = accounts.get(triple.subject)
            if account is None:
                continue
            if triple.predicate in SINGLE:
                account.note(graph, triple)
            elif triple.predicate == TYPE and triple.object == EVENT:
                account.event = True


def _before(subjects: set[Subject], reader: Reader) -> dict[Subject, set[Triple]]:
    before: dict[Subject, set[Triple]] = {subject: set() for subject in subjects}
    for triple in reader.shown(subjects, SINGLE):
        before[triple.subject].add(triple)
    return before


def _after(
    subjects: set[Subject],
    before: Mapping[Subject, set[Triple]],
    gains: _ByGraph,
    losses: _ByGraph,
    reader: Reader,
) -> dict[Subject, Account]:
    """Accounts of known subjects once the changes are made."""
    outside = reader.graphs.outside_view()
    accounts = {subject: Account() for subject in subjects}
    # Every label of any graph is shown in the view, as the label or as an alternative: so the view
    # says which to look up, and the look-up of each can stop when it has seen enough.
    asked = [
        Triple(subject, predicate, triple.object)
        for subject in subjects
        for triple in before[subject]
        if triple.predicate in LABELS
        for predicate in LABELS
    ]
    asked += [Triple(subject, TYPE, EVENT) for subject in subjects]
    enough = _VOTES + len(losses) + len(outside) + 1
    for triple, graphs in reader.holders(asked, enough).items():
        account = accounts[triple.subject]
        for graph in graphs:
            if graph in outside or triple in losses.get(graph, ()):
                continue
            if triple.predicate == TYPE:
                account.event = True
            else:
                account.note(graph, triple)
    for quad in reader.values(subjects, CONSOLIDATED):
        graph = quad.graph_name
        if graph not in outside and quad.triple not in losses.get(graph, ()):
            accounts[quad.subject].note(graph, quad.triple)
    _add_gains(accounts, gains)
    return accounts


def _articles(
    accounts: Mapping[Subject, Account], gains: _ByGraph, losses: _ByGraph, reader: Reader
) -> dict[GraphName, set[Triple]]:
    """What the articles behind contested events say of themselves, once the changes are made."""
    graphs = {
        graph
        for account in accounts.values()
        if account.event and len(account.times) > 1
        for graph in account.times
        if isinstance(graph, NamedNode)
    }
    articles = _facts(graphs, gains, losses, reader)
    firsts = {
        triple.object
        for triples in articles.values()
        for triple in triples
        if triple.predicate == _COPY_OF and isinstance(triple.object, NamedNode)
    }
    return {**articles, **_facts(firsts - graphs, gains, losses, reader)}


def _facts(
    graphs: set[NamedNode], gains: _ByGraph, losses: _ByGraph, reader: Reader
) -> dict[GraphName, set[Triple]]:
    outside = reader.graphs.outside_view()
    facts: dict[GraphName, set[Triple]] = {graph: set() for graph in graphs}
    for quad in reader.values(graphs, _OF_ARTICLE):
        held = quad.graph_name not in outside and of_article(quad.graph_name, quad.triple)
        if held and quad.triple not in losses.get(quad.graph_name, ()):
            assert isinstance(quad.subject, NamedNode)
            facts[quad.subject].add(quad.triple)
    for graph, triples in gains.items():
        for triple in triples:
            if of_article(graph, triple) and triple.subject in graphs:
                assert isinstance(triple.subject, NamedNode)
                facts[triple.subject].add(triple)
    return facts
