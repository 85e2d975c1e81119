"""The ontology's files: complete, loadable, consistent, and in step with the code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, BNode, URIRef

from kg.config import data_folder
from kg.iris import ACT, EV, KG, PREFIXES
from kg.map import Verdict, terms
from kg.model import Status

ROOT = Path(__file__).resolve().parent.parent
FILES = ("newsgraph", "event-types", "speech-acts", "alignments")

words = str.split

#: The names that the public interface fixes.
CLASSES = words("""
Source Article Actor Person Organization Country Group Place Event Statement Quotation
Paraphrase Position Quantity Passage Judgement""")
PROPERTIES = words("""
eventType agent patient addressee participant place date edtf earliest latest status
accordingTo inResponseTo speaker text cue act channel about holds office of former quantity value
unit counted evidence inArticle start end exact cites mentions path confidence disagreesWith subject
object method""")
PLOVER = words("""
AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN
PROTEST SANCTION MOBILIZE COERCE ASSAULT""")
OTHER = words("ELECTION APPOINTMENT TRADE LAUNCH DISASTER DEATH TRIAL TRAVEL CEREMONY OTHER")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual)


def graph(name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data_folder("ontology") / f"{name}.ttl")


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return graph("newsgraph")


def declared(ontology: rdflib.Graph) -> dict[str, URIRef]:
    """Local name to kind of every term that the ontology declares."""
    return {
        str(s)[len(KG) :]: kind
        for kind in KINDS
        for s in ontology.subjects(RDF.type, kind)
        if str(s).startswith(KG)
    }


def test_the_fixed_names_are_there(ontology: rdflib.Graph) -> None:
    found = declared(ontology)
    assert {n for n in CLASSES if found.get(n) != OWL.Class} == set()
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    assert {n for n in PROPERTIES if found.get(n) not in kinds} == set()
    statuses = {s.value.capitalize() for s in Status}
    assert {
        n for n in statuses if (URIRef(KG + n), RDF.type, URIRef(KG + "Status")) not in ontology
    } == set()


def test_it_stays_small_enough_to_read(ontology: rdflib.Graph) -> None:
    kinds = list(declared(ontology).values())
    assert kinds.count(OWL.Class) <= 18
    assert kinds.count(OWL.ObjectProperty) + kinds.count(OWL.DatatypeProperty) <= 48


@pytest.mark.parametrize("name", FILES)
def test_no_blank_nodes(name: str) -> None:
    assert not [n for n in graph(name).all_nodes() if isinstance(n, BNode)]


def test_every_term_has_one_label_and_one_comment(ontology: rdflib.Graph) -> None:
    for name in declared(ontology):
        term = URIRef(KG + name)
        assert len(list(ontology.objects(term, RDFS.label))) == 1, name
        comments = list(ontology.objects(term, RDFS.comment))
        assert len(comments) == 1 and len(comments[0]) > 10, name


def test_every_property_says_what_it_belongs_to(ontology: rdflib.Graph) -> None:
    includes = URIRef(PREFIXES["schema"] + "domainIncludes")
    ranges = (RDFS.range, URIRef(PREFIXES["schema"] + "rangeIncludes"))
    known = set(declared(ontology)) | {""}
    for name, kind in declared(ontology).items():
        if kind not in (OWL.ObjectProperty, OWL.DatatypeProperty):
            continue
        term = URIRef(KG + name)
        domains = [*ontology.objects(term, RDFS.domain), *ontology.objects(term, includes)]
        assert domains, f"{name} has no domain"
        assert all(str(d)[len(KG) :] in known for d in domains if str(d).startswith(KG)), name
        open_range = name in ("date", "earliest", "latest", "text", "subject", "object")
        assert open_range or any((term, p, None) in ontology for p in ranges), f"{name}: no range"


def test_no_range_that_hermit_does_not_know(ontology: rdflib.Graph) -> None:
    allowed = {"string", "integer", "decimal", "boolean"}
    for value in ontology.objects(None, RDFS.range):
        if str(value).startswith(PREFIXES["xsd"]):
            assert str(value)[len(PREFIXES["xsd"]) :] in allowed


def test_event_types() -> None:
    types = graph("event-types")
    notations = {str(n): s for s, n in types.subject_objects(SKOS.notation)}
    assert set(notations) == {*PLOVER, *OTHER}
    for notation, concept in notations.items():
        assert str(concept) == EV + notation
        branch = "political" if notation in PLOVER else "general"
        assert (concept, SKOS.broader, URIRef(EV + branch)) in types
        assert (concept, SKOS.definition, None) in types
        assert (concept, SKOS.prefLabel, None) in types and (concept, RDFS.label, None) in types
        cameo = [n for n in types.objects(concept, SKOS.note) if "CAMEO" in n]
        assert bool(cameo) == (notation in PLOVER)


def test_speech_acts_are_those_that_the_extraction_gives() -> None:
    from kg.extract.statements.acts import ACTS

    scheme = graph("speech-acts")
    found = {
        str(c)[len(ACT) :]: str(b)[len(ACT) :] for c, b in scheme.subject_objects(SKOS.broader)
    }
    assert found == {act.name: act.kind.value for act in ACTS}
    for act in ACTS:
        assert str(scheme.value(URIRef(ACT + act.name), SKOS.definition)) == act.definition


def test_constants_and_declared_terms_are_the_same(ontology: rdflib.Graph) -> None:
    used = {
        value.value[len(KG) :]
        for value in vars(terms).values()
        if isinstance(value, type(terms.EVENT)) and value.value.startswith(KG)
    }
    used |= {node.value[len(KG) :] for node in terms.STATUSES.values()}
    used |= {verdict.value for verdict in Verdict}
    assert used == set(declared(ontology))


def test_code_shapes_queries_and_alignments_use_only_declared_terms(ontology: rdflib.Graph) -> None:
    # kg:written is the store's own mark of a write, in a graph that is never exported; kg:score and
    # kg:snippet are functions of full-text search.
    known = {*declared(ontology), "written", "score", "snippet"}
    texts = [
        *(ROOT / "ontology").glob("*.*"),
        *(ROOT / "queries").glob("*.rq"),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "kg").rglob("*.py"),
    ]
    unknown = {}
    for path in texts:
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^# example:.*$", "", text, flags=re.M)
        names = set(re.findall(r"(?<![\w/.-])kg:([A-Za-z]\w*)", text))
        names |= set(re.findall(r'\bKG \+ "(\w+)"', text))
        if names - known:
            unknown[str(path.relative_to(ROOT))] = sorted(names - known)
    assert unknown == {}


def test_superclasses_are_those_of_the_ontology(ontology: rdflib.Graph) -> None:
    whole = ontology + graph("alignments")
    for class_, others in terms.SUPERCLASSES.items():
        above = set(whole.transitive_objects(URIRef(class_.value), RDFS.subClassOf))
        assert {URIRef(o.value) for o in others} <= above, class_
        inside = {a for a in above if str(a).startswith(KG)} - {URIRef(class_.value)}
        assert inside <= {URIRef(o.value) for o in others}, class_


def test_alignments_speak_of_declared_terms_only(ontology: rdflib.Graph) -> None:
    known = {URIRef(KG + name) for name in declared(ontology)}
    alignments = graph("alignments")
    subjects = {s for s in alignments.subjects() if str(s).startswith(KG)}
    assert subjects <= known
    for vocabulary in ("sem", "schema", "prov", "foaf", "org", "oa", "wd"):
        assert [o for o in alignments.objects() if str(o).startswith(PREFIXES[vocabulary])]


def test_the_context_covers_the_ontology(ontology: rdflib.Graph) -> None:
    context = json.loads((data_folder("ontology") / "context.jsonld").read_text("utf-8"))[
        "@context"
    ]
    for name, kind in declared(ontology).items():
        if kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
            entry = context[name]
            assert entry["@id"] == f"kg:{name}"
            linked = kind == OWL.ObjectProperty
            assert (entry.get("@type") == "@id") == linked, name


def test_the_context_reads_as_json_ld() -> None:
    context = json.loads((data_folder("ontology") / "context.jsonld").read_text("utf-8"))
    document = {
        **context,
        "id": "urn:x:e",
        "type": "Event",
        "label": "storm",
        "earliest": "2024-01-01",
        "agent": ["urn:x:a"],
    }
    read = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    assert (URIRef("urn:x:e"), URIRef(KG + "agent"), URIRef("urn:x:a")) in read
    assert (URIRef("urn:x:e"), RDF.type, URIRef(KG + "Event")) in read


def test_shapes_are_valid_shacl() -> None:
    pyshacl = pytest.importorskip("pyshacl")
    shapes = graph("shapes")
    conforms, _, report = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, report
