"""Certificates are verified, but for portals whose file excepts them, until the day it names."""

from __future__ import annotations

import copy
from datetime import date, datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.crawler import Crawler
from service_identity import CertificateError, VerificationError
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer


@implementer(IPolicyForHTTPS)
class Excepting:
    """Scrapy's context factory, and beside it one that verifies nothing, for the hosts and ports at
    which excepted portals begin."""

    def __init__(self, verifying: Any, crawler: Crawler) -> None:
        self._verifying, self._crawler = verifying, crawler
        self._lenient = copy.copy(verifying)
        self._lenient._verify_certificates = False

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802
        walks = getattr(self._crawler.spider, "walks", [])
        today = datetime.now(timezone.utc).date()
        excepted = {_endpoint(walk.target.url) for walk in walks if excepts(walk, today)}
        factory = self._lenient if (hostname.decode("ascii"), port) in excepted else self._verifying
        return factory.creatorForNetloc(hostname, port)


def excepts(walk: Any, today: date) -> bool:
    """Whether the certificate of a target's portal goes unverified today."""
    until: date | None = walk.policy.unverified_until
    return until is not None and today <= until


def certificate_error(error: BaseException) -> str | None:
    """What is wrong with a certificate, where that is why a download failed."""
    for reason in getattr(error.__cause__, "reasons", ()):
        value = reason.value
        if isinstance(value, (VerificationError, CertificateError)):
            return "it is not this host's"
        if isinstance(value, SSL.Error) and "certificate" in str(value):
            said = [str(part[-1]) for part in value.args[0]] if value.args else []
            return ", ".join(said)[:200] or "not verified"
    return None


def _endpoint(url: str) -> tuple[str | None, int]:
    """Host and port at which an address, or the secure one beside it, is served."""
    parts = urlsplit(url)
    return parts.hostname, 443 if parts.port in (None, 80) else parts.port
