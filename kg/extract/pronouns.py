"""Whom a pronoun means: few rules, in the order of their certainty; in doubt, nobody.

Candidates are the mentions of the last sentences that agree in number and gender. They are weighed
by grammar as in Lappin and Leass (Computational Linguistics 20(4), 1994): subjects before objects
before possessors, near before far, parallel before other roles; a pronoun in what somebody says
("he said that he") prefers the one who says it, one behind a noun of saying ("Lee's claim that he")
its possessor. A pronoun inside a quotation looks inside quotations only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.discourse import Discourse, Place
from kg.extract.lexicon import word_set
from kg.extract.names import Entity
from kg.extract.phrases import subject_above, subject_of
from kg.model import ActorType

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["PRONOUNS", "resolve_pronoun"]

_MALE = word_set("he him his himself")
_FEMALE = word_set("she her hers herself")
_THING = word_set("it its itself")
_PLURAL = word_set("they them their theirs themselves")
_RELATIVE = word_set("who whom whose which")
#: All pronouns that are looked at.
PRONOUNS = _MALE | _FEMALE | _THING | _PLURAL | _RELATIVE

_REFLEXIVE = word_set("himself herself itself themselves")
_POSSESSIVE = word_set("his her its their hers theirs")
#: Nouns whose possessor is the one who says or wants what the clause behind them holds.
_SAYING = word_set(
    """statement claim promise announcement assertion suggestion warning threat comment remark
    declaration belief decision vow pledge denial accusation insistence hope view argument plan
    admission confession proposal offer demand call conviction fear"""
)
_BODIES = frozenset([ActorType.ORGANIZATION, ActorType.COUNTRY, ActorType.GROUP])
_LEAST = 30


def resolve_pronoun(discourse: Discourse, token: Token) -> Entity | None:
    """The entity that a pronoun points to; None where it is not clear enough."""
    word = token.lower_
    if word in _RELATIVE:
        return _relative(discourse, token)
    if word in _MALE or word in _FEMALE:
        return _personal(discourse, token, "m" if word in _MALE else "f")
    if word in _THING:
        return _neuter(discourse, token)
    return _plural(discourse, token)


def _relative(discourse: Discourse, token: Token) -> Entity | None:
    """The noun that the relative clause belongs to: "Lee, who ..."."""
    beside = token.i - 2 if token.i > 1 and token.nbor(-1).text == "," else token.i - 1
    near = discourse.at.get(beside) if beside >= 0 and token.lower_ in ("who", "whose") else None
    if near is not None and near.type is ActorType.PERSON and near.named:
        return near  # the parser may hang the clause on an earlier noun
    verb = token.head
    if token.dep_ == "poss":
        verb = token.head.head
    for _ in range(4):
        if verb.dep_ == "relcl":
            noun = verb.head
            entity = discourse.entity_at(noun)
            if entity is None or noun.i >= token.i:
                return None
            if token.lower_ == "which" and entity.type is ActorType.PERSON:
                return None
            if token.lower_ in ("who", "whom") and not _human(entity):
                return _human_above(discourse, noun)
            return entity
        if verb.dep_ not in ("ccomp", "xcomp", "conj", "aux", "prep", "pobj"):
            return None
        verb = verb.head
    return None


def _human(entity: Entity) -> bool:
    return entity.type in (ActorType.PERSON, ActorType.GROUP)


def _human_above(discourse: Discourse, noun: Token) -> Entity | None:
    """Whom "who" means where its clause hangs on a body: "Lee, an expert at Acme, who"."""
    node = noun
    for _ in range(5):
        if node.head.i == node.i or node.head.pos_ in ("VERB", "AUX"):
            return None
        node = node.head
        entity = discourse.entity_at(node)
        if entity is not None and _human(entity):
            return entity
    return None


def _personal(discourse: Discourse, token: Token, gender: str) -> Entity | None:
    best: dict[int, tuple[float, Entity]] = {}
    quote = discourse.quote[token.i]
    for place in discourse.persons(discourse.before(token.i, 3)):
        entity = place.entity
        if entity.gender is not None and entity.gender != gender:
            continue
        if quote >= 0 and place.quote < 0:
            continue
        if quote < 0 and place.quote >= 0:
            continue
        if quote >= 0 and not _is_subject(discourse.doc[place.head]):
            continue  # what is quoted may have begun long before: only subjects are safe
        score = _score(discourse, token, place)
        if score is None:
            continue
        if entity.gender == gender:
            score += 12
        known = best.get(id(entity))
        if known is None or score > known[0]:
            best[id(entity)] = (score, entity)
    ahead = _subject_ahead(discourse, token)
    if ahead is not None and quote < 0 and ahead.gender == gender:
        best[id(ahead)] = (max(100.0, best.get(id(ahead), (0.0, ahead))[0]), ahead)
    if not best:
        return None
    ranked = sorted(best.values(), key=lambda item: -item[0])
    if ranked[0][0] < _LEAST or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 4):
        return None
    return ranked[0][1]


def _subject_ahead(discourse: Discourse, token: Token) -> Entity | None:
    """The named subject that a modifier before it speaks of: "By her own account, Lee ..."."""
    root = discourse.doc[discourse.roots[discourse.sentence[token.i]]]
    subject = subject_of(root)
    if subject is None or subject.i < token.i or token in subject.subtree:
        return None
    if token.dep_ in ("nsubj", "nsubjpass") and token.head.i == root.i:
        return None
    entity = discourse.at.get(subject.i)
    if entity is None or not entity.named or entity.type is not ActorType.PERSON:
        return None
    return entity


def _score(discourse: Discourse, token: Token, place: Place) -> float | None:
    """How well a mention fits as antecedent; None where grammar forbids it."""
    doc = discourse.doc
    head = doc[place.head]
    distance = discourse.sentence[token.i] - place.sentence
    score = float((80, 55, 25, 10)[distance])
    if discourse.segment[token.i] != place.segment:
        score -= 15
    score += _role(head)
    if distance == 0:
        bound = _bound(token, head)
        if bound is None:
            return None
        score += bound
        # Of two in the same sentence the nearer one, a little.
        score += 8.0 / (1.0 + abs(token.i - place.head) / 10.0)
    elif _is_subject(token) and head.dep_ in ("nsubj", "nsubjpass"):
        score += 15
    score += 3 * min(len(place.entity.references), 5)
    return score


def _role(head: Token) -> float:
    if head.dep_ in ("nsubj", "nsubjpass"):
        main = head.head.dep_ in ("ROOT", "conj") or head.head.head.dep_ == "ROOT"
        return 30.0 if main else 22.0
    if head.dep_ in ("dobj", "dative", "agent", "attr"):
        return 10.0
    if head.dep_ == "pobj" and head.head.lower_ == "to" and head.head.head.lower_ == "according":
        return 24.0  # who speaks, whatever the grammar
    if head.dep_ == "poss":
        return 2.0
    if head.dep_ == "appos":
        return _role(head.head) if head.head.dep_ != "appos" else 5.0
    if head.dep_ == "conj" and head.head.i != head.i:
        return 0.0
    return 4.0


def _is_subject(token: Token) -> bool:
    return token.dep_ in ("nsubj", "nsubjpass")


def _clause(token: Token) -> Token:
    """The verb of the clause that a token stands in."""
    node = token
    seen: set[int] = set()
    # by index: a token is a new object each time it is asked for
    while node.head.i != node.i and node.i not in seen:
        if node.pos_ in ("VERB", "AUX") and node.dep_ not in ("aux", "auxpass", "amod"):
            return node
        seen.add(node.i)
        node = node.head
    return node


def _bound(token: Token, head: Token) -> float | None:
    """What binding says of a mention in the pronoun's own sentence; None: it cannot be meant."""
    word = token.lower_
    verb = _clause(token if not _is_subject(token) else token.head)
    own = subject_of(verb)
    if word in _REFLEXIVE:
        return 60.0 if own is not None and own.i == head.i else None
    possessive = token.dep_ == "poss" and word in _POSSESSIVE
    if _is_subject(token):
        if head.head.i == token.head.i and head.dep_ in ("dobj", "nsubj", "nsubjpass", "dative"):
            return None
        over = _governor(verb)
        if over is None:
            return 0.0
        if over.pos_ == "NOUN" and over.lemma_ in _SAYING:
            owner = next((c for c in over.children if c.dep_ == "poss"), None)
            if owner is not None:
                return 70.0 if head.i == owner.i else 0.0
        subject = subject_above(over)
        if subject is not None and subject.i == head.i and verb.dep_ in ("ccomp", "advcl"):
            return 45.0
        return 0.0
    if possessive:
        # "his wife" cannot be the wife; "Lee and his wife" prefers Lee.
        if token.head.i == head.i or head in token.head.subtree:
            return None
        if head.dep_ == "poss" and head.head.i == token.head.i:
            return None
        if token.head.dep_ == "conj" and token.head.head.i == head.i:
            return 60.0
        if own is not None and own.i == head.i:
            return 25.0
        return 0.0
    if own is not None and own.i == head.i:
        return None  # "Lee praised him" is not Lee
    return 0.0


def _governor(verb: Token) -> Token | None:
    """The verb or noun that a subordinate clause hangs on."""
    for _ in range(6):
        if verb.dep_ in ("conj", "xcomp") and verb.head.i != verb.i:
            verb = verb.head
            continue
        break
    if verb.dep_ in ("ccomp", "advcl", "acl", "relcl") and verb.head.i != verb.i:
        return verb.head
    return None


def _in_sentence_subject(discourse: Discourse, token: Token) -> Entity | None:
    """The subject of the clause above the pronoun's ("Apple said it"), or of its own ("its")."""
    if token.lower_ in _POSSESSIVE or token.lower_ in _REFLEXIVE:
        verb = _clause(token)
        for _ in range(4):
            own = subject_of(verb)
            if own is not None and own.i < token.i and own.lower_ not in PRONOUNS:
                return discourse.entity_at(own)
            if own is not None and own.lower_ in PRONOUNS:
                return discourse.entity_at(own)
            if verb.head.i == verb.i:
                return None
            if verb.dep_ in ("xcomp", "ccomp"):
                # "forced Acme to lower its prices": Acme's, not the one who forced it.
                driven = [c for c in verb.head.children if c.dep_ in ("dobj", "dative")]
                if driven and driven[0].i < token.i:
                    return discourse.entity_at(driven[0])
            verb = _clause(verb.head) if verb.head.head.i != verb.head.i else verb.head
        return None
    if not _is_subject(token):
        return None
    over = _governor(_clause(token.head))
    if over is None or over.pos_ not in ("VERB", "AUX"):
        return None
    subject = subject_above(over)
    return discourse.entity_at(subject) if subject is not None and subject.i < token.i else None


def _previous_subject(discourse: Discourse, token: Token) -> Entity | None:
    """The subject of the sentence before, for a pronoun that is the subject of its own."""
    number = discourse.sentence[token.i]
    if not _is_subject(token) or token.head.i != discourse.roots[number] or number == 0:
        return None
    root = discourse.doc[discourse.roots[number - 1]]
    subject = subject_of(root)
    if subject is None or discourse.segment[subject.i] != discourse.segment[token.i]:
        return None
    return discourse.entity_at(subject)


def _pleonastic(token: Token) -> bool:
    """ "It is clear that", "it rained", "it takes": no actor is meant."""
    if not _is_subject(token):
        return False
    verb = token.head
    if verb.lemma_ in ("seem", "appear", "turn", "rain", "snow", "take", "happen", "matter", "be"):
        return True
    return any(child.dep_ == "expl" for child in verb.children)


def _neuter(discourse: Discourse, token: Token) -> Entity | None:
    if discourse.quote[token.i] >= 0 or _pleonastic(token):
        return None
    entity = _in_sentence_subject(discourse, token)
    if entity is None:
        entity = _previous_subject(discourse, token)
    if entity is None or entity.plural or entity.type not in _BODIES:
        return None
    return entity


def _plural(discourse: Discourse, token: Token) -> Entity | None:
    if discourse.quote[token.i] >= 0:
        return None
    entity = _in_sentence_subject(discourse, token) or _previous_subject(discourse, token)
    if entity is None:
        return None
    if entity.plural or entity.type in (ActorType.ORGANIZATION, ActorType.GROUP):
        return entity
    return None
