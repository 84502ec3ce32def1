"""Which records are those of one body, and which are not."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from govcrawl.bodies import Places, Series, alike, body_of, may_name, series_of, titled


@dataclass
class Region:
    adcode: str | None = None


@dataclass
class Agency:
    name: str | None
    name_as_written: str | None = None
    type: str | None = None
    region: Region = field(default_factory=Region)


@dataclass
class Source:
    url: str | None = None
    aliases: list[str] = field(default_factory=list)
    portal: str | None = None
    provenance: str = "official"


@dataclass
class Record:
    report_id: str
    agency: Agency
    report_year: int | None
    title: str | None = None
    source: Source = field(default_factory=Source)


def record(name: str | None, year: int | None, adcode: str | None = "320829", n: int = 0) -> Record:
    url = f"http://www.x{n}.gov.cn/{year}.html"
    agency = Agency(name, region=Region(adcode))
    return Record(f"{name}-{year}-{n}", agency, year, source=Source(url, portal=f"p{n}"))


class Own(Series[Record]):
    """A series with what its user adds."""


def test_records_of_one_name_and_place_are_one_body_by_year() -> None:
    lines = [record("江苏省淮安市洪泽县审计局", year) for year in (2014, 2012, 2013)]
    (found,) = series_of(lines, Own)
    assert isinstance(found, Own)
    assert sorted(found.reports) == [2012, 2013, 2014]
    assert [line.report_year for line in found.lines] == [2012, 2013, 2014]
    assert found.hosts == {"x0.gov.cn"}
    assert found.portals == {"p0"}


def test_a_renamed_body_goes_on_under_its_new_name() -> None:
    old = [record("江苏省淮安市洪泽县安全生产监督管理局", year) for year in (2016, 2017)]
    new = [record("江苏省淮安市洪泽县应急管理局", year) for year in (2019, 2020)]
    found = series_of([*new, *old], Series[Record])
    names = {row.agency for row in found}
    assert names == {"江苏省淮安市洪泽县应急管理局"}, "a certain renaming joins them"
    assert found[0].former == ["江苏省淮安市洪泽县安全生产监督管理局"]
    assert "原" in found[0].label


def test_names_that_stand_side_by_side_in_one_year_stay_two_bodies() -> None:
    lines = [
        record("江苏省淮安市洪泽县安全生产监督管理局", 2019),
        record("江苏省淮安市洪泽县应急管理局", 2019),
    ]
    assert len(series_of(lines, Series[Record])) == 2


def test_the_order_of_the_records_makes_no_difference() -> None:
    lines = [
        record(name, year, n=n)
        for n, name in enumerate(("江苏省淮安市洪泽县审计局", "江苏省淮安市洪泽县财政局", None))
        for year in (2015, 2016, None)
    ]

    def said(of: list[Record]) -> list[tuple[str, list[int], int]]:
        rows = series_of(of, Series[Record])
        return sorted((r.agency, sorted(r.reports), len(r.undated)) for r in rows)

    first = said(lines)
    for seed in range(5):
        random.Random(seed).shuffle(lines)
        assert said(lines) == first


def test_a_record_without_a_name_is_a_body_of_its_own() -> None:
    rows = series_of([record(None, 2015), record(None, 2016)], Series[Record])
    assert [row.named for row in rows] == [False, False]


def test_pages_of_others_tell_no_host() -> None:
    line = record("江苏省淮安市洪泽县审计局", 2015)
    line.source.provenance = "third_party"
    (row,) = series_of([line], Series[Record])
    assert row.hosts == set()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("淮安市洪泽县审计局", "洪泽县审计局", True),
        ("洪泽县审计局", "洪泽县财政局", False),
        ("淮安市审计局", "扬州市审计局", False),
    ],
)
def test_names_that_may_be_those_of_one_body(one: str, other: str, same: bool) -> None:
    assert alike(body_of(one, None, 2015), body_of(other, None, 2015)) is same


def test_a_title_may_name_a_body() -> None:
    body = body_of("江苏省淮安市洪泽县审计局", "320829", 2015)
    assert may_name(titled("洪泽县审计局2015年政府信息公开年度报告"), body)
    assert not may_name(titled("洪泽县财政局2015年政府信息公开年度报告"), body)


def test_bodies_are_found_by_place() -> None:
    rows = series_of(
        [record("江苏省淮安市洪泽县审计局", 2015), record("江苏省审计厅", 2015, "320000")],
        Series[Record],
    )
    places = Places(rows)
    assert {r.agency for r in places.near("320800")} == {r.agency for r in rows}
    assert {r.agency for r in places.near("330000")} == set()
