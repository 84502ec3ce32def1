"""A stand-in for the reader, for tests of what surrounds it. Importable from worker processes.

A page whose text holds ``报告 <agency> <year>`` gives one record for each such line;
``格 <read>/<expected>`` says how much of their statutory tables was read. ``DIE``, ``HANG``,
``SPIN`` and ``HOG`` take the life, the time (asleep, busy) and the memory of whoever reads it;
``SLOW`` takes a tenth of a second; ``UNREAD`` is a part of a report that was not read.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Mapping

from govcrawl.messages import issue
from govcrawl.reading.model import LinkedFrom, Listed, Reading
from govcrawl.report import (
    Agency,
    Contact,
    Issue,
    Ledger,
    Report,
    Site,
    Source,
    TableQuality,
)

_REPORT = re.compile(r"报告 (\S+) (\d{4}) ?(\S*)")
_CELLS = re.compile(r"格 (\d+)/(\d+)")


def read(
    data: bytes,
    *,
    url: str | None,
    headers: Mapping[str, str] | None = None,
    portal: str | None = None,
    fetched_at: str | None = None,
    linked_from: LinkedFrom | None = None,
    listed: Listed | None = None,
    page: object = None,
) -> Reading:
    text = data.decode("utf-8", "replace")
    if "DIE" in text:
        os._exit(3)
    if "HANG" in text:
        time.sleep(60)
    if "SLOW" in text:
        time.sleep(0.1)
    while "SPIN" in text:
        pass
    if "HOG" in text:
        _hog = [bytearray(1 << 20) for _ in iter(int, 1)]
    if "RAISE" in text:
        raise ValueError("planned")
    if not text.strip():
        empty = Issue(code="empty", severity="error", message="空", message_en="empty")
        return Reading([], [empty])
    reports = [
        report(agency, int(year), figure, data, url, portal, fetched_at)
        for agency, year, figure in _REPORT.findall(text)
    ]
    if "UNREAD" in text:
        for one in reports:
            one.issues = [issue("page_truncated", what="UNREAD", limit=1)]
    cells = _CELLS.search(text)
    if cells:
        for one in reports:
            one.table_quality = [_quality(int(cells[1]), int(cells[2]))]
    return Reading(reports, [])


def _quality(filled: int, expected: int) -> TableQuality:
    return TableQuality(
        table=1,
        name="applications",
        era="format_2021",
        expected=expected,
        read=filled,
        blank=expected - filled,
        refused=0,
        unknown=0,
    )


def report(
    agency: str,
    year: int,
    figure: str = "",
    data: bytes = b"",
    url: str | None = None,
    portal: str | None = None,
    fetched_at: str | None = None,
) -> Report:
    """A record as small as one can be."""
    return Report(
        schema_version="1.0",
        report_id=f"{agency}-{year}-own",
        title=f"{agency}{year}年政府信息公开工作年度报告",
        report_year=year,
        coverage="own",
        format_era="format_2021",
        period=None,
        agency=Agency(name=agency),
        publish_date=None,
        document_date=None,
        index_number=None,
        doc_number=None,
        issuer=None,
        content_source=None,
        contact=Contact(),
        site=Site(),
        body=f"一、总体情况\n{agency}主动公开{figure}件。",
        sections=[],
        statistics=[],
        tables={},
        table_cells=[],
        checks=[],
        issues=[],
        attachments=[],
        changes=[],
        source=Source(
            url=url,
            aliases=[],
            portal=portal,
            fetched_at=fetched_at,
            sha256=hashlib.sha256(data).hexdigest(),
            media_type="text/html",
            encoding="utf-8",
            provenance="official",
        ),
        table_quality=[],
        field_evidence=[],
        ledger=Ledger(
            visible=0, body=0, table=0, metadata=0, boilerplate=0, other_documents=0, unassigned=0
        ),
    )
