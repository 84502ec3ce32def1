"""One crawl over many portals, and what is not as it should be: reports, outcome, coverage."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.conftest import Command, records

from .kit import Portal, proxied


def crawl(
    scrapy: Command, portals: dict[str, Portal], *args: str, feed: Path | None = None
) -> dict[str, list[str]]:
    """What is wrong, by portal; empty lists where nothing is. ``args`` go to the command."""
    feed = feed or scrapy.data.parent / f"{scrapy.data.name}.jsonl"
    declared = {
        name: {"name": f"{p.county}人民政府", "adcode": p.adcode, "start": [p.url]}
        for name, p in portals.items()
    }
    with proxied(portals) as proxy:
        done = scrapy(
            "crawl", "reports", "-a", f"portal={','.join(portals)}",
            "-s", f"GOVCRAWL_PORTALS={json.dumps(declared)}", "-s", "DOWNLOAD_DELAY=0",
            "-s", "GOVCRAWL_BROWSER=0", "-s", "RETRY_TIMES=0", "-O", feed, *args,
            reader="govcrawl", env={"http_proxy": proxy, "no_proxy": ""},
        )  # fmt: skip
    if "Traceback" in done.stderr:
        return {"": [done.stderr[-3000:]]}
    got: dict[str, list[dict[str, Any]]] = {name: [] for name in portals}
    for record in records(feed):
        got[record["source"]["portal"]].append(record)
    targets = {t["portal"]: t for t in scrapy.run()["targets"]}
    wrong = {n: differences(p, targets[n], got[n]) for n, p in portals.items()}
    cells = scrapy(
        "coverage", feed, "--json", "-s", f"GOVCRAWL_PORTALS={json.dumps(declared)}"
    ).stdout
    for name, portal in portals.items():
        wrong[name] += accusations(portal, json.loads(cells or "[]"))
    return wrong


def differences(portal: Portal, target: dict[str, Any], got: list[dict[str, Any]]) -> list[str]:
    said = []
    if target["outcome"] != portal.outcome:
        said.append(f"outcome {target['outcome']}, not {portal.outcome}: {target['reason']}")
    wanted = {one.at: one for one in portal.reports}
    for old in portal.old_names:  # the same pages under the name before
        for one in portal.reports:
            wanted[one.at.replace(portal.host, old)] = one
    found: dict[str, dict[str, Any]] = {}
    twice = Counter[str]()
    for record in got:
        urls = [record["source"]["url"], *record["source"]["aliases"]]
        at = next((a for a in map(_place, urls) if a in wanted), None)
        if at is None:
            said.append(f"false: {record['source']['url']} {record['title']}")
        else:
            twice[at] += at in found
            found[at] = record
    said += [f"twice: {at}" for at, n in twice.items() if n]
    there = {wanted[at].at for at in found}
    lost = [one for one in portal.reports if one.at not in there]
    if lost:
        silent = "SILENT " if target["outcome"] in ("ok", "empty") else ""
        said.append(
            f"{silent}missing {len(lost)} of {len(portal.reports)}: {lost[0].at} {lost[0].title}"
        )
    for at, record in found.items():
        one = wanted[at]
        facts = {
            "year": (record["report_year"], one.year),
            "date": (record["publish_date"], one.date),
        }
        said += [f"{at}: {k}: {a!r}, not {b!r}" for k, (a, b) in facts.items() if a != b]
        keys = one.tables.keys() | record["tables"].keys()
        odd = [k for k in keys if one.tables.get(k) != record["tables"].get(k)]
        if odd:
            said.append(f"{at}: {len(odd)} cells, first {odd[0]}")
        if not (record["agency"]["name"] or "").endswith(one.agency):
            said.append(f"{at}: agency {record['agency']['name']!r}, not {one.agency!r}")
    most = portal.per_report * len(portal.reports) + 1
    if portal.per_report and len(portal.log) > most:
        said.append(f"{len(portal.log)} requests for {len(portal.reports)} reports")
    return said


def accusations(portal: Portal, cells: list[dict[str, Any]]) -> list[str]:
    """Cells that accuse a body of the portal of what is not so."""
    there = {(one.agency, one.year) for one in portal.reports}
    names = {one.agency for one in portal.reports}
    said = []
    for cell in cells:
        agency = (cell["agency"] or "").split("市")[-1]
        if cell["state"] not in ("late", "early", "not_found") or portal.county not in agency:
            continue
        at = agency.index(portal.county)
        body = (agency[at:], cell["year"])
        mine = cell["adcode"] == portal.adcode or body[0] in names
        truly = cell["state"] == "not_found" and body in portal.absent
        if mine and not truly and (body in there or body[0] not in names):
            said.append(f"accused: {cell['agency']} {cell['year']} {cell['state']}")
    return said


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}{'?' * bool(parts.query)}{parts.query}"
