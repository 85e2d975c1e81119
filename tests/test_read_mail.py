"""Saved messages: newsletters, and pages that a browser saved as one file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kg.model import Article
from kg.read import Failure, read_articles

pytest.importorskip("trafilatura")

HEAD = """From: =?utf-8?Q?The_Ashford_Post?= <news@post.example>
To: reader@mail.example
Subject: =?utf-8?Q?Bridge_closed_=E2=80=93_briefing?=
Date: Tue, 6 Jan 2026 07:30:00 -0500
Message-ID: <a1@post.example>
MIME-Version: 1.0
"""
PLAIN = """Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

The mayor closed the bridge on Tuesday after inspectors found=
 cracks.

=E2=80=9CIt stays shut,=E2=80=9D she said.

--=20
You get this since you asked for it.
"""
PAGE = """Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: 8bit

<html><body><article><p>The caf\xe9 by the bridge stays open, the mayor said on Tuesday.</p>
<p>Nobody was hurt when the bridge was closed, said the fire service.</p></article></body></html>
"""
TEXT = (
    "The mayor closed the bridge on Tuesday after inspectors found cracks.\n\n"
    "“It stays shut,” she said."
)


def read(folder: Path, name: str, data: str) -> Article | Failure:
    (folder / name).write_bytes(data.encode("latin-1"))
    (found,) = read_articles([str(folder / name)])
    return found


def several(kind: str, *parts: str) -> str:
    body = "".join(f"--xx\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="xx"\n\n{body}--xx--\n'


@pytest.mark.parametrize("name", ["a.eml", "a.txt"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_newsletter(tmp_path: Path, name: str, end: str) -> None:
    for body in (PLAIN, several("alternative", PLAIN, PAGE)):
        found = read(tmp_path, name, (HEAD + body).replace("\n", end))
        assert found == Article(
            path=name,
            text=TEXT,
            id="<a1@post.example>",
            title="Bridge closed – briefing",
            published="2026-01-06T07:30:00-05:00",
            publisher="The Ashford Post",
        )


def test_lines_that_flow(tmp_path: Path) -> None:
    body = (
        "Content-Type: text/plain; charset=utf-8; format=flowed\n\n"
        "Tom wrote:\n> The mayor said that \n> the bridge is safe.\n\n"
        "The council closed \nit today.\nNobody was hurt. \n-- \nJane\n"
    )
    found = read(tmp_path, "a.eml", HEAD + body)
    assert isinstance(found, Article)
    assert found.text.splitlines() == [
        "Tom wrote:",
        "> The mayor said that the bridge is safe.",
        "",
        "The council closed it today.",
        "Nobody was hurt. ",
    ]


def test_a_newsletter_that_is_a_page_alone(tmp_path: Path) -> None:
    found = read(tmp_path, "a.eml", HEAD + several("mixed", PAGE))
    assert isinstance(found, Article)
    assert found.text.startswith("The café by the bridge stays open")
    assert (found.title, found.published) == (
        "Bridge closed – briefing",
        "2026-01-06T07:30:00-05:00",
    )


def test_a_page_that_a_browser_saved(tmp_path: Path) -> None:
    head = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://post.example/bridge\n"
        "Subject: Bridge closed\nDate: Tue, 6 Jan 2026 14:03:00 -0000\nMIME-Version: 1.0\n"
    )
    found = read(tmp_path, "a.mhtml", head + several("related", PAGE))
    assert isinstance(found, Article)
    assert (found.url, found.title) == ("https://post.example/bridge", "Bridge closed")
    assert found.published is None  # it was saved then


def test_a_text_that_only_begins_like_a_message_is_a_text(tmp_path: Path) -> None:
    for top in (
        "From: Ana Ruiz\n\nThe dam holds.\n",
        "Date: 6 Jan 2026\nFrom: Ashford\n\nIt holds.",
    ):
        found = read(tmp_path, "a.txt", top)
        assert isinstance(found, Article) and found.text == top


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (HEAD + "Content-Type: image/png\n\nx", "a message without a text"),
        (HEAD + "Content-Type: text/plain\n\n-- \nThe Post\n", "the message is empty"),
        (HEAD + several("mixed", "Content-Disposition: attachment\n" + PLAIN), "without a text"),
    ],
)
def test_a_message_without_a_text_is_told(tmp_path: Path, data: str, line: str) -> None:
    found = read(tmp_path, "a.eml", data)
    assert isinstance(found, Failure) and line in found.message


def test_messages_in_messages_end(tmp_path: Path) -> None:
    start = time.monotonic()
    nested = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3_000)
    )
    wide = 'Content-Type: multipart/mixed; boundary="b"\n\n' + "--b\n\nx\n" * 50_000
    for body in (nested, wide, "Content-Type: text/plain; charset=base64\n\nWords of it."):
        read(tmp_path, "a.eml", HEAD + body)
    assert time.monotonic() - start < 10
