"""Pages and files from the web: polite to their hosts, wary of what they send.

Nothing here runs unless the user gave an address. robots.txt is obeyed; requests say who asks and
leave the host some time; an answer has its limits of time, size and redirects; no address inside
the local network is asked unless that is allowed. Needs the extra ``web``.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from kg import __version__
from kg.errors import InputError, MissingExtraError
from kg.read.inflate import unwrapped
from kg.read.robots import LIMIT as ROBOTS_LIMIT
from kg.read.robots import Robots

if TYPE_CHECKING:
    from kg.read.address import Resolve

__all__ = ["Fetched", "Fetcher", "Rules", "Validators", "is_web_address"]

_AGENT = "newsgraph"
_HOME = "https://w3id.org/newsgraph"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_ACCEPT = (
    "text/html, application/xhtml+xml, application/ld+json, application/json, "
    "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/plain;q=0.8, */*;q=0.1"
)


def is_web_address(name: str) -> bool:
    """Whether what the user named is an address on the web, not a file."""
    return re.match(r"(?i)https?://", name) is not None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a host said to tell a later version by (RFC 9110, 8.8): to be sent back as they are."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. ``data`` is None where nothing changed since the validators that were sent.

    ``address`` is where it came from in the end, after redirects; ``kind`` the media type and
    ``charset`` the character set that the host declares.
    """

    address: str
    data: bytes | None
    kind: str = ""
    charset: str | None = None
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class Rules:
    """How the web is asked: limits (seconds, bytes, redirects) and manners.

    ``contact`` is a mail or web address of the user, which hosts are told; ``pause`` the seconds
    between two requests to one host, more where its robots.txt says so.
    """

    contact: str | None = None
    allow_local: bool = False
    robots: bool = True
    seconds: float = 30.0
    limit: int = 16 * 1024 * 1024
    redirects: int = 5
    pause: float = 1.0


@dataclass(slots=True)
class _Site:
    """What is known of one origin while a run lasts."""

    robots: Robots | None = None
    refused: str | None = None
    next: float = 0.0


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    data: bytes


@dataclass(slots=True)
class Fetcher:
    """Fetches addresses, one after the other.

    Args:
        rules: limits and manners.
        resolve: how names become IP addresses; the system's way where it is not given.
        clock: seconds that never go back.
        sleep: how to wait.
    """

    rules: Rules = field(default_factory=Rules)
    resolve: Resolve | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _sites: dict[str, _Site] = field(default_factory=dict)

    def fetch(self, url: str, known: Validators | None = None) -> Fetched:
        """What is at an address.

        Args:
            url: the address, http or https.
            known: the validators of the version that is at hand.

        Raises:
            InputError: it cannot be had; the line begins with the address and says why.
            MissingExtraError: the extra ``web`` is not installed.
        """
        deadline = self.clock() + self.rules.seconds
        address = url
        for _ in range(self.rules.redirects + 1):
            deadline += self._admitted(address, url, deadline)
            answer = self._ask(address, url, deadline, self.rules.limit, _conditions(known))
            if answer.status not in _REDIRECTS:
                return _fetched(answer, address, url, known)
            target = answer.headers.get("location", "")
            if not target:
                raise InputError(f"{url}: answers {answer.status} without saying where to go")
            address = urljoin(address, target)
        raise InputError(f"{url}: more than {self.rules.redirects} redirects, last to {address}")

    def _admitted(self, address: str, url: str, deadline: float) -> float:
        """Wait for the host's turn; how many seconds that took.

        Raises `InputError` where its robots.txt does not let us in.
        """
        origin, path = _parts(address, url)
        site = self._sites.setdefault(origin, _Site())
        delay = self.rules.pause
        if self.rules.robots:
            if site.robots is None and site.refused is None:
                self._read_robots(origin, site, url, deadline)
            if site.refused is not None:
                raise InputError(f"{url}: {site.refused}")
            if site.robots is not None:
                if not site.robots.allows(path):
                    raise InputError(
                        f"{url}: {origin}/robots.txt does not let programs read it; save the page "
                        "yourself and name the file"
                    )
                delay = max(delay, site.robots.delay)
        wait = max(0.0, site.next - self.clock())
        if wait:
            self.sleep(wait)
        site.next = self.clock() + delay
        return wait

    def _read_robots(self, origin: str, site: _Site, url: str, deadline: float) -> None:
        """RFC 9309, 2.3.1: none is leave, one that cannot be had is a refusal."""
        address = f"{origin}/robots.txt"
        for _ in range(self.rules.redirects + 1):
            try:
                answer = self._ask(address, address, deadline, ROBOTS_LIMIT, {}, cut=True)
            except InputError as error:
                site.refused = f"its robots.txt cannot be had ({error})"
                return
            if answer.status not in _REDIRECTS or not answer.headers.get("location"):
                break
            address = urljoin(address, answer.headers["location"])
        if 200 <= answer.status < 300:
            site.robots = Robots.parse(answer.data.decode("utf-8", "replace"), _AGENT)
        elif answer.status >= 500 or answer.status == 429:
            site.refused = f"its robots.txt answers {answer.status}: try again later"
        else:
            site.robots = Robots()

    def _ask(
        self,
        address: str,
        url: str,
        deadline: float,
        limit: int,
        conditions: Mapping[str, str],
        cut: bool = False,
    ) -> _Answer:
        """One request; ``cut``: a body over the limit is cut off and no error."""
        try:
            import httpcore
            import httpx

            from kg.read.address import Guard, resolve
        except ImportError:
            raise MissingExtraError(
                f"{url}: reading from the web needs pip install 'newsgraph[web]'"
            ) from None
        _parts(address, url)
        target = httpx.URL(address)
        headers = {
            "Host": target.netloc.decode("ascii"),
            "User-Agent": self._name(),
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **conditions,
        }
        guard = Guard(
            lambda: deadline - self.clock(), self.rules.allow_local, self.resolve or resolve
        )
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), 10.0)
        try:
            with (
                httpcore.ConnectionPool(
                    ssl_context=httpx.create_ssl_context(), network_backend=guard
                ) as pool,
                pool.stream(
                    "GET",
                    httpcore.URL(
                        scheme=target.raw_scheme,
                        host=target.raw_host,
                        port=target.port,
                        target=target.raw_path,
                    ),
                    headers=list(headers.items()),
                    extensions={"timeout": timeout},
                ) as response,
            ):
                told = {
                    key.decode("latin-1").lower(): value.decode("latin-1")
                    for key, value in response.headers
                }
                pieces: list[bytes] = []
                size = 0
                for piece in response.iter_stream():
                    pieces.append(piece)
                    size += len(piece)
                    if size > limit:
                        if cut:
                            break
                        raise InputError(f"{url}: larger than the limit of {limit:,} bytes")
                data = b"".join(pieces)[: limit if cut else None]
                status = int(response.status)
        except httpcore.TimeoutException:
            raise InputError(
                f"{url}: no whole answer within {self.rules.seconds:.0f} s; try again later"
            ) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
            reason = str(error) or type(error).__name__
            raise InputError(f"{url}: cannot be reached: {reason}") from None
        except InputError as error:
            told_of = str(error)
            raise InputError(told_of if told_of.startswith(url) else f"{url}: {told_of}") from None
        data, ended = unwrapped(data, told.get("content-encoding", ""), limit, url, cut)
        if not ended and not cut:
            raise InputError(f"{url}: the answer is cut off before its end; try again later")
        return _Answer(status, told, data)

    def _name(self) -> str:
        contact = re.sub(r"[^\x21-\x7e]", "", self.rules.contact or "")
        return f"{_AGENT}/{__version__} ({_HOME}{'; ' + contact if contact else ''})"


def _parts(address: str, url: str) -> tuple[str, str]:
    """Origin, and path with query, of an address that may be asked."""
    try:
        import httpx

        parsed = httpx.URL(address)
        parts = urlsplit(address)
        secret = parts.username is not None or parts.password is not None
        path = parsed.raw_path.decode("ascii")
        origin = f"{parsed.scheme}://{parsed.netloc.decode('ascii')}"
        usable = parsed.scheme in ("http", "https") and bool(parsed.raw_host)
    except ImportError:
        raise MissingExtraError(
            f"{url}: reading from the web needs pip install 'newsgraph[web]'"
        ) from None
    except (ValueError, httpx.InvalidURL) as error:
        raise InputError(f"{url}: not an address: {error}") from None
    if secret:
        raise InputError(f"{url}: an address with a name or password in it is not asked")
    if not usable:
        raise InputError(f"{url}: leads to {address[:200]}, which is not http or https")
    return origin, path


def _conditions(known: Validators | None) -> dict[str, str]:
    found: dict[str, str] = {}
    if known is not None and known.etag:
        found["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        found["If-Modified-Since"] = known.last_modified
    return found


def _fetched(answer: _Answer, address: str, url: str, known: Validators | None) -> Fetched:
    status = answer.status
    if status == 304 and known is not None:
        return Fetched(address, None, validators=known)
    if not 200 <= status < 300 or status in (204, 205):
        after = answer.headers.get("retry-after", "")
        wait = f"; it asks to wait {after} s" if after.isdigit() and len(after) < 7 else ""
        reason = {
            401: " (it wants a name and password)",
            402: " (it wants to be paid)",
            403: " (it refuses)",
            404: " (there is no such page)",
            410: " (the page is gone)",
            429: " (too many requests)",
        }.get(status, "")
        raise InputError(f"{url}: answers {status}{reason}{wait}")
    declared = answer.headers.get("content-type", "")
    charset = re.search(r"(?i)charset\s*=\s*[\"']?([\w.:-]{2,40})", declared)
    return Fetched(
        address=address.partition("#")[0],
        data=answer.data,
        kind=declared.partition(";")[0].strip().lower(),
        charset=charset[1] if charset else None,
        validators=Validators(_header(answer, "etag"), _header(answer, "last-modified")),
    )


def _header(answer: _Answer, name: str) -> str | None:
    value = answer.headers.get(name, "").strip()
    return value if value and len(value) <= 500 and value.isprintable() else None
