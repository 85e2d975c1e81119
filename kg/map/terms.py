"""The terms that the graph is written in, as constants: one for each name of the ontology.

A test holds this module and ``ontology/*.ttl`` together: no constant of the ``kg:`` namespace that
the ontology does not declare, no declared term without its constant.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from kg.iris import EV, KG, PREFIXES
from kg.model import ActorType, RoleName, Status

__all__ = [
    "ABOUT",
    "ACCORDING_TO",
    "ACT",
    "ACTOR",
    "ACTOR_TYPES",
    "ADDRESSEE",
    "AGENT",
    "ALT_LABEL",
    "ARTICLE",
    "CHANNEL",
    "CITES",
    "CLOSE_MATCH",
    "CONFIDENCE",
    "CONTENT_HASH",
    "COUNTED",
    "COUNTRY",
    "CUE",
    "DATE",
    "DISAGREES_WITH",
    "EARLIEST",
    "EDTF",
    "END",
    "EVENT",
    "EVENT_TYPE",
    "EVIDENCE",
    "EXACT",
    "EXACT_MATCH",
    "FORMER",
    "GROUP",
    "HOLDS",
    "IN_ARTICLE",
    "IN_RESPONSE_TO",
    "JUDGEMENT",
    "LABEL",
    "LATEST",
    "MATCHES",
    "MENTIONS",
    "METHOD",
    "MODALITY",
    "NEGATED",
    "OBJECT",
    "OF",
    "OFFICE",
    "ORGANIZATION",
    "PARAPHRASE",
    "PARTICIPANT",
    "PASSAGE",
    "PATH",
    "PATIENT",
    "PERSON",
    "PLACE",
    "PLACE_OF",
    "POSITION",
    "QUANTITY",
    "QUANTITY_OF",
    "QUOTATION",
    "RECORD",
    "ROLES",
    "SOURCE",
    "SPEAKER",
    "START",
    "STATEMENT",
    "STATUS",
    "STATUSES",
    "STATUS_OF",
    "SUBJECT",
    "SUPERCLASSES",
    "TEXT",
    "TYPE",
    "UNIT",
    "VALUE",
    "VERDICT",
    "VERDICT_OF",
    "WITHIN",
    "XSD_TYPES",
    "event_type",
    "kg",
    "term",
]


def term(name: str) -> NamedNode:
    """The node of a prefixed name (``dcterms:title``) with the prefixes of `kg.iris.PREFIXES`."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def kg(local: str) -> NamedNode:
    """The node of a term of the ontology."""
    return NamedNode(KG + local)


def event_type(notation: str) -> NamedNode:
    """The concept of an event type: ``ev:ASSAULT`` of ``ASSAULT``."""
    return NamedNode(EV + notation)


TYPE: Final = term("rdf:type")
LABEL: Final = term("rdfs:label")
ALT_LABEL: Final = term("skos:altLabel")
EXACT_MATCH: Final = term("skos:exactMatch")
CLOSE_MATCH: Final = term("skos:closeMatch")

# Classes
SOURCE: Final = kg("Source")
ARTICLE: Final = kg("Article")
ACTOR: Final = kg("Actor")
PERSON: Final = kg("Person")
ORGANIZATION: Final = kg("Organization")
COUNTRY: Final = kg("Country")
GROUP: Final = kg("Group")
PLACE: Final = kg("Place")
EVENT: Final = kg("Event")
STATEMENT: Final = kg("Statement")
QUOTATION: Final = kg("Quotation")
PARAPHRASE: Final = kg("Paraphrase")
POSITION: Final = kg("Position")
QUANTITY: Final = kg("Quantity")
PASSAGE: Final = kg("Passage")
JUDGEMENT: Final = kg("Judgement")
STATUS: Final = kg("Status")
VERDICT: Final = kg("Verdict")

# Object properties
EVENT_TYPE: Final = kg("eventType")
PARTICIPANT: Final = kg("participant")
AGENT: Final = kg("agent")
PATIENT: Final = kg("patient")
ADDRESSEE: Final = kg("addressee")
PLACE_OF: Final = kg("place")
STATUS_OF: Final = kg("status")
ACCORDING_TO: Final = kg("accordingTo")
IN_RESPONSE_TO: Final = kg("inResponseTo")
SPEAKER: Final = kg("speaker")
ACT: Final = kg("act")
CHANNEL: Final = kg("channel")
ABOUT: Final = kg("about")
WITHIN: Final = kg("within")
HOLDS: Final = kg("holds")
OF: Final = kg("of")
QUANTITY_OF: Final = kg("quantity")
EVIDENCE: Final = kg("evidence")
IN_ARTICLE: Final = kg("inArticle")
CITES: Final = kg("cites")
MENTIONS: Final = kg("mentions")
DISAGREES_WITH: Final = kg("disagreesWith")
SUBJECT: Final = kg("subject")
OBJECT: Final = kg("object")
VERDICT_OF: Final = kg("verdict")

# Datatype properties
DATE: Final = kg("date")
EDTF: Final = kg("edtf")
EARLIEST: Final = kg("earliest")
LATEST: Final = kg("latest")
TEXT: Final = kg("text")
CUE: Final = kg("cue")
NEGATED: Final = kg("negated")
MODALITY: Final = kg("modality")
OFFICE: Final = kg("office")
FORMER: Final = kg("former")
VALUE: Final = kg("value")
UNIT: Final = kg("unit")
COUNTED: Final = kg("counted")
START: Final = kg("start")
END: Final = kg("end")
EXACT: Final = kg("exact")
PATH: Final = kg("path")
MATCHES: Final = kg("matches")
CONTENT_HASH: Final = kg("contentHash")
RECORD: Final = kg("record")
CONFIDENCE: Final = kg("confidence")
METHOD: Final = kg("method")

#: What a node of a class is typed with: the class, its superclasses in this ontology, and the
#: classes of other vocabularies that it stands under, so that plain queries need no reasoner.
SUPERCLASSES: Final[dict[NamedNode, tuple[NamedNode, ...]]] = {
    SOURCE: (term("prov:Entity"), term("schema:CreativeWork")),
    ARTICLE: (
        SOURCE,
        term("prov:Entity"),
        term("schema:CreativeWork"),
        term("schema:NewsArticle"),
    ),
    ACTOR: (term("prov:Agent"), term("foaf:Agent"), term("sem:Actor")),
    PLACE: (term("sem:Place"), term("schema:Place")),
    EVENT: (term("sem:Event"), term("schema:Event")),
    STATEMENT: (term("prov:Entity"), term("schema:Claim")),
    POSITION: (term("org:Membership"),),
    QUANTITY: (term("schema:QuantitativeValue"),),
    PASSAGE: (term("oa:TextPositionSelector"), term("oa:TextQuoteSelector")),
    JUDGEMENT: (term("prov:Entity"),),
}
for _class in (PERSON, ORGANIZATION, COUNTRY, GROUP):
    SUPERCLASSES[_class] = (ACTOR, *SUPERCLASSES[ACTOR])
SUPERCLASSES[COUNTRY] = (*SUPERCLASSES[COUNTRY], PLACE, *SUPERCLASSES[PLACE])
for _class in (QUOTATION, PARAPHRASE):
    SUPERCLASSES[_class] = (STATEMENT, *SUPERCLASSES[STATEMENT])

ACTOR_TYPES: Final[dict[ActorType, NamedNode]] = {
    ActorType.PERSON: PERSON,
    ActorType.ORGANIZATION: ORGANIZATION,
    ActorType.COUNTRY: COUNTRY,
    ActorType.PLACE: PLACE,
    ActorType.GROUP: GROUP,
}

ROLES: Final[dict[RoleName, NamedNode]] = {
    RoleName.AGENT: AGENT,
    RoleName.PATIENT: PATIENT,
    RoleName.ADDRESSEE: ADDRESSEE,
    RoleName.PARTICIPANT: PARTICIPANT,
    RoleName.PLACE: PLACE_OF,
}

#: ``kg:Occurred`` and the other named individuals of ``kg:Status``.
STATUSES: Final[dict[Status, NamedNode]] = {s: kg(s.value.capitalize()) for s in Status}

XSD_TYPES: Final[dict[str, NamedNode]] = {
    name: term(f"xsd:{name}")
    for name in (
        "boolean",
        "date",
        "dateTime",
        "decimal",
        "gYear",
        "gYearMonth",
        "nonNegativeInteger",
        "integer",
    )
}
