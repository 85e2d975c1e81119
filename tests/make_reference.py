"""Writes the generated parts of docs/cli.md, ontology.md and queries.md from what they describe.

    python -m tests.make_reference

`tests/test_reference.py` fails where a part is not what this would write.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path

import click
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

from kg.cli import VERBS, cli
from kg.config import data_folder
from kg.iris import ACT, EV, KG, PREFIXES
from kg.query.named import all_queries

DOCS = Path(__file__).resolve().parent.parent / "docs"
FILES = ("cli.md", "ontology.md", "queries.md")
PART = re.compile(r"(<!-- generated: ([\w-]+) -->\n)(.*?)(<!-- end generated -->)", re.DOTALL)
SCHEMA = rdflib.Namespace(PREFIXES["schema"])


def graph(*names: str) -> rdflib.Graph:
    """The ontology's files in one graph."""
    whole = rdflib.Graph()
    for name in names:
        whole.parse(data_folder("ontology") / f"{name}.ttl")
    return whole


def short(iri: object) -> str:
    """A prefixed name."""
    text = str(iri)
    for prefix, base in PREFIXES.items():
        if text.startswith(base):
            return f"{prefix}:{text[len(base) :]}"
    return text


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def names(values: object) -> str:
    return ", ".join(f"`{short(v)}`" for v in sorted(values))  # type: ignore[call-overload]


def classes() -> str:
    g = graph("newsgraph", "alignments")
    rows = []
    for c in sorted(c for c in g.subjects(RDF.type, OWL.Class) if str(c).startswith(KG)):
        above = g.objects(c, RDFS.subClassOf)
        rows.append((f"`{short(c)}`", names(above), str(g.value(c, RDFS.comment))))
    return table(("class", "is a", "what it is"), rows)


def properties() -> str:
    g = graph("newsgraph", "alignments")
    rows = []
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for p in sorted(p for p in g.subjects(RDF.type, kind) if str(p).startswith(KG)):
            domain = {*g.objects(p, RDFS.domain), *g.objects(p, SCHEMA.domainIncludes)}
            value = {*g.objects(p, RDFS.range), *g.objects(p, SCHEMA.rangeIncludes)}
            above = names(g.objects(p, RDFS.subPropertyOf))
            comment = str(g.value(p, RDFS.comment)) + (f" Under {above}." if above else "")
            rows.append((f"`{short(p)}`", names(domain), names(value), comment))
    return table(("property", "from", "to", "what it says"), rows)


def individuals() -> str:
    g = graph("newsgraph")
    rows = []
    for kind in ("Status", "Verdict"):
        for i in g.subjects(RDF.type, rdflib.URIRef(KG + kind)):
            rows.append((f"`{short(i)}`", f"`kg:{kind}`", str(g.value(i, RDFS.comment))))
    return table(("individual", "class", "what it means"), rows)


def event_types() -> str:
    g = graph("event-types")
    rows = []
    for branch in ("political", "general"):
        for c in g.subjects(SKOS.broader, rdflib.URIRef(EV + branch)):
            note = next((str(n) for n in g.objects(c, SKOS.note) if "CAMEO" in n), "")
            rows.append((f"`{short(c)}`", str(g.value(c, SKOS.definition)), note[18:].rstrip(".")))
    return table(("type", "what it is", "CAMEO root codes"), rows)


def speech_acts() -> str:
    g = graph("speech-acts")
    rows = []
    for group in ("speech", "thought", "intention", "silence"):
        top = rdflib.URIRef(ACT + group)
        below = sorted(str(c)[len(ACT) :] for c in g.subjects(SKOS.broader, top))
        rows.append((f"`act:{group}`", str(g.value(top, SKOS.definition)), ", ".join(below)))
    return table(("group", "what it is", "acts"), rows)


def queries() -> str:
    parts = []
    for query in all_queries([data_folder("queries")]).values():
        lines = [f"### {query.name}\n\n{query.title}. {query.description}\n"]
        for p in query.parameters:
            extra = "needed" if p.required else "optional"
            extra = extra if p.default is None else f"default `{p.default}`"
            lines.append(f"- `{p.name}` ({p.kind}, {extra}): {p.description}\n")
        lines.append("\n```sh\n" + "\n".join(query.examples) + "\n```\n")
        parts.append("\n".join([lines[0], "".join(lines[1:])]))
    return "\n".join(parts)


def commands() -> str:
    """The help of every verb, as a terminal of 80 columns shows it."""
    above = click.Context(cli, info_name="kg", **cli.context_settings)
    parts = []
    for section, verbs in VERBS.items():
        shown = [f"## {section}"]
        for verb in verbs:
            command = cli.get_command(click.Context(cli), verb.name)
            assert command is not None, verb.name
            shown += _help(command, f"kg {verb.name}", above)
        parts.append("\n\n".join(shown))
    return "\n\n".join(parts) + "\n"


def _help(command: click.Command, name: str, parent: click.Context) -> list[str]:
    command = copy.copy(command)
    # click keeps the first help option that it made, whichever context that was for
    command._help_option = None
    context = click.Context(
        command,
        parent=parent,
        info_name=name.rpartition(" ")[2],
        terminal_width=80,
        max_content_width=80,
        color=False,
    )
    found = [f"### {name}", f"```text\n{click.unstyle(command.get_help(context)).rstrip()}\n```"]
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            below = command.get_command(context, inner)
            assert below is not None
            found += _help(below, f"{name} {inner}", context)
    return found


MAKERS = {
    "commands": commands,
    "classes": classes,
    "properties": properties,
    "individuals": individuals,
    "event-types": event_types,
    "speech-acts": speech_acts,
    "queries": queries,
}


def fill(text: str) -> str:
    """The text with every generated part made anew."""
    return PART.sub(lambda m: f"{m[1]}\n{MAKERS[m[2]]()}\n{m[4]}", text)


def main() -> None:
    for name in FILES:
        path = DOCS / name
        path.write_text(fill(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
