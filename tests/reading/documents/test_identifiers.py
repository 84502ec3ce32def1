"""Ids that identify: one body over the years, bodies of one name, and stand-ins that are said."""

from __future__ import annotations

from govcrawl import parse
from govcrawl.report import Report


def report(title: str, text: str = "主动公开政府信息12条。", url: str | None = None) -> Report:
    rows = f"<p>一、概述</p><p>{text}</p><p>二、依申请公开情况</p><p>收到申请3件。</p>"
    [found] = parse(f"<h1>{title}</h1><div id='zoom'>{rows}</div>".encode(), url=url)
    return found


def test_twelve_years_of_one_body() -> None:
    years = range(2012, 2024)
    found = [report(f"怀远县人民政府{year}年政府信息公开工作年度报告") for year in years]
    assert {r.agency.name for r in found} == {"安徽省蚌埠市怀远县人民政府"}
    assert [r.report_year for r in found] == list(years)
    assert len({r.report_id for r in found}) == 12
    assert {r.coverage for r in found} == {"aggregate"}
    assert not any(r.id_provisional for r in found)
    assert len({r.report_id.split("-")[1] for r in found}) == 1


def test_one_body_under_its_short_and_its_full_name() -> None:
    full = report("合肥市高新技术产业开发区管理委员会2020年政府信息公开工作年度报告")
    short = report("合肥市高新区管委会2020年政府信息公开工作年度报告")
    assert full.report_id == short.report_id


def test_three_bodies_of_one_name_in_three_counties() -> None:
    counties = ("怀远县", "平利县", "孟津县")
    found = [report(f"{c}城关镇2018年政府信息公开工作年度报告") for c in counties]
    assert len({r.report_id for r in found}) == 3
    assert not any(r.id_provisional for r in found)


def test_three_bodies_of_one_name_and_no_told_county() -> None:
    title = "城关镇2018年政府信息公开工作年度报告"
    found = [report(title, f"主动公开政府信息{n}条。") for n in (11, 12, 13)]
    assert len({r.report_id for r in found}) == 3
    for r in found:
        assert r.id_provisional
        assert "id_provisional" in {issue.code for issue in r.issues}


def test_the_host_stands_in_for_the_region() -> None:
    title = "城关镇2018年政府信息公开工作年度报告"
    a, b = "http://zwgk.abcdefg.gov.cn/1.html", "http://zwgk.hijklmn.gov.cn/1.html"
    assert report(title, url=a).report_id != report(title, url=b).report_id
    assert report(title, url=a).report_id == report(title, url=a.replace("1", "2")).report_id


def test_two_bodies_without_a_name_on_one_host() -> None:
    title = "我局2018年政府信息公开工作年度报告"
    url = "http://zwgk.abcdefg.gov.cn/1.html"
    one, two = report(title, "公开12条。", url), report(title, "公开13条。", url)
    assert one.agency.name is None
    assert one.id_provisional
    assert one.report_id != two.report_id


def test_an_organ_of_the_centre_needs_no_region() -> None:
    central = report("国家统计局2018年政府信息公开工作年度报告")
    assert central.report_id.startswith("000000-")
    assert not central.id_provisional
