"""A short, readable name for an event, made of the text's own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.events.charges import accused, charge_of, is_unproven
from kg.extract.events.outcomes import is_outcome
from kg.extract.events.syntax import asks_who, auxiliaries, subjects
from kg.extract.events.triggers import Trigger
from kg.extract.lexicon import word_set
from kg.model import MentionKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.events.view import View

__all__ = ["MAX_LABEL", "make_label"]

#: Longest label (code points); whole phrases are left out, from the end, until it fits.
MAX_LABEL = 110

_DROP_VERB = frozenset(
    {
        "advcl",
        "punct",
        "ccomp",
        "conj",
        "cc",
        "parataxis",
        "mark",
        "relcl",
        "csubj",
        "intj",
        "meta",
        "dep",
        "preconj",
    }
)
_DROP_NOUN = frozenset({"relcl", "appos", "punct", "parataxis", "acl"})


def make_label(trigger: Trigger, doc: Doc, view: View, *, real: bool) -> str:
    """Agent, trigger and object in the text's order and words, without side clauses.

    ``real``: the event is told as one that happened.
    """
    token = doc[trigger.token]
    if token.pos_ in ("VERB", "AUX"):
        return _verb_label(token, view, real=real)
    if token.pos_ == "ADJ" and token.head.pos_ in ("VERB", "AUX"):
        return _verb_label(token.head, view, real=real)
    if token.pos_ == "ADJ":
        return _tidy(_owned(_phrase(token.head), view))
    charged = _charged(token, view)
    words = _timeless(_phrase(token), view) if charged else _phrase(token)
    return _tidy(_owned(words, view) + charged)


def _charged(noun: Token, view: View) -> str:
    """Who is charged with what a noun names: "fraud alleged against Lee"."""
    charge = charge_of(noun)
    who = accused(charge)[:1] if charge is not None else []
    if charge is None or not who:
        return ""
    mention = view.mention.get(who[0].i)
    actor = view.context.actor(mention.actor) if mention is not None else None
    name = actor.label if actor is not None else ""
    if not name[:1].isupper() and who[0].pos_ == "NOUN":
        name = _words(_noun_group(who[0]), view)
        name = _lowered(name) if who[0].left_edge.pos_ == "DET" else name
    return f" {'alleged against' if is_unproven(charge) else 'by'} {name}" if name else ""


def _owned(tokens: list[Token], view: View) -> str:
    """The words of a noun phrase; a possessive pronoun at its start becomes the owner's name."""
    first = tokens[0] if tokens else None
    if first is not None and first.dep_ == "poss" and first.pos_ == "PRON" and len(tokens) > 1:
        mention = view.mention.get(first.i)
        actor = view.context.actor(mention.actor) if mention is not None else None
        if actor is not None:
            mark = "'" if actor.label.endswith("s") else "'s"
            return f"{actor.label}{mark} {_words(tokens[1:], view)}"
    return _words(tokens, view)


def _phrase(noun: Token) -> list[Token]:
    """The noun with its modifiers, without side clauses; long tails are left out."""
    found = {noun.i: noun}
    stack = [noun]
    while stack:
        current = stack.pop()
        for child in current.children:
            if child.dep_ in _DROP_NOUN and not _hyphen(child):
                continue
            if child.dep_ in ("conj", "cc") and current.i == noun.i:
                continue
            found[child.i] = child
            stack.append(child)
    return [found[i] for i in sorted(found)]


def _hyphen(token: Token) -> bool:
    return token.dep_ == "punct" and token.text in ("-", "‑", "–", "/") and not token.whitespace_


def _verb_label(verb: Token, view: View, *, real: bool) -> str:
    if verb.tag_ == "VB" and verb.dep_ == "xcomp" and real and verb.head.pos_ == "VERB":
        # "was forced to resign": what really happened is told by the verb above.
        return _verb_label(verb.head, view, real=False)
    if verb.dep_ == "xcomp" and real and verb.head.lower_ == "able":
        return _verb_label(verb.head.head, view, real=False)  # "was able to flee"
    if is_outcome(verb) and real:
        # "scored 20 points to break the record": the act and what it came to.
        came = _words(_timeless(_clause(verb), view), view)
        both = _tidy(f"{_verb_label(verb.head, view, real=True)} {came}")
        if len(both) <= MAX_LABEL:
            return both
    parts: list[list[Token]] = []
    subject = subjects(verb)
    known = bool(subject) and not asks_who(verb)
    left = _subject_words(_whole(subject[0]), view, verb) if known else ""
    helpers = auxiliaries(verb)
    small = [c for c in verb.children if c.dep_ in ("neg", "prt")]
    verb_tokens = sorted([*helpers, verb, *small], key=lambda t: t.i)
    relative = _relativised(verb, subject)
    if relative is not None:
        parts.append(_noun_group(relative))
    for child in verb.children:
        if child.i < verb.i or child.dep_ in _DROP_VERB or child in verb_tokens:
            continue
        if any(t.text == ":" for t in verb.doc[verb.i : child.i]):
            continue
        if child.dep_ in ("npadvmod", "advmod") and (
            child.i in view.time or child.dep_ == "advmod"
        ):
            continue
        if child.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass"):
            continue
        if child.dep_ == "prep" and _aside(child, view, first=not parts):
            continue
        parts.append(_clause(child))
    if not parts:
        # "took six months off": a length of time is all that the verb has.
        parts += [
            _clause(c)
            for c in verb.children
            if c.i > verb.i
            and c.dep_ in ("dobj", "npadvmod", "advmod")
            and any(t.i in view.time and view.time[t.i].kind == "DURATION" for t in c.subtree)
        ]
    if not parts:
        said = [c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i]
        if said and not any(t.i in view.quoted for t in said[0].subtree):
            told = _shorten(_clause(said[0]))
            if any(t.i == said[0].i for t in told):  # not its subject alone
                parts.append(told)
    middle = _predicate(verb_tokens, subject[0] if subject else None, left, view)
    while True:
        text = " ".join(
            piece for piece in [left, middle, *(_inner(p, view) for p in parts)] if piece
        )
        text = _tidy(text)
        if len(text) <= MAX_LABEL or len(parts) <= 1:
            break
        parts.pop()
    if len(text) > MAX_LABEL and parts:
        parts[0] = _shorten(parts[0])
        text = _tidy(" ".join(x for x in [left, middle, _words(parts[0], view)] if x))
    return text


def _timeless(tokens: list[Token], view: View) -> list[Token]:
    """A phrase without its times and what introduces them ("on Sunday")."""

    def of_time(token: Token) -> bool:
        inner = [t.i for t in token.subtree if t.i != token.i]
        introduces = token.dep_ == "prep" and bool(inner) and all(i in view.time for i in inner)
        return token.i in view.time or introduces

    return [token for token in tokens if not of_time(token)]


def _inner(tokens: list[Token], view: View) -> str:
    """The words of a phrase behind the verb: an article that began the sentence is small there."""
    text = _words(tokens, view)
    return _lowered(text) if tokens and tokens[0].pos_ == "DET" else text


def _lowered(text: str) -> str:
    """Words with a small letter at their start, but for those in capitals throughout."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _aside(prep: Token, view: View, *, first: bool) -> bool:
    """Whether a prepositional phrase adds nothing to a headline: a time, who says so, or another
    act behind what the verb already has ("resigned from the board after hiding it")."""
    if all(t.i in view.time or t.i == prep.i for t in prep.subtree):
        return True
    if prep.lower_ == "according":
        return True
    return (
        not first
        and prep.lower_ in _BESIDE
        and any(c.dep_ in ("pcomp", "advcl") for c in prep.children)
    )


def _relativised(verb: Token, subject: list[Token]) -> Token | None:
    """The noun that a relative clause without an object of its own leaves out: "a threat" of
    "a threat that Lee condemns"."""
    if verb.dep_ not in ("relcl", "acl") or not subject or verb.tag_ not in _FINITE:
        return None
    noun = verb.head
    if noun.pos_ not in ("NOUN", "PROPN") or subject[0].i in (noun.i, verb.i):
        return None
    if noun.i in {t.i for t in subject} or not noun.i < subject[0].i < verb.i:
        return None
    for child in verb.children:
        if child.dep_ in ("dobj", "obj", "ccomp", "xcomp", "nsubjpass", "acomp", "attr"):
            if child.dep_ == "dobj" and child.lower_ in ("that", "which", "whom"):
                continue
            return None
        if child.dep_ in ("prep", "advmod") and child.lower_ in ("where", "when", "why"):
            return None
        if child.dep_ == "prep" and child.i < verb.i:
            return None  # "the plan to which Lee agreed"
    return noun if _is_transitive(verb) else None


#: Verbs that want an object: only these can have left one out in a relative clause.
_TRANSITIVE = word_set(
    """accuse announce approve arrest attack attend ban bomb block build buy call carry cancel close
    condemn criticise criticize cut declare defeat defend demand denounce deny destroy endorse fire
    found fund grant hold host hit impose introduce join kill launch lead leave make meet offer open
    oppose order organise organize pass pay plan praise present produce publish purchase receive
    reject release request rescue seek seize sell send sign slam start steal strike sue support take
    unveil use veto visit want win withdraw write"""
)


def _is_transitive(verb: Token) -> bool:
    """Whether a verb is one that wants an object."""
    return verb.lemma_.lower() in _TRANSITIVE


def _noun_group(noun: Token) -> list[Token]:
    """A noun with its determiner and modifiers before it."""
    return [t for t in noun.subtree if noun.left_edge.i <= t.i <= noun.i and not t.is_space]


#: Before what was done beside, before or after the act.
_BESIDE = word_set("after before by since while when without upon despite until following")
_FINITE = ("VBD", "VBZ", "VBP")
#: Contracted auxiliaries, spelt out behind a name that stands for a pronoun.
_SPELT = {"'ve": "has", "'m": "is", "'re": "is", "'ll": "will", "n't": "not"}
_THIRD = {"have": "has", "am": "is", "are": "is", "do": "does", "were": "was"}


def _predicate(tokens: list[Token], subject: Token | None, left: str, view: View) -> str:
    """The verb with its helpers; behind a name in place of "I" or "they 've" it agrees with it."""
    text = _words(tokens, view)
    replaced = (
        subject is not None
        and subject.pos_ == "PRON"
        and left.lower() != subject.lower_
        and subject.i in view.mention
    )
    if not replaced or subject is None or not tokens:
        return text
    words = []
    verb = tokens[-1]
    first = subject.lower_ in ("i", "we")
    for token in tokens:
        word = token.text.replace("’", "'")
        if word.lower() == "'d":
            word = "had" if any(t.tag_ == "VBN" for t in tokens) else "would"
        elif word.lower() == "'s":
            word = "has" if verb.tag_ == "VBN" and verb.lemma_ != "be" else "is"
        elif first and word.lower() in _SPELT:
            word = _SPELT[word.lower()]
        elif word.lower() in ("wo", "ca"):
            word = "will" if word.lower() == "wo" else "can"
        elif word.lower() in _SPELT:
            word = {"'ve": "have", "'re": "are"}.get(word.lower(), _SPELT[word.lower()])
        elif first and word.lower() in _THIRD and subject.lower_ == "i":
            word = _THIRD[word.lower()]
        elif first and token.tag_ == "VBP" and len(tokens) == 1 and subject.lower_ == "i":
            word = _third_person(token.lemma_.lower())
        words.append(word)
    return " ".join(words)


def _third_person(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in tuple("aeiou"):
        return verb[:-1] + "ies"
    return verb + "s"


def _shorten(tokens: list[Token]) -> list[Token]:
    """A phrase cut before its last prepositional phrase or clause until it is short."""
    inside = {token.i for token in tokens}
    size = 0
    cut = len(tokens)
    last = cut
    starts: set[int] = set()
    for token in tokens:
        if token.dep_ in ("relcl", "acl", "advcl", "ccomp", "xcomp", "appos"):
            starts.add(token.left_edge.i)  # with its "that", its subject, its "to"
        elif token.dep_ == "prep" or (token.dep_ == "cc" and token.head.i < token.i):
            starts.add(token.i)
    for index, token in enumerate(tokens):
        size += len(token.text_with_ws)
        if index and token.i in starts and token.head.i in inside:
            last = index
        if size > 70:
            cut = last
            break
    return tokens[:cut] if cut else tokens


def _whole(noun: Token) -> Token:
    """The measure that a noun is counted in: "2,512 tons" of "2,512 tons of cocaine"."""
    prep = noun.head
    measure = noun.dep_ == "pobj" and prep.lower_ == "of" and prep.head.pos_ == "NOUN"
    if measure and any(c.dep_ == "nummod" for c in prep.head.children):
        return prep.head
    return noun


def _subject_words(token: Token, view: View, verb: Token) -> str:
    """The subject as the text says it; a pronoun becomes the name that it stands for."""
    mention = view.mention.get(token.i)
    if mention is not None and mention.kind is MentionKind.PRONOUN:
        actor = view.context.actor(mention.actor)
        if actor is not None:
            return actor.label
    conj = [c for c in token.children if c.dep_ in ("conj", "cc")]
    below = {t.i for t in verb.subtree} if verb.is_ancestor(token) is False else set()
    for child in token.children:
        if child.i == verb.i or child.is_ancestor(verb):
            below |= {t.i for t in child.subtree}  # "Lee's firm of hiding it": the firm
    words = [t for t in _clause(token) if t.i not in below]
    while len(words) > 1 and words[0].i < token.i and _of_time(words[0], view):
        words = words[1:]  # "In the late 1980s Lee ...", read as one phrase
    text = _owned(words, view)
    if len(text) > 60 and not conj:
        words = [t for t in words if t.i <= token.i]
        text = _words(words, view)
    return text


def _of_time(word: Token, view: View) -> bool:
    """Whether a word belongs to a time expression, or is the article before one."""
    return word.i in view.time or (word.pos_ == "DET" and word.i + 1 in view.time)


def _clause(token: Token) -> list[Token]:
    """A phrase without relative clauses, apposition and asides."""
    found = {token.i: token}
    stack = [token]
    while stack:
        current = stack.pop()
        for child in current.children:
            if child.dep_ in ("relcl", "appos", "parataxis", "advcl"):
                continue
            if child.dep_ == "acl" and _set_off(child):
                continue  # "Lee, born in Elsin, has built it"
            if child.dep_ == "punct" and not _hyphen(child) and not _listed(child):
                continue
            found[child.i] = child
            stack.append(child)
    return [found[i] for i in sorted(found)]


def _set_off(clause: Token) -> bool:
    first = clause.left_edge.i
    return first > 0 and clause.doc[first - 1].text in (",", "(", "—", "–", "-")


def _listed(comma: Token) -> bool:
    """A comma of an enumeration ("Brazil, Chile and Guatemala")."""
    return comma.text == "," and any(c.dep_ == "conj" for c in comma.head.children)


def _words(tokens: list[Token], view: View) -> str:
    text = view.context.article.text
    pieces = []
    for token in tokens:
        if token.is_space:
            continue  # a mark that was blanked
        word = text[token.idx : token.idx + len(token.text)]
        pieces.append(word + (" " if token.whitespace_ else ""))
        if not token.whitespace_ and token.i + 1 < len(token.doc):
            following = token.nbor(1)
            if tokens and following not in tokens:
                pieces.append(" ")
    return "".join(pieces).strip()


def _tidy(text: str) -> str:
    text = re.sub(r"\s*\[(?:\d+|\^[\w-]+)\]", "", text)
    text = re.sub(r"\(\s*\)?", "", text) if "(" in text and ")" not in text else text
    text = re.sub(r"\(\s*\)", "", text)
    text = re.sub(r"\s+", " ", text).strip(" ,;:–—-\"'“”‘’")
    # A closing mark whose opening one was left out; after an s it may be a possessive.
    text = re.sub(r"(?<=[^\Ws])'(?=\s)", "", text)
    text = re.sub(r"\s+([,.;:])", r"\1", text)
    text = re.sub(r"(?:,|\band\b|\bor\b|\bthe\b|\ba\b)$", "", text).strip(" ,")
    if text[1:2].isupper():
        # "iPhone", "eBay" keep their first letter.
        return text
    return text[:1].upper() + text[1:]
