"""How accurate the reader is, by pages of our own with every answer decided beforehand: what is a
report, whose and of which year, and the figures of its prose. Needs nothing but this checkout."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path

import msgspec
import pytest

from govcrawl.reading import read
from govcrawl.report import Report

#: Right figures among those read, and figures that were read among those that are there.
PRECISION, RECALL = 1.0, 0.9


class Page(msgspec.Struct, forbid_unknown_fields=True):
    """One page of the gold. ``figures``: (metric, value); ``other``: numbers that are none."""

    url: str
    title: str
    text: str
    report: bool
    year: int | None = None
    agency: str | None = None
    adcode: str | None = None
    coverage: str = "own"
    figures: list[tuple[str, float]] = []
    other: list[float] = []


class Gold(msgspec.Struct, forbid_unknown_fields=True):
    """All pages."""

    page: list[Page]


PAGES = msgspec.toml.decode(
    (Path(__file__).parent / "gold" / "pages.toml").read_bytes(), type=Gold
).page


@cache
def reports(number: int) -> list[Report]:
    """What the reader makes of a page in the dress of a plain site."""
    page = PAGES[number]
    body = "".join(f"<p>{html.escape(line)}</p>" for line in page.text.strip().splitlines())
    text = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{page.title}</title></head>'
        f'<body><div class="bar">首页 &gt; 政务公开</div><h1>{page.title}</h1>'
        f'<div class="con">{body}</div></body></html>'
    )
    return read(text.encode(), url=page.url).reports


@pytest.mark.parametrize("number", range(len(PAGES)), ids=[page.title for page in PAGES])
def test_what_is_a_report_and_whose(number: int) -> None:
    page, found = PAGES[number], reports(number)
    assert bool(found) is page.report
    if page.report:
        (report,) = found
        told = (
            report.report_year,
            report.agency.name,
            report.agency.region.adcode,
            report.coverage,
        )
        assert told == (page.year, page.agency, page.adcode, page.coverage)


def test_figures_are_right_and_hardly_any_is_missed() -> None:
    right, wrong, missed = 0, [], []
    for number, page in enumerate(PAGES):
        wanted = {(metric, float(value)) for metric, value in page.figures}
        values = {metric for metric, _ in page.figures}
        read_here = {
            (s.metric, float(s.value))
            for report in reports(number)
            for s in report.statistics
            if s.value is not None and s.scope not in ("cumulative", "out_of_period", "cited")
        }
        right += len(wanted & read_here)
        missed += [(page.title, *one) for one in sorted(wanted - read_here)]
        # A figure that the gold does not list is wrong where its metric is listed with another
        # value, or where its number is one that must be none.
        wrong += [
            (page.title, metric, value)
            for metric, value in sorted(read_here - wanted)
            if metric in values or value in page.other
        ]
    assert right / (right + len(wrong)) >= PRECISION, wrong
    assert right / (right + len(missed)) >= RECALL, missed


def test_every_figure_stands_in_the_text_that_it_names() -> None:
    for number in range(len(PAGES)):
        for report in reports(number):
            for s in report.statistics:
                e = s.evidence
                assert report.body[e.start : e.end] == e.text
                assert report.body[e.value_start : e.value_end] == s.value_text
