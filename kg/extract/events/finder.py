"""Events of an article: the one entry, which puts triggers, status, roles and times together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.extract.events.charges import charge_of, is_unproven
from kg.extract.events.draft import Draft
from kg.extract.events.encoded import load_encoded_spotter
from kg.extract.events.labels import make_label
from kg.extract.events.lexicon import Lexicon, load_lexicon
from kg.extract.events.merge import family, group
from kg.extract.events.narrative import narrative_times
from kg.extract.events.roles import find_roles
from kg.extract.events.spotted import spotted
from kg.extract.events.spotting import load_spotter
from kg.extract.events.status import judge
from kg.extract.events.syntax import core_lemmas, is_passive, lemma, objects, prepositions, subjects
from kg.extract.events.triggers import Trigger, find_triggers
from kg.extract.events.typing import counted
from kg.extract.events.unsaid import is_asked, is_left_open, is_silent
from kg.extract.events.view import View, make_view
from kg.extract.events.when import Dated, date_triggers
from kg.extract.events.worth import VERBAL, is_sure, is_worth
from kg.extract.lexicon import word_set
from kg.model import (
    Event,
    Quantity,
    Role,
    RoleName,
    SegmentKind,
    Span,
    StatementKind,
    Status,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.context import Context

__all__ = ["find_events"]

#: Happenings that are called for a day.
_SCHEDULED = frozenset({"PROTEST", "CONSULT", "ELECTION", "CEREMONY"})
#: Verbs that only carry the happening that their object names.
_CARRIERS = frozenset(["undergo", "receive", "suffer", "experience", "sustain", "have", "get"])
#: What tells one happening from those of its kind that were told before.
_FURTHER = word_set("""another second third fourth other others new further more previous earlier
    latest next last similar separate different""")
#: Acts by which speakers tell of what they do themselves.
_UNREAL = (Status.PLANNED, Status.HYPOTHETICAL, Status.DENIED)
_SELF = frozenset(["announce", "confirm", "acknowledge", "admit", "reveal", "declare", "disclose"])


def find_events(context: Context) -> tuple[Event, ...]:
    """The events that the article tells of, in the order of the text.

    ``context.statements`` should be filled in: what only a speaker vouches for is then alleged,
    with the speaker in ``according_to``. Indices in ``according_to_statement`` point into
    ``context.statements``, those in ``in_response_to`` into the result.
    """
    lexicon = load_lexicon()
    view = make_view(context)
    doc = context.doc
    if context.states is None:
        chance = load_spotter().happenings(doc, lexicon, view)
    else:
        chance = load_encoded_spotter().happenings(doc, context.states)
    triggers = spotted(doc, lexicon, view, chance, find_triggers(doc, lexicon, view))
    triggers = [trigger for trigger in triggers if not _furniture(trigger, view)]
    dated = date_triggers(triggers, doc, lexicon, view)
    drafts = [
        draft
        for trigger in triggers
        if (draft := _draft(trigger, dated.get(trigger.token), doc, lexicon, view)) is not None
    ]
    drafts = narrative_times(drafts, doc, view)
    drafts = [
        draft
        for draft in drafts
        if is_worth(draft, doc, lexicon, view)
        or is_sure(draft, chance.get(draft.trigger.token, 0.0), doc, lexicon, view)
    ]
    groups = [g for g in group(drafts) if not all(_unread(drafts[i], doc) for i in g)]
    owner = {i: number for number, members in enumerate(groups) for i in members}
    by_token = {drafts[i].trigger.token: number for i, number in owner.items()}
    quantities = _quantities(by_token, doc, view)
    causes = _responses(drafts, owner, by_token, doc)
    return tuple(
        _event(
            [drafts[i] for i in members],
            quantities.get(number, ()),
            tuple(sorted(causes.get(number, ()))),
            view,
        )
        for number, members in enumerate(groups)
    )


def _unread(draft: Draft, doc: Doc) -> bool:
    """Whether a verb of a headline in capitals was taken for a name: it is worth something only
    where the text below tells of it too."""
    name = doc[draft.trigger.token].pos_ == "PROPN"
    return draft.heading and draft.trigger.spotted and draft.trigger.type == "OTHER" and name


def _furniture(trigger: Trigger, view: View) -> bool:
    part = view.context.segment_of(trigger.span)
    if part is None:
        return False
    if part.kind is SegmentKind.FURNITURE:
        return True
    return part.label is not None and part.label.overlaps(trigger.span)


def _draft(
    trigger: Trigger, dated: Dated | None, doc: Doc, lexicon: Lexicon, view: View
) -> Draft | None:
    token = doc[trigger.token]
    verdict = judge(token, trigger.type, lexicon, view, negation=trigger.negation)
    if verdict.status is None:
        return None
    status = verdict.status
    charge = charge_of(token)
    if charge is not None and is_unproven(charge) and status in (Status.OCCURRED, Status.ONGOING):
        status = Status.ALLEGED
    roles = find_roles(trigger, doc, view)
    holder: str | None = None
    statement = view.statement.get(token.i)
    if verdict.holder is not None and status in (Status.ALLEGED, Status.DENIED):
        holder = _holder(doc[verdict.holder], view)
    if statement is not None and is_silent(view.context.statements[statement]):
        # Who "would not discuss the arrest" vouches for nothing, and denies nothing.
        if is_left_open(token, statement, view):
            granted = is_asked(token, statement, view) and status not in _UNREAL
            status, holder = Status.OCCURRED if granted else Status.HYPOTHETICAL, None
        elif holder == view.context.statements[statement].speaker_actor:
            holder = None
        statement = None
    elif statement is not None and not _own_act(statement, trigger, roles, view):
        said = view.context.statements[statement]
        granted = said.negated and is_asked(token, statement, view)
        if granted and status in (Status.OCCURRED, Status.ONGOING, Status.ALLEGED):
            status, holder, statement = Status.OCCURRED, None, None
        elif status in (Status.OCCURRED, Status.ONGOING):
            status = Status.ALLEGED
        if status is Status.ALLEGED and said.negated and not trigger.frame:
            status = Status.HYPOTHETICAL  # what somebody "did not say" is not denied by that
        elif status is Status.ALLEGED and said.act == "deny" and not said.negated:
            status = Status.DENIED
        if holder is None and status is not Status.OCCURRED:
            holder = said.speaker_actor
    else:
        statement = None
    if status is Status.PLANNED and dated is not None and _past(dated, view):
        dated = None
    if (
        status in (Status.OCCURRED, Status.ALLEGED)
        and dated is not None
        and (dated.how not in ("label",) and _after(dated, view))
    ):
        # "has promised a release before the end of the month": the date is that of the promise's
        # matter, not of the promise.
        dated = None
    called = status is Status.HYPOTHETICAL and trigger.type in _SCHEDULED
    if called and dated is not None and dated.how == "direct" and _to_come(dated, view):
        # What is called for on a day to come is planned ("called for rallies on January 7").
        status = Status.PLANNED
    return Draft(
        trigger=trigger,
        status=_label_status(status, token, view),
        roles=roles,
        sentence=view.context.sentence_of(trigger.span),
        label=make_label(
            trigger, doc, view, real=status in (Status.OCCURRED, Status.ONGOING, Status.ALLEGED)
        ),
        families=frozenset(family(lemma(doc[i])) for i in (trigger.token, *trigger.absorbed)),
        words=_object_words(trigger, doc),
        named=frozenset(
            role.actor for role in roles if role.actor is not None and role.actor not in view.groups
        ),
        dated=dated,
        holder=holder,
        statement=statement,
        heading=view.heading(token),
        definite=any(
            c.lower_ in ("the", "this", "that", "these", "those")
            for c in token.children
            if c.dep_ == "det"
        ),
        further=_is_further(token),
        plural=token.tag_ in ("NNS", "NNPS"),
        count=counted(token),
        beside=_carrier(token),
        confidence=_confidence(trigger, status, dated, roles),
    )


def _is_further(token: Token) -> bool:
    """Whether it is one more of its kind: "another attack", "killed two others"."""
    told = [token, *objects(token), *subjects(token)]
    return any(
        t.lower_ in _FURTHER or any(c.lower_ in _FURTHER for c in t.children) for t in told
    ) or any(c.lower_ in ("again", "also") for c in token.children)


def _carrier(noun: Token) -> int | None:
    """The verb that adds nothing to its object: "undergo" in "undergo surgery"."""
    if noun.pos_ != "NOUN" or noun.dep_ not in ("dobj", "nsubjpass"):
        return None
    return noun.head.i if lemma(noun.head) in _CARRIERS else None


def _past(dated: Dated, view: View) -> bool:
    """Whether a date lies before publication, so that it cannot be that of a plan."""
    published = view.context.article.published
    latest = dated.expression.time.latest
    return dated.how != "label" and bool(published and latest and latest < published[: len(latest)])


def _after(dated: Dated, view: View) -> bool:
    """Whether a date lies wholly after publication, so that nothing can have happened then."""
    published = view.context.article.published
    earliest = dated.expression.time.earliest
    return bool(published and earliest and earliest > published[:10] and len(published) >= 10)


def _to_come(dated: Dated, view: View) -> bool:
    published = view.context.article.published
    earliest = dated.expression.time.earliest
    return bool(earliest) and (not published or str(earliest) >= published[:10])


def _label_status(status: Status, token: Token, view: View) -> Status:
    """A timeline label may say that its entry is planned ("Early 2026 (planned)")."""
    if status is not Status.OCCURRED or not view.entry(token):
        return status
    part = view.segment(token)
    if part is None or part.label is None:
        return status
    words = view.context.article.text[part.span.start : part.label.end + 12].lower()
    if any(w in words for w in ("(planned", "(expected", "(scheduled", "(upcoming")):
        return Status.PLANNED
    return status


def _holder(verb: Token, view: View) -> str | None:
    """The actor who alleges or denies: the subject of the governing verb."""
    if verb.pos_ == "VERB":
        people = (
            [t for w, ts in prepositions(verb) if w == "by" for t in ts]
            if is_passive(verb)
            else subjects(verb)
        )
    else:
        people = [c for c in verb.children if c.dep_ == "poss"]
    for token in people:
        mention = view.mention.get(token.i)
        if mention is not None:
            return mention.actor
    return None


def _own_act(statement: int, trigger: Trigger, roles: Sequence[Role], view: View) -> bool:
    """Whether speakers announce what they did themselves, or the act is theirs by words."""
    said = view.context.statements[statement]
    if said.speaker_actor is None:
        return False
    agents = {r.actor for r in roles if r.role is RoleName.AGENT}
    if said.speaker_actor not in agents:
        return False
    if trigger.type in VERBAL and not trigger.frame and trigger.token not in view.quoted:
        return True
    return said.act in _SELF and said.kind is not StatementKind.QUOTATION


def _object_words(trigger: Trigger, doc: Doc) -> frozenset[str]:
    """Lemmas of what the event is about: object, "of" complement, compounds."""
    token = doc[trigger.token]
    found: set[str] = set()
    heads = [token] if trigger.frame else []
    heads += [doc[i] for i in trigger.absorbed]
    for noun in heads:
        found |= core_lemmas(noun) - {lemma(noun)}
    if not trigger.frame:
        for obj in [*objects(token), *(subjects(token) if is_passive(token) else [])]:
            if obj.pos_ != "PRON":
                found |= core_lemmas(obj)
    return frozenset(w for w in found if w.isalnum() and not w.isdigit())


def _confidence(
    trigger: Trigger, status: Status, dated: Dated | None, roles: tuple[Role, ...]
) -> float:
    base = 0.85 if not trigger.frame else 0.75
    if trigger.generic:
        base = 0.55
    elif trigger.act:
        base = 0.7
    if any(role.actor for role in roles):
        base += 0.05
    if dated is not None and dated.confidence >= 0.8:
        base += 0.05
    return round(base, 2)


def _quantities(by_token: dict[int, int], doc: Doc, view: View) -> dict[int, tuple[Quantity, ...]]:
    """Quantities by the group of the nearest trigger above them in the parse."""
    found: dict[int, list[Quantity]] = {}
    for quantity in view.context.quantities:
        tokens = view.context.tokens(quantity.span)
        if tokens is None:
            continue
        token = tokens.root
        for _ in range(8):
            # "cocaine seized": what the participle says of it comes first.
            own = [c.i for c in token.children if c.dep_ in ("acl", "relcl") and c.i in by_token]
            if own:
                found.setdefault(by_token[own[0]], []).append(quantity)
                break
            if token.i in by_token:
                found.setdefault(by_token[token.i], []).append(quantity)
                break
            if token.head.i == token.i or (
                token.dep_ in ("ccomp", "advcl", "relcl", "ROOT") and token.i not in by_token
            ):
                break
            token = token.head
    return {number: tuple(items) for number, items in found.items()}


def _responses(
    drafts: Sequence[Draft], owner: dict[int, int], by_token: dict[int, int], doc: Doc
) -> dict[int, set[int]]:
    """Which events answer which: "in response to", "in retaliation for"."""
    found: dict[int, set[int]] = {}
    for index, draft in enumerate(drafts):
        token = doc[draft.trigger.token]
        prep = token.head
        if token.dep_ != "pobj" or prep.head.lower_ not in (
            "response",
            "retaliation",
            "reaction",
            "reply",
            "revenge",
            "reprisal",
            "answer",
        ):
            continue
        verb = prep.head.head
        for _ in range(4):
            if verb.i in by_token or verb.head.i == verb.i:
                break
            verb = verb.head
        if verb.i in by_token and by_token[verb.i] != owner[index]:
            found.setdefault(by_token[verb.i], set()).add(owner[index])
    return found


_RANK = (
    Status.OCCURRED,
    Status.ONGOING,
    Status.ALLEGED,
    Status.PLANNED,
    Status.HYPOTHETICAL,
    Status.DENIED,
)


_FACT = (Status.OCCURRED, Status.ONGOING)


def _is_hearsay(one: Status, other: Status) -> bool:
    """Whether the one is less than a fact where the other is told as one."""
    return one not in _FACT and other in _FACT


def _event(
    members: list[Draft], quantities: tuple[Quantity, ...], answers: tuple[int, ...], view: View
) -> Event:
    """One event of all its mentions; the fullest mention outside headings gives the label."""
    status = min((m.status for m in members), key=_RANK.index)
    main = max(
        members,
        key=lambda m: (
            m.status is status,
            not m.heading,
            m.trigger.type != "OTHER",
            m.trigger.frame == "",
            m.dated.confidence if m.dated else 0.0,
            len(m.roles),
            -m.trigger.span.start,
        ),
    )
    dated = max(
        (m for m in members if m.dated),
        default=None,
        key=lambda m: (m.dated.confidence if m.dated else 0.0, m is main, -m.trigger.span.start),
    )
    roles = list(main.roles)
    have = {(r.role, r.actor) for r in roles}
    taken = {r.actor for r in roles if r.role is not RoleName.PLACE}
    for other in members:
        for role in other.roles:
            if role.actor is None or (role.role, role.actor) in have or other.heading:
                continue
            if role.role is RoleName.AGENT and _is_hearsay(other.status, status):
                continue  # who is said to have done it is not told as who did it
            if role.role is not RoleName.PLACE and role.actor in taken:
                continue
            if role.role in (RoleName.AGENT, RoleName.PATIENT) and any(
                r.role is role.role for r in main.roles
            ):
                continue
            roles.append(role)
            have.add((role.role, role.actor))
            taken.add(role.actor)
    order = list(RoleName)
    roles.sort(key=lambda r: (order.index(r.role), r.span))
    others = [m for m in members if m is not main]
    sentences = dict.fromkeys(m.sentence for m in others if m.sentence != main.sentence)
    citations = dict.fromkeys(
        c for m in [main, *others] for c in view.context.citations_for(m.trigger.span)
    )
    alleged = status in (Status.ALLEGED, Status.DENIED, Status.PLANNED, Status.HYPOTHETICAL)
    return Event(
        type=main.trigger.type,
        label=_fullest(main, members).label,
        trigger=main.trigger.span,
        sentence=main.sentence,
        status=status,
        time=dated.dated.expression.time if dated and dated.dated else None,
        time_span=_time_span(dated),
        roles=tuple(roles),
        quantities=quantities,
        citations=tuple(citations),
        according_to=main.holder if alleged else None,
        according_to_statement=main.statement if alleged else None,
        in_response_to=answers,
        other_triggers=tuple(m.trigger.span for m in others),
        other_sentences=tuple(sentences),
        confidence=main.confidence,
    )


def _fullest(main: Draft, members: Sequence[Draft]) -> Draft:
    """Whose label tells most: a clause ("Lee died at 80") rather than a bare noun ("Lee's death")
    with fewer words, where both are told as what happened."""
    if not main.trigger.frame or main.heading:
        return main
    told = (*_FACT, Status.ALLEGED)
    clauses = [
        m
        for m in members
        if not m.trigger.frame
        and not m.heading
        and m.status in told
        and main.status in told
        and not _is_hearsay(m.status, main.status)
        and len(m.label) > len(main.label)
    ]
    return max(clauses, key=lambda m: (m.status is main.status, len(m.roles)), default=main)


def _time_span(draft: Draft | None) -> Span | None:
    return draft.dated.expression.span if draft is not None and draft.dated is not None else None
