"""The same report in traditional characters, in full-width digits or with invisible characters
between gives the same facts. Titles, names as written and evidence stay as printed."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from govcrawl.reading import read
from govcrawl.report import Report
from tests.golden import sources
from tests.text.variants import VARIANTS, varied

_PAGES = [
    (name, path)
    for _, path, name in sources()
    if path.suffix.lower() in (".html", ".htm", ".shtml", ".txt")
]
#: In the usual run every so many pages, others for each variant; all with ``-m long``.
_SHARE = 23


def facts(report: Report) -> dict[str, Any]:
    """What a report says, whatever characters it is printed in."""
    return {
        "year": report.report_year,
        "agency": report.agency.name,
        "region": report.agency.region,
        "coverage": report.coverage,
        "era": report.format_era,
        "dates": (report.publish_date, report.document_date),
        "period": report.period,
        "phone": (report.contact.phone, report.contact.fax, report.contact.postal_code),
        "site": {
            name: value is not None for name, value in dataclasses.asdict(report.site).items()
        },
        "statistics": [
            (s.metric, s.value, s.unit, s.modifier, s.lower, s.upper, s.scope)
            for s in report.statistics
        ],
        "tables": report.tables,
        "cells": [(c.key, c.table, c.row, c.column) for c in report.table_cells],
        "sections": [(s.level, s.path) for s in report.sections],
        "checks": [(c.rule, c.status) for c in report.checks],
    }


def differences(path: Path, variant: str) -> list[str]:
    """The facts that differ between a page and a variant of it."""
    data, html = path.read_bytes(), path.suffix.lower() != ".txt"
    plain = read(varied(data, str, html=html), url=path.as_uri()).reports
    other = read(varied(data, VARIANTS[variant], html=html), url=path.as_uri()).reports
    if len(plain) != len(other):
        return [f"{len(plain)} reports, {len(other)} in {variant}"]
    return [
        f"{name}: {value!r}"[:200]
        for one, two in zip(map(facts, plain), map(facts, other), strict=True)
        for name, value in two.items()
        if one[name] != value
    ]


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_page_in_other_characters_gives_the_same_facts(variant: str) -> None:
    start = list(VARIANTS).index(variant)
    assert {n: d for n, p in _PAGES[start::_SHARE] if (d := differences(p, variant))} == {}


@pytest.mark.long
@pytest.mark.parametrize("variant", VARIANTS)
def test_all_pages_in_other_characters_give_the_same_facts(variant: str) -> None:
    assert {n: d for n, p in _PAGES if (d := differences(p, variant))} == {}
