"""Which drafts of events are worth keeping: what a reader of a timeline would look for.

Rules decide on what the lexicon knows; the trained classifier (`kg.extract.events.spotting`) on the
rest, where it is sure and the status says that it happened, is alleged or planned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.events.charges import charge_of
from kg.extract.events.draft import Draft, actors_of
from kg.extract.events.lexicon import Lexicon
from kg.extract.events.outcomes import is_outcome
from kg.extract.events.spotted import LEAST
from kg.extract.events.syntax import asks_who, is_passive, lemma, objects, prepositions, subjects
from kg.extract.events.typing import patients
from kg.extract.lexicon import word_set
from kg.model import RoleName, Status

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.events.view import View

__all__ = ["VERBAL", "is_sure", "is_worth"]

#: Acts by words, which need somebody who says them.
VERBAL = frozenset(
    {
        "AGREE",
        "SUPPORT",
        "REQUEST",
        "ACCUSE",
        "REJECT",
        "THREATEN",
        "CONCEDE",
        "CONSULT",
    }
)
#: Acts of people and of what they form, never of things.
_PERSONAL = VERBAL | {"APPOINTMENT", "COERCE", "SANCTION", "AID", "COOPERATE", "RETREAT"}
_NOBODY = frozenset({"anyone", "everyone", "you", "nobody", "anybody", "everybody", "one", "those"})
#: What is worth keeping as a mere possibility.
_POSSIBLE = frozenset(
    {
        "ASSAULT",
        "MOBILIZE",
        "COERCE",
        "SANCTION",
        "RETREAT",
        "CONSULT",
        "PROTEST",
        "AID",
        "AGREE",
        "ELECTION",
        "TRADE",
        "DISASTER",
        "DEATH",
    }
)


def is_worth(draft: Draft, doc: Doc, lexicon: Lexicon, view: View) -> bool:
    """Whether a draft tells of something that a reader of a timeline would look for."""
    token = doc[draft.trigger.token]
    if draft.trigger.spotted or _is_figure(draft, token, lexicon):
        return False
    actors = actors_of(draft)
    named = bool(actors) or bool(draft.roles)
    quoted = token.i in view.quoted
    if _impersonal(draft, token, lexicon, view):
        return False
    if quoted and draft.status in (Status.PLANNED, Status.HYPOTHETICAL) and draft.dated is None:
        return False
    if _is_open(token):
        return False
    taking = any(r.role is not RoleName.PLACE for r in draft.roles)
    if not taking and draft.dated is None and _mere_participle(draft, token):
        return False
    if draft.trigger.generic or draft.trigger.type == "OTHER":
        if _frames(draft, token, lexicon) or _goes_along(draft, token):
            return False
        placed = any(r.role is RoleName.PLACE for r in draft.roles)
        if draft.status is Status.PLANNED and not (draft.dated or draft.heading or placed):
            return False
        if draft.status not in (Status.OCCURRED, Status.ONGOING, Status.ALLEGED, Status.PLANNED):
            return False
        if quoted:
            return False
        return taking or (
            draft.dated is not None and draft.dated.how in ("direct", "label", "attributive")
        )
    aimed = any(c.dep_ == "prep" and c.lower_ in ("on", "against") for c in token.children)
    known = named or draft.dated is not None or aimed
    if draft.status is Status.HYPOTHETICAL and not (draft.trigger.type in _POSSIBLE and known):
        # "may name Lee as envoy": who and whom.
        return draft.trigger.type == "APPOINTMENT" and len(draft.named) >= 2 and not quoted
    if draft.status is Status.HYPOTHETICAL and draft.trigger.type == "TRADE" and not draft.named:
        return False  # "buyers will be able to order it"
    if draft.trigger.type in VERBAL and not named and draft.dated is None:
        return False
    if quoted and not (draft.trigger.frame == "" and named):
        return False
    if not named and draft.dated is None:
        if draft.status is Status.PLANNED and not draft.trigger.frame and not draft.heading:
            return aimed
        # Nobody and no day: only what is told as one thing that was.
        return draft.status is Status.OCCURRED or bool(draft.words) or draft.definite or aimed
    return True


#: Verbs that only bring about words: what the words do is the event ("issued a demand").
_UTTERED = frozenset({"note", "claim", "report", "plan", "project"})
_WORDS = word_set(
    """warning threat apology denial condemnation ultimatum reminder challenge response reply
    clarification rebuke plea correction advisory alert guidance guideline prediction"""
)
#: States that tell of a happening whoever it befalls ("the outage affected millions").
_FELT = frozenset({"affect", "happen", "occur"})
#: Least probability of a verb and of a noun with neither actor nor date, of what is planned, and of
#: what is quoted.
_BARE, _NOUN, _PLANNED, _QUOTED = 0.75, 0.85, 0.8, 0.8
#: Least probability of a plan that only a speaker tells, of one who is named with another.
_EXPECTED = 0.9
#: Least probability of a word for which the lexicon has no type: nouns mostly name matters.
_UNTYPED, _UNTYPED_NOUN = 0.75, 0.88
#: From here on what the classifier says goes before what a rule left out, and before doubts about
#: participles.
_CERTAIN, _BEYOND = 0.95, 0.97
_TOLD = (Status.OCCURRED, Status.ONGOING, Status.ALLEGED)


def is_sure(draft: Draft, chance: float, doc: Doc, lexicon: Lexicon, view: View) -> bool:
    """Whether the classifier is sure of a happening that the rules alone would leave out.

    ``chance`` is the probability that the trigger names a happening with a place in time.
    """
    token = doc[draft.trigger.token]
    typed = draft.trigger.type != "OTHER"
    headed = draft.heading and token.pos_ == "VERB"
    noun = token.pos_ == "PROPN" or (token.pos_ == "NOUN" and not draft.heading)
    charged = charge_of(token) is not None
    least = LEAST if typed or charged or headed else _UNTYPED_NOUN if noun else _UNTYPED
    if chance < least or _is_open(token) or _is_figure(draft, token, lexicon):
        return False
    if draft.heading:
        verbal = typed or token.pos_ == "VERB"
        named = verbal or lemma(token) not in lexicon.matters | lexicon.vague
        return named and draft.status in (*_TOLD, Status.PLANNED)
    if not draft.trigger.spotted and typed and token.i in view.statement and chance < _CERTAIN:
        return False  # the rules know the word and left it out
    if token.i in view.quoted:
        return typed and chance >= _QUOTED and draft.status is Status.ALLEGED
    actor = any(role.role is not RoleName.PLACE for role in draft.roles)
    if _impersonal(draft, token, lexicon, view) or (
        draft.trigger.type in _PERSONAL and not (actor or draft.trigger.frame or is_passive(token))
    ):
        return False
    how = draft.dated.how if draft.dated is not None else ""
    anchored = how in ("direct", "label", "attributive")
    enough = LEAST if is_outcome(token) else _CERTAIN
    certain = (
        draft.status in _TOLD
        and _is_deed(token)
        and ((chance >= enough and actor) or (chance >= _BEYOND and _is_told(token, lexicon)))
    )
    if not (typed or certain) and (
        _frames(draft, token, lexicon) or not _tells(draft, token, lexicon, anchored=anchored)
    ):
        return False
    if draft.status is Status.PLANNED:
        said = token.i in view.statement
        placed = any(role.role is RoleName.PLACE for role in draft.roles)
        told = typed and (bool(draft.roles) or bool(draft.trigger.frame))
        both = chance >= _EXPECTED and len(draft.named) >= 2
        return chance >= _PLANNED and (told or anchored or placed or (actor and not said) or both)
    if draft.status not in _TOLD:
        return False
    if token.pos_ == "VERB":
        # "leaving open the possibility", "a solution backed by": what goes along with an act or a
        # thing is no act of its own.
        charges = draft.trigger.type == "ACCUSE" and is_passive(token)  # "a man accused of fraud"
        alone = _is_finite(token) or is_outcome(token) or charges
        if not (alone or (chance >= _CERTAIN and actor)):
            return False
        if token.dep_ == "advcl" and not (typed or actor or anchored):
            # "as it unfolded", "when her dress slipped": the occasion of what is told.
            pointed = any(t.pos_ != "PRON" for t in subjects(token))
            return chance >= _CERTAIN and pointed and _is_deed(token)
        return actor or anchored or chance >= _BARE
    return actor or anchored or chance >= _NOUN


def _is_open(verb: Token) -> bool:
    """Whether who it was is all that the words ask: "they did not know which one was seen"."""
    return asks_who(verb) and not objects(verb)


def _is_deed(token: Token) -> bool:
    """Whether a verb tells of something done to somebody or something ("stopped Ruiz")."""
    if is_outcome(token):
        return True
    return token.tag_ in ("VBD", "VBN") and (is_passive(token) or bool(objects(token)))


def _is_told(verb: Token, lexicon: Lexicon) -> bool:
    """Whether a verb that names no state is said of what has a name or noun."""
    named = verb.dep_ != "acl" and any(t.pos_ != "PRON" for t in subjects(verb))
    return named and lemma(verb) not in lexicon.states - lexicon.active


def _is_finite(verb: Token) -> bool:
    """Whether a verb is told as past by itself, not as what goes along ("arriving late") or with a
    thing ("a solution backed by Lee")."""
    if verb.tag_ == "VBD":
        return True
    helped = any(c.dep_ in ("aux", "auxpass") and c.tag_ != "TO" for c in verb.children)
    return verb.tag_ == "VBN" and (helped or verb.dep_ not in ("acl", "advcl"))


def _is_figure(draft: Draft, token: Token, lexicon: Lexicon) -> bool:
    """Whether an assault is one on an idea, a figure of speech: "an attack on our freedom"."""
    if draft.trigger.type not in ("ASSAULT", "DISASTER"):
        return False
    about = [t for word, ts in prepositions(token) if word in ("on", "against", "upon") for t in ts]
    return any(lemma(t) in lexicon.classes["ideal"] for t in about)


def _mere_participle(draft: Draft, token: Token) -> bool:
    """Whether a thing is only described by what was done to it: "the song purchased during the
    show"."""
    return (
        draft.trigger.type in ("TRADE", "LAUNCH", "OTHER")
        and token.tag_ == "VBN"
        and token.dep_ == "acl"
        and is_passive(token)
    )


def _frames(draft: Draft, token: Token, lexicon: Lexicon) -> bool:
    """Whether a verb without an object before it only frames the act that follows: "Lee escalated,
    urging crowds to march"."""
    if token.pos_ != "VERB" or is_passive(token) or draft.heading:
        return False
    acts = [
        c.i
        for c in token.children
        if c.dep_ == "advcl" and c.tag_ == "VBG" and c.i > token.i and lemma(c) in lexicon.verbs
    ]
    return bool(acts) and not any(t.i < acts[0] for t in objects(token))


def _lasts(noun: Token) -> bool:
    """Whether a noun is what long times were full of: "decades of conflict"."""
    while noun.dep_ in ("nmod", "compound", "conj") and noun.head.i != noun.i:
        noun = noun.head
    above = noun.head
    return (
        noun.dep_ == "pobj"
        and above.lower_ == "of"
        and lemma(above.head) in ("year", "decade", "century", "month", "generation")
    )


def _goes_along(draft: Draft, token: Token) -> bool:
    """Whether an untyped participle only says what goes along with an act or a thing ("Lee worked
    for Acme, overseeing sales"), at no time of its own."""
    direct = draft.dated is not None and draft.dated.how == "direct"
    return token.tag_ == "VBG" and token.dep_ in ("acl", "advcl") and not direct


def _tells(draft: Draft, token: Token, lexicon: Lexicon, *, anchored: bool) -> bool:
    """Whether a word without a type can name one happening: no matter ("improvement", "rumour"), no
    state ("cost", "appeared"), and nothing as vague as "the event" unless more is said of it."""
    word = lemma(token)
    actor = bool(actors_of(draft, *(name for name in RoleName if name is not RoleName.PLACE)))
    if token.pos_ == "VERB":
        made = patients(token)
        if word == "issue" and any(_is_said(t, lexicon) for t in made):
            return False
        if word in _UTTERED and not any(_is_made(t, lexicon) for t in made):
            return False
        return word not in lexicon.states or (
            word in lexicon.active and (actor or (anchored and is_passive(token)) or word in _FELT)
        )
    if word in lexicon.matters or _lasts(token):
        return False
    if word in lexicon.states:
        return anchored
    if word in lexicon.vague:
        if token.dep_ == "dobj" and lemma(token.head) in lexicon.says:
            return False  # "announced the development"
        if token.tag_ == "NNS" and not draft.definite:
            return actor or anchored  # "involved in strategic decisions"
        return actor or anchored or any(c.dep_ in ("compound", "amod") for c in token.children)
    return True


def _is_said(noun: Token, lexicon: Lexicon) -> bool:
    """Whether what is issued is words: "issued a demand"."""
    word = lemma(noun)
    return word in lexicon.classes["text"] | lexicon.classes["plan"] | lexicon.says | _WORDS


def _is_made(noun: Token, lexicon: Lexicon) -> bool:
    """Whether what is issued is a thing and no words: "issued a patch", not "issued a demand"."""
    return lemma(noun) in lexicon.classes["thing"]


def _impersonal(draft: Draft, verb: Token, lexicon: Lexicon, view: View) -> bool:
    """Whether an act that only people can do is said of a thing ("the kit will allow ...") or of
    nobody in particular ("anyone who has bought ...")."""
    if draft.trigger.frame or draft.heading or verb.pos_ != "VERB":
        return False
    people = subjects(verb)
    if people and all(t.lower_ in _NOBODY for t in people) and not is_passive(verb):
        return True
    if draft.trigger.type not in _PERSONAL or is_passive(verb) or not people:
        return False
    return all(_is_thing(t, lexicon, view) for t in people)


def _is_thing(noun: Token, lexicon: Lexicon, view: View) -> bool:
    """Whether a noun phrase names no person or body: no mention, and a name or word for a thing."""
    if noun.i in view.covered or noun.pos_ == "PRON":
        return False
    for word, inner in prepositions(noun):
        if word == "of" and any(t.i in view.covered for t in inner):
            return lemma(noun) in lexicon.classes["thing"]
    if noun.pos_ == "PROPN":
        owned = any(c.i in view.covered for c in noun.children if c.dep_ not in ("prep", "relcl"))
        return not owned and noun.lower_ not in lexicon.classes["body"]
    return lemma(noun) in lexicon.classes["thing"]
