"""``kg why``: the words that a fact was read from, highlighted in their sentence."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from kg.cli import terminal
from kg.cli.asking import Asking, Part, Row, ask_options

__all__ = ["command", "sentences"]

#: (article, start, sentence, spans inside it, what it cites)
Sentence = tuple[str, int, str, list[tuple[int, int]], list[str]]


@click.command("why", short_help="The words that a fact was read from")
@click.argument("node", metavar="IRI|NAME")
@ask_options
def command(asking: Asking, node: str) -> None:
    """Show the evidence behind a node: each sentence, its article and place, its words marked.

    \b
    kg why id:event/228e26f08dc43b7c
    kg why 'Laura Sarabia'
    """
    if asking.show_query or asking.as_json:
        asking.answer(Part("why", {"node": node}))
        return
    from rich.text import Text

    _, rows = asking.rows("why", {"node": node})
    if not rows:
        click.echo("there is no evidence for this node", err=True)
        return
    console = terminal.console()
    label = rows[0].get("label", {}).get("value")
    if label:
        console.print(Text(label, style="bold"))
    for article, start, words, inner, cited in sentences(rows):
        marked = Text(words)
        for first, last in inner:
            marked.stylize("bold reverse" if console.is_terminal else "", first, last)
        source = "".join(f" [{number}]" for number in cited)
        console.print()
        console.print(Text(f"{article}, from character {start}{source}", style="dim"))
        console.print(marked)
        for first, last in inner:
            console.print(Text(f"    {json.dumps(words[first:last], ensure_ascii=False)}"))


def sentences(rows: Iterable[Row]) -> list[Sentence]:
    """Passages that stand in no other, each with the spans of those inside it."""
    spans: dict[tuple[str, str], dict[tuple[int, int], str]] = {}
    cited: dict[tuple[str, int], set[str]] = {}
    for row in rows:
        source = row["source"]["value"]
        key = (source, row.get("article", row["source"])["value"])
        start, end = int(row["start"]["value"]), int(row["end"]["value"])
        spans.setdefault(key, {})[start, end] = row["words"]["value"]
        if "cited" in row:
            cited.setdefault((source, start), set()).add(row["cited"]["value"])
    found: list[Sentence] = []
    for (source, article), passages in spans.items():
        for (start, end), words in sorted(passages.items()):
            if any(a <= start and end <= b and (a, b) != (start, end) for a, b in passages):
                continue
            inner = [
                (a - start, b - start)
                for a, b in sorted(passages)
                if start <= a and b <= end and (a, b) != (start, end)
            ]
            found.append((article, start, words, inner, sorted(cited.get((source, start), ()))))
    return found
