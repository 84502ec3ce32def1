"""What must hold of every reading, whatever the bytes."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jsonschema

from govcrawl import feed
from govcrawl.reading.model import Reading
from govcrawl.report import Report
from govcrawl.schema import load


def faults(reading: Reading, *, strictly: bool) -> list[str]:
    """Broken promises, none where all hold. ``strictly`` adds the slow test of the schema."""
    found = [
        f"internal error: {i.message_en}" for i in reading.issues if i.code == "internal_error"
    ]
    if not reading.reports and not reading.issues:
        found.append("neither a report nor an issue")
    feed.encode_json(reading.issues)
    for report in reading.reports:
        found += _of_report(report)
        line = feed.encode(report)
        if feed.encode(feed.decode(line)) != line:
            found.append("the line does not survive a round trip")
        if strictly:
            found += [
                f"schema: {e.message:.200}" for e in _validator().iter_errors(json.loads(line))
            ]
    return found


def _of_report(report: Report) -> Iterator[str]:
    body = report.body
    for s in report.statistics:
        e = s.evidence
        if s.source == "text":
            if e.start is None or e.end is None or body[e.start : e.end] != e.text:
                yield f"evidence of {s.metric} is not where it says"
            elif e.value_start is None or e.value_end is None:
                yield f"value of {s.metric} has no place"
            elif not e.start <= e.value_start < e.value_end <= e.end:
                yield f"value of {s.metric} lies outside its evidence"
            elif body[e.value_start : e.value_end] != s.value_text:
                yield f"value of {s.metric} is not printed where it says"
        for bound in (s.value, s.lower, s.upper):
            if bound is not None and not math.isfinite(bound):
                yield f"{s.metric} is not finite"
        if s.lower is not None and s.upper is not None and s.lower > s.upper:
            yield f"bounds of {s.metric} are crossed"
    for section in report.sections:
        if not 0 <= section.start <= section.end <= len(body):
            yield f"section {section.path} lies outside the body"
    located = {}
    for cell in report.table_cells:
        if cell.state in ("read", "unknown"):
            located[cell.key] = cell
    for key, value in report.tables.items():
        if value is None:
            continue
        if key not in located:
            yield f"{key} has a value and no cell"
        elif not _prints(value, located[key].text):
            yield f"{key} = {value} is not what its cell prints: {located[key].text!r:.80}"
    ledger = report.ledger
    parts = (ledger.body, ledger.table, ledger.metadata, ledger.boilerplate)
    if sum(parts) + ledger.other_documents + ledger.unassigned != ledger.visible:
        yield "the ledger does not add up"
    if not isinstance(report.report_id, str) or not report.source.sha256:
        yield "no identity"


def _prints(value: float, text: str) -> bool:
    """Whether the digits of a value are the digits of its cell, by means of our own."""
    printed = "".join(
        str(unicodedata.digit(c)) for c in unicodedata.normalize("NFKC", text) if c.isdigit()
    )
    digits = f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    wanted = "".join(c for c in digits if c.isdigit())
    return wanted.strip("0") in printed if printed else True


@lru_cache(maxsize=1)
def _validator() -> Any:
    return jsonschema.Draft202012Validator(load())
