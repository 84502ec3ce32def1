"""Which addresses a crawl may connect to: a portal must not lead it into the user's own network.

Private, loopback, link-local and other addresses that are not of the public internet are refused
wherever a request comes from (links, redirects, documents, frames, robots.txt). The check is
where the connection is made, on what the name resolved to, so that no way of writing an address
and no change of the DNS passes. A portal that was itself given on such an address is crawled on
that address and port.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from zope.interface import implementer

from govcrawl.fetching.middlewares import SaidError
from govcrawl.messages import say

if TYPE_CHECKING:
    from typing_extensions import Self

_Ip: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LONGEST = 8000  # characters of an address (RFC 9110, 4.1: servers are to take as many)
_PORTS = {"http": 80, "https": 443}


def is_private(ip: _Ip) -> bool:
    """Whether an address is not one of the public internet (RFC 6890; shared address space of
    RFC 6598, where clouds keep their metadata, included), or carries one that is not.

    >>> is_private(ipaddress.ip_address("169.254.169.254"))
    True
    >>> is_private(ipaddress.ip_address("::ffff:10.0.0.1"))
    True
    >>> is_private(ipaddress.ip_address("202.96.0.1"))
    False
    """
    if isinstance(ip, ipaddress.IPv6Address):
        low = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if ip.ipv4_mapped is not None or ip in _NAT64:
            return is_private(low)
        carried = [ip.sixtofour, *(ip.teredo or ())]
        if any(inner is not None and is_private(inner) for inner in carried):
            return True
    return not ip.is_global or ip.is_multicast or ip.is_reserved


def literal(host: str) -> _Ip | None:
    """The address that a host name writes out, in any of the ways that systems accept; None for
    a name.

    >>> [str(literal(host)) for host in ("127.1", "0x7f000001", "[::1]", "017700000001")]
    ['127.0.0.1', '127.0.0.1', '::1', '127.0.0.1']
    >>> literal("www.example.gov.cn")
    """
    host = host.strip("[]").rstrip(".").partition("%")[0]
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    if not host[:1].isdigit():
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


class Guard:
    """Decides for one crawl. ``starts``: host and port of the addresses that the user gave."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        # Private addresses that a start has, with its port; names that were public when first met.
        self._given: set[tuple[_Ip, int]] = set()
        self._public: set[str] = set()
        self.proxies: set[tuple[str, int]] = set()
        self.refused: set[tuple[str, int]] = set()

    def starts(self) -> set[tuple[str, int]]:
        walks = getattr(self.crawler.spider, "walks", ())
        return {_endpoint(walk.target.url) for walk in walks}

    def allows(self, host: str, port: int, ip: _Ip) -> bool:
        """Whether a connection may go to this address, to which the host's name led."""
        host = host.lower().rstrip(".")
        if (host, port) in self.proxies:
            return True
        if not is_private(ip):
            self._public.add(host)
            return True
        if getattr(self.crawler.spider, "walks", None) is None:  # `scrapy shell`: the user's own
            return True
        if self._is_given(host, port) and host not in self._public:
            self._given.add((ip, port))
        allowed = (ip, port) in self._given or self._configured(host)
        if not allowed:
            self.refused.add((host, port))
        return allowed

    def _is_given(self, host: str, port: int) -> bool:
        starts = self.starts()
        # http and https of one host are one portal, where both are on their usual ports
        usual = {(host, 80), (host, 443)}
        return (host, port) in starts or ((host, port) in usual and bool(usual & starts))

    def _configured(self, host: str) -> bool:
        return host in self.crawler.settings.getlist("GOVCRAWL_PRIVATE_HOSTS")

    def check(self, url: str) -> None:
        """Raises SaidError for an address that is refused by what it says already."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS:
            raise SaidError(say("bad_scheme", scheme=parts.scheme))
        if len(url) > _LONGEST:
            raise SaidError(say("bad_address"))
        host, port = _endpoint(url)
        ip = literal(host)
        if ip is not None and not self.allows(host, port, ip):
            raise SaidError(say("private_address", host=host))

    def explains(self, url: str) -> SaidError | None:
        """What to say where no connection was made because every address was refused."""
        host, port = _endpoint(url)
        return (
            SaidError(say("private_address", host=host)) if (host, port) in self.refused else None
        )

    def stand(self, proxy: str | None) -> None:
        """Put the check before the reactor's resolver, which every connection asks. A proxy is
        the user's own."""
        if proxy:
            self.proxies.add(_endpoint(proxy if "://" in proxy else f"http://{proxy}"))
        from twisted.internet import reactor

        plain: Any = reactor
        if not isinstance(plain.nameResolver, GuardedResolver):
            plain.installNameResolver(GuardedResolver(plain.nameResolver, self))


class AddressMiddleware:
    """Refuses requests that are not for the public web, or for the portal as it was given."""

    def __init__(self, crawler: Crawler) -> None:
        self.guard = Guard(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        self.guard.check(request.url)


@implementer(IHostnameResolver)
class GuardedResolver:
    """A resolver that keeps to itself the addresses that a guard refuses."""

    def __init__(self, resolver: Any, guard: Guard) -> None:
        self._resolver, self._guard = resolver, guard

    def resolveHostName(  # noqa: N802 - the interface names it
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        receiver = _Receiver(resolutionReceiver, hostName, portNumber, self._guard)
        found: IHostResolution = self._resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return found


@implementer(IResolutionReceiver)
class _Receiver:
    def __init__(self, receiver: Any, host: str, port: int, guard: Guard) -> None:
        self._receiver, self._host, self._port, self._guard = receiver, host, port, guard

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if self._guard.allows(self._host, self._port, ipaddress.ip_address(address.host)):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


def _endpoint(url: str) -> tuple[str, int]:
    """Host and port of an address. Raises SaidError where it has none that can be used."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise SaidError(say("bad_address")) from None
    return (parts.hostname or "").rstrip("."), port
