"""Reports whose tables, or whose whole text, have run into one line."""

from __future__ import annotations

import random

import pytest

import govcrawl
from govcrawl.lexicon.forms import FORMS
from govcrawl.reading.tables.joint import decide, spell, splits, sums_of
from govcrawl.text import squash
from tests.reading.tables import generated
from tests.reading.tables.generated import Table

MARKERS = {
    "三": "（三）不予公开",
    "四": "（四）无法提供",
    "五": "（五）不予处理",
    "六": "（六）其他处理",
}
HEAD = (
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况自然人"
    "法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他"
)


def small(rng: random.Random) -> int:
    """A figure as reports have it: mostly nothing, rarely many."""
    return rng.choice((0, 0, 0, 0, rng.randint(1, 9), rng.randint(1, 9), rng.randint(10, 99)))


def table3(table: Table) -> str:
    """Table 3 as it is copied from a page that has lost its cells."""
    text = HEAD
    group = ""
    for line in table.lines:
        if line.group and line.group != group and "." in line.group:
            labels = {g.key: g.labels[0] for g in FORMS.applications.groups}
            marker = {"not_disclosed": "三", "unable_to_provide": "四", "not_processed": "五"}
            name = marker.get(line.group.rpartition(".")[2], "六")
            assert squash(labels[line.group]) in squash(MARKERS[name])
            text += MARKERS[name]
        group = line.group or ""
        text += line.label + "".join(cell.text for cell in line.cells)
    return text


def make(
    seed: int, monkeypatch: pytest.MonkeyPatch, mark: str = "0"
) -> tuple[list[str], dict[str, float | int | None]]:
    """The sections of a report, and the values of its tables. ``mark`` is printed for nothing."""
    rng = random.Random(seed)
    monkeypatch.setattr(generated, "number", small)
    table = generated.applications(rng, "format_2021", single=False, subtotal=False)
    cases = generated.outcomes(rng)
    for cell in (cell for part in (table, cases) for line in part.lines for cell in line.cells):
        if cell.text == "0" and mark != "0":
            cell.text, cell.value = mark, None
    sections = [
        "一、总体情况2022年，本局主动公开政府信息35条，制度进一步完善。",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况" + table3(table),
        "四、政府信息公开行政复议、行政诉讼情况行政复议行政诉讼结果维持结果纠正其他结果尚未审结总计"
        "未经复议直接起诉复议后起诉"
        + "结果维持结果纠正其他结果尚未审结总计" * 2
        + "".join(cell.text for cell in cases.lines[0].cells),
        "五、存在的主要问题及改进情况解读形式不多，下一步加以改进。",
        "六、其他需要报告的事项本年度未收取信息处理费。",
    ]
    expected = {c.key: c.value for t in (table, cases) for line in t.lines for c in line.cells}
    return sections, {key: value for key, value in expected.items() if key is not None}


@pytest.mark.parametrize("whole", [False, True])
def test_glued_reports(whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    right = total = 0
    for seed in range(10):
        sections, expected = make(seed, monkeypatch)
        title = "某县某局2022年政府信息公开工作年度报告"
        lines = ["".join(sections)] if whole else sections
        (report,) = govcrawl.parse("\n".join([title, *lines]).encode())
        got = {k: report.tables.get(k) for k in expected}
        assert {k: v for k, v in got.items() if v is not None and v != expected[k]} == {}
        here = sum(got[k] == v for k, v in expected.items())
        right, total = right + here, total + len(expected)
        assert "不予公开" not in report.body
        assert "35条" in report.body
        assert "未收取信息处理费" in report.body
        if here < len(expected):
            assert {"table_cells_refused", "table_cells_missing"} & {i.code for i in report.issues}
    assert right >= 0.8 * total, f"{right} of {total}"


def test_columns_decide_what_a_row_leaves_open() -> None:
    assert splits("1236", 4) == [["1", "2", "3", "6"]]
    results = {"a": [(1, 0), (0, 1)], "b": [(1, 1)]}
    found = decide(results, [(2, 1)], [[(2, 1)], [(0, 0)]], [(0, 0)])
    assert found is not None
    assert found["a"] == (1, 0)
    assert decide(results, [(9, 9)], [[(2, 1)]], [(0, 0)]) == {}


def test_what_two_ways_satisfy_is_not_decided() -> None:
    results = {"a": [(1, 0), (0, 1)], "b": [(1, 0), (0, 1)]}
    found = decide(results, [(1, 1)], [[(1, 1)]], [(0, 0)])
    assert found is not None
    assert "a" not in found
    assert "b" not in found


def test_a_blank_moves_no_figure_where_a_rows_own_sum_would_allow_it() -> None:
    # 4, 32, 2, 654, nothing, 175, 867: also 432, 2, 6, 5, 417, 5, 867
    heads = "申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他"
    rows = (
        "一、本年新收政府信息公开申请数量4322654175867二、上年结转政府信息公开申请数量11"
        "三、本年度办理结果（一）予以公开4322654175867（三）不予公开7.属于行政执法案卷11（七）总计"
        "4322654175868四、结转下年度继续办理"
    )
    title = "某县某局2022年政府信息公开工作年度报告"
    (report,) = govcrawl.parse(f"{title}\n一、总体情况\n{heads}{rows}".encode())
    assert not [k for k, v in report.tables.items() if v]
    assert any(issue.code.startswith("table") for issue in report.issues)


def test_digits_that_may_be_two_numbers_beside_a_blank_are_no_figures() -> None:
    heads = "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数"
    title = "某县某局2022年政府信息公开工作年度报告\n一、总体情况"
    (report,) = govcrawl.parse(f"{title}\n{heads}规章004行政规范性文件026".encode())
    assert report.tables["proactive.art20_1.rules.in_force"] == 4
    assert report.tables["proactive.art20_1.normative_documents.repealed"] is None
    assert any(issue.code.startswith("table") for issue in report.issues)


@pytest.mark.parametrize("mark", ["/", "-", "无", "——"])
def test_marks_for_nothing_are_cells_of_their_own(
    mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = total = 0
    for seed in range(4):
        sections, expected = make(seed, monkeypatch, mark)
        title = "某县某局2022年政府信息公开工作年度报告"
        (report,) = govcrawl.parse("\n".join([title, "".join(sections)]).encode())
        got = {k: report.tables.get(k) for k in expected}
        assert {k: v for k, v in got.items() if v is not None and v != expected[k]} == {}
        right += sum(got[k] == v for k, v in expected.items() if v is not None)
        total += sum(v is not None for v in expected.values())
    assert right >= 0.8 * total, f"{right} of {total}"


def test_a_row_with_too_many_ways_is_what_the_others_add_up_to() -> None:
    results = [(120034, 5120, 877, 4011, 93, 20417), (7, 0, 0, 12, 0, 3)]
    total = tuple(map(sum, zip(*results, strict=True)))
    text = "".join(map(str, [*total, sum(total)]))
    assert sums_of([[results[0]], [results[1], (1, 0, 0, 0, 0, 0)]]) == {
        total,
        (120035, 5120, 877, 4011, 93, 20417),
    }
    assert spell(text, total) == [*map(str, total), str(sum(total))]
    assert spell(text, (120035, 5120, 877, 4011, 93, 20417)) is None


def test_two_dashes_may_be_one_cell() -> None:
    heads = "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数"
    title = "某县某局2022年政府信息公开工作年度报告\n一、总体情况"
    (report,) = govcrawl.parse(f"{title}\n{heads}规章43——行政规范性文件4//".encode())
    assert report.tables["proactive.art20_1.rules.issued"] is None
    assert report.tables["proactive.art20_1.normative_documents.issued"] == 4
    assert report.tables["proactive.art20_1.normative_documents.repealed"] is None
