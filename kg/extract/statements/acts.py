"""Speech acts and attitudes: from the lemma of a reporting word to what was done by it.

The table is data: `ACTS` names every concept of the ``kg:act`` scheme with its label, definition
and kind, and the SKOS scheme of the ontology is tested against it. The grouping follows the verb
classes of Levin (English Verb Classes and Alternations, 1993: say, tell, judgement, want,
conjecture) and Searle's classes of illocutionary acts, cut to what news distinguishes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ACTS", "LEMMAS", "PHRASES", "Act", "ActKind", "act_of", "is_speech"]


class ActKind(StrEnum):
    """Whether something was said, or only thought, wanted or withheld."""

    SPEECH = "speech"
    THOUGHT = "thought"
    INTENTION = "intention"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Act:
    """One concept: its name (the concept's local name), label, definition and kind."""

    name: str
    definition: str
    kind: ActKind
    lemmas: frozenset[str]


def _act(name: str, kind: ActKind, definition: str, lemmas: str) -> Act:
    return Act(name, definition, kind, frozenset([name, *lemmas.split()]))


_S, _T, _I, _N = ActKind.SPEECH, ActKind.THOUGHT, ActKind.INTENTION, ActKind.SILENCE

ACTS: tuple[Act, ...] = (
    _act(
        "say",
        _S,
        "Says something, with no further colour.",
        "tell add note state remark mention continue write speak talk comment observe recall "
        "recount narrate read explain express voice utter go relate post tweet blog email text "
        "retweet message per according discuss describe refer cite quote reference point list "
        "detail outline address articulate elaborate interject begin conclude joke quip shout "
        "yell chant whisper muse opine word statement remarks comments quote testify testimony "
        "recite remind present put frame portray depict characterize characterise label brand "
        "dub term call name title characterization elaborate explanation description depiction "
        "signal convey communicate lecture preach intone exclaim cry scream mutter murmur gush "
        "chime interview speech inform brief notify apprise reiterate repeat echo account "
        "version footnote caption headline broadcast sing mouth respond answer reply response "
        "retort rejoin counter attribute liken compare define specify clarify sum chronicle "
        "sketch invoke clarification comparison explanation elaborate pronouncement",
    ),
    _act(
        "announce",
        _S,
        "Makes something known to the public for the first time.",
        "declare unveil reveal disclose proclaim publish release issue introduce launch "
        "announcement declaration disclosure revelation proclamation publicize publicise "
        "divulge pronounce break",
    ),
    _act(
        "report",
        _S,
        "Passes on information as news or a finding of its own.",
        "report cover file report account dispatch",
    ),
    _act(
        "show",
        _S,
        "A study, poll or document says or shows.",
        "find indicate reveal estimate demonstrate project survey poll record document "
        "determine illustrate imply finding estimation projection",
    ),
    _act(
        "confirm",
        _S,
        "Says that something already told is true.",
        "acknowledge admit concede verify corroborate affirm certify confirmation admission "
        "acknowledgement acknowledgment recognize recognise confess grant attest concession "
        "allow validate ratify",
    ),
    _act(
        "deny",
        _S,
        "Says that something is not true.",
        "refute rebut dispute contradict disavow denial disclaim repudiate contest debunk "
        "rebuttal disown gainsay",
    ),
    _act(
        "claim",
        _S,
        "Says as true what others may doubt.",
        "assert maintain contend allege argue insist purport assertion allegation contention "
        "claim argument insistence profess posit aver swear submit emphasize emphasise stress "
        "underscore underline highlight reason rumor rumour object boast brag tout defend justify "
        "rationalize defence defense persuade",
    ),
    _act(
        "suggest",
        _S,
        "Puts something forward without insisting.",
        "propose hint insinuate intimate imply recommend advise counsel float moot proposal "
        "suggestion recommendation advice offer pitch raise advocate broach propound hint "
        "implication insinuation",
    ),
    _act(
        "warn",
        _S,
        "Says that something bad may come.",
        "caution alert forewarn warning admonish caveat alarm",
    ),
    _act("threaten", _S, "Says that the speaker will do harm.", "threat menace ultimatum"),
    _act(
        "accuse",
        _S,
        "Says that somebody did wrong.",
        "blame charge implicate fault indict accusation impugn sue finger incriminate lawsuit "
        "charges allegations accusations prosecute",
    ),
    _act(
        "condemn",
        _S,
        "Says that something is wrong and must not be.",
        "denounce decry deplore castigate censure condemnation denunciation excoriate reproach "
        "vilify revile slam blast lambast lambaste rip assail rail fulminate outrage damn "
        "eviscerate deride",
    ),
    _act(
        "criticize",
        _S,
        "Finds fault.",
        "criticise criticism critique attack knock mock ridicule question challenge complain "
        "complaint scold chide rebuke reprimand rap disparage lament bemoan grumble scoff jeer "
        "taunt insult bash pan grouse gripe satirize needle lash hit lampoon chastise upbraid "
        "berate admonishment belittle malign smear savage skewer trash downplay critic critical "
        "pooh poke pound hammer",
    ),
    _act(
        "praise",
        _S,
        "Speaks well of.",
        "laud commend applaud hail compliment congratulate celebrate extol salute thank "
        "welcome acclaim honour honor credit cheer tribute thanks congratulations flatter "
        "toast",
    ),
    _act(
        "support",
        _S,
        "Says that the speaker stands behind something or somebody.",
        "endorse back approve endorsement embrace side champion promote vote favor favour "
        "backing support approval plug second",
    ),
    _act(
        "oppose",
        _S,
        "Says that the speaker is against something or somebody.",
        "opposition disagree disapprove object objection resist protest disagreement dissent",
    ),
    _act(
        "reject",
        _S,
        "Says no to an offer, claim or demand.",
        "dismiss rebuff spurn rejection dismissal brush shrug discount veto disregard exclude",
    ),
    _act(
        "demand",
        _S,
        "Says that something must be done.",
        "order command require instruct direct decree mandate compel dictate ordering "
        "stipulate demand press enjoin forbid prohibit ban",
    ),
    _act(
        "urge",
        _S,
        "Presses somebody to do something.",
        "exhort encourage implore beseech appeal plead beg push lobby entreat prod exhortation "
        "prompt rally incite nudge invite",
    ),
    _act(
        "request", _S, "Asks for something.", "seek petition solicit request apply plea requisition"
    ),
    _act(
        "ask",
        _S,
        "Puts a question.",
        "inquire enquire query interrogate quiz probe pose question inquiry grill",
    ),
    _act(
        "promise",
        _S,
        "Binds the speaker to do something.",
        "pledge vow guarantee commit assure undertake reassure commitment assurance volunteer "
        "ensure oath",
    ),
    _act(
        "agree",
        _S,
        "Says that the speaker is of one mind with another, or consents.",
        "accept consent concur assent accede acquiesce agreement subscribe",
    ),
    _act("apologize", _S, "Says sorry.", "apologise apology repent"),
    _act(
        "predict",
        _S,
        "Says what will come.",
        "forecast foresee prophesy prediction prognosticate foretell",
    ),
    _act(
        "decide",
        _S,
        "Makes a decision or ruling known.",
        "rule decision ruling verdict judge adjudicate convict sentence resolve uphold "
        "overturn nominate appoint sign determination choose overrule reinstate permit bar",
    ),
    _act(
        "decline",
        _N,
        "Says nothing: does not comment or answer, or refuses to.",
        "refuse refusal silent demur avoid dodge ignore evade withhold refrain unavailable "
        "unreachable",
    ),
    _act(
        "believe",
        _T,
        "Is reported to hold something true.",
        "belief consider deem regard see view know realize realise understand feel suppose "
        "assume presume conviction faith trust convinced opinion certain sure perceive "
        "conceive persuaded hold confident convince rate confidence",
    ),
    _act(
        "think",
        _T,
        "Is reported to think or to wonder.",
        "wonder ponder contemplate reckon suspect speculate imagine guess figure surmise "
        "thought idea reflect remember envision envisage theorize recollect dream doubt notice "
        "learn hear discover",
    ),
    _act(
        "other",
        _T,
        "Is reported to take some other attitude to something: the cue tells which.",
        "",
    ),
    _act(
        "expect",
        _T,
        "Is reported to think that something will be.",
        "anticipate await expectation expected slated likely bet count",
    ),
    _act(
        "seem",
        _T,
        "Something appears so to the writer or to others.",
        "appear look sound apparently seemingly reportedly allegedly apparent evident clear "
        "purportedly supposedly ostensibly",
    ),
    _act(
        "hope",
        _T,
        "Is reported to wish for something.",
        "wish hopeful optimistic hopes aspire long yearn pray",
    ),
    _act(
        "fear",
        _T,
        "Is reported to be afraid of something.",
        "worry dread concern afraid worried concerned anxious nervous wary apprehensive",
    ),
    _act(
        "feel",
        _T,
        "Is reported to have a feeling about something.",
        "love hate like dislike admire despise resent regret enjoy angry happy sad proud "
        "surprised shocked disappointed pleased glad dismay anger detest loathe mourn relish "
        "prefer preference respect distrust appreciate disdain bristle rejoice frustrated "
        "passionate dissatisfied unhappy offend despair skeptical sceptical panic unsettle",
    ),
    _act(
        "want",
        _I,
        "Is reported to want something.",
        "desire crave desire willing eager wanting need",
    ),
    _act("intend", _I, "Is reported to intend something.", "aim mean intention determined purpose"),
    _act(
        "plan",
        _I,
        "Is reported to plan something.",
        "prepare scheme plot weigh schedule plans prepared",
    ),
)
"""Every act, in the order in which the scheme lists them."""

LEMMAS: dict[str, str] = {}
for _item in ACTS:
    for _lemma in sorted(_item.lemmas):
        if "-" not in _lemma:
            LEMMAS.setdefault(_lemma, _item.name)
for _name in (item.name for item in ACTS):
    LEMMAS[_name] = _name
LEMMAS.update(
    {
        "reveal": "announce",
        "imply": "suggest",
        "finding": "show",
        "find": "show",
        "indicate": "show",
        "question": "criticize",
        "charge": "accuse",
    }
)

PHRASES: tuple[tuple[str, str], ...] = (
    ("decline to", "decline"),
    ("plead guilty", "confirm"),
    ("plead not guilty", "deny"),
    ("plead innocent", "deny"),
    ("refuse to comment", "decline"),
    ("refuse to answer", "decline"),
    ("not respond", "decline"),
    ("not return", "decline"),
    ("not immediately", "decline"),
    ("no comment", "decline"),
    ("unavailable for comment", "decline"),
    ("refuse to", "reject"),
    ("refuse", "reject"),
    ("rule out", "reject"),
    ("call for", "demand"),
    ("call on", "urge"),
    ("call upon", "urge"),
    ("ask for", "request"),
    ("appeal for", "urge"),
    ("appeal to", "urge"),
    ("press for", "demand"),
    ("push for", "urge"),
    ("insist on", "demand"),
    ("swear to", "promise"),
    ("agree to", "agree"),
    ("agree with", "agree"),
    ("point out", "say"),
    ("point to", "say"),
    ("hit out", "criticize"),
    ("hit back", "criticize"),
    ("lash out", "criticize"),
    ("speak out", "criticize"),
    ("rail against", "condemn"),
    ("rip into", "condemn"),
    ("side with", "support"),
    ("vote for", "support"),
    ("vote against", "oppose"),
    ("come out in support", "support"),
    ("come out against", "oppose"),
    ("would like", "want"),
    ("look forward", "hope"),
    ("look to", "plan"),
    ("be against", "oppose"),
    ("accord to", "say"),
    ("according to", "say"),
    ("brush off", "reject"),
    ("brush aside", "reject"),
    ("shrug off", "reject"),
    ("take issue", "criticize"),
    ("make clear", "say"),
    ("be clear", "say"),
    ("set out", "say"),
    ("lay out", "say"),
    ("be willing", "want"),
    ("be expect", "expect"),
    ("be determined", "intend"),
    ("be worried", "fear"),
    ("be concerned", "fear"),
)
"""Runs of lemmas that decide before single words do."""


_KINDS = {act.name: act.kind for act in ACTS}


def act_of(lemmas: tuple[str, ...], head: str | None = None, *, quoted: bool = True) -> str:
    """The act of a cue.

    Args:
        lemmas: lower-case lemmas of the cue's words, in order.
        head: the lemma that carries the meaning (see `assemble`), tried before the others.
        quoted: the content holds words in quotation marks, which must have been said or written.

    Returns:
        The name of an act; where no word of the cue tells more ``say`` for quoted words and for
        marks, else ``other``: to "zero in on" something is to say nothing.

    >>> act_of(("decline", "to", "comment")), act_of(("have", "warn")), act_of((":",))
    ('decline', 'warn', 'say')
    >>> act_of(("zero", "in", "on"), "zero", quoted=False)
    'other'
    """
    joined = f" {' '.join(lemmas)} "
    for phrase, act in PHRASES:
        if f" {phrase} " in joined:
            return act
    found = [LEMMAS[lemma] for lemma in ((head,) if head else ()) if lemma in LEMMAS]
    found += [LEMMAS[lemma] for lemma in reversed(lemmas) if lemma in LEMMAS]
    telling = [act for act in found if act != "say"]
    if head and head in LEMMAS:
        return found[0]
    if telling:
        return telling[0]
    known = quoted or found or not any(lemma.isalpha() for lemma in lemmas)
    return "say" if known else "other"


def is_speech(act: str) -> bool:
    """Whether the act says something: false of thoughts, intentions and silence.

    >>> is_speech("announce"), is_speech("believe"), is_speech("decline")
    (True, False, False)
    """
    return _KINDS.get(act, ActKind.SPEECH) is ActKind.SPEECH
