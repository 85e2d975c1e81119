"""Questions to a dependency parse: who is the subject of this verb, what is its object, and so on.

The labels are those of ClearNLP (spaCy's English models). All functions are pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.events.lexicon import known_nouns, known_verbs
from kg.extract.lexicon import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "ORDINALS",
    "asks_who",
    "auxiliaries",
    "clause_head",
    "conjoined",
    "coordinated",
    "core_lemmas",
    "is_negated",
    "is_passive",
    "lemma",
    "modifiers",
    "objects",
    "particles",
    "prepositions",
    "subjects",
]

#: Of many who did it: "the first TO RESIGN".
ORDINALS = word_set("first second third last late latest only youngest oldest")
_CORE = {"compound", "amod", "nmod", "nn"}


def lemma(token: Token) -> str:
    """The lemma in lower case, with those that the model gets wrong in news put right."""
    found = token.lemma_.lower()
    if token.tag_ in ("VBD", "VBN", "VBG") and found not in (known := known_verbs()):
        # The rules of the model cut "raped" to "rap" and "staged" to "stag".
        for other in (found + "e", found + found[-1:], token.lower_):
            if other in known:
                return other
        if found + "e" + token.lower_[len(found) + 1 :] == token.lower_ and len(found) < 4:
            return found + "e"
    if found == token.lower_ and token.tag_ in ("NNS", "NNP", "NNPS") and found.endswith("s"):
        # Capitalised plurals in headlines keep their "s".
        one = found[:-3] + "y" if found.endswith("ies") else found[:-1]
        if token.tag_ == "NNS" or one in known_nouns():
            return one
    return found


def coordinated(verb: Token) -> Token:
    """The verb that a conjoined verb stands beside, else its head.

    A finite verb does not stand beside an infinitive: where the parser put it there, the nearest
    finite verb above of the same tense is meant.
    """
    head = verb.head
    bare = verb.tag_ == "VB" and head.dep_ == "pcomp"  # "to accuse X of lying and encourage Y"
    finite = verb.tag_ in ("VBZ", "VBD", "VBP")
    if verb.dep_ != "conj" or not (finite or bare) or head.tag_ == verb.tag_:
        return head
    for above in head.ancestors:
        if above.tag_ == verb.tag_ and above.i < verb.i:
            return above
    return head


def conjoined(token: Token) -> Iterator[Token]:
    """The token and what is coordinated with it, to the right."""
    yield token
    for child in token.children:
        if child.dep_ == "conj" and child.i > token.i:
            yield from conjoined(child)


def modifiers(noun: Token) -> Iterator[Token]:
    """Compounds and adjectives before a noun, with theirs."""
    for child in noun.children:
        if child.dep_ in _CORE and child.i < noun.i:
            yield from modifiers(child)
            yield child


#: Heads whose "of" complement is not what is meant: "the possibility of dialogue".
_ABOUT = frozenset(
    [
        "possibility",
        "risk",
        "threat",
        "chance",
        "prospect",
        "idea",
        "lack",
        "absence",
        "fear",
        "hope",
        "request",
        "call",
        "plan",
        "offer",
        "proposal",
        "rejection",
        "talk",
        "accusation",
        "allegation",
        "claim",
        "suspicion",
        "report",
    ]
)


def core_lemmas(noun: Token) -> set[str]:
    """Lemmas of a noun phrase that say what it is: head, modifiers, "of" complement, conjuncts."""
    found: set[str] = set()
    for head in conjoined(noun):
        found.add(lemma(head))
        found.update(lemma(token) for token in modifiers(head))
        for child in head.children:
            if child.dep_ == "prep" and child.lower_ == "of" and lemma(head) not in _ABOUT:
                for inner in child.children:
                    if inner.dep_ == "pobj":
                        found.add(lemma(inner))
                        found.update(lemma(token) for token in modifiers(inner))
    return found


def is_passive(verb: Token) -> bool:
    """Whether a verb form is passive: with a form of "be", or a bare participle after a noun."""
    if any(child.dep_ in ("auxpass", "nsubjpass", "csubjpass") for child in verb.children):
        return True
    if not any(c.dep_ in ("dobj", "aux") for c in verb.children):
        for child in verb.children:
            # Headlines drop "was": "Lee swamped by orders".
            agent = child.dep_ == "agent" and verb.tag_ in ("VBN", "VBD")
            if agent or (child.dep_ == "prep" and child.lower_ == "by" and verb.tag_ == "VBN"):
                return True
    if verb.tag_ != "VBN":
        return False
    if verb.dep_ == "conj" and not any(c.dep_ in ("nsubj", "aux") for c in verb.children):
        return is_passive(verb.head) and verb.head.tag_ == "VBN"
    if verb.dep_ in ("acl", "advcl", "relcl", "amod"):
        return not any(c.dep_ in ("aux", "nsubj") for c in verb.children)
    return False


def auxiliaries(verb: Token) -> list[Token]:
    """Auxiliaries of a verb; a conjoined verb without its own shares those of the first."""
    own = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if own or verb.dep_ != "conj" or verb.head.pos_ not in ("VERB", "AUX"):
        return own
    if any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children):
        return own
    same = verb.tag_ == verb.head.tag_
    return auxiliaries(verb.head) if same and verb.tag_ in ("VB", "VBN", "VBG") else own


def is_negated(verb: Token) -> bool:
    """Whether "not", "never" or "no" stands with the verb, its auxiliary or its subject."""
    for child in verb.children:
        if child.dep_ == "neg" or child.lower_ in ("never", "n't", "hardly"):
            return True
        if child.dep_ in ("nsubj", "nsubjpass") and (
            child.lower_ in ("none", "nobody", "nothing")
            or any(c.lower_ in ("no", "neither") and c.dep_ == "det" for c in child.children)
        ):
            return True
        if child.dep_ == "dobj" and any(
            c.lower_ == "no" and c.dep_ == "det" for c in child.children
        ):
            return True
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        alone = not any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in verb.children)
        between = {t.lower_ for t in verb.doc[verb.head.i : verb.i]}
        if alone and "or" in between and verb.tag_ == verb.head.tag_:
            return is_negated(verb.head)
    return False


def asks_who(verb: Token) -> bool:
    """Whether who did it, or to whom it was done, is the question: "they asked who fired", "which
    of them had been seen"."""
    if verb.dep_ == "conj" and not any(c.dep_.startswith("nsubj") for c in verb.children):
        return verb.head.pos_ == "VERB" and asks_who(verb.head)
    asking = ("who", "what", "which", "whose")
    return verb.dep_ != "relcl" and any(
        child.dep_ in ("nsubj", "nsubjpass") and child.left_edge.lower_ in asking
        for child in verb.children
    )


def _own_subjects(verb: Token) -> list[Token]:
    """The subject nearest to the verb: of two, one was meant for another clause."""
    found = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    before = [child for child in found if child.i < verb.i]
    return before[-1:] or found[:1]


#: Verbs whose object is who does or did what "of" or "for" tells.
_CHARGING = word_set(
    """accuse suspect convict acquit charge blame criticize criticise condemn praise thank fine
    punish jail sue ban bar prevent stop absolve"""
)


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Surface subjects of a verb: its own, or shared through conjunction, control or clause.

    A relative pronoun is replaced by the noun that the clause modifies.
    """
    if depth > 6:
        return []
    own = _own_subjects(verb)
    if own:
        found: list[Token] = []
        for subject in own:
            if verb.dep_ == "relcl" and subject.lower_ in ("who", "which", "that", "whom"):
                found.extend(_antecedent(verb))
            else:
                found.extend(conjoined(subject))
        return found
    head = verb.head
    if verb.dep_ == "conj" and head.pos_ in ("VERB", "AUX"):
        return subjects(coordinated(verb), depth + 1)
    if verb.dep_ in ("xcomp", "ccomp") and head.pos_ in ("VERB", "AUX", "ADJ"):
        controlled = [c for c in head.children if c.dep_ in ("dobj", "dative")]
        if controlled and head.pos_ == "VERB" and head.lemma_ not in ("promise", "vow", "use"):
            return [token for c in controlled for token in conjoined(c)]
        if is_passive(head) and head.pos_ == "VERB":
            return subjects(head, depth + 1)
        return subjects(head, depth + 1)
    if head.dep_ == "attr" and verb.dep_ in ("acl", "relcl") and lemma(head) in ORDINALS:
        return subjects(head.head, depth + 1)  # "the storm is the latest to hit Peru"
    if verb.dep_ in ("advcl", "pcomp"):
        above = head
        while above.dep_ in ("prep", "pcomp", "pobj") and above.pos_ in ("ADP", "SCONJ"):
            above = above.head
        if above.pos_ in ("VERB", "AUX"):
            if verb.dep_ == "pcomp":
                controlled = [c for c in above.children if c.dep_ == "dobj"]
                prep = head.lower_
                if controlled and prep in ("of", "for", "from", "into"):
                    return [token for c in controlled for token in conjoined(c)]
            if verb.tag_ in ("VBG", "VBN", "VB"):
                return subjects(above, depth + 1)
        if above.pos_ in ("NOUN", "PROPN"):
            if above.dep_ == "dobj" and above.head.lemma_.lower() in _CHARGING:
                return list(conjoined(above))  # "accused Lee's firm of hiding it": the firm
            return [c for c in above.children if c.dep_ == "poss"]
        return []
    if verb.dep_ == "acl" and verb.tag_ in ("VBG", "VBN"):
        return list(conjoined(head)) if head.pos_ in ("NOUN", "PROPN", "PRON") else []
    if verb.dep_ == "acl" and verb.tag_ == "VB":
        owners = [c for c in head.children if c.dep_ == "poss"]
        if owners:
            return owners
        if head.dep_ == "dobj":
            return subjects(head.head, depth + 1)
        return []
    if verb.dep_ == "acomp" or verb.dep_ == "oprd":
        return subjects(head, depth + 1)
    return []


def _antecedent(verb: Token) -> list[Token]:
    """The noun that a relative clause modifies; with "who" no place, but whoever is there: "an
    official in Lima, who refused"."""
    noun = verb.head
    who = any(child.lower_ == "who" for child in verb.children)
    if who and noun.dep_ == "pobj" and noun.ent_type_ in ("GPE", "LOC", "FAC"):
        noun = noun.head.head
    return list(conjoined(noun)) if noun.pos_ in ("NOUN", "PROPN", "PRON") else []


def objects(verb: Token) -> list[Token]:
    """Direct objects, with conjuncts; a relative pronoun is replaced by its noun."""
    found: list[Token] = []
    for child in verb.children:
        if child.dep_ in ("dobj", "obj"):
            if verb.dep_ == "relcl" and child.lower_ in ("who", "which", "that", "whom"):
                found.extend(_antecedent(verb))
            else:
                found.extend(conjoined(child))
    # "attacked and destroyed the village": the object stands with the last verb.
    last = [c for c in verb.children if c.dep_ == "conj" and c.pos_ == "VERB"]
    between = verb.doc[verb.i + 1 : last[0].i] if last else verb.doc[0:0]
    near = all(t.pos_ in ("CCONJ", "ADV", "PUNCT") for t in between) and len(between) <= 3
    if not found and last and near and not is_passive(verb):
        own = any(c.dep_ in ("prep", "prt", "npadvmod") for c in verb.children)
        if not own:
            found.extend(objects(last[0]))
    return found


def particles(verb: Token) -> set[str]:
    """Particles and adverbs of a verb ("up", "down", "out")."""
    return {c.lower_ for c in verb.children if c.dep_ in ("prt", "advmod") or c.tag_ == "RP"}


def prepositions(token: Token) -> Iterator[tuple[str, list[Token]]]:
    """Prepositions of a verb or noun, each with its objects (conjuncts included)."""
    for child in token.children:
        if child.dep_ in ("prep", "dative", "agent") and child.pos_ in (
            "ADP",
            "SCONJ",
            "VERB",
            "PART",
        ):
            words = child.lower_
            found: list[Token] = []
            for inner in child.children:
                if inner.dep_ in ("pobj", "pcomp"):
                    found.extend(conjoined(inner))
                elif inner.dep_ == "prep":
                    for deep in inner.children:
                        if deep.dep_ == "pobj":
                            found.extend(conjoined(deep))
            yield words, found


def clause_head(token: Token) -> Token:
    """The verb (or root) of the clause that the token stands in."""
    current = token
    while current.head.i != current.i and current.pos_ not in ("VERB", "AUX"):
        current = current.head
    return current
