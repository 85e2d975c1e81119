"""Who said what: statements with speaker, cue, content, act, language and nesting."""

from __future__ import annotations

from kg.extract.statements.acts import ACTS, Act, ActKind, act_of, is_speech
from kg.extract.statements.assemble import find_statements, readable
from kg.extract.statements.quotes import Quote, find_quotes
from kg.extract.statements.runtime import ModelMissingError, StatementTagger
from kg.extract.statements.tagger import TaggedStatement

__all__ = [
    "ACTS",
    "Act",
    "ActKind",
    "ModelMissingError",
    "Quote",
    "StatementTagger",
    "TaggedStatement",
    "act_of",
    "find_quotes",
    "find_statements",
    "is_speech",
    "readable",
]
