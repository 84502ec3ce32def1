"""Under which name a portal's records, state and lock are in the data directory."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit

_SAFE = re.compile(r"[a-z0-9][a-z0-9._+-]{0,99}")
_UNSAFE = re.compile(r"[^a-z0-9._-]+")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_portal(name: str) -> bool:
    """Whether a store's name is the id of a portal: that of a host has a dot or a ``+``."""
    return "." not in name and "+" not in name


def store_name(portal: str | None, url: str) -> str:
    """A portal's id; for one without a file its host, with the port where that is no default.

    A name of a host is never an id: it has a dot or a ``+``. What is no safe name of a file gets
    a hash in place of it.

    >>> store_name("kaili", "http://www.kaili.gov.cn/")
    'kaili'
    >>> store_name(None, "https://www.Kaili.gov.cn/nb/")
    'www.kaili.gov.cn'
    >>> store_name(None, "http://localhost:8080/")
    'localhost+8080'
    """
    if portal:
        return portal
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    try:
        host = host.encode("idna").decode("ascii")
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    except (UnicodeError, ValueError):
        port = 0
    usual = port in (0, *_DEFAULT_PORTS.values())
    name = host if usual and "." in host else f"{host}+{port}"
    if _SAFE.fullmatch(name):
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"{_UNSAFE.sub('-', name).strip('-.')[:60] or 'host'}+{digest}"
