"""Consistency and classification with HermiT (Glimm et al. 2014), run by owlready2 (needs Java)."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from kg.config import data_folder
from kg.errors import KgError, MissingExtraError
from kg.iris import KG, PREFIXES
from kg.map.terms import TYPE

__all__ = ["Classification", "classify", "schema_triples"]

_OWL = PREFIXES["owl"]
_SUBCLASS = NamedNode(PREFIXES["rdfs"] + "subClassOf")


@dataclass(frozen=True, slots=True)
class Classification:
    """What the reasoner found: whether a model exists, the classes that can have no member, and
    the sub-class triples that follow from the axioms and were not stated."""

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    subclasses: frozenset[Triple] = frozenset()


def schema_triples() -> frozenset[Triple]:
    """The ontology and its alignments."""
    folder = data_folder("ontology")
    found: set[Triple] = set()
    for name in ("newsgraph.ttl", "alignments.ttl"):
        found |= {quad.triple for quad in parse((folder / name).read_bytes(), RdfFormat.TURTLE)}
    return frozenset(found)


def classify(schema: frozenset[Triple], facts: Iterable[Triple] = ()) -> Classification:
    """Reason over an ontology and facts: types of individuals and properties between them.

    Raises `MissingExtraError` without Java, `KgError` where the reasoner fails.
    """
    import owlready2
    from owlready2.reasoning import OwlReadyInconsistentOntologyError, sync_reasoner_hermit

    if shutil.which(owlready2.JAVA_EXE) is None:
        raise MissingExtraError(
            "kg reason needs Java for HermiT: install a Java runtime (Debian: default-jre-headless)"
        )
    given = schema | frozenset(facts)
    text = serialize(sorted(given | _declarations(facts), key=str), format=RdfFormat.N_TRIPLES)
    assert text is not None
    world = owlready2.World()
    try:
        world.get_ontology(KG).load(fileobj=io.BytesIO(text))
        inferred = world.get_ontology("urn:newsgraph:inferred#")
        with inferred:
            sync_reasoner_hermit(world, debug=0)
        empty = sorted(c.iri for c in world.inconsistent_classes() if c.iri != _OWL + "Nothing")
        return Classification(True, tuple(empty), _subclasses(world, inferred) - given)
    except OwlReadyInconsistentOntologyError:
        return Classification(False)
    except owlready2.base.OwlReadyJavaError as error:
        raise KgError(f"HermiT failed: {' '.join(str(error).split())[:300]}") from None
    finally:
        world.close()


def _declarations(facts: Iterable[Triple]) -> set[Triple]:
    """Individuals have to be declared before a reasoner of OWL 2 DL knows them."""
    individual = NamedNode(_OWL + "NamedIndividual")
    return {Triple(t.subject, TYPE, individual) for t in facts if t.predicate == TYPE}


def _subclasses(world: object, inferred: object) -> frozenset[Triple]:
    """The sub-class triples that owlready2 noted after HermiT had run."""
    name = world._unabbreviate  # type: ignore[attr-defined]
    rows = inferred._get_obj_triples_spo_spo(None, None, None)  # type: ignore[attr-defined]
    triples: set[Triple] = set()
    for row in rows:
        if min(row) < 0:  # a blank node
            continue
        subject, predicate, value = (NamedNode(name(x)) for x in row)
        if predicate == _SUBCLASS and value.value != _OWL + "Thing":
            triples.add(Triple(subject, predicate, value))
    return frozenset(triples)
