"""The article's text with actors, times, statements and events marked, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from kg.cli import terminal
from kg.model import ActorType, Extraction, MentionKind, Span

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["show"]

_ACTOR = {
    ActorType.PERSON: "bold cyan",
    ActorType.ORGANIZATION: "bold blue",
    ActorType.COUNTRY: "bold green",
    ActorType.PLACE: "green",
    ActorType.GROUP: "bold magenta",
}
_TIME = "yellow"
_EVENT = "bold red"
_STATEMENT = "italic"
_CUE = "underline"


def show(extraction: Extraction, handle: TextIO) -> None:
    """Write the marked text, and below it what was understood, line by line."""
    console = terminal.console(file=handle, soft_wrap=not handle.isatty())
    article = extraction.article
    console.rule(f"[bold]{_escape(article.title or article.path)}[/bold]")
    console.print(_legend())
    console.print(_marked(extraction))
    _facts(extraction, console)


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _legend() -> Text:
    from rich.text import Text

    line = Text()
    for kind, style in _ACTOR.items():
        line.append(kind.value, style)
        line.append("  ")
    line.append("time", _TIME)
    line.append("  ")
    line.append("event", _EVENT)
    line.append("  ")
    line.append("statement", _STATEMENT)
    line.append("  ")
    line.append("cue", _CUE)
    line.append("\n")
    return line


def _marked(extraction: Extraction) -> Text:
    from rich.text import Text

    # Control characters of a hostile text must not reach the terminal.
    plain = "".join(c if c == "\n" or c.isprintable() else " " for c in extraction.article.text)
    text = Text(plain)
    for statement in extraction.statements:
        for span in statement.content:
            text.stylize(_STATEMENT, span.start, span.end)
        if statement.cue is not None:
            text.stylize(_CUE, statement.cue.start, statement.cue.end)
    for mention in extraction.mentions:
        style = _ACTOR[mention.type]
        if mention.kind is not MentionKind.NAME:
            style = style.removeprefix("bold ")
        text.stylize(style, mention.span.start, mention.span.end)
    for time in extraction.times:
        text.stylize(_TIME, time.span.start, time.span.end)
    for event in extraction.events:
        for span in (event.trigger, *event.other_triggers):
            text.stylize(_EVENT, span.start, span.end)
    return text


def _facts(extraction: Extraction, console: Console) -> None:
    from rich.text import Text

    text = extraction.article.text
    labels = {actor.iri: actor.label for actor in extraction.actors}

    def words(span: Span | None) -> str:
        return " ".join(span.of(text).split()) if span is not None else ""

    def line(*parts: tuple[str, str]) -> None:
        console.print(Text.assemble("  ", *parts))

    if extraction.actors:
        console.print("\n[bold]Actors[/bold]")
    for actor in extraction.actors:
        also = f"  also: {', '.join(actor.names)}" if actor.names else ""
        qid = f"  {actor.link.qid}" if actor.link is not None and actor.link.qid else ""
        line((actor.label, _ACTOR[actor.type]), (f"  {actor.type.value}{qid}{also}", "dim"))
    if extraction.events:
        console.print("\n[bold]Events[/bold]")
    for event in extraction.events:
        when = event.time.value if event.time is not None else "-"
        roles = ", ".join(
            f"{role.role.value}: {labels.get(role.actor or '', words(role.span))}"
            for role in event.roles
        )
        line(
            (f"{when:<11} ", _TIME),
            (f"{event.type} ", _EVENT),
            (f"{event.label} ", ""),
            (f"({event.status.value}) {roles}", "dim"),
        )
    if extraction.statements:
        console.print("\n[bold]Statements[/bold]")
    for statement in extraction.statements:
        speaker = labels.get(statement.speaker_actor or "", words(statement.speaker)) or "?"
        line(
            (speaker, "bold cyan"),
            (" not" if statement.negated else "", ""),
            (f" {statement.cue_lemma or words(statement.cue)} ", _CUE),
            (" … ".join(words(span) for span in statement.content), _STATEMENT),
            (f"  {statement.kind.value}, {statement.lang or '?'}", "dim"),
        )
    if extraction.positions:
        console.print("\n[bold]Positions[/bold]")
    for position in extraction.positions:
        of = f" of {labels.get(position.of, position.of)}" if position.of else ""
        line(
            (labels.get(position.holder, position.holder), "bold cyan"),
            (f"  {'former ' if position.former else ''}{position.office}{of}", ""),
        )
    for warning in extraction.warnings:
        line((warning, "yellow"))
