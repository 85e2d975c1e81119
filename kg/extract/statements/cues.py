"""What the words around a reporting word tell: its act, negation, modality, addressee, channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.lexicon import word_set
from kg.extract.statements.acts import LEMMAS, act_of
from kg.extract.statements.rules import CLAUSE_VERBS, noun_span
from kg.extract.statements.silence import keeps_silent, turns_down
from kg.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Cue", "read_cue"]

#: Verbs whose object is who was spoken to.
_TOLD = word_set(
    """tell inform notify assure remind ask urge order advise persuade convince beg instruct
    request implore exhort thank warn caution reassure brief encourage command invite"""
)
#: Verbs that take the listener with "to".
_TO = word_set(
    """say announce write explain speak talk declare admit confess complain suggest propose
    appeal reply respond describe reveal report signal lie vow promise add testify"""
)
_MODALS = word_set("""may might could would should must will shall can""")
_NEGATIVES = word_set("""not n't n’t never no neither nor without hardly""")
_CHANNEL_PREPOSITIONS = frozenset(
    ["on", "in", "via", "at", "through", "during", "over", "by", "to"]
)
#: Head words of what carries words: platforms, media, documents, occasions.
_CHANNELS = word_set(
    """x twitter facebook instagram telegram youtube tiktok weibo wechat whatsapp linkedin
    reddit truth snapchat threads bluesky mastodon television tv radio podcast media
    statement post posts tweet tweets message letter email e-mail memo interview interviews
    speech address briefing conference communiqué communique release blog op-ed editorial
    column report article book note video broadcast livestream call testimony hearing debate
    rally remarks filing lawsuit complaint affidavit ruling newsletter thread telegram
    dispatch declaration documentary website site newspaper magazine program programme show"""
)
_PLATFORMS = word_set(
    """x twitter facebook instagram telegram youtube tiktok weibo wechat whatsapp linkedin
    reddit truth snapchat threads bluesky mastodon television tv radio"""
)
_PLEAS = (("not guilty", "deny"), ("innocent", "deny"), ("guilty", "confirm"))
_GOVERNED = frozenset(("advcl", "conj", "xcomp", "acl"))


@dataclass(frozen=True, slots=True)
class Cue:
    """What one cue says of the act of reporting."""

    lemma: str
    act: str
    negated: bool = False
    modality: str | None = None
    addressee: Span | None = None
    channel: Span | None = None


def read_cue(
    text: str, doc: Doc, cue: Span, content: tuple[Span, ...], *, quoted: bool = True
) -> Cue:
    """Reads a cue in its parse.

    Args:
        text: the article's text.
        doc: its parse.
        cue: the reporting words.
        content: what was reported, in which no addressee of the outer act is looked for, save for
            the one at its start ("urged Colombians to march").
    """
    span = doc.char_span(cue.start, cue.end, alignment_mode="expand")
    words = [token for token in span if not token.is_space] if span is not None else []
    lemmas = tuple(_lemma(token) for token in words if not token.is_punct)
    if words and not lemmas:
        # a colon or dash: the reporting word, if there is one, stands before it
        before = _before(words[0])
        if before is None:
            return Cue("", "say")
        words, lemmas = [before], (_lemma(before),)
    if not lemmas:
        return Cue("", "say")
    head = _head(words)
    lemma = _lemma(head)
    listener = _addressee(text, head, content)
    act, negated = act_of(lemmas, lemma, quoted=quoted), _negated(words, head)
    if lemma == "plead" and content:
        act = next((a for word, a in _PLEAS if content[0].of(text).startswith(word)), act)
    silent = keeps_silent(words, head, min((part.start for part in content), default=cue.end))
    if silent is not None:
        act, negated = "decline", not silent
    elif act == "decline" and turns_down(head):
        act = "reject"
    return Cue(
        lemma,
        act,
        negated,
        _modality(words, head),
        listener,
        _channel(text, head, content),
    )


def _lemma(token: Token) -> str:
    lemma = token.lemma_.lower()
    # the lemmatizer leaves a participle that it took for a noun as it is, and makes "hop" of
    # "hoping"
    if lemma not in LEMMAS:
        for word in (lemma, token.lower_):
            for ending in ("ing", "ed", "es", "s", "d"):
                stem = word.removesuffix(ending)
                if stem != word:
                    for candidate in (stem, stem + "e"):
                        if candidate in LEMMAS:
                            return candidate
    return lemma


def _before(mark: Token) -> Token | None:
    """The nearest verb of saying before a mark in its sentence."""
    for token in reversed(list(mark.sent)):
        if token.i < mark.i and token.pos_ == "VERB" and _lemma(token) in CLAUSE_VERBS:
            return token
    return None


def _head(words: list[Token]) -> Token:
    """The word of the cue that carries its meaning."""
    verbs = [t for t in words if t.pos_ == "VERB" and _lemma(t) in LEMMAS]
    if verbs:
        inside = {t.i for t in words}
        roots = [t for t in verbs if t.head.i not in inside or t.dep_ == "ROOT"]
        return roots[0] if roots else verbs[0]
    nouns = [t for t in words if _lemma(t) in LEMMAS]
    if nouns:
        return nouns[0]
    content = [t for t in words if t.pos_ in ("VERB", "NOUN", "ADJ", "PROPN")]
    return content[0] if content else words[0]


def _negated(words: list[Token], head: Token) -> bool:
    children = [c for c in head.children if c.dep_ == "neg"]
    for child in head.children:
        if child.dep_ in ("nsubj", "nsubjpass"):  # "neither firm commented"
            children += [
                c for c in child.lefts if c.lower_ in ("no", "neither") and c.dep_ == "det"
            ]
    return bool(children) or any(t.lower_ in _NEGATIVES for t in words)


def _modality(words: list[Token], head: Token) -> str | None:
    for token in (*words, *head.children):
        if token.tag_ == "MD" or (token.dep_ == "aux" and token.lemma_.lower() in _MODALS):
            return str(token.lemma_.lower()).replace("’", "'")
    return None


def _addressee(text: str, head: Token, content: tuple[Span, ...]) -> Span | None:
    lemma = _lemma(head)
    inside = [part for part in content if part.start <= head.idx < part.end]
    if inside:
        return None
    found: Token | None = None
    for child in head.children:
        if child.i < head.i:
            continue
        if lemma in _TOLD and child.dep_ in ("dobj", "dative") and child.tag_ != "WDT":
            # an object inside what was said was told something only if more follows it:
            # "urged them to leave", but "urged caution"
            held = any(part.start <= child.idx < part.end for part in content)
            if not held or any(
                c.dep_ in ("xcomp", "ccomp") and c.i > child.i for c in head.children
            ):
                found = child
            break
        if lemma in _TOLD and child.dep_ == "ccomp" and lemma not in ("warn", "caution"):
            subject = next((c for c in child.children if c.dep_ == "nsubj"), None)
            to = any(c.tag_ == "TO" for c in child.children)
            if subject is not None and to:
                found = subject
                break
        if (
            (lemma in _TO or lemma in _TOLD)
            and child.dep_ in ("prep", "dative")
            and (child.lower_ == "to")
        ):
            found = next((c for c in child.children if c.dep_ == "pobj"), None)
            if found is not None:
                break
    if found is None or found.pos_ not in ("NOUN", "PROPN", "PRON"):
        return None
    span = noun_span(text, found)
    if any(span.contains(part) for part in content):  # "urged dialogue"
        return None
    # "asked a question", "told the truth": what was said, not who was told
    if found.pos_ == "NOUN" and found.lemma_.lower() in (
        "question",
        "truth",
        "story",
        "lie",
        "it",
        "thing",
        "way",
        "time",
        "meeting",
        "help",
    ):
        return None
    return span


def _channel(text: str, head: Token, content: tuple[Span, ...]) -> Span | None:
    """ "on X", "in a statement": attached to the verb, or to the verb that it hangs on."""
    token = head
    for _ in range(4):
        best: Span | None = None
        for child in token.children:
            if child.dep_ not in ("prep", "agent") or child.lower_ not in _CHANNEL_PREPOSITIONS:
                continue
            if any(part.start <= child.idx < part.end for part in content):
                continue
            for thing in child.children:
                if thing.dep_ != "pobj":
                    continue
                span = _carrier(text, thing)
                if span is not None:
                    best = span
        if best is not None:
            return best
        if token.dep_ not in _GOVERNED or token.head.i == token.i:
            return None
        token = token.head
    return None


def _carrier(text: str, thing: Token) -> Span | None:
    """The platform named by a phrase ("a post on X" is X), else the phrase."""
    if thing.lower_ not in _CHANNELS and thing.lemma_.lower() not in _CHANNELS:
        return None
    for child in thing.children:
        if child.dep_ == "prep" and child.lower_ in ("on", "to", "with", "for", "via"):
            for inner in child.children:
                if inner.dep_ == "pobj" and (
                    inner.lower_ in _PLATFORMS or inner.ent_type_ == "ORG"
                ):
                    return noun_span(text, inner)
    # one-letter platforms only where they stand as names
    if thing.lower_ == "x" and thing.text != "X":
        return None
    return noun_span(text, thing)
