"""Which addresses of the network may be asked: none inside the local network, unless allowed.

The check is made on the address that is connected to, after the name was resolved and before a
byte is sent, for every request and every redirect: a name that resolves to something else the
second time ("DNS rebinding") gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from kg.errors import InputError

__all__ = ["Guard", "Resolve", "is_public", "resolve"]

#: Host and port to the addresses that the host has.
Resolve = Callable[[str, int], list[str]]

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")


def is_public(text: str) -> bool:
    """Whether an IP address is of the public internet, in whichever form it is written.

    Loopback, private, link-local, shared, multicast and reserved addresses are not, nor are IPv6
    forms that hold such an IPv4 address (mapped, 6to4, NAT64, Teredo).

    >>> is_public("8.8.8.8"), is_public("::ffff:127.0.0.1"), is_public("64:ff9b::a00:1")
    (True, False, False)
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if address.version == 6 and address in _NAT64:
        return _public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return all(_public(part) for part in (address, *_inside(address)))


def _public(address: _Address) -> bool:
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or (isinstance(address, ipaddress.IPv6Address) and address.is_site_local)
    )


def _inside(address: _Address) -> Iterable[_Address]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if not isinstance(address, ipaddress.IPv6Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _COMPATIBLE:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system resolves it.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard(httpcore.NetworkBackend):
    """Makes connections to addresses that are allowed, and gives up when the time is over.

    Args:
        left: the seconds that are left until everything ends.
        allow_local: whether addresses inside the local network may be asked.
        resolve: how names become addresses.
    """

    def __init__(self, left: Callable[[], float], allow_local: bool, resolve: Resolve) -> None:
        self._until = left
        self._allow_local = allow_local
        self._resolve = resolve
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers.

        Raises:
            InputError: the host has no address that is allowed.
            httpcore.ConnectError: none answers.
        """
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name is not known ({error})") from None
        allowed = [a for a in addresses if self._allow_local or is_public(a)]
        if not allowed:
            told = ", ".join(addresses[:3]) or "no address"
            raise InputError(
                f"{host} is {told}, inside the local network: not asked; --allow-local allows it"
            )
        failed: Exception = httpcore.ConnectError("no address")
        for address in allowed:
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            return _Timed(stream, self._left)
        raise failed

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        """Never: only addresses of the network are asked."""
        raise InputError(f"{path}: not an address of the network")

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def _left(self, timeout: float | None) -> float:
        left = self._until()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return left if timeout is None else min(timeout, left)


class _Timed(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline, so that one byte a second does too."""

    def __init__(self, stream: httpcore.NetworkStream, left: Callable[[float | None], float]):
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _Timed(inner, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
