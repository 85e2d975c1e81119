"""Tables of what is found, and how rightly."""

from __future__ import annotations

from tests.doc_tables.results import load

__all__ = [
    "table_dates",
    "table_identity",
    "table_plover",
    "table_seeds",
    "table_statements",
    "table_timelines",
    "table_timeml",
    "table_tried",
]


def table_seeds() -> str:
    """Precision and recall on the seed articles, against the graph written by hand."""
    rows = ["| | precision | recall | F1 | given | wanted |", "|---|---|---|---|---|---|"]
    for measure, s in (load("seeds") or {}).items():
        rows.append(
            f"| {measure} | {s['precision']:.3f} | {s['recall']:.3f} | {s['f1']:.3f} "
            f"| {s['predicted']} | {s['gold']} |"
        )
    return "\n".join(rows) + "\n"


def table_statements() -> str:
    """Statements on PolNeAR dev: beside published systems, and speed beside spaCy's."""
    ours = load("statements")
    if ours is None:
        return ""
    published = (
        ("rules", "10.7 | 22.8 | 5.6"),
        ("CoreNLP", "13.9 | - | 17.5"),
        ("CRF", "50.6 | 53.4 | 28.6"),
        ("BERT-CofeNet", "83.2 | 75.3 | 72.9"),
        ("two annotators of the corpus with each other", "79.2 | 71.1 | 68.4"),
    )
    rows = ["| | source | cue | content |", "|---|---|---|---|"]
    rows += [f"| {name} | {figures} |" for name, figures in published]
    rows.append("| newsgraph | " + " | ".join(f"{f:.1f}" for f in ours["exact"].values()) + " |")
    speed = ours["words_a_second"]
    rows += [
        "",
        "Statements found (words overlap by 0.3 or more): F1 "
        f"{ours['overlap_0.3']:.3f}; the speaker is right in {ours['speaker']:.3f} of these.",
        "",
        "| words a second, two cores, the same run | |",
        "|---|---|",
    ]
    rows += [f"| {name} | {value} |" for name, value in speed.items()]
    rows += [
        "",
        f"`kg extract --jobs 2` runs at {ours['ratio_to_spacy']} of the speed of the bare spaCy "
        f"pipeline (one process); the peak memory of a process was {ours['peak_MB']} MB.",
    ]
    return "\n".join(rows) + "\n"


def table_tried() -> str:
    """What was tried for statements, and what it gave."""
    rows = ["| | source | cue | content |", "|---|---|---|---|"]
    for entry in load("statements-tried") or []:
        figures = " | ".join("-" if f is None else f"{f:.1f}" for f in entry["exact"])
        rows.append(f"| {entry['what']} | {figures} |")
    return "\n".join(rows) + "\n"


def table_timelines() -> str:
    """Timelines of entities on the trial articles."""
    found = load("timelines") or {}
    rows = ["| | precision | recall | F1 |", "|---|---|---|---|"]
    for name, key in (
        ("temporal awareness", "awareness"),
        ("event and date", "event_date"),
        ("event", "event"),
    ):
        if key in found:
            s = found[key]
            rows.append(f"| {name} | {s['p']:.3f} | {s['r']:.3f} | {s['f1']:.3f} |")
    return "\n".join(rows) + "\n"


def table_identity() -> str:
    """ECB+ events from raw text through the graph."""
    found = load("identity")
    if found is None:
        return ""
    rows = ["| | CoNLL F1 | MUC | B3 precision | B3 recall | CEAF-e |", "|---|---|---|---|---|---|"]
    for name, scores in (
        ("same head word, given all gold mentions", found["baseline"]["gold_mentions"]),
        ("newsgraph, all mentions", found["coreference"]),
        ("newsgraph, over gold mentions (unfound: singletons)", found["gold_mentions"]),
    ):
        rows.append(
            f"| {name} | {scores['conll_f1']:.3f} | {scores['muc']['f1']:.3f} "
            f"| {scores['b3']['p']:.3f} | {scores['b3']['r']:.3f} "
            f"| {scores['ceafe']['f1']:.3f} |"
        )
    seen = found["detection"]["overlap"]
    rows += [
        "",
        f"Of {seen['gold']:,} gold mentions {seen['tp']:,} were found "
        f"({seen['r']:.3f}); of {seen['pred']:,} events told in annotated sentences "
        f"{seen['p']:.3f} are gold mentions.",
    ]
    return "\n".join(rows) + "\n"


def table_dates() -> str:
    """Time expressions on TempEval-3's training articles, all and those held out."""
    found = load("dates")
    if found is None:
        return ""
    rows = ["| | P | R | F1 | F1, held out |", "|---|---|---|---|---|"]
    for name, types, row in (
        ("value, DATE and TIME", "DATE,TIME", "value"),
        ("value, all four types", "DATE,TIME,DURATION,SET", "value"),
        ("spans alone, relaxed (DATE and TIME)", "DATE,TIME", "relaxed"),
    ):
        every, apart = (found[part][types][row] for part in ("all", "held_out"))
        rows.append(
            f"| {name} | {every['p']:.3f} | {every['r']:.3f} | {every['f1']:.3f} "
            f"| {apart['f1']:.3f} |"
        )
    rows += [
        "",
        f"Processor time: {found['tagging_s']:.1f} s for {found['characters']:,} characters, "
        f"beside {found['parsing_s']:.0f} s for the parse.",
    ]
    return "\n".join(rows) + "\n"


def table_plover() -> str:
    """Types and roles of events on records of the PLOVER manual."""
    s = load("events")
    if s is None:
        return ""
    rows = [
        "| | score |",
        "|---|---|",
        f"| type, weighted F1, event at the marked words | {s['weighted_f1']:.3f} |",
        f"| the same, first event of the sentence whatever is marked "
        f"| {s['weighted_f1_first_event']:.3f} |",
        f"| words marked SRC found as agent or participant | {s['source_found']:.2f} |",
        "| words marked TAR found as patient, addressee, participant or place "
        f"| {s['target_found']:.2f} |",
        f"| words marked LOC (19) found as place | {s['place_found']:.2f} |",
    ]
    return "\n".join(rows) + "\n"


def table_timeml() -> str:
    """Events in TimeML's terms on articles kept apart, beside what is published."""
    s = load("timeml")
    if s is None:
        return ""

    def published(measure: str) -> str:
        return " / ".join(f"{s['published'][name][measure]:.3f}" for name in ("ATT1", "NavyTime-1"))

    def scores(measure: str) -> str:
        return " / ".join(f"{s[measure][key]:.2f}" for key in ("p", "r", "f1"))

    tense, polarity, kinds = s["tense"], s["polarity"], s["class_by_kind"]
    said, happened = kinds["REPORTING"], kinds["OCCURRENCE"]
    rows = [
        "| what | score | published F1 |",
        "|---|---|---|",
        f"| events found, P / R / F1 | {scores('events')} | {published('events')} |",
        f"| class, P / R / F1 | {scores('class')} | {published('class')} |",
        f"| tense of the events found (past, present, future) | {tense['accuracy']:.2f} right; "
        f'{tense["commonest"]:.2f} by "past" alone '
        f"| {published('tense')}, of all tenses and events |",
        f"| polarity of the events found (TimeBank) | {polarity['accuracy']:.2f} right, "
        f'{polarity["commonest"]:.2f} by "positive" alone | none found |',
        "",
        f"Of {said['gold']:,} acts of reporting {said['found']:,} are found, of "
        f"{happened['gold']:,} occurrences {happened['found']:,}.",
    ]
    return "\n".join(rows) + "\n"
