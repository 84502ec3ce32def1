"""The matrix: what is claimed is proved, what is not proved is unknown."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec
import pytest

from govcrawl.coverage import Cell, Line, RunFile, matrix
from govcrawl.lexicon.deadlines import deadline, kind_of
from govcrawl.portals import load
from govcrawl.runs import ListingPage, Target

TODAY = datetime.date(2026, 2, 10)
BASE = "http://www.x.gov.cn/nb/"


def line(
    year: int,
    published: str | None,
    rule: str = "visible_label",
    *,
    agency: str = "某市教育局",
    kind: str = "department",
    url: str = "",
    **more: Any,
) -> Line:
    source = {"url": url or f"{BASE}{year}.html", "provenance": "official", "portal": None}
    record = {
        "report_id": f"{agency}-{year}",
        "report_year": year,
        "coverage": "own",
        "agency": {"name": agency, "type": kind, "region": {"adcode": "110101"}},
        "publish_date": published,
        "source": source | more.pop("source", {}),
        "field_evidence": [
            {"field": "publish_date", "rule": rule, "text": f"发布日期：{published}"}
        ],
        **more,
    }
    return msgspec.convert(record, Line)


def run(**target: Any) -> RunFile:
    listing = [ListingPage(url=BASE, sha256="ab" * 32, entries=3, column=BASE)]
    given = {"listing_complete": True, "outcome": "ok", "listing": listing, **target}
    finished = given.pop("finished_at", "2026-02-05T00:00:00Z")
    return RunFile("r1", "crawl reports", finished, [Target(portal=None, url=BASE, **given)])


def cells(lines: list[Line], *runs: RunFile, today: datetime.date = TODAY) -> dict[int, Cell]:
    return {c.year: c for c in matrix(lines, list(runs), {}, today=today)}


@pytest.mark.parametrize(
    ("year", "kind", "day"),
    [
        (2008, "department", "2009-03-31"),
        (2018, "department", "2019-03-31"),
        (2019, "department", "2020-01-31"),
        (2019, "government", "2020-03-31"),
        (2024, "other", "2025-03-31"),
    ],
)
def test_deadlines_are_those_of_the_year(year: int, kind: Any, day: str) -> None:
    due = deadline(year, kind)
    assert due is not None
    assert due.day.isoformat() == day
    assert deadline(2007, kind) is None


def test_kinds_of_bodies() -> None:
    assert kind_of("government_office", "own") == "department"
    assert kind_of("department", "aggregate") == "government"
    assert kind_of("management_committee", "own") == "other"


@pytest.mark.parametrize(
    ("given", "state", "days"),
    [
        (line(2024, "2025-01-31"), "on_time", None),
        (line(2024, "2025-02-01"), "late", 1),
        (line(2024, "2025-03-20", kind="government"), "on_time", None),
        (line(2017, "2018-03-31"), "on_time", None),
        (line(2017, "2018-04-10"), "late", 10),
        (line(2024, "2024-12-20"), "early", None),
        (line(2024, None), "unknown", None),
        (line(2024, "2025-06-01", "url"), "unknown", None),
        (line(2024, "2025-06-01", "date_line"), "unknown", None),
        (line(2024, "2025-06-01", "meta:pubdate"), "late", 121),
        (line(2024, "2025-06-01", issues=[{"code": "publish_date_conflict"}]), "unknown", None),
        (line(2024, "2025-06-01", url=f"{BASE}202501/t20250120_1.html"), "unknown", None),
        (line(2024, "2025-06-01", source={"provenance": "third_party"}), "unknown", None),
        (line(2024, "2027-06-01"), "unknown", None),
    ],
)
def test_a_date_accuses_only_where_it_is_proved(given: Line, state: str, days: int | None) -> None:
    cell = cells([given])[given.report_year or 0]
    assert (cell.state, cell.days) == (state, days)


def test_twice_and_changed_keep_their_timing() -> None:
    twice = cells([line(2024, "2025-02-01"), line(2024, "2025-01-05", url=f"{BASE}b.html")])[2024]
    assert (twice.state, twice.timing, len(twice.urls)) == ("twice", "on_time", 2)
    again = line(2024, "2025-02-01", changes=[{"by": "source"}])
    changed = cells([again])[2024]
    assert (changed.state, changed.timing, changed.days) == ("changed", "late", 1)
    parser = line(2024, "2025-01-05", changes=[{"by": "parser"}])
    assert cells([parser])[2024].state == "on_time"


def test_missing_only_with_a_listing_read_to_its_end_after_the_deadline() -> None:
    lines = [line(2021, "2022-01-05"), line(2023, "2024-01-05")]
    found = cells(lines, run())
    assert {year: c.state for year, c in found.items()} == {
        2021: "on_time", 2022: "not_found", 2023: "on_time", 2024: "not_found", 2025: "not_found",
    }  # fmt: skip
    proof = found[2022].certificate
    assert proof is not None
    assert proof.listing[0].sha256 == "ab" * 32
    for doubtful in (
        [],
        [run(listing_complete=False, reason="listing_stopped")],
        [run(failed=1)],
        [run(years=[2023])],
        [run(finished_at="2022-12-01T00:00:00Z")],
        [run(listing=[])],
    ):
        assert cells(lines, *doubtful)[2022].state == "unknown"
    assert cells(lines, run(), today=datetime.date(2026, 1, 20))[2025].state == "not_due"


def test_before_its_first_report_an_agency_may_not_have_been_there() -> None:
    lines = [line(2019, "2020-01-05"), line(2022, "2023-01-05", agency="某市信访局")]
    states = {(c.agency, c.year): c.state for c in matrix(lines, [run()], {}, today=TODAY)}
    assert states["某市信访局", 2020] == "unknown"
    assert states["某市教育局", 2020] == "not_found"


def test_targets_and_agencies_without_any_record_have_their_row() -> None:
    portal = {
        "name": "甲区人民政府", "adcode": "110101", "start": [BASE], "years": "2023-2024",
        "agencies": ["甲区民政局"],
    }  # fmt: skip
    known = {"jia": load({"jia": portal})["jia"]}
    blocked = RunFile(
        "r1", "crawl", "2026-02-05T00:00:00Z",
        [Target(portal="jia", url=BASE, outcome="blocked", reason="blocked.jsl")],
    )  # fmt: skip
    other = RunFile(
        "r0", "crawl", "2026-02-05T00:00:00Z", [Target(portal=None, url="http://y.cn/")]
    )
    found = matrix([], [blocked, other], known, today=TODAY)
    assert {(c.agency, c.year) for c in found} >= {("甲区民政局", 2023), ("y.cn", 2024)}
    assert all(c.state == "unknown" for c in found if c.year < 2025)
    assert "blocked.jsl" in next(c.reason for c in found if c.agency == "甲区民政局")
