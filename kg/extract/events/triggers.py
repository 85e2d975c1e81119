"""Which words of an article name a happening, and of what type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.events.charges import charge_of, is_offence
from kg.extract.events.lexicon import Lexicon
from kg.extract.events.syntax import (
    auxiliaries,
    is_negated,
    is_passive,
    lemma,
    objects,
    prepositions,
    subjects,
)
from kg.extract.events.typing import Typed, complements, has_argument, match_noun, match_verb
from kg.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.events.view import View

__all__ = ["Trigger", "find_triggers", "is_event_noun", "is_set_phrase", "verb_span"]

_COOPERATIVE = frozenset({"AID", "SUPPORT", "COOPERATE", "AGREE"})
_HOSTILE = frozenset({"SANCTION", "COERCE", "ASSAULT"})
_YIELDING = frozenset({"RETREAT", "CONCEDE"})
#: Acts that one refuses by saying that one will not do them.
_REFUSABLE = frozenset(
    [
        "allow",
        "accept",
        "permit",
        "lift",
        "release",
        "give",
        "attend",
        "meet",
        "negotiate",
        "sign",
        "support",
        "resign",
        "send",
        "let",
        "withdraw",
        "recognize",
        "recognise",
        "grant",
        "provide",
        "join",
        "participate",
        "cooperate",
        "comply",
        "surrender",
        "yield",
        "step",
        "leave",
        "extradite",
        "hand",
        "change",
        "deploy",
    ]
)
_READY = frozenset({"ready", "willing", "prepared", "committed", "prepare", "commit"})
_LIGHT = frozenset(
    [
        "carry",
        "launch",
        "make",
        "take",
        "give",
        "hold",
        "stage",
        "mount",
        "conduct",
        "have",
        "undertake",
        "wage",
        "commit",
        "suffer",
        "receive",
        "undergo",
        "face",
        "issue",
        "file",
        "pay",
        "deliver",
        "perform",
        "host",
        "begin",
        "start",
        "continue",
        "order",
        "announce",
        "sign",
        "reach",
        "strike",
        "impose",
        "declare",
        "call",
        "seek",
        "request",
        "demand",
        "attend",
        "join",
        "lead",
        "win",
        "lose",
        "offer",
        "open",
        "complete",
        "end",
        "stop",
        "halt",
        "suspend",
        "cancel",
        "resume",
        "lift",
        "ease",
        "break",
        "violate",
        "settle",
        "send",
    ]
)
#: Verbs that name nothing beside their noun, whatever its own type is.
_TAKING = frozenset(
    [
        "hold",
        "launch",
        "stage",
        "mount",
        "conduct",
        "file",
        "sign",
        "reach",
        "strike",
        "give",
        "make",
        "issue",
        "order",
    ]
)
#: Verbs that as participles tell of a result rather than of an act ("..., allowing users to").
_MAKING = frozenset({"allow", "permit", "let", "enable", "force", "prompt", "bring", "cause"})
_DETERMINED = frozenset({"the", "this", "that", "these", "those", "his", "her", "their", "its"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that names a happening.

    ``token`` is its head's index, ``span`` its words. ``frame`` says how a noun's arguments are
    read (see ``data/nouns.tsv``), "" for a verb. ``absorbed`` are event nouns that the verb took in
    ("held" takes in "talks"). ``generic``: the type comes from no line of the lexicon.
    ``act``: a saying whose type comes from what is said ("said it would boycott").
    ``negation``: "not" is part of the act ("will not accept"). ``spotted``: only the trained
    classifier found it.
    """

    token: int
    span: Span
    type: str
    frame: str = ""
    absorbed: tuple[int, ...] = ()
    generic: bool = False
    act: bool = False
    negation: bool = False
    spotted: bool = False


def find_triggers(doc: Doc, lexicon: Lexicon, view: View) -> list[Trigger]:
    """All triggers in the order of the text, before their status is known."""
    verbs: dict[int, Trigger] = {}
    for token in doc:
        if _dead(token, view):
            verbs[token.i] = Trigger(token.i, verb_span(token), "DEATH")
        elif token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass"):
            found = _verb(token, lexicon, view)
            if found is not None:
                verbs[token.i] = found
    taken = {noun for trigger in verbs.values() for noun in trigger.absorbed}
    nouns: dict[int, Trigger] = {}
    for token in doc:
        if token.i in taken or token.i in verbs or not is_event_noun(token, view):
            continue
        typed = match_noun(token, lexicon, view)
        if charge_of(token) is not None and is_offence(token, lexicon):
            known = typed is not None and typed.type != "NONE"
            kind = typed.type if typed is not None and known else "OTHER"
            nouns[token.i] = Trigger(token.i, Span(token.idx, token.idx + len(token)), kind, "A")
            continue
        if typed is None or typed.type == "NONE" or not _specific(token, view):
            continue
        nouns[token.i] = Trigger(
            token.i, Span(token.idx, token.idx + len(token)), typed.type, typed.frame
        )
    return sorted([*verbs.values(), *nouns.values()], key=lambda t: (t.span, t.token))


def _dead(token: Token, view: View) -> bool:
    """Whether "dead" is said of somebody ("was found dead", "two dead"), not "the dead man"."""
    if token.lower_ != "dead" or token.pos_ != "ADJ":
        return False
    if token.dep_ == "amod":
        return token.i > token.head.i or view.heading(token)
    return token.dep_ in ("acomp", "oprd", "ROOT", "ccomp", "acl", "appos", "conj")


#: Verbs whose fire is that of guns.
_FIRING = frozenset({"open", "return", "exchange", "hold", "cease", "draw"})

#: "In response to", "in trading": what links one thing to another.
_LINKS = frozenset({"response", "reaction", "reply", "return", "exchange", "trading"})


def is_set_phrase(noun: Token) -> bool:
    """Whether a noun names nothing by itself: "opened fire", "in response to"."""
    if noun.lower_ == "fire":
        return noun.dep_ == "dobj" and lemma(noun.head) in _FIRING
    return noun.lower_ in _LINKS and noun.head.lower_ == "in" and noun.head.i == noun.i - 1


def is_event_noun(token: Token, view: View) -> bool:
    """Whether a token can be a noun trigger: a common noun, or a capitalised one in a heading."""
    if token.i in view.time:
        return False
    if token.dep_ == "compound" and token.head.pos_ in ("NOUN", "PROPN"):
        # "strike force", "election commission": the happening is not what the phrase names.
        return False
    if is_set_phrase(token):
        return False
    if token.pos_ == "NOUN":
        return True
    if token.pos_ == "PROPN":
        inside = view.covered.get(token.i)
        return inside is None and (view.heading(token) or charge_of(token) is not None)
    return False


def _verb(verb: Token, lexicon: Lexicon, view: View) -> Trigger | None:
    if verb.tag_ == "MD" or verb.dep_ in ("amod", "compound", "nmod", "case", "det"):
        return None
    if verb.dep_ == "xcomp" and lemma(verb) == "open" and lemma(verb.head) in ("leave", "keep"):
        return None  # "leaves open whether": an adjective in the parser's disguise
    if verb.dep_ in ("prep", "agent") or lemma(verb) in ("be", "have", "do"):
        return None
    if verb.i in view.time or (verb.is_stop and lemma(verb) in ("say",) and False):
        return None
    if verb.dep_ == "acl" and lemma(verb) in ("name", "call", "title", "entitle", "dub"):
        return None
    if verb.dep_ in ("advcl", "acl") and verb.tag_ == "VBG" and lemma(verb) in _MAKING:
        return None
    typed = match_verb(verb, lexicon, view)
    act = _act(verb, typed, lexicon, view)
    if act is not None:
        return act
    span = verb_span(verb)
    other = typed is None or typed.type == "OTHER"
    if other and verb.dep_ == "acl" and verb.tag_ == "VBG":
        return None  # "the executive overseeing sales": what somebody does, not an act
    if typed is None:
        if not _acts(verb, lexicon, view):
            return None
        return Trigger(verb.i, span, "OTHER", generic=True)
    if typed.type in ("SAY", "NONE", "LIGHT", "INHERIT"):
        return None
    absorbed = _absorbed(verb, typed, lexicon, view)
    if is_negated(verb):
        kind = _negated(verb)
        if kind is not None:
            return Trigger(verb.i, span, kind, absorbed=absorbed, negation=True)
    kind = _future(verb, typed.type)
    return Trigger(verb.i, span, kind, absorbed=absorbed)


def _negated(verb: Token) -> str | None:
    """What not doing something amounts to: a refusal ("will not allow"), a threat ("would not rule
    out strikes"); None for what simply did not happen."""
    ahead = {aux.lower_ for aux in auxiliaries(verb)} & {"will", "'ll", "wo", "would"}
    if lemma(verb) == "rule" and any(c.lower_ == "out" for c in verb.children):
        return "THREATEN"
    return "REJECT" if ahead and lemma(verb) in _REFUSABLE else None


def _future(verb: Token, kind: str) -> str:
    """PLOVER's rule: help and support that is yet to come is a promise (AGREE)."""
    if kind in ("AID", "SUPPORT", "COOPERATE") and not is_negated(verb):
        ready = verb.dep_ == "xcomp" and lemma(verb.head) in _READY
        if ready or any(a.lower_ in ("will", "'ll", "shall") for a in auxiliaries(verb)):
            return "AGREE"
    return kind


def _act(verb: Token, typed: Typed | None, lexicon: Lexicon, view: View) -> Trigger | None:
    """A saying, planning or readiness that is an act of its own by what it announces.

    "said it would boycott" threatens, "is ready to contribute troops" agrees, "said X must go"
    requests (PLOVER: what is announced for the future is the intention, not the act).
    """
    word = lemma(verb)
    says = (typed is not None and typed.type == "SAY") or (typed is None and word in lexicon.says)
    ready = word in ("plan", "prepare", "commit") and (typed is None or typed.type == "NONE")
    adjective = verb.dep_ in ("acomp",) or False
    if word == "be":
        return None
    if not (says or ready or adjective):
        return None
    for inner in complements(verb):
        kind = _intention(inner, lexicon, view, must=says)
        if kind is not None and (says or kind in ("AGREE", "THREATEN")):
            return Trigger(verb.i, verb_span(verb), kind, act=True)
    return None


def _intention(inner: Token, lexicon: Lexicon, view: View, *, must: bool) -> str | None:
    """What announcing the act of a complement amounts to; None where it is no act of its own."""
    aux = {a.lower_ for a in auxiliaries(inner)}
    future = bool(aux & {"will", "would", "'ll", "wo", "'d", "shall"}) or (
        inner.tag_ == "VB" and "to" in aux
    )
    if lemma(inner) == "be":
        for child in inner.children:
            if child.dep_ == "acomp" and lemma(child) in _READY:
                found = [_intention(c, lexicon, view, must=False) for c in complements(child)]
                return next((kind for kind in found if kind), None)
        return None
    typed = match_verb(inner, lexicon, view)
    kind = typed.type if typed is not None else ""
    if must and aux & {"must", "should"} and not is_passive(inner):
        people = [s for s in subjects(inner) if s.i in view.mention]
        return "REQUEST" if people else None
    if not future:
        return None
    if is_negated(inner):
        return "REJECT" if lemma(inner) in _REFUSABLE else None
    if kind in _COOPERATIVE:
        return "AGREE"
    if kind in _HOSTILE:
        return "THREATEN"
    if kind in _YIELDING:
        return "CONCEDE"
    return None


def verb_span(verb: Token) -> Span:
    """The verb with a particle right after it ("set off")."""
    end = verb.idx + len(verb)
    for child in verb.children:
        if child.dep_ == "prt" and child.i == verb.i + 1:
            end = child.idx + len(child)
    return Span(verb.idx, end)


def _absorbed(verb: Token, typed: Typed, lexicon: Lexicon, view: View) -> tuple[int, ...]:
    """Event nouns among a verb's objects that name the same happening as the verb."""
    found: list[int] = []
    rests = set(typed.nouns)
    candidates = list(objects(verb))
    if is_passive(verb):
        candidates += subjects(verb)
    candidates += [t for word, ts in prepositions(verb) if word in ("in", "on", "for") for t in ts]
    for noun in candidates:
        if not is_event_noun(noun, view):
            continue
        inner = match_noun(noun, lexicon, view)
        if inner is None:
            continue
        if (
            inner.type == typed.type
            and (
                noun.i in rests
                or (noun.dep_ in ("dobj", "nsubjpass", "conj") and lemma(verb) in _LIGHT)
            )
        ) or (noun.i in rests and lemma(verb) in _TAKING and noun.dep_ == "dobj"):
            found.append(noun.i)
    return tuple(found)


def _acts(verb: Token, lexicon: Lexicon, view: View) -> bool:
    """Whether a verb without a line in the lexicon tells of a concrete happening.

    It must be no state or report, be told as past or going on, and have somebody named or a date.
    """
    word = lemma(verb)
    if word in lexicon.states or word in lexicon.says or not word.isalpha():
        return False
    if word in lexicon.embedding and complements(verb):
        return False
    if verb.tag_ not in ("VBD", "VBN", "VBG", "VBZ", "VBP", "VB"):
        return False
    return any(
        token.pos_ in ("NOUN", "PROPN") or token.i in view.mention
        for token in [*subjects(verb), *objects(verb)]
    )


def _specific(noun: Token, view: View) -> bool:
    """Whether a noun names one happening rather than a kind of them."""
    if has_argument(noun, view):
        return True
    dets = [c for c in noun.children if c.dep_ == "det"]
    if any(d.lower_ in _DETERMINED for d in dets):
        return True
    if any(c.i in view.time for c in noun.children):
        return True
    if any(c.dep_ in ("nummod",) for c in noun.children):
        return True
    if any(
        c.dep_ == "amod"
        and c.lower_ in ("first", "second", "third", "last", "latest", "recent", "fatal", "deadly")
        for c in noun.children
    ):
        return True
    indefinite = any(d.lower_ in ("a", "an", "another") for d in dets)
    head = noun.head
    if indefinite and noun.dep_ in (
        "dobj",
        "nsubj",
        "nsubjpass",
        "pobj",
        "attr",
        "ROOT",
        "conj",
        "appos",
    ):
        return True
    if view.heading(noun):
        return True
    # "held talks", "after clashes": told as part of something that happened.
    return noun.dep_ in ("dobj", "nsubj", "pobj", "nsubjpass") and (
        head.tag_ in ("VBD", "VBN") or (head.pos_ == "ADP" and head.head.tag_ in ("VBD", "VBN"))
    )
