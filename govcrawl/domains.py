"""Hosts: whether one is official, another public one or none; of one site; the registered domain."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from govcrawl.report import Provenance

#: Domains that only organs of the state may hold: ``.gov.cn`` and the registry ``.政务``.
_OFFICIAL: Final = (".gov.cn", ".政务", ".xn--zfr164b")


#: Schemes whose addresses name a host.
_OF_HOSTS: Final = frozenset({"", "http", "https", "ftp"})
_COUNTRY_SECOND_LEVEL: Final = frozenset({"com", "net", "org", "edu", "gov", "ac"})


def host_of(url: str | None) -> str | None:
    """The host of an address, in lower case; None where it has none (a file, also of a storage),
    empty where it is no address.

    >>> host_of("http://www.X.gov.cn./a"), host_of("file:///a"), host_of("http://[")
    ('www.x.gov.cn', None, '')
    >>> host_of("s3://bucket/a.html")
    """
    try:
        parts = urlsplit(url or "")
        host = parts.hostname if parts.scheme in _OF_HOSTS else None
    except ValueError:  # "http://["
        return ""
    return host.rstrip(".") if host else None


def site_of(url: str | None) -> str:
    """The host and port of an address without ``www.``, by which pages of one site are told;
    empty where there is none.

    >>> site_of("http://www.x.gov.cn:8080/a")
    'x.gov.cn:8080'
    """
    try:
        return urlsplit(url or "").netloc.lower().removeprefix("www.")
    except ValueError:
        return ""


def domain_of(url: str) -> str:
    """What counts as one site in a crawl: the registered name, with its sub-domains; host and port where
    there is none.

    >>> domain_of("http://zwgk.x.gov.cn/a"), domain_of("http://127.0.0.1:8080/")
    ('x.gov.cn', '127.0.0.1:8080')
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.split(".")
        if len(labels) > 1:
            deep = labels[-1] == "cn" and labels[-2] in _COUNTRY_SECOND_LEVEL
            return ".".join(labels[-3 if deep else -2 :])
    return parts.netloc


def is_local(host: str) -> bool:
    """Whether a host is this machine, or an address within a private network."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private


def is_official(host: str) -> bool:
    """Whether a host is in a domain of the state.

    >>> is_official("www.x.gov.cn"), is_official("gov.cn"), is_official("xgov.cn")
    (True, True, False)
    """
    return f".{host}".endswith(_OFFICIAL)


def host_kind(url: str | None) -> Provenance:
    """Whose host an address is at: ``official``, ``third_party``, or ``local`` for files and
    hosts that are not public.

    >>> host_kind("http://xxgk.x.gov.cn/a"), host_kind("http://x.com/"), host_kind("http://10.0.0.1/")
    ('official', 'third_party', 'local')
    """
    host = host_of(url)
    if host is None or is_local(host):
        return "local"
    return "official" if is_official(host) else "third_party"
