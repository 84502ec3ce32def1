"""Certificates are verified, but where a portal's file excepts one, and only until its day."""

from __future__ import annotations

import datetime
import ipaddress
import json
import os
import ssl
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from govcrawl.portals import load
from tests.conftest import ROOT, Command, records
from tests.faults import server as s
from tests.faults.server import FaultServer
from tests.faults.test_addresses import portal
from tests.faults.test_faults import PAGE

NOW = datetime.datetime.now(datetime.timezone.utc)
DAY = datetime.timedelta(days=1)


class Maker:
    """An authority of our own, and what it signs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        self.root = folder / "root.pem"
        self.root.write_bytes(_pem(self._sign(self.name, self.key, NOW + DAY, authority=True)))

    def context(
        self, host: str = "127.0.0.1", until: datetime.datetime = NOW + DAY, *, own: bool = False
    ) -> ssl.SSLContext:
        """A server's side. ``own``: signed by itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        certificate = self._sign(name, key, until, host=host, own=own)
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file = self.folder / "server.pem"
        file.write_bytes(private + _pem(certificate))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _sign(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        until: datetime.datetime,
        *,
        host: str | None = None,
        own: bool = False,
        authority: bool = False,
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name if own else self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(until - 30 * DAY)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if host:
            try:
                named: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
            except ValueError:
                named = x509.DNSName(host)
            builder = builder.add_extension(x509.SubjectAlternativeName([named]), critical=False)
        return builder.sign(key if own else self.key, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def test_only_a_valid_or_an_excepted_certificate_is_taken(scrapy: Command, tmp_path: Path) -> None:
    made = Maker(tmp_path)
    today = NOW.date()
    excepted = {"what": "unverified_certificate", "value": True, "reason": "更换证书期间"}
    runs_out = {"since": str(today - 9 * DAY), "until": str(today + 9 * DAY)}
    over = {"since": str(today - 9 * DAY), "until": str(today - DAY)}
    contexts: dict[str, tuple[ssl.SSLContext, list[dict[str, Any]]]] = {
        "valid": (made.context(), []),
        "self_signed": (made.context(own=True), []),
        "expired": (made.context(until=NOW - DAY), []),
        "of_another_host": (made.context("www.example.gov.cn"), []),
        "excepted": (made.context(own=True), [{**excepted, **runs_out}]),
        "excepted_expired": (made.context(until=NOW - DAY), [{**excepted, **runs_out}]),
        "exception_over": (made.context(own=True), [{**excepted, **over}]),
    }
    with ExitStack() as stack:
        portals = {}
        for name, (context, deviation) in contexts.items():
            server = stack.enter_context(FaultServer(portal(), context))
            portals[name] = {
                "name": name, "adcode": "110101", "start": [server.url], "deviation": deviation,
            }  # fmt: skip
        other = stack.enter_context(FaultServer({"/x.html": s.send()}, made.context(own=True)))
        plain = stack.enter_context(FaultServer(portal(**{PAGE: s.moved(f"{other.url}x.html")})))
        portals["redirecting"] = {"name": "redirecting", "adcode": "110101", "start": [plain.url]}
        done = subprocess.run(
            [sys.executable, "-m", "tests.scrapy_standin", "crawl", "reports",
             "-a", f"portal={','.join(portals)}", "-s", f"GOVCRAWL_PORTALS={json.dumps(portals)}",
             "-s", "DOWNLOAD_DELAY=0", "-s", "GOVCRAWL_BROWSER=0",
             "-s", "GOVCRAWL_PRIVATE_HOSTS=127.0.0.1"],
            cwd=ROOT, capture_output=True, text=True,
            env={**os.environ, "GOVCRAWL_DATA_DIR": str(scrapy.data), "PYTHONUTF8": "1",
                 "SSL_CERT_FILE": str(made.root)},
        )  # fmt: skip
    assert done.returncode == 3, done.stderr
    targets = {target["portal"]: target for target in scrapy.run()["targets"]}
    good = {name for name, target in targets.items() if target["outcome"] == "ok"}
    assert good == {"valid", "excepted", "excepted_expired"}
    named = records(scrapy.data / "runs" / scrapy.run()["run_id"] / "issues.jsonl")
    said = {(issue["portal"], issue["code"], issue["severity"]) for issue in named}
    assert said >= {
        ("exception_over", "certificate_exception_over", "error"),
        ("excepted", "certificate_excepted", "info"),
        ("redirecting", "bad_certificate", "error"),
    }
    for name in ("self_signed", "expired", "of_another_host", "exception_over"):
        assert targets[name]["outcome"] == "failed", name
        assert "bad_certificate" in targets[name]["reason"] or "robots" in targets[name]["reason"]
        assert "certificate" in targets[name]["reason"], targets[name]["reason"]
    assert other.asked == []


@pytest.mark.parametrize(
    "dates",
    [{}, {"until": "2026-01-01"}, {"until": "2028-03-01"}],
    ids=["endless", "before it begins", "over a year"],
)
def test_an_exception_has_its_days(dates: dict[str, str]) -> None:
    deviation = {
        "what": "unverified_certificate", "value": True, "since": "2027-01-01", "reason": "更换证书期间",
    }  # fmt: skip
    data = {"name": "某区", "adcode": "110101", "start": ["https://x.gov.cn/"]}
    loaded = load({"some": {**data, "deviation": [{**deviation, **dates}]}})
    assert "until" in str(loaded.broken["some"])
    assert "some" not in loaded
