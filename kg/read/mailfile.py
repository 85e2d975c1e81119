"""Messages of mail (RFC 5322, MIME): newsletters that were saved, and pages that browsers save as
one file (MHTML). The text or page inside is the article; the head tells its title and, of a mail,
its day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Article
from kg.read.bounded import whole
from kg.read.charset import decode_page
from kg.read.fields import Found, body, web_address
from kg.read.several import page_articles

__all__ = ["MailReader"]

_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t]|\r?\n[ \t])")
#: What the head of a message has, and what no other file begins with.
_NEEDED = frozenset((b"from", b"date"))
_TELLING = frozenset((b"subject", b"mime-version", b"message-id", b"received", b"content-type"))
_MOST_PARTS = 200
#: Parts with parts are read by recursion, and each part costs time.
_NESTED = re.compile(rb"(?i)content-type:\s*(?:multipart|message)/")
_MOST_NESTED = 50
_MOST_MARKS = 5_000
#: A line that goes on in the next one of the same depth of quotation (RFC 3676).
_FLOWED = re.compile(
    r"(?m)^((?!-- ?\r?$)(?:>+ ?)?[^>\r\n][^\r\n]*?) \r?\n(?:>+ ?)?(?!-- ?\r?$)(?=[^>\s])"
)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MailReader:
    """A file with one message."""

    name: str = "mail"
    suffixes: tuple[str, ...] = (".eml", ".mht", ".mhtml")
    limit: int = 16 * 1024 * 1024

    def sniff(self, head: bytes) -> bool:
        """Whether the file begins with the head of a message."""
        top = re.split(rb"\r?\n\r?\n", head[:16_384].lstrip(b"\xef\xbb\xbf"), maxsplit=1)[0]
        lines = [line for line in top.splitlines() if not line.startswith((b" ", b"\t"))]
        names = [_HEADER.match(line + b" ") for line in lines]
        if not lines or not all(names):
            return False
        told = {name[1].lower() for name in names if name}
        return told >= _NEEDED and len(told & _TELLING) > 1

    def read(self, path: str, stream: BinaryIO) -> Iterator[Article | InputError]:
        """The article of the message: its page where it is one, else its text.

        Raises:
            InputError: it is no message, or holds no text.
            MissingExtraError: it is a page, and the extra ``web`` is not installed.
        """
        data = whole(stream, self.limit, path)
        if len(_NESTED.findall(data)) > _MOST_NESTED or data.count(b"\n--") > _MOST_MARKS:
            raise InputError(f"{path}: a message of more parts than any has: not read")
        try:
            message = message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=policy.default)
            kinds = _texts(message)
        except (ValueError, LookupError, RecursionError, TypeError, AttributeError) as error:
            raise InputError(f"{path}: not a message that can be read: {error}") from None
        address = web_address(_told(message, "Snapshot-Content-Location"))
        found = _found(message)
        if "text/html" in kinds and (address or "text/plain" not in kinds):
            html, place = kinds["text/html"]
            for article in page_articles(html, path, address or place):
                yield _over(article, found)
            return
        if "text/plain" not in kinds:
            raise InputError(f"{path}: a message without a text; save what is attached to it")
        text = kinds["text/plain"][0].replace("\r\n", "\n")
        text = _SIGNATURE.split(text, maxsplit=1)[0].strip("\n")
        if not text.strip():
            raise InputError(f"{path}: the message is empty")
        yield found.article(path, body(text))


def _texts(message: Message) -> dict[str, tuple[str, str | None]]:
    """The first text of each kind, with the address that it is said to be from."""
    found: dict[str, tuple[str, str | None]] = {}
    for number, part in enumerate(message.walk()):
        kind = part.get_content_type()
        if number > _MOST_PARTS:
            break
        if kind not in ("text/plain", "text/html") or kind in found or _attached(part):
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data.strip():
            text = decode_page(data, part.get_content_charset())
            if part.get_param("format") == "flowed":
                text = _FLOWED.sub(r"\1 ", text)
            found[kind] = (text, web_address(_told(part, "Content-Location")))
    return found


def _attached(part: Message) -> bool:
    return isinstance(part, EmailMessage) and part.get_content_disposition() == "attachment"


def _found(message: Message) -> Found:
    """Subject, day and sender. A browser that saved a page says when it did so, which is no day of
    publication."""
    name, sender = parseaddr(_told(message, "From") or "")
    if "@" not in sender:
        return Found.of({"title": _told(message, "Subject")})
    return Found.of(
        {
            "title": _told(message, "Subject"),
            "published": _told(message, "Date"),
            "publisher": name,
            "id": _told(message, "Message-ID"),
        }
    )


def _told(message: Message, name: str) -> str | None:
    try:
        value = message.get(name)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        return None  # a header that the library stumbles over says nothing
    return " ".join(str(value).split()) if value is not None else None


def _over(article: Article, found: Found) -> Article:
    """The page's article, with what the message says where the page does not."""
    return replace(
        article,
        title=article.title or found.title,
        published=article.published or found.published,
        publisher=article.publisher or found.publisher,
    )
