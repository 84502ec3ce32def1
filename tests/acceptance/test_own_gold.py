"""How accurate the reader is, by pages of our own with every answer decided beforehand: what is a
report, whose and of which year, the figures of its prose and the cells of its tables. Needs nothing
but this checkout.

``gold/pages.toml``: whole pages · ``passages.toml``: prose of many years · ``heads.toml``: titles,
signatures, and titles of pages that are none · ``documents.toml``: files of nine formats and
four eras with every cell. Below each bar stands what was reached when it was set.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from govcrawl.reading import read
from govcrawl.report import Report

#: Right figures among those read, and figures that were read among those that are there.
PRECISION, RECALL = 1.0, 0.9
#: Share of the heads of which all is right (what is wrong is counted apart: none may be), and of
#: the titles that are told right.
HEADS, TITLES = 0.95, 0.95
#: Share of cells that are right; none may be wrong.
CELLS = 0.98
GOLD = Path(__file__).parent / "gold"
_T = TypeVar("_T")
Figures = list[tuple[str, float]]


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
    figures: Figures = []
    other: list[float] = []


class Passage(msgspec.Struct, forbid_unknown_fields=True):
    """Prose of a report of a year."""

    year: int
    text: str
    figures: Figures
    other: list[float]


class Document(msgspec.Struct, forbid_unknown_fields=True):
    """A file. ``cells``: those of its tables that hold a number; ``blank``: how many others the
    tables have."""

    file: str
    year: int
    agency: str
    adcode: str
    figures: Figures
    blank: int
    cells: dict[str, float]


class Head(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """One head; ``line`` stands below the title, ``signature`` at the end."""

    title: str
    url: str
    line: str
    signature: str
    year: int
    agency: str
    adcode: str
    coverage: str


class Pages(msgspec.Struct, forbid_unknown_fields=True):
    page: list[Page]


class Passages(msgspec.Struct, forbid_unknown_fields=True):
    passage: list[Passage]


class Documents(msgspec.Struct, forbid_unknown_fields=True):
    document: list[Document]


class Heads(msgspec.Struct, forbid_unknown_fields=True):
    """``reports``, ``others``: titles of reports, and of pages that are none."""

    heads: list[Head]
    reports: list[str]
    others: list[str]


def gold(name: str, kind: type[_T]) -> _T:
    return msgspec.toml.decode((GOLD / name).read_bytes(), type=kind)


PAGES = gold("pages.toml", Pages).page
PASSAGES = gold("passages.toml", Passages).passage
DOCUMENTS = gold("documents.toml", Documents).document
HEADS_AND_TITLES = gold("heads.toml", Heads)


def dressed(title: str, lines: Iterable[str], url: str, line: str = "") -> list[Report]:
    """What the reader makes of a page in the dress of a plain site."""
    body = "".join(f"<p>{html.escape(text)}</p>" for text in lines)
    bar = f'<div class="info">{line}</div>' if line else ""
    text = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body><div class="bar">首页 &gt; 政务公开</div><h1>{title}</h1>{bar}'
        f'<div class="con">{body}</div></body></html>'
    )
    return read(text.encode(), url=url).reports


@cache
def reports(number: int) -> list[Report]:
    page = PAGES[number]
    return dressed(page.title, page.text.strip().splitlines(), page.url)


@cache
def passage(number: int) -> list[Report]:
    one = PASSAGES[number]
    title = f"泾县水利局{one.year}年政府信息公开工作年度报告"
    lines = ["一、总体情况", one.text, "二、存在的问题", "公开内容的质量还需提高。"]
    return dressed(title, lines, "https://www.ahjx.gov.cn/sl/1.html")


@cache
def document(number: int) -> Report:
    one = DOCUMENTS[number]
    data = (GOLD / "documents" / one.file).read_bytes()
    (report,) = read(data, url=f"https://www.example.gov.cn/nb/{one.file}").reports
    return report


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


def test_whose_report_of_which_year() -> None:
    """30 heads from 26 provinces."""
    lines = ["一、总体情况", "全年主动公开政府信息31条。", "二、存在的问题", "内容还需丰富。"]
    right, wrong = 0, []
    for head in HEADS_AND_TITLES.heads:
        found = dressed(head.title, [*lines, head.signature], head.url, head.line)
        due = (head.year, head.agency, head.adcode, head.coverage)
        told = [
            (r.report_year, r.agency.name, r.agency.region.adcode, r.coverage) for r in found
        ] or [(None,) * 4]
        right += told == [due]
        if any(got not in (None, want) for got, want in zip(told[0], due, strict=True)):
            wrong.append((head.title, told))
    assert not wrong
    assert right / len(HEADS_AND_TITLES.heads) >= HEADS


def test_titles_of_reports_and_of_what_is_none() -> None:
    report = ["一、总体情况", "全年主动公开政府信息31条，收到申请2件。", "二、存在的问题", "无。"]
    other = ["各有关单位：", "现将有关事项公布如下，请遵照执行。", "特此公告。"]
    told = [
        bool(dressed(t, report, "http://www.x.gov.cn/1.html")) for t in HEADS_AND_TITLES.reports
    ]
    said = [bool(dressed(t, other, "http://www.x.gov.cn/1.html")) for t in HEADS_AND_TITLES.others]
    assert not any(said), "what is no report"
    assert sum(told) / len(told) >= TITLES


def test_figures_are_right_and_hardly_any_is_missed() -> None:
    """Of 19 pages, 20 passages and 12 documents."""
    cases = [(p.title, p.figures, p.other, reports(n)) for n, p in enumerate(PAGES)]
    cases += [(p.text[:20], p.figures, p.other, passage(n)) for n, p in enumerate(PASSAGES)]
    cases += [(d.file, d.figures, [], [document(n)]) for n, d in enumerate(DOCUMENTS)]
    right, wrong, missed = 0, [], []
    for name, figures, other, found in cases:
        wanted = {(metric, float(value)) for metric, value in figures}
        values = {metric for metric, _ in figures}
        read_here = {
            (s.metric, float(s.value))
            for report in found
            for s in report.statistics
            if s.value is not None
            and s.source == "text"
            and s.scope not in ("cumulative", "out_of_period", "cited")
        }
        right += len(wanted & read_here)
        missed += [(name, *one) for one in sorted(wanted - read_here)]
        # A figure that the gold does not list is wrong where its metric is listed with another
        # value, or where its number is one that must be none.
        wrong += [
            (name, metric, value)
            for metric, value in sorted(read_here - wanted)
            if metric in values or value in other
        ]
    assert right + len(missed) > 130
    assert right / (right + len(wrong)) >= PRECISION, wrong
    assert right / (right + len(missed)) >= RECALL, missed


@pytest.mark.parametrize("number", range(len(DOCUMENTS)), ids=[d.file for d in DOCUMENTS])
def test_cells_of_documents(number: int) -> None:
    due, report = DOCUMENTS[number], document(number)
    told = (report.report_year, report.agency.name, report.agency.region.adcode)
    assert told == (due.year, due.agency, due.adcode)
    read_here = {key: value for key, value in report.tables.items() if value is not None}
    assert {k: v for k, v in read_here.items() if due.cells.get(k) != v} == {}, "wrong cells"
    assert len(read_here) / len(due.cells) >= CELLS
    assert len(report.tables) == len(due.cells) + due.blank


def test_every_figure_stands_in_the_text_that_it_names() -> None:
    found = [r for n in range(len(PAGES)) for r in reports(n)]
    found += [r for n in range(len(PASSAGES)) for r in passage(n)]
    for report in [*found, *map(document, range(len(DOCUMENTS)))]:
        for s in report.statistics:
            e = s.evidence
            if s.source == "text":
                assert report.body[e.start : e.end] == e.text
                assert report.body[e.value_start : e.value_end] == s.value_text
