"""A store for the tests of the server, and the server itself on a free port of this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.config import Limits
from kg.model import (
    Actor,
    ActorType,
    Article,
    Event,
    Extraction,
    Generator,
    Mention,
    Role,
    RoleName,
    Segment,
    SegmentKind,
    Span,
    Statement,
    StatementKind,
    Status,
    TimeValue,
)
from kg.pipeline.writer import Writer

__all__ = ["HOSTILE", "ID", "TOKEN", "fill", "serving"]

ID = "https://w3id.org/newsgraph/id/"
TOKEN = "a-token-for-tests"
HOSTILE = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"

_TITLE = "Ministers meet"
_FIRST = "Ana Ruiz met Omar Lund in Oslo on 3 March 2026."
_SECOND = "Ruiz said: 'We <b>agree</b> & go on.'"
_THIRD = f"{HOSTILE} will march on 9 March 2026."


def _span(text: str, words: str, start: int = 0) -> Span:
    at = text.index(words, start)
    return Span(at, at + len(words))


def _extraction(path: str, day: str) -> Extraction:
    text = "\n\n".join((_TITLE, _FIRST, _SECOND, _THIRD)) + "\n"
    ana, omar, oslo, odd = (f"{ID}actor/{n}" for n in ("ana-ruiz", "omar-lund", "oslo", "odd"))
    names = (
        (ana, ActorType.PERSON, "Ana Ruiz"),
        (omar, ActorType.PERSON, "Omar Lund"),
        (oslo, ActorType.PLACE, "Oslo"),
        (odd, ActorType.GROUP, HOSTILE),
    )
    first, second, third = (_span(text, words) for words in (_FIRST, _SECOND, _THIRD))
    segments = (
        Segment(SegmentKind.TITLE, _span(text, _TITLE)),
        *(Segment(SegmentKind.PARAGRAPH, span) for span in (first, second, third)),
    )
    met = Event(
        "CONSULT",
        "Ana Ruiz met Omar Lund",
        _span(text, "met"),
        first,
        time=TimeValue(day, day, day, "date", day, day),
        roles=(
            Role(RoleName.AGENT, _span(text, "Ana Ruiz"), ana),
            Role(RoleName.PARTICIPANT, _span(text, "Omar Lund"), omar),
            Role(RoleName.PLACE, _span(text, "Oslo"), oslo),
        ),
    )
    march = Event(
        "PROTEST",
        f"{HOSTILE} will march",
        _span(text, "march"),
        third,
        Status.PLANNED,
        time=TimeValue(
            "2026-03-09", "2026-03-09", "2026-03-09", "date", "2026-03-09", "2026-03-09"
        ),
        roles=(Role(RoleName.AGENT, _span(text, HOSTILE), odd),),
    )
    said = Statement(
        StatementKind.QUOTATION,
        (_span(text, "'We <b>agree</b> & go on.'"),),
        second,
        _span(text, "Ruiz", second.start),
        ana,
        cue=_span(text, "said"),
        cue_lemma="say",
        act="say",
        lang="en",
    )
    return Extraction(
        Article(path, text, published=day, title=_TITLE, publisher=f"The {path}"),
        Generator("made", "1"),
        sentences=(first, second, third),
        segments=segments,
        actors=tuple(Actor(iri, kind, name, (name,)) for iri, kind, name in names),
        mentions=tuple(Mention(_span(text, name), kind, iri) for iri, kind, name in names),
        statements=(said,),
        events=(met, march),
    )


def fill(folder: Path) -> Path:
    """A store of one article with hostile labels."""
    with Writer.open(folder, "create") as writer:
        put = writer.put([_extraction("one.txt", "2026-03-03")])
        assert not put.failed
    return folder


@contextmanager
def serving(
    store: Path, *, token: str | None = None, limits: Limits | None = None, inject: bool = False
) -> Iterator[str]:
    """The address of a running server. ``inject`` puts the token into every request."""
    import uvicorn
    from starlette.types import Receive, Scope, Send

    from kg.serve.app import make_app
    from kg.serve.server import listen
    from kg.serve.service import Service

    service = Service(store, limits or Limits(timeout=20), token, workers=3)
    app = make_app(service)

    async def injected(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            header = (b"authorization", f"Bearer {token}".encode())
            scope["headers"] = [*scope["headers"], header]
        await app(scope, receive, send)

    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(injected if inject else app, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while not server.started:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        service.close()
        listener.close()
