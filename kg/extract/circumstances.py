"""When, where and in answer to what a statement was made, by the clause of its reporting word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.group_words import DOCUMENTS
from kg.extract.lexicon import word_set
from kg.model import ActorType, Event, Span, Statement, TimeValue

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.context import Context

__all__ = ["link_events", "place_of", "time_of"]

#: Prepositions whose phrase takes place with the saying: "in a speech on Monday".
_DURING = word_set("in at on during via through by")
_PLACES = frozenset((ActorType.PLACE, ActorType.COUNTRY))
#: Verbs of being somewhere to speak: "Speaking in Vienna, Lee said".
_SPEAKING = word_set("speak address appear testify write arrive visit stand")
#: Verbs and nouns of answering, and the preposition before what is answered.
_ANSWERING = word_set("respond react reply response reaction answer reply")


def time_of(context: Context, statement: Statement) -> TimeValue | None:
    """When it was said: a date of its own sentence that stands outside what was said.

    A date belongs to the reporting word where it hangs on it in the parse; a timeline entry's
    label dates everything in the entry that has no other date.
    """
    if statement.cue is None:
        return None
    label = context.label_time(statement.cue)
    cue = context.tokens(statement.cue)
    if cue is not None:
        verbs = {token.i for token in cue if token.pos_ in ("VERB", "AUX", "NOUN")}
        if not verbs and statement.speaker is not None:
            # A colon for a cue: it was said when the speaker did what the sentence tells.
            speaker = context.tokens(statement.speaker)
            if speaker is not None and speaker.root.head.pos_ in ("VERB", "AUX"):
                verbs = {speaker.root.head.i}
        for number in tuple(verbs):
            verbs |= _with_main(context.doc[number])
        sentence = context.sentence_of(statement.cue)
        for time in context.times_in(sentence):
            if time.kind not in ("DATE", "TIME") or (label and time.span == label.span):
                continue
            if time.time.earliest is None:
                continue
            if any(part.overlaps(time.span) for part in statement.content):
                continue
            tokens = context.tokens(time.span)
            if tokens is not None and _hangs_on(tokens.root, verbs):
                return time.time
    return label.time if label is not None else None


def place_of(context: Context, statement: Statement) -> str | None:
    """Where it was said: "in Vienna" beside the reporting word, never in what was said.

    A place counts that "in" or "at" ties to the reporting word itself, to whom it was said to
    ("told reporters in Vienna"), to the occasion ("at a rally in Vienna"), or to a participle of
    speaking before it.

    Returns:
        The IRI of the place; None where the words do not say it plainly.
    """
    cue = context.tokens(statement.cue) if statement.cue is not None else None
    if cue is None:
        return None
    verb = cue.root
    if verb.pos_ not in ("VERB", "AUX") or not any(t.pos_ == "VERB" for t in cue):
        return None
    found: list[str] = []
    verbs = [verb]
    for child in verb.children:
        if child.dep_ == "advcl" and child.tag_ == "VBG" and child.lemma_.lower() in _SPEAKING:
            verbs.append(child)
    for start in verbs:
        for place in _places_below(context, start, statement, depth=0):
            if place not in found:
                found.append(place)
    return found[0] if len(found) == 1 else None


def _places_below(context: Context, token: Token, statement: Statement, *, depth: int) -> list[str]:
    found: list[str] = []
    for child in token.children:
        if any(part.start <= child.idx < part.end for part in statement.content):
            continue
        if depth == 0 and child.dep_ in ("dobj", "dative") and child.pos_ in ("NOUN", "PROPN"):
            if token.lemma_.lower() == "tell":
                found += _places_below(context, child, statement, depth=1)
            continue
        if child.dep_ != "prep" or child.lower_ not in ("in", "at", "on", "from", "during"):
            continue
        for thing in child.children:
            if thing.dep_ != "pobj":
                continue
            mention = context.mention_at(Span(thing.idx, thing.idx + 1))
            if mention is not None and mention.type in _PLACES:
                if child.lower_ in ("in", "at") and mention.span.end >= thing.idx + len(thing.text):
                    found.append(mention.actor)
            elif depth < 2 and thing.pos_ == "NOUN":
                found += _places_below(context, thing, statement, depth=depth + 1)
    return found


def _with_main(token: Token) -> set[int]:
    """The verbs that a participle or coordinated verb shares its time with: "On Monday she
    announced ..., warning that ..." was all on Monday."""
    found: set[int] = set()
    node = token
    if any(c.lower_ in ("later", "then", "subsequently", "afterwards") for c in token.children):
        return found  # "fell ill in 2004, later revealing": at another time
    for _ in range(5):
        if node.dep_ not in ("advcl", "conj") or node.head.i == node.i:
            break
        if node.dep_ == "advcl" and node.tag_ != "VBG":
            break
        node = node.head
        found.add(node.i)
    return found


def _hangs_on(token: Token, verbs: set[int]) -> bool:
    """Whether a time belongs to one of the verbs: its way up the parse reaches the verb over
    prepositions, occasions ("in a speech on Monday") and documents ("Monday's report says")."""
    node = token
    for _ in range(8):
        above = node.head
        if above.i == node.i:
            return False
        if above.i in verbs:
            return True
        if above.pos_ in ("VERB", "AUX"):
            return False
        if above.pos_ in ("NOUN", "PROPN") and above.ent_type_ not in ("DATE", "TIME"):
            occasion = above.dep_ == "pobj" and above.head.lower_ in _DURING
            if not occasion and above.lemma_.lower() not in DOCUMENTS and above.i not in verbs:
                return False
        node = above
    return False


def link_events(context: Context, events: tuple[Event, ...]) -> tuple[Statement, ...]:
    """The statements with the events that they are about, and those that they answer.

    About are the events told inside their words, and the event that saying so is itself
    ("accused"); answered those behind a word of answering beside the cue ("in response to the
    verdict, Lee said").
    """
    found = []
    for statement in context.statements:
        about = []
        for number, event in enumerate(events):
            triggers = (event.trigger, *event.other_triggers)
            if any(part.contains(t) for part in statement.content for t in triggers) or (
                statement.cue is not None and any(statement.cue.overlaps(t) for t in triggers)
            ):
                about.append(number)
        answers = _answered(context, statement, events)
        found.append(replace(statement, about=tuple(about), in_response_to=answers))
    return tuple(found)


def _answered(context: Context, statement: Statement, events: tuple[Event, ...]) -> tuple[int, ...]:
    cue = context.tokens(statement.cue) if statement.cue is not None else None
    if cue is None:
        return ()
    verb = cue.root
    found: list[int] = []
    for word in (verb, *verb.children, *(g for c in verb.children for g in c.children)):
        if word.lemma_.lower() not in _ANSWERING:
            continue
        if any(part.start <= word.idx < part.end for part in statement.content):
            continue
        for to in word.children:
            if to.lower_ not in ("to", "against") or to.dep_ != "prep":
                continue
            inside = {
                t.idx
                for t in to.subtree
                if not any(part.start <= t.idx < part.end for part in statement.content)
            }
            thing = next((c for c in to.children if c.dep_ == "pobj"), None)
            if thing is None or thing.idx not in inside:
                continue
            for number, event in enumerate(events):
                triggers = (event.trigger, *event.other_triggers)
                if number not in found and any(t.start <= thing.idx < t.end for t in triggers):
                    found.append(number)
    return tuple(found)
