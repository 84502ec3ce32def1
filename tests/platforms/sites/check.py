"""Crawls portals in one run, each from its home page, and says what is not as it should be."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

from tests.conftest import Command, records

from . import patience
from .kit import Portal, Reply, Server

Wrong = dict[str, list[str]]


def crawl(
    scrapy: Command, portals: dict[str, Portal], settings: Iterable[str] = ()
) -> tuple[subprocess.CompletedProcess[str], Wrong, dict[str, Server]]:
    """The finished command, what is wrong by portal, the servers with their logs."""
    feed = scrapy.data.parent / f"{scrapy.data.name}.jsonl"
    with ExitStack() as stack:
        servers = {n: stack.enter_context(Server(portal)) for n, portal in portals.items()}
        declared = {
            name: {"name": name, "adcode": portal.adcode, "start": [servers[name].url]}
            for name, portal in portals.items()
        }
        stalling = [
            servers[name].url.rstrip("/") + path
            for name, portal in portals.items()
            for path, page in portal.routes.items()
            if isinstance(page, Reply) and (page.wait or page.drip)
        ]
        done = scrapy(
            "crawl", "reports", "-a", f"portal={','.join(portals)}",
            "-s", f"GOVCRAWL_PORTALS={json.dumps(declared)}", "-s", "DOWNLOAD_DELAY=0",
            "-s", "GOVCRAWL_BROWSER=0", "-s", "RETRY_TIMES=0", "-O", feed, *settings,
            *patience.settings(stalling),
            reader="govcrawl",
        )  # fmt: skip
    targets = {t["portal"]: t for t in scrapy.run()["targets"]}
    got: dict[str, list[dict[str, Any]]] = {name: [] for name in portals}
    for record in records(feed):
        got[record["source"]["portal"]].append(record)
    wrong = {
        name: said
        for name, portal in portals.items()
        if (said := differences(portal, targets[name], got[name], servers[name]))
    }
    return done, wrong, servers


def differences(
    portal: Portal, target: dict[str, Any], got: list[dict[str, Any]], server: Server
) -> list[str]:
    said = []
    for name, want in (
        ("outcome", portal.outcome),
        ("listing_complete", portal.complete),
        *([("platform", portal.platform)] if portal.platform else []),
        ("found", len(portal.reports) if portal.found is None else portal.found),
    ):
        if target[name] != want:
            said.append(f"{name}: {target[name]!r}, not {want!r} ({target['reason']})")
    if portal.reason not in str(target["reason"]):
        said.append(f"reason: {target['reason']!r}, not {portal.reason!r}")
    if len(server.log) > portal.most:
        said.append(f"{len(server.log)} requests, not {portal.most} at most")
    wanted = {report.path: report for report in portal.reports}
    also = {alias: report.path for report in portal.reports for alias in report.aliases}
    # Which of its addresses a record is told by is not the question here.
    found = {also.get(path := _path(r["source"]["url"]), path): r for r in got}
    said += [f"false: {path} {found[path]['title']}" for path in sorted(set(found) - set(wanted))]
    said += [f"missing: {path} {wanted[path].title}" for path in sorted(set(wanted) - set(found))]
    for path in sorted(set(found) & set(wanted)):
        record, want = found[path], wanted[path]
        pairs = {
            "title": (want.title.replace("<br>", ""), record["title"]),
            "year": (want.year, record["report_year"]),
            "published": (want.date, record["publish_date"]),
            "addresses": (
                sorted([want.path, *want.aliases]),
                sorted(map(_path, [record["source"]["url"], *record["source"]["aliases"]])),
            ),
        }
        # A prescribed table that the document lacks has its cells as null.
        keys = want.tables.keys() | record["tables"].keys()
        cells = {k: (want.tables.get(k), record["tables"].get(k)) for k in sorted(keys)}
        odd = {k: v for k, v in cells.items() if v[0] != v[1]}
        if odd:
            pairs["tables"] = (f"{len(odd)} cells", str(dict(list(odd.items())[:2])))
        said += [f"{path}: {k}: {b!r}, not {a!r}" for k, (a, b) in pairs.items() if a != b]
        if not (record["agency"]["name"] or "").endswith(want.agency):
            said.append(f"{path}: agency: {record['agency']['name']!r}")
    twice = [path for path, n in Counter(r["source"]["url"] for r in got).items() if n > 1]
    return said + [f"twice: {path}" for path in twice]


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]
