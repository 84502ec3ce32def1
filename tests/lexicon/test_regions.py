"""Divisions by year: codes, changes, homonyms, the scanner."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.lexicon import regions

YEARS = range(regions.FIRST_YEAR, regions.LAST_YEAR + 1)


def names(year: int, *codes: str) -> list[str | None]:
    rows = [regions.lookup(code, year) for code in codes]
    return [row.name if row else None for row in rows]


@pytest.mark.parametrize(
    ("year", "code", "name"),
    [
        (2009, "420600", "襄樊市"),
        (2010, "420600", "襄阳市"),
        (2017, "371200", "莱芜市"),
        (2018, "371200", None),
        (2017, "370116", None),
        (2018, "370116", "莱芜区"),
        (2017, "370125", "济阳县"),
        (2018, "370125", None),
        (2018, "370115", "济阳区"),
        (2009, "110103", "崇文区"),
        (2010, "110103", None),
        (2008, "120116", None),
        (2009, "120116", "滨海新区"),
        (2010, "341400", "巢湖市"),
        (2011, "340181", "巢湖市"),
        (2020, "330104", "江干区"),
        (2021, "330113", "临平区"),
        (2022, "540422", "米林县"),
        (2023, "540481", "米林市"),
        (2023, "653228", None),
        (2024, "653228", "和康县"),
    ],
)
def test_table_of_the_year(year: int, code: str, name: str | None) -> None:
    row = regions.lookup(code, year)
    assert (row.name if row else None) == name


@pytest.mark.parametrize("year", YEARS)
def test_every_year_is_a_whole_table(year: int) -> None:
    provinces = [regions.lookup(f"{n}0000", year) for n in range(11, 66)]
    assert sum(row is not None for row in provinces) == 31
    valid = [row for rows in regions._BY_CODE.values() for row in rows if row.valid(year)]
    codes = {row.code for row in valid if row.level != "province"}
    # 330 to 340 prefectures and 2 830 to 2 870 counties through all these years.
    assert 3150 < len(codes) < 3220
    cities = [code for code in codes if code.endswith("00")]
    assert 325 <= len(cities) <= 337


def test_no_code_has_two_rows_in_a_year() -> None:
    for year in YEARS:
        for rows in regions._BY_CODE.values():
            assert sum(row.valid(year) for row in rows) <= 1


def test_years_outside_the_table_take_the_nearest() -> None:
    assert names(1999, "420600") == ["襄樊市"]
    assert names(2040, "420600") == ["襄阳市"]


def test_find_refuses_to_choose_between_homonyms() -> None:
    assert [row.code for row in regions.find("鼓楼区", 2016)] == [
        "320106",
        "320302",
        "350102",
        "410204",
    ]
    assert regions.find("襄阳市", 2009) == []
    assert [row.code for row in regions.find_any_year("襄阳市", 2009)] == ["420600"]
    assert regions.find_any_year("无此县", 2009) == []


@pytest.mark.parametrize(
    ("alias", "code"),
    [("黔南州", "522700"), ("前郭县", "220721"), ("肃南县", "620721"), ("东乌旗", "152525"),
     ("恩施州", "422800"), ("莫旗", "150722"), ("凉山州", "513400"), ("互助县", "630223")],
)  # fmt: skip
def test_customary_short_names(alias: str, code: str) -> None:
    assert code in [row.code for row in regions.find_any_year(alias, 2020)]


def test_parents_of_municipalities_and_counties_without_prefecture() -> None:
    assert [row.name for row in regions.parents("310110", 2016)] == ["上海市"]
    assert [row.name for row in regions.parents("419001", 2016)] == ["河南省"]
    assert [row.name for row in regions.parents("420000", 2016)] == []
    assert "419001" in [row.code for row in regions.children("410000", 2016)]


def test_counterpart_follows_a_place_through_its_changes() -> None:
    county = regions.find("济阳县", 2017)[0]
    assert regions.counterpart(county, 2018).code == "370115"
    assert regions.counterpart(regions.find("济阳区", 2018)[0], 2010) == county
    assert regions.counterpart(regions.find("襄樊市", 2009)[0], 2012).name == "襄阳市"
    abolished = regions.find("莱芜市", 2017)[0]
    assert regions.counterpart(abolished, 2020) == abolished


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("四川省泸州市纳溪区云溪西路", ["四川省", "泸州市", "纳溪区"]),
        ("农贸市场在各港口区域", []),
        ("城区和郊区的道路", []),
        ("大同市城区的道路", ["大同市", "城区"]),
        ("前郭尔罗斯蒙古族自治县人民政府", ["前郭尔罗斯蒙古族自治县"]),
        ("吉林省吉林市", ["吉林省", "吉林市"]),
        ("", []),
    ],
)
def test_scan(text: str, found: list[str]) -> None:
    mentions = regions.scan(text)
    assert [mention.text for mention in mentions] == found
    assert all(text[m.start : m.end] == m.text for m in mentions)


def test_scan_is_fast() -> None:
    text = "四川省泸州市纳溪区人民政府办公室按照国家统一部署推进各项公开工作," * 180
    best = min(_timed(text) for _ in range(5))
    assert best < 0.02  # about 1 ms on an idle machine


def _timed(text: str) -> float:
    start = time.process_time()
    regions.scan(text)
    return time.process_time() - start


@given(st.text(alphabet="省市区县旗州盟海南安吉林朝阳山西新城中"))
def test_scan_holds_on_any_text(text: str) -> None:
    end = 0
    for mention in regions.scan(text):
        assert mention.start >= end
        assert text[mention.start : mention.end] == mention.text
        assert regions.find_any_year(mention.text)
        end = mention.end


def test_area_codes() -> None:
    assert regions.area_code_divisions("0375") == ("410400",)
    assert "500000" in regions.area_code_divisions("023")
    assert regions.area_code_divisions("0300") == ()
    every = [code for codes in regions._AREA_CODES.values() for code in codes]
    assert all(regions.lookup(code, 2017) or regions.lookup(code) for code in every)
