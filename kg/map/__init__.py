"""Mapping: what was extracted becomes RDF. Pure functions from `kg.model` to pyoxigraph's terms."""

from kg.map.consolidate import CONSOLIDATED, Account, account_of, consolidate, preferred_label
from kg.map.identifiers import (
    article_iri,
    event_iri,
    event_iris,
    passage_iri,
    position_iri,
    source_iri,
    statement_iri,
    statement_iris,
)
from kg.map.judgements import Judgement, Verdict, judgement_iri, map_judgement, map_links
from kg.map.mapper import map_extraction

__all__ = [
    "CONSOLIDATED",
    "Account",
    "Judgement",
    "Verdict",
    "account_of",
    "article_iri",
    "consolidate",
    "event_iri",
    "event_iris",
    "judgement_iri",
    "map_extraction",
    "map_judgement",
    "map_links",
    "passage_iri",
    "position_iri",
    "preferred_label",
    "source_iri",
    "statement_iri",
    "statement_iris",
]
