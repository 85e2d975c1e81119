"""Whether a happening really happened, as the text tells it.

The rules follow FactBank's idea (Saurí and Pustejovsky, 2009): a happening is as factual as the
chain of words that govern it lets it be. Each governor is looked up in ``data/embedding.tsv``;
modal verbs, tense, negation, conditions and adjectives ("planned", "alleged") do the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.events.lexicon import Lexicon
from kg.extract.events.outcomes import is_outcome
from kg.extract.events.status_words import (
    ADJECTIVES,
    BRINGING,
    CONDITIONS,
    EFFECTS,
    HABITS,
    OCCURRING,
    SAID,
    TAKING,
    VERBAL,
)
from kg.extract.events.syntax import (
    ORDINALS,
    auxiliaries,
    coordinated,
    is_negated,
    is_passive,
    lemma,
    modifiers,
    subjects,
)
from kg.model import Status

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.events.view import View

__all__ = ["Verdict", "judge"]

_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Verdict:
    """``status`` is None where there is no happening at all; ``holder`` is the token index of the
    governor that makes it alleged or denied ("accused", "denied")."""

    status: Status | None
    holder: int | None = None


def judge(
    token: Token, kind: str, lexicon: Lexicon, view: View, *, negation: bool = False
) -> Verdict:
    """The status of the happening that the token names.

    ``negation``: "not" is part of the act itself ("will not accept" refuses).
    """
    if negation:
        return _context(token, lexicon, view, 0)
    if token.pos_ in ("VERB", "AUX"):
        return _verb(token, kind, lexicon, view, 0)
    if token.pos_ == "ADJ":
        return _adjective(token, lexicon, view)
    return _noun(token, lexicon, view, 0)


def _adjective(word: Token, lexicon: Lexicon, view: View) -> Verdict:
    """ "dead": as real as the clause that says it ("was found dead", "two dead")."""
    head = word.head
    if head.pos_ in ("VERB", "AUX"):
        return Verdict(None) if is_negated(head) else _above(head, lexicon, view, 0)
    return Verdict(Status.OCCURRED)


def _weaker(first: Verdict, second: Verdict) -> Verdict:
    """The less factual of two."""
    order = [
        Status.OCCURRED,
        Status.ONGOING,
        Status.ALLEGED,
        Status.PLANNED,
        Status.HYPOTHETICAL,
        Status.DENIED,
    ]
    if first.status is None or second.status is None:
        return Verdict(None)
    return first if order.index(first.status) >= order.index(second.status) else second


def _effect(governor: Token, lexicon: Lexicon) -> str:
    return lexicon.embedding.get(lemma(governor), "")


def _verb(verb: Token, kind: str, lexicon: Lexicon, view: View, depth: int) -> Verdict:
    if depth > _DEPTH:
        return Verdict(None)
    aux = {a.lower_ for a in auxiliaries(verb)}
    if is_negated(verb):
        return Verdict(None)
    adverbs = {c.lower_ for c in verb.children if c.dep_ == "advmod"}
    if adverbs & HABITS:
        return Verdict(None)  # "has often been accused": said of no time
    found = _form(verb, aux, kind, lexicon, view, depth)
    # "will reportedly resign" is a plan all the same
    return _weaker(Verdict(Status.ALLEGED), found) if adverbs & SAID else found


def _form(
    verb: Token, aux: set[str], kind: str, lexicon: Lexicon, view: View, depth: int
) -> Verdict:
    """What the form of a verb says: mood, tense, and what governs a form without tense."""
    if any(c.dep_ == "mark" and c.lower_ in CONDITIONS for c in verb.children):
        return Verdict(Status.HYPOTHETICAL)
    if verb.sent.text.rstrip().endswith("?"):
        return Verdict(Status.HYPOTHETICAL)
    if aux & {"can", "ca"} and is_passive(verb):
        return Verdict(None)  # "can be bought in two colours": said of no time
    if aux & {"could", "may", "might", "should", "must", "ought", "can", "ca"}:
        return Verdict(Status.HYPOTHETICAL)
    if aux & {"will", "'ll", "shall", "wo"}:
        return Verdict(Status.PLANNED)
    if aux & {"would", "'d"} and (verb.tag_ == "VB" or "be" in aux):
        inside = verb.dep_ in ("ccomp", "relcl", "advcl", "conj") or verb.i in view.statement
        perfect = "have" in aux
        return Verdict(Status.PLANNED if inside and not perfect else Status.HYPOTHETICAL)
    if "to" in aux and "have" not in aux and verb.tag_ in ("VBN", "VBG"):
        return _infinitive(verb, kind, lexicon, view, depth)
    if verb.tag_ == "VB" and ("to" in aux or verb.dep_ in ("xcomp", "ccomp", "advcl", "acl")):
        return _infinitive(verb, kind, lexicon, view, depth)
    if verb.tag_ == "VB":
        if verb.dep_ == "conj" and verb.head.pos_ == "VERB":
            return _above(verb.head, lexicon, view, depth)
        if view.heading(verb) or view.entry(verb):
            return Verdict(Status.OCCURRED)
        # An imperative, or a present form that the tagger took for one.
        return Verdict(None)
    finite = aux & {
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "'s",
        "been",
        "am",
        "'re",
        "'ve",
        "did",
        "being",
        "be",
    }
    if verb.tag_ == "VBG" and not finite:
        return _gerund(verb, lexicon, view, depth)
    if verb.tag_ == "VBN" and not finite:
        return _participle(verb, lexicon, view, depth)
    return _weaker(_tense(verb, kind, aux, view), _context(verb, lexicon, view, depth))


def _tense(verb: Token, kind: str, aux: set[str], view: View) -> Verdict:
    present = aux & {"is", "are", "am", "'re", "'s"}
    if verb.tag_ == "VBG":
        return Verdict(Status.ONGOING if present or "been" in aux else Status.OCCURRED)
    if verb.tag_ == "VBN" and present and is_passive(verb) and "been" not in aux:
        if "being" in aux:
            return Verdict(Status.ONGOING)
        if view.heading(verb) or view.entry(verb):
            return Verdict(Status.OCCURRED)
        # "is accused of": holds now; "is held every year": habit.
        return Verdict(Status.ONGOING if kind in VERBAL or kind in ("COERCE",) else None)
    if verb.tag_ in ("VBZ", "VBP"):
        if view.heading(verb) or view.entry(verb):
            return Verdict(Status.OCCURRED)
        if kind in VERBAL:
            return Verdict(Status.OCCURRED)
        return Verdict(None)
    return Verdict(Status.OCCURRED)


def _context(verb: Token, lexicon: Lexicon, view: View, depth: int) -> Verdict:
    """What stands above a finite clause."""
    head = verb.head
    if verb.dep_ == "ccomp" and head.i < verb.i and head.pos_ in ("VERB", "ADJ", "NOUN"):
        effect = _effect(head, lexicon)
        if effect in ("HYPOTHETICAL", "DENIED", "PLANNED"):
            return Verdict(EFFECTS[effect], head.i)
        if effect == "ALLEGED" or lemma(head) in ("allege", "accuse", "claim", "speculate"):
            return Verdict(Status.ALLEGED, head.i)
    content = verb.dep_ == "relcl" and _fills(verb)  # "on charges he raped a girl"
    if (verb.dep_ == "acl" or content) and head.pos_ == "NOUN":
        effect = _effect(head, lexicon)
        if effect in EFFECTS:
            return Verdict(EFFECTS[effect], head.i)
    if verb.dep_ == "conj":
        head = coordinated(verb)
    if verb.dep_ == "conj" and head.pos_ == "VERB" and head.dep_ in ("ccomp", "advcl"):
        if any(c.dep_ == "mark" and c.lower_ in CONDITIONS for c in head.children):
            return Verdict(Status.HYPOTHETICAL)
        return _context(head, lexicon, view, depth + 1)
    return Verdict(Status.OCCURRED)


def _fills(verb: Token) -> bool:
    """Whether a clause behind a noun leaves nothing out, so that it says what the noun is about:
    "charges he raped a girl", not "charges that he faced"."""
    relative = any(
        c.lower_ in ("who", "which", "that", "whom") and c.dep_ != "mark" for c in verb.children
    )
    filled = any(c.dep_ in ("dobj", "nsubjpass", "attr", "acomp", "xcomp") for c in verb.children)
    return filled and not relative


def _above(head: Token, lexicon: Lexicon, view: View, depth: int) -> Verdict:
    """The status of the clause around, for what is part of it."""
    if head.pos_ in ("VERB", "AUX"):
        found = _verb(head, "", lexicon, view, depth + 1)
        general = head.tag_ in ("VBZ", "VBP", "VBN") and not is_negated(head)
        if found.status is None and general:
            # A habit or general present: what hangs from it is not less real for that.
            return Verdict(Status.OCCURRED)
        return found
    if head.pos_ in ("NOUN", "PROPN"):
        return _noun(head, lexicon, view, depth + 1)
    return Verdict(Status.OCCURRED)


def _by(effect: str, governor: Token, lexicon: Lexicon, view: View, depth: int) -> Verdict:
    """The status that a governor with this effect gives to its complement."""
    if effect == "NOT":
        return Verdict(None)
    if effect in EFFECTS:
        above = _above(governor, lexicon, view, depth)
        negated = is_negated(governor) and lemma(governor) != "rule"
        if effect in ("PLANNED", "HYPOTHETICAL") and above.status is None and negated:
            return Verdict(None)
        return Verdict(EFFECTS[effect], governor.i)
    return _above(governor, lexicon, view, depth)


def _infinitive(verb: Token, kind: str, lexicon: Lexicon, view: View, depth: int) -> Verdict:
    head = verb.head
    if head.i == verb.i:
        return Verdict(Status.PLANNED)
    if verb.dep_ == "conj":
        return _verb(head, "", lexicon, view, depth + 1)
    if _is_to(verb, view):
        return Verdict(Status.PLANNED)
    if verb.dep_ in ("xcomp", "ccomp", "oprd"):
        effect = _effect(head, lexicon)
        if lemma(head) == "go" and head.tag_ == "VBG":
            return Verdict(Status.PLANNED, head.i)
        if lemma(head) in ("use", "learn"):
            return Verdict(None)
        if lemma(head) in ("try", "attempt") and kind != "ASSAULT":
            return Verdict(Status.HYPOTHETICAL)
        if lemma(head) == "attempt":
            return _above(head, lexicon, view, depth)
        if lemma(head) == "have" and "to" in {a.lower_ for a in auxiliaries(verb)}:
            # "will have to resign": a need, no plan
            above = _above(head, lexicon, view, depth)
            return Verdict(Status.HYPOTHETICAL) if above.status is Status.PLANNED else above
        if effect:
            return _by(effect, head, lexicon, view, depth)
        if head.pos_ == "ADJ":
            # "was able to flee" did (Karttunen, Implicative Verbs, 1971), "was unable to" did not.
            able = head.lower_ == "able" and head.head.tag_ in ("VBD", "VBN")
            if able and all(head.i < t.i for t in verb.children if t.dep_ == "dobj"):
                return _above(head.head, lexicon, view, depth)
            return Verdict(None if head.lower_ == "unable" else Status.HYPOTHETICAL)
        if lemma(head) in ("return", "come", "go", "travel", "fly"):
            # "would return to host the gala" plans both; "went to meet Lee" may have missed him.
            above = _above(head, lexicon, view, depth)
            return above if above.status is Status.PLANNED else Verdict(Status.HYPOTHETICAL)
        if head.pos_ == "VERB" and "to" not in {a.lower_ for a in auxiliaries(verb)}:
            return _above(head, lexicon, view, depth)
        return Verdict(Status.HYPOTHETICAL)
    if verb.dep_ in ("acl", "relcl") and lemma(head) in ORDINALS:
        return _above(head, lexicon, view, depth)  # "is the latest to resign"
    if verb.dep_ == "acl":
        effect = _effect(head, lexicon)
        if effect in EFFECTS:
            return Verdict(EFFECTS[effect], head.i)
        if verb.tag_ == "VBN":
            # "a system to be released next year"
            return Verdict(Status.PLANNED)
        if lemma(head) in ("decision", "agreement", "promise", "pledge", "vow", "commitment"):
            return Verdict(Status.PLANNED)
        return Verdict(Status.HYPOTHETICAL)
    if verb.dep_ == "advcl" and head.pos_ == "VERB":
        effect = _effect(head, lexicon)
        if effect in ("PLANNED", "HYPOTHETICAL", "NOT"):
            return _by(effect, head, lexicon, view, depth)
        # A purpose ("to prevent attacks") is no happening; a demand in the course of one is, and so
        # is what a contest came to: "scored 20 points to break the record".
        if is_outcome(verb) or kind in ("REQUEST", "ACCUSE", "PROTEST"):
            return _above(head, lexicon, view, depth)
        if kind in ("CEREMONY", "CONSULT"):  # "will return next year to host the gala"
            above = _above(head, lexicon, view, depth)
            return above if above.status is Status.PLANNED else Verdict(None)
        return Verdict(None)
    return Verdict(Status.HYPOTHETICAL)


def _is_to(verb: Token, view: View) -> bool:
    """Whether somebody "is to" act, or in a headline just "to" act: "Lee to host the gala"."""
    head = verb.head
    if verb.dep_ == "acl":
        return view.heading(verb) and head.i in view.covered and verb.tag_ == "VB"
    if verb.dep_ != "xcomp" or lemma(head) != "be" or head.tag_ not in ("VBZ", "VBP", "VBD"):
        return False
    return any(t.i in view.covered or t.lower_ in ("he", "she", "they") for t in subjects(head))


def _gerund(verb: Token, lexicon: Lexicon, view: View, depth: int) -> Verdict:
    head = verb.head
    if head.i == verb.i:
        return Verdict(Status.OCCURRED if view.heading(verb) or view.entry(verb) else None)
    if verb.dep_ == "pcomp":
        return _prepositional(head, lexicon, view, depth)
    if verb.dep_ in ("csubj", "nsubj", "pobj", "dobj", "attr"):
        return Verdict(None)
    if verb.dep_ == "xcomp":
        effect = _effect(head, lexicon)
        return _by(effect, head, lexicon, view, depth)
    return _above(head, lexicon, view, depth)


def _participle(verb: Token, lexicon: Lexicon, view: View, depth: int) -> Verdict:
    if verb.dep_ in ("ROOT", "parataxis", "ccomp"):
        # Headlines drop "was" and "were".
        return Verdict(Status.OCCURRED)
    if verb.dep_ == "conj":
        return _above(verb.head, lexicon, view, depth)
    if verb.dep_ == "xcomp":
        return _by(_effect(verb.head, lexicon), verb.head, lexicon, view, depth)
    noun = verb.head
    if noun.pos_ == "NOUN" and (_is_none(noun) or (noun.head.i != noun.i and _is_missing(noun))):
        return Verdict(None)  # "there was never an arrest made"
    return Verdict(Status.OCCURRED)


def _is_none(noun: Token) -> bool:
    return any(c.dep_ == "det" and c.lower_ in ("no", "any") for c in noun.children)


def _is_missing(noun: Token) -> bool:
    """Whether there is said to be none: "there was never an arrest", "no arrest was made"."""
    above = noun.head
    return (
        noun.dep_ in ("attr", "nsubj")
        and above.pos_ in ("VERB", "AUX")
        and lemma(above) == "be"
        and any(c.dep_ == "expl" for c in above.children)
        and is_negated(above)
    )


def _prepositional(prep: Token, lexicon: Lexicon, view: View, depth: int) -> Verdict:
    """What stands in a prepositional phrase: "accused of", "call for", "after", "without"."""
    word = prep.lower_
    if word in ("without", "instead", "than", "like", "unlike") or (
        prep.head.pos_ == "ADJ" and prep.head.lower_ in ("comparable", "similar", "equal")
    ):
        return Verdict(None)
    head = prep.head
    if head.pos_ == "ADP":
        head = head.head
    effect = _effect(head, lexicon) if head.pos_ in ("VERB", "NOUN", "ADJ", "PROPN") else ""
    takes = word in TAKING
    if word == "for" and lemma(head) in BRINGING and not any(
        inner.dep_ in ("det", "nummod", "poss") for t in prep.children for inner in t.children
    ):
        return Verdict(Status.PLANNED)
    if takes and effect in EFFECTS:
        about = head.pos_ == "VERB" and word in ("about", "over", "on")
        if about and effect == "HYPOTHETICAL" and lemma(head) not in ("warn", "insist", "vote"):
            return Verdict(Status.OCCURRED)
        if word == "to" and head.pos_ == "NOUN" and effect in ("HYPOTHETICAL", "PLANNED"):
            # "threats to", "a call to": towards something that exists.
            return Verdict(Status.OCCURRED)
        return _by(effect, head, lexicon, view, depth)
    if takes and effect == "NOT":
        return Verdict(None)
    if head.pos_ in ("VERB", "AUX"):
        if word in ("after", "before", "since", "during", "following", "amid", "despite", "over"):
            if word == "before":
                return _above(head, lexicon, view, depth)
            return Verdict(Status.OCCURRED)
        return _above(head, lexicon, view, depth)
    if head.pos_ in ("NOUN", "PROPN"):
        return _weaker(Verdict(Status.OCCURRED), _noun_context(head, lexicon, view, depth))
    return Verdict(Status.OCCURRED)


def _noun_context(noun: Token, lexicon: Lexicon, view: View, depth: int) -> Verdict:
    found = _noun(noun, lexicon, view, depth + 1)
    return found if found.status is not None else Verdict(Status.OCCURRED)


def _presupposed(noun: Token, lexicon: Lexicon) -> bool:
    """Whether a noun names a known happening whatever stands above it: "to establish the legality
    of the attack", but not "the risk of an attack" nor "the danger of the attack"."""
    outer = noun.head.head
    return (
        noun.head.lower_ == "of"
        and outer.pos_ == "NOUN"
        and any(c.dep_ == "det" and c.lower_ == "the" for c in noun.children)
        and not _effect(outer, lexicon)
    )


def _is_scheduling(clause: Token) -> bool:
    """Whether a participle puts its noun on the calendar: "an arraignment set for February 17",
    not "a record set in 1978"."""
    if clause.dep_ != "acl" or clause.tag_ != "VBN":
        return False
    if lemma(clause) == "set":
        return any(c.dep_ == "prep" and c.lower_ == "for" for c in clause.children)
    return lemma(clause) in ("schedule", "slate", "plan")


def _noun(noun: Token, lexicon: Lexicon, view: View, depth: int) -> Verdict:
    if depth > _DEPTH:
        return Verdict(Status.OCCURRED)
    if any(c.dep_ == "det" and c.lower_ in ("no", "any", "every", "each") for c in noun.children):
        return Verdict(None)
    for word in modifiers(noun):
        if word.lower_ in ADJECTIVES:
            return Verdict(ADJECTIVES[word.lower_])
    if any(_is_scheduling(c) for c in noun.children):
        return Verdict(Status.PLANNED)
    head = noun.head
    if head.i == noun.i:
        return Verdict(Status.OCCURRED)
    if _is_missing(noun):
        return Verdict(None)
    if noun.dep_ == "conj":
        return (
            _noun(head, lexicon, view, depth + 1)
            if head.pos_ in ("NOUN", "PROPN")
            else (_above(head, lexicon, view, depth))
        )
    if noun.dep_ in ("dobj", "nsubjpass", "dative", "attr", "oprd") and head.pos_ in (
        "VERB",
        "AUX",
    ):
        effect = _effect(head, lexicon)
        if effect in EFFECTS or effect == "NOT":
            if effect == "ALLEGED" and lemma(head) in ("claim", "believe", "report", "say"):
                return Verdict(Status.ALLEGED, head.i)
            return _by(effect, head, lexicon, view, depth)
        above = _above(head, lexicon, view, depth)
        if above.status is None and is_negated(head):
            # "did not attend the meeting": the meeting may well have been.
            definite = any(c.dep_ == "det" and c.lower_ == "the" for c in noun.children)
            return Verdict(Status.OCCURRED if definite else None)
        return above
    if noun.dep_ == "nsubj" and head.pos_ in ("VERB", "AUX"):
        own = _above(head, lexicon, view, depth)
        definite = any(
            c.dep_ in ("det", "poss") and c.lower_ not in ("a", "an") for c in noun.children
        )
        if own.status is None:
            return Verdict(Status.OCCURRED if definite else None)
        if own.status is Status.HYPOTHETICAL and definite:
            return Verdict(Status.OCCURRED)
        if own.status is Status.PLANNED and lemma(head) not in OCCURRING:
            return Verdict(Status.OCCURRED if definite else Status.PLANNED)
        return Verdict(own.status)
    if noun.dep_ == "pobj":
        if _presupposed(noun, lexicon):
            return Verdict(Status.OCCURRED)
        return _prepositional(head, lexicon, view, depth)
    if noun.dep_ in ("appos", "nmod", "compound", "poss") and head.pos_ in ("NOUN", "PROPN"):
        return (
            _noun(head, lexicon, view, depth + 1)
            if noun.dep_ == "appos"
            else (Verdict(Status.OCCURRED))
        )
    return Verdict(Status.OCCURRED)
