"""Tables flattened to text."""

from __future__ import annotations

import random
import time

import pytest

from govcrawl.reading.tables import TablesResult, find_dumps, read_tables
from tests.reading.tables import generated


def read(lines: list[str], year: int = 2022) -> TablesResult:
    return read_tables([dump.grid for dump in find_dumps(lines)], report_year=year)


HEADS = ["申请人情况", "自然人", "法人或其他组织", "总计", "商业企业", "科研机构", "社会公益组织",
         "法律服务机构", "其他"]  # fmt: skip


def test_blanks_lost_from_a_row_refuse_the_row() -> None:
    row = ["一、本年新收政府信息公开申请数量", "5", "1", "6"]
    full = ["二、上年结转政府信息公开申请数量", "1", "0", "0", "0", "0", "2", "3"]
    result = read([*HEADS, *row, *full])
    assert result.values["applications.received_new.natural_person"] is None
    assert result.values["applications.received_new.total"] is None
    assert result.values["applications.carried_in.other_org"] == 2
    assert "table_cells_refused" in {issue.code for issue in result.issues}


def test_figures_run_together_are_split_by_their_sum_only() -> None:
    row = "一、本年新收政府信息公开申请数量"
    result = read([*HEADS, f"{row}300153006143119"])
    assert result.values["applications.received_new.legal_service_org"] == 61
    assert result.values["applications.received_new.total"] == 3119
    assert "table_split_by_sum" in {issue.code for issue in result.issues}
    # 1,1,0,0,0,0,2 is the only split; 1,11,0,0,0,0,12 and 11,1,0,0,0,0,12 are two
    assert read([*HEADS, f"{row}1100002"]).values["applications.received_new.total"] == 2
    unclear = read([*HEADS, f"{row}111000012"])
    assert unclear.values["applications.received_new.total"] is None
    assert "table_cells_refused" in {issue.code for issue in unclear.issues}


def test_no_sum_binds_table_2() -> None:
    heads = ["第二十条第(五)项", "信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    result = read([*heads, "行政许可3960181"], 2019)
    assert result.values["proactive.art20_5.administrative_license.decisions"] is None
    assert [c.text for c in result.cells if c.state == "refused"][:1] == ["3960181"]


def test_table_2_run_together_in_one_line() -> None:
    line = (
        "第二十条第(五)项信息内容本年处理决定数量行政许可447228第二十条第(六)项信息内容"
        "本年处理决定数量行政处罚3985758行政强制88283"
    )
    result = read([line], 2024)
    assert result.values["proactive.art20_5.administrative_license.decisions"] == 447228
    assert result.values["proactive.art20_6.administrative_compulsion.decisions"] == 88283


def test_page_numbers_and_what_follows_stay_out() -> None:
    rows = [
        *("一、本年新收政府信息公开申请数量", *"3500004"),
        "- 5 -",
        *("四、结转下年度继续办理", *"1000001"),
    ]
    lines = ["三、收到和处理政府信息公开申请情况", *HEADS, *rows, "无", "五、存在的主要问题"]
    (dump,) = find_dumps(lines)
    assert (dump.start, dump.end) == (1, len(lines) - 2)
    result = read_tables([dump.grid], report_year=2022)
    assert result.values["applications.carried_out.total"] == 1


@pytest.mark.parametrize(
    "lines",
    [
        ["本年新收政府信息公开申请35件，上年结转2件，予以公开10件，不予公开3件。"],
        ["自然人申请20件，商业企业5件", "科研机构申请3件"],
        ["指标任务完成情况良好", "数量持续增长"],
        ["首页 | 政务公开 | 办事服务", "当前位置：首页 | 年报"],
        ["行政复议", "2022年未发生行政复议案件。", "行政诉讼", "2022年未发生行政诉讼案件。"],
        ["总计", "12"],
    ],
)
def test_narrative_is_left_alone(lines: list[str]) -> None:
    assert find_dumps(lines) == []


def test_long_narratives_cost_little() -> None:
    lines = ["各部门按照指标要求公开信息300条，其中自然人申请5件。" * 20] * 2000
    started = time.process_time()
    assert find_dumps(lines) == []
    assert time.process_time() - started < 1


def test_markdown_padded_with_blank_cells() -> None:
    table3 = """\
| (本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和) | | | 申请人情况 | | | | | | |
| | | | 自然人 | 法人或其他组织 | | | | | 总计 |
| | | | | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 一、本年新收政府信息公开申请数量 | | | 3 | 0 | 0 | 0 | 0 | 0 | 3 |
| 三、本年度办理结果 | (一)予以公开 | | 2 | 0 | 0 | 0 | 0 | | 2 |
| | (三)不予公开 | 1.属于国家秘密 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |""".split("\n")
    (dump,) = find_dumps(table3)
    assert (dump.start, dump.end) == (0, len(table3))
    result = read_tables([dump.grid], report_year=2023)
    assert result.values["applications.received_new.natural_person"] == 3
    assert result.values["applications.results.granted.other_org"] is None
    assert result.values["applications.results.granted.total"] == 2
    assert result.values["applications.results.not_disclosed.state_secret.natural_person"] == 1
    table4 = """\
| 行政复议 | | | | | 行政诉讼 | | | | | | | | | |
| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | | | | | 复议后起诉 | | | | |
| | | | | | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |
| 1 | 0 | 0 | 0 | 1 | 0 | 0 | 2 | 0 | 2 | | 0 | 0 | 0 | 0 |""".split("\n")
    values = read(table4).values
    assert values["litigation.direct.other"] == 2
    assert values["litigation.after_reconsideration.upheld"] is None


def test_an_unlisted_list_one_row_a_line() -> None:
    lines = [
        "指标名称 单位 2009年度 历年累计",
        "公开目录数 条 12 300",
        "政府网站 条 10 250",
        "三、其他",
    ]
    (dump,) = find_dumps(lines)
    assert (dump.start, dump.end) == (0, 3)
    values = read_tables([dump.grid], report_year=2009).values
    assert values["unknown.table0.政府网站.2009年度"] == 10
    assert values["unknown.table0.公开目录数.历年累计"] == 300


def test_a_row_short_of_a_cell_is_said() -> None:
    lines = ["指标名称 单位 2009年度 历年累计", "公开目录数 条 12 300", "政府网站 条 10"]
    result = read(lines, 2009)
    assert not [key for key in result.values if "政府网站" in key]
    assert "table_cell_unplaced" in {issue.code for issue in result.issues}


def test_quotes_within_a_label_do_not_cut_it() -> None:
    rows = ["三、本年度办理结果 （一）予以公开 3 0 0 0 0 1 4",
            "（三）不予公开 3.危及“三安全一稳定” 1 0 0 0 0 0 1"]  # fmt: skip
    result = read([" ".join(HEADS), *rows])
    assert result.values["applications.results.granted.other_org"] == 1
    key = "applications.results.not_disclosed.three_securities_one_stability.total"
    assert result.values[key] == 1


def test_a_long_run_that_holds_a_year_is_no_heading() -> None:
    row = "一、本年新收政府信息公开申请数量4206252527693545228939792201931"
    values = read([*HEADS, row, "二、上年结转政府信息公开申请数量", *"1000001"]).values
    assert values["applications.carried_in.total"] == 1


def test_a_line_of_bars_costs_no_more_than_its_length() -> None:
    started = time.process_time()
    find_dumps(["|" * 60_000 + "总计", "| 总计 |" * 9000])
    assert time.process_time() - started < 5


def _form(seed: int) -> generated.Form:
    rng = random.Random(seed)
    tables = generated.proactive(rng, "format_2021")
    tables.append(generated.applications(rng, "format_2021", single=False, subtotal=False))
    return generated.Form("format_2021", [*tables, generated.outcomes(rng)])


def _two_lines(rows: list[generated.Row]) -> list[str]:
    broken = {"商业企业", "科研机构", "社会公益组织", "法律服务机构", "结果维持", "法人或其他组织"}
    lines = []
    for cell in (cell for row in rows for cell in row if cell.text):
        half = len(cell.text) // 2
        lines += [cell.text[:half], cell.text[half:]] if cell.text in broken else [cell.text]
    return lines


def _with_notes(rows: list[generated.Row]) -> list[str]:
    lines = []
    for cell in (cell for row in rows for cell in row if cell.text):
        lines.append(cell.text)
        if "三安全" in cell.text:
            lines.append("（注：指国家安全等）")
    return lines


def _markdown(rows: list[generated.Row]) -> list[str]:
    width = max(sum(cell.colspan for cell in row) for row in rows)
    lines = []
    for row in rows:
        cells = [text for cell in row for text in [cell.text, *[""] * (cell.colspan - 1)]]
        lines.append(f"|{'|'.join(cells + [''] * (width - len(cells)))}|")
    return [lines[0], f"|{'---|' * width}", *lines[1:]]


FLATTENED = {
    "headings over two lines": _two_lines,
    "notes between label and figure": _with_notes,
    "markdown": _markdown,
    "double pipes": lambda rows: [f"|| {' || '.join(c.text for c in row)} ||" for row in rows],
    "a table a line": lambda rows: [f"| {' | '.join(cell.text for row in rows for cell in row)} |"],
    "rows parted by two pipes": lambda rows: [
        "||".join("|".join(cell.text for cell in row) for row in rows)
    ],
    "tabs": lambda rows: ["\t".join(cell.text for cell in row) for row in rows],
}


@pytest.mark.parametrize("how", FLATTENED)
def test_forms_flattened_in_other_ways(how: str) -> None:
    for seed in range(4):
        form = _form(seed)
        lines: list[str] = []
        for rows in generated.physical(form):
            lines += ["本年度工作情况说明如下。", *FLATTENED[how](rows)]
        result = read_tables([dump.grid for dump in find_dumps(lines)], report_year=2022)
        expected = form.expected()
        assert {k: result.values.get(k) for k in expected} == expected, how
