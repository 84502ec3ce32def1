"""Nobody is accused of silence without proof: runs, listings, names, and what may be the report."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govcrawl.bodies import body_of
from govcrawl.coverage import Cell, Line, RunFile, matrix
from govcrawl.coverage.inputs import Sight
from govcrawl.coverage.rows import BodyRow
from govcrawl.coverage.search import _column_unseen
from govcrawl.portals import Portal, load
from govcrawl.runs import BodySeen, ListingPage, Target

TODAY = datetime.date(2026, 4, 10)
BASE = "http://www.yl.gov.cn/zfxxgknb/"
PLACE = "湖北省宜昌市夷陵区"  # 420506


def line(year: int | None, organ: str = "教育局", **more: Any) -> Line:
    """A report of an organ of a district, published in time unless told otherwise."""
    name = more.pop("name", PLACE + organ)
    published = f"{(year or 2000) + 1}-01-05"
    record = {
        "report_id": f"{name}-{year}",
        "report_year": year,
        "agency": {
            "name": name,
            "name_as_written": name,
            "type": more.pop("kind", "department"),
            "region": {"adcode": more.pop("adcode", "420506")},
        },
        "publish_date": published,
        "source": {
            "url": more.pop("url", f"{BASE}{organ}{year}.html"),
            "aliases": more.pop("aliases", []),
            "portal": more.pop("portal", None),
            "provenance": more.pop("provenance", "official"),
        },
        "field_evidence": [{"field": "publish_date", "rule": "visible_label", "text": published}],
        **more,
    }
    return msgspec.convert(record, Line)


class Runs:
    """Runs with their ``listed.jsonl``, the last one first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs: list[RunFile] = []

    def add(
        self,
        lines: Iterable[Line] = (),
        entries: Iterable[dict[str, Any]] = (),
        *,
        day: str = "2026-04-05",
        url: str = BASE,
        **target: Any,
    ) -> Runs:
        """A run over one target whose listing led to these reports, and to other entries."""
        name = f"r{len(self.runs)}"
        listing = [ListingPage(url=url, sha256="ab" * 32, entries=9, column=url)]
        given = {"listing_complete": True, "outcome": "ok", "listing": listing, **target}
        listed: list[dict[str, Any]] = [
            {"target": 0, "url": x.source.url, "title": x.title or "", "outcome": "report",
             "reports": [x.report_id]}
            for x in lines
        ]  # fmt: skip
        listed += [{"target": 0, "url": f"{url}{n}", **e} for n, e in enumerate(entries)]
        here = self.folder / name
        here.mkdir()
        (here / "listed.jsonl").write_bytes(
            b"".join(msgspec.json.encode(e) + b"\n" for e in listed)
        )
        goal = Target(portal=given.pop("portal", None), url=url, **given)
        at = f"{day}T08:00:00Z"
        self.runs.insert(0, RunFile(name, "crawl reports", at, [goal], at, str(here)))
        return self


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path)


def cells(
    lines: list[Line], runs: Runs, portals: dict[str, Portal] | None = None, **more: Any
) -> dict[tuple[str, int | None], Cell]:
    found = matrix(lines, runs.runs, portals or {}, today=more.pop("today", TODAY), **more)
    assert all(cell.reason and cell.reason_en for cell in found)
    return {(cell.agency.removeprefix(PLACE), cell.year): cell for cell in found}


def states(lines: list[Line], runs: Runs, **more: Any) -> dict[tuple[str, int | None], str]:
    return {key: cell.state for key, cell in cells(lines, runs, **more).items()}


GAP = [line(2020), line(2022)]


def test_a_gap_in_a_listing_that_shows_the_body_is_proved(runs: Runs) -> None:
    cell = cells(GAP, runs.add(GAP))["教育局", 2021]
    assert cell.state == "not_found"
    assert cell.certificate is not None
    assert (cell.certificate.url, cell.certificate.run_id) == (BASE, "r0")


def test_another_bodys_listing_on_the_same_host_proves_nothing(runs: Runs) -> None:
    other = [line(2020, "财政局"), line(2021, "财政局")]
    found = states([*GAP, *other], runs.add(other))
    assert found["教育局", 2021] == "unknown"
    assert found["财政局", 2022] == "not_found"


@pytest.mark.parametrize(
    ("entry", "state", "code"),
    [
        ({"title": "夷陵区教育局2021年政府信息公开工作年度报告", "outcome": "failed"}, "unknown", "没有取到"),
        ({"title": "区教育局2021年政府信息公开工作年度报告", "outcome": "none"}, "unknown", "没有读出"),
        ({"title": "2021年政府信息公开工作年度报告", "outcome": "none"}, "unknown", "没有读出"),
        ({"title": "教育局2021年政府信息公开年报", "outcome": "away"}, "unknown", "其他网站"),
        ({"title": "教育局2021年政府信息公开年报", "outcome": "report", "reports": ["x"]}, "unknown", "文件中"),
        ({"title": "政府信息公开工作年度报告", "date": "2022-01-09", "outcome": "failed"}, "unknown", ""),
        ({"title": "政府信息公开工作年度报告", "date": "2021-01-09", "outcome": "failed"}, "not_found", ""),
        ({"title": "夷陵区教育局2019年政府信息公开工作年度报告", "outcome": "failed"}, "not_found", ""),
        ({"title": "夷陵区财政局2021年政府信息公开工作年度报告", "outcome": "failed"}, "not_found", ""),
        ({"title": "宜昌市教育局2021年政府信息公开工作年度报告", "outcome": "away"}, "not_found", ""),
        ({"title": "西陵区教育局2021年政府信息公开工作年度报告", "outcome": "away"}, "not_found", ""),
        ({"title": "2021年各部门年报", "outcome": "listing"}, "not_found", ""),
    ],
)  # fmt: skip
def test_an_entry_that_was_not_read_may_be_the_report(
    runs: Runs, entry: dict[str, Any], state: str, code: str
) -> None:
    other = [line(2020, "财政局"), line(2022, "财政局")]
    failed = int(entry["outcome"] == "failed")
    cell = cells([*GAP, *other], runs.add([*GAP, *other], [entry], failed=failed))["教育局", 2021]
    assert (cell.state, code in cell.reason) == (state, True), cell.reason


def test_a_body_that_is_announced_only_has_a_row(runs: Runs) -> None:
    entries = [
        {"title": "夷陵区农业局2021年政府信息公开工作年度报告", "outcome": "failed"},
        {"title": "夷陵区教育局2021年政府信息公开工作年度报告", "outcome": "failed"},
        {"title": "夷陵区农业局2021年工作动态", "outcome": "none"},
        {
            "title": "夷陵区林业局2021年政府信息公开工作年度报告",
            "outcome": "away",
            "url": "http://copies.example.com/1.html",
        },
    ]
    found = cells(GAP, runs.add(GAP, entries, failed=2))
    assert {agency for agency, _ in found} == {"教育局", "夷陵区农业局"}
    cell = found["夷陵区农业局", 2021]
    assert (cell.state, "农业局2021年政府" in cell.reason, cell.adcode) == (
        "unknown",
        True,
        "420506",
    )
    assert found["夷陵区农业局", 2022].state == "unknown"
    (alone,) = {c.agency for c in matrix([], runs.runs, {}, today=TODAY)} - {"夷陵区农业局"}
    assert alone == "夷陵区教育局", "no row of the host's beside those of the bodies"


def test_a_loss_that_is_not_on_the_list_leaves_all_open(runs: Runs) -> None:
    assert states(GAP, runs.add(GAP, failed=1))["教育局", 2021] == "unknown"


def test_a_later_failure_takes_nothing_back_and_limited_runs_prove_their_years(runs: Runs) -> None:
    runs.add(GAP).add(listing_complete=False, outcome="blocked", day="2026-04-06")
    cell = cells(GAP, runs)["教育局", 2021]
    assert (cell.state, cell.certificate and cell.certificate.run_id) == ("not_found", "r0")
    lone = Runs(runs.folder / "b")
    lone.folder.mkdir()
    lone.add(GAP, years=[2020, 2022])
    assert states(GAP, lone)["教育局", 2021] == "unknown"
    lone.add([], years=[2021], day="2026-04-07")
    assert states(GAP, lone)["教育局", 2021] == "not_found"


def test_a_run_before_the_deadline_proves_nothing_about_that_year(runs: Runs) -> None:
    found = cells([line(2023), line(2024)], runs.add([line(2023), line(2024)], day="2026-01-31"))
    assert found["教育局", 2025].state == "unknown"
    assert "期限之前" in found["教育局", 2025].reason
    early = states([line(2024)], runs, today=datetime.date(2026, 1, 31))
    assert early["教育局", 2025] == "not_due"


def test_every_listing_that_shows_the_body_must_have_been_read(runs: Runs) -> None:
    """A portal may begin at two addresses, and a body may publish on two portals."""
    runs.add([GAP[0]], portal="yl", url=BASE)
    runs.add([GAP[1]], portal="yl", url=BASE + "b/", listing_complete=False, reason="stopped")
    cell = cells(GAP, runs)["教育局", 2021]
    assert (cell.state, "stopped" in cell.reason) == ("unknown", True)


def test_certain_renamings_stand_in_one_row(runs: Runs) -> None:
    lines = [line(year, "环境保护局") for year in (2015, 2017)]
    lines += [line(year, "生态环境局") for year in (2018, 2020)]
    found = cells(lines, runs.add(lines))
    assert {agency for agency, _ in found} == {"生态环境局"}
    assert found["生态环境局", 2015].former == [PLACE + "环境保护局"]
    assert found["生态环境局", 2016].state == found["生态环境局", 2019].state == "not_found"


@pytest.mark.parametrize(
    "lines",
    [
        # in another place; both at once; two candidates; two bodies in one; a name of no pair
        [line(2017, "环境保护局"), line(2019, "生态环境局", name="湖北省宜昌市西陵区生态环境局", adcode="420503")],
        [line(2017, "环境保护局"), line(2017, "生态环境局"), line(2019, "生态环境局")],
        [line(2017, "环境保护局"), line(2019, "环境保护局"), line(2020, "生态环境局")],
        [line(2017, "经济和信息化委员会"), line(2019, "经济和信息化局"), line(2019, "工业和信息化局")],
        [line(2017, "旅游局"), line(2019, "文化和旅游局")],
        [line(2017, "教育局"), line(2019, "教育体育局")],
    ],
)  # fmt: skip
def test_doubtful_renamings_are_not_joined(runs: Runs, lines: list[Line]) -> None:
    found = cells(lines, runs.add(lines))
    assert len({agency for agency, _ in found}) == len({x.agency.name for x in lines})
    assert not any(cell.former for cell in found.values())


def test_a_county_that_became_a_district_keeps_its_row(runs: Runs) -> None:
    old = [line(2016, name="山东省济南市济阳县教育局", adcode="370125")]
    new = [line(2018, name="山东省济南市济阳区教育局", adcode="370115")]
    found = states([*old, *new], runs.add([*old, *new]))
    assert found["山东省济南市济阳区教育局", 2017] == "not_found"
    assert len({agency for agency, _ in found}) == 1


def test_after_a_reform_a_body_may_be_gone(runs: Runs) -> None:
    lines = [line(2016, "旅游局"), line(2016, "水产局"), line(2016, "人民政府", kind="government")]
    found = states(lines, runs.add(lines))
    assert found["旅游局", 2017] == found["水产局", 2017] == "not_found"
    assert {found["旅游局", year] for year in range(2018, 2026)} == {"unknown"}
    assert {found["水产局", year] for year in range(2018, 2026)} == {"unknown"}
    assert {found["人民政府", year] for year in range(2017, 2026)} == {"not_found"}
    lasting = [line(2016, "旅游局"), line(2021, "旅游局")]
    again = Runs(runs.folder / "b")
    again.folder.mkdir()
    assert states(lasting, again.add(lasting))["旅游局", 2019] == "not_found", "it lived on"


@pytest.mark.parametrize(
    "other",
    [
        line(2021, name=None, url=BASE + "x.html"),
        line(2021, name="教育局", adcode=None),
        line(2021, name="教育局", adcode="420500"),
        line(2021, "教育体育局"),
        line(None, url=BASE + "y.html"),
    ],
)
def test_a_record_that_may_be_the_report_leaves_it_open(runs: Runs, other: Line) -> None:
    lines = [*GAP, other]
    found = matrix(lines, runs.add(lines).runs, {}, today=TODAY)
    (cell,) = [c for c in found if (c.agency, c.year) == (PLACE + "教育局", 2021)]
    assert cell.state == "unknown"


def test_bodies_that_stand_side_by_side_are_two(runs: Runs) -> None:
    city = [line(y, name="湖北省宜昌市教育局", adcode="420500") for y in (2020, 2021, 2022)]
    assert states([*GAP, *city], runs.add([*GAP, *city]))["教育局", 2021] == "not_found"


def test_a_government_may_report_through_its_office(runs: Runs) -> None:
    lines = [line(y, "人民政府", kind="government") for y in (2019, 2021)]
    lines.append(line(2020, "人民政府办公室", kind="government_office"))
    found = states(lines, runs.add(lines))
    assert found["人民政府", 2020] == "unknown"


def test_a_doubtful_year_does_not_accuse_its_neighbour(runs: Runs) -> None:
    lines = [line(2020, issues=[{"code": "year_conflict"}]), line(2022), line(2024)]
    found = states(lines, runs.add(lines))
    assert found["教育局", 2021] == "unknown"
    assert found["教育局", 2023] == "not_found"


def portal(**more: Any) -> dict[str, Portal]:
    given = {"name": "夷陵区人民政府", "adcode": "420506", "start": [BASE], **more}
    return load({"yl": given})


def test_what_a_portals_file_expects(runs: Runs) -> None:
    lines = [line(y, portal="yl") for y in (2022, 2024)]
    known = portal(years="2017-2024", agencies=["教育局", "夷陵区退役军人事务局", "夷陵区民政局"])
    runs.add(lines, portal="yl")
    found = states(lines, runs, portals=known)
    agencies = {agency for agency, _ in found}
    assert agencies == {"教育局", "夷陵区退役军人事务局", "夷陵区民政局"}, "no second 教育局"
    assert found["教育局", 2021] == found["夷陵区民政局", 2017] == "not_found"
    assert found["夷陵区退役军人事务局", 2017] == "unknown", "founded in 2018"
    assert found["夷陵区退役军人事务局", 2019] == "not_found"
    some = states(lines, runs, portals=portal(agencies=["夷陵区民政局"]), years={2021, 2022})
    assert some["夷陵区民政局", 2021] == "unknown", "the file states no years"
    assert some["夷陵区民政局", 2022] == "not_found"
    assert some["教育局", 2021] == "unknown", "before its first report"


def test_an_empty_listing_accuses_only_whom_the_file_names(runs: Runs) -> None:
    runs.add(portal="yl", outcome="empty")
    assert states([], runs, portals=portal())["夷陵区人民政府", 2025] == "not_found"
    other = Runs(runs.folder / "b")
    other.folder.mkdir()
    (cell,) = matrix([], other.add(outcome="empty").runs, {}, today=TODAY)
    assert (cell.agency, cell.state) == ("yl.gov.cn", "unknown")


def dated(day: str, year: int = 2020, **more: Any) -> Line:
    evidence = [{"field": "publish_date", "rule": more.pop("rule", "visible_label"), "text": day}]
    return line(year, publish_date=day, field_evidence=evidence, **more)


def test_dates_of_a_move_accuse_nobody(runs: Runs) -> None:
    lines = [dated("2021-06-01", year) for year in (2018, 2019, 2020)]
    assert set(states(lines, runs, years={2018, 2019, 2020}).values()) == {"unknown"}
    several = [dated("2021-06-01", 2018 + n, organ=organ) for n, organ in enumerate("甲乙丙")]
    assert all(c.state == "unknown" for c in cells(several, runs).values())
    assert states([dated("2021-06-01")], runs)["教育局", 2020] == "late"


def test_what_else_speaks_against_a_late_date(runs: Runs) -> None:
    late = dated("2021-06-01")
    runs.add([late])
    assert states([late], runs)["教育局", 2020] == "late"
    listed = Runs(runs.folder / "b")
    listed.folder.mkdir()
    entry = {"title": "", "outcome": "report", "reports": [late.report_id], "date": "2021-01-20"}
    assert states([late], listed.add([], [entry]))["教育局", 2020] == "unknown"
    url = "http://www.yl.gov.cn/art/2021/1/7/art_9_8.html"
    assert states([dated("2021-06-01", url=url)], runs)["教育局", 2020] == "unknown"
    assert states([dated("2021-06-01", aliases=[url])], runs)["教育局", 2020] == "unknown"
    old = dated("2022-06-01", document_date="2021-01-06")
    assert states([old], runs)["教育局", 2020] == "unknown"
    signed = dated("2021-02-09", document_date="2021-01-06")
    assert cells([signed], runs)["教育局", 2020].days == 9
    inferred = dated("2021-06-01", issues=[{"code": "year_inferred"}])
    assert states([inferred], runs)["教育局", 2020] == "unknown"
    moved = [{"field": "publish_date", "from": "2021-01-08", "to": "2021-06-01", "by": "source"}]
    assert cells([dated("2021-06-01", changes=moved)], runs)["教育局", 2020].timing == "unknown"
    listing = dated("2021-06-01", rule="listing")
    assert states([listing], runs)["教育局", 2020] == "late", "a listing prints it"


def test_twice_means_two_texts(runs: Runs) -> None:
    one, same = line(2020, content=b"a"), line(2020, content=b"a", url=BASE + "copy.html")
    other = line(2020, content=b"b", url=BASE + "other.html")
    copy = line(2020, content=b"c", url="http://x.com/1.html", provenance="third_party")
    once = cells([one, same, one, copy], runs)["教育局", 2020]
    assert (once.state, len(once.urls)) == ("on_time", 2)
    assert cells([one, other], runs)["教育局", 2020].state == "twice"


def test_both_reports_of_a_government_are_judged(runs: Runs) -> None:
    own = dated("2021-01-20", organ="人民政府", kind="government", coverage="own")
    whole = dated("2021-04-10", organ="人民政府", kind="government", coverage="aggregate")
    whole.report_id += "-aggregate"
    cell = cells([own, whole], runs)["人民政府", 2020]
    assert (cell.state, cell.days, cell.coverage) == ("late", 10, "aggregate")
    assert "2021-01-20" in cell.reason


def test_no_report_falls_out_of_the_matrix(runs: Runs) -> None:
    lines = [line(2005), line(None), line(2026, url=BASE + "z.html")]
    found = cells(lines, runs)
    assert {year for _, year in found} >= {2005, 2026, None}
    assert found["教育局", None].urls == [f"{BASE}教育局None.html"]
    assert "期限" in found["教育局", 2005].reason


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_a_feed_says_the_matrix_holds_it(data: st.DataObject) -> None:
    """No feed or listing breaks the matrix, no report falls out, and none is called missing."""
    years = st.sampled_from([None, -1, 0, 1999, 2018, 2020, 2021, 2022, 2099, 99999])
    words = st.sampled_from(
        [
            "",
            "局",
            "教育局",
            "环境保护局",
            "生态环境局",
            "人民政府",
            "夷陵区教育局",
            "a" * 999,
            "\x00",
            "区",
        ]
    )
    codes = st.sampled_from([None, "", "abc", "420506", "420500", "420000", "000000", "9999999"])
    lines = [
        line(
            data.draw(years),
            name=data.draw(st.none() | words),
            adcode=data.draw(codes),
            publish_date=data.draw(st.sampled_from([None, "", "2021-02-31", "2021-01-05", "x"])),
            kind=data.draw(st.sampled_from([None, "department", "government", "?"])),
            url=data.draw(
                st.sampled_from(["", BASE + "1", BASE + "2", "http://[::1", "file:///x"])
            ),
            coverage=data.draw(st.sampled_from(["own", "aggregate", "?"])),
        )
        for _ in range(data.draw(st.integers(0, 6)))
    ]
    target = Target(
        portal=data.draw(st.sampled_from([None, "yl"])), url=BASE, listing_complete=True
    )
    run = RunFile("r", "crawl", data.draw(st.sampled_from(["", "x", "2026-04-01"])), [target])
    found = matrix(lines, [run], portal(years="2018-2021", agencies=["教育局"]), today=TODAY)
    for given_line in lines:
        urls = [u for c in found for u in c.urls if c.state != "not_found"]
        assert not given_line.source.url or given_line.source.url in urls
    for cell in found:
        assert cell.state != "not_found" or not cell.urls


def test_a_body_whose_own_column_was_not_found_is_not_accused() -> None:
    """Its pages were seen, and may hold what the government's listing lacks."""
    row = BodyRow("甲县财政局", body_of("甲县财政局", None, None))
    run = RunFile(run_id="r", command="crawl", finished_at="", targets=[])
    for seen, found in (
        (BodySeen("县财政局", "http://x/cz/", walked=True, reason="no column"), True),
        (BodySeen("县财政局", "http://x/cz/", walked=True, columns=["http://x/cz/nb/"]), False),
        (BodySeen("县教育局", "http://x/jy/", walked=True, reason="no column"), False),
    ):
        sight = Sight(run, Target(None, "http://x/", bodies=[seen]))
        assert (_column_unseen(row, sight) is not None) == found
