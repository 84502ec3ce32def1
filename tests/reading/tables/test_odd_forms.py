"""Forms as real pages spoil them: spans, cut labels, local rows, other layouts."""

from __future__ import annotations

import random

import lxml.html

from govcrawl.lexicon.forms import FORMS
from govcrawl.reading.formats.html.html_grid import grid_from_html
from govcrawl.reading.tables import TablesResult, read_tables
from tests.reading.tables import generated
from tests.reading.tables.generated import Cell, Row, Table


def read(*tables: list[Row], year: int = 2022, caption: str = "") -> TablesResult:
    grids = []
    for rows in tables:
        tree = lxml.html.fromstring(f"<div><p>{caption}</p>{generated.html(rows, 'plain')}</div>")
        grid = grid_from_html(next(tree.iter("table")))
        assert grid is not None
        grids.append(grid)
    return read_tables(grids, report_year=year)


def table3(era: str = "format_2021", *, single: bool = False, subtotal: bool = False) -> Table:
    return generated.applications(random.Random(3), era, single=single, subtotal=subtotal)


def rows_of(table: Table) -> list[Row]:
    return generated.physical(generated.Form("format_2021", [table]))[0]


def expected(table: Table) -> dict[str, int | float | None]:
    return generated.Form("format_2021", [table]).expected()


def own(result: TablesResult) -> dict[str, int | float | None]:
    return {key: value for key, value in result.values.items() if not key.startswith("unknown.")}


def lines(*rows: str) -> list[Row]:
    return [[Cell(text) for text in row.split("|")] for row in rows]


def test_group_spans_one_row_short_or_long() -> None:
    for change in (-1, 1):
        table = table3()
        rows = rows_of(table)
        for row in rows:
            for cell in row:
                if cell.text.startswith("（三）"):
                    cell.rowspan += change
        assert own(read(rows)) == expected(table)


def test_results_label_spans_too_few_rows() -> None:
    table = table3()
    rows = rows_of(table)
    for row in rows:
        for cell in row:
            if cell.text.startswith("三、"):
                cell.rowspan = 20  # the figure of the 2019 form, kept in the 2021 form
    assert own(read(rows)) == expected(table)


def test_corner_narrower_than_the_labels() -> None:
    table = table3()
    rows = rows_of(table)
    rows[0][0].colspan = 2
    assert own(read(rows)) == expected(table)


def test_rows_with_a_spare_cell_at_the_end() -> None:
    table = table3()
    rows = rows_of(table)
    for row in rows[5:9]:
        row.append(Cell(""))
    assert own(read(rows)) == expected(table)


def test_a_missing_cell_refuses_its_row_only() -> None:
    table = table3()
    rows = rows_of(table)
    gone = {cell.key for cell in rows[8] if cell.key}
    rows[8].pop(-4)
    result = read(rows)
    assert own(result) == {k: None if k in gone else v for k, v in expected(table).items()}
    assert "table_cells_refused" in {issue.code for issue in result.issues}


def test_group_label_cut_in_two_by_a_page() -> None:
    table = table3()
    rows = rows_of(table)
    at = next(i for i, row in enumerate(rows) if any("2.没有现成" in c.text for c in row))
    head, tail = rows[:at], rows[at:]
    for row in head:
        for cell in row:
            if cell.text.startswith("（四）"):
                cell.text = "（四）无"
                cell.rowspan = 1
            elif cell.text.startswith("三、"):
                cell.rowspan = at - 5
    tail[0][:0] = [Cell("", rowspan=len(tail) - 1), Cell("法提供", rowspan=2)]
    assert own(read(head, tail)) == expected(table)


def test_row_label_cut_in_two_by_a_page() -> None:
    table = table3()
    for empty in (0, 1):
        rows = rows_of(table)
        at = next(i for i, row in enumerate(rows) if any("3.补正后" in c.text for c in row))
        row = rows[at]
        label = next(i for i, cell in enumerate(row) if cell.text.startswith("3."))
        values = row[label + 1 :]
        blank = [Cell("") for _ in values]
        row[label].text, rest = "3.补正后申请内", "容仍不明确"
        first, second = (blank, values) if empty == 0 else (values, blank)
        head = [*rows[:at], [*row[: label + 1], *first]]
        tail = [[Cell(""), Cell(""), Cell(rest), *second], *rows[at + 1 :]]
        for part in head:
            for cell in part:
                cell.rowspan = min(cell.rowspan, 30)
        tail[0][0].rowspan = len(tail) - 1
        assert own(read(head, tail)) == expected(table)


def test_one_row_of_other_handling_and_a_subtotal() -> None:
    table = table3(single=True, subtotal=True)
    result = read(rows_of(table))
    assert result.era == "format_2021"
    assert own(result) == expected(table)
    assert result.values["applications.results.other_total.org_subtotal"] is not None


def test_the_era_by_labels_before_the_year() -> None:
    for era in ("format_2021", "format_2019_trial"):
        rng = random.Random(1)
        form = generated.Form(era, generated.proactive(rng, era))
        result = read(*generated.physical(form), year=2021 if era != "format_2021" else 2019)
        assert result.era == era
        assert own(result) == form.expected()


def test_table_4_with_groups_as_rows() -> None:
    result = read(
        lines(
            "|结果维持|结果纠正|其他结果|尚未审结|总计",
            "行政复议|1|2|0|0|3",
            "未经复议直接起诉|0|0|0|1|1",
            "复议后起诉|/|0|0|0|0",
        )
    )
    assert result.values["reconsideration.total"] == 3
    assert result.values["litigation.direct.pending"] == 1
    assert result.values["litigation.after_reconsideration.upheld"] is None
    assert len(own(result)) == 15


def test_table_4_with_broken_heading_spans() -> None:
    table = generated.outcomes(random.Random(5))
    rows = rows_of(table)
    for row in rows[:2]:
        for cell in row:
            cell.rowspan = cell.colspan = 1
    assert own(read(rows)) == expected(table)


def test_figures_of_table_4_on_the_next_page() -> None:
    table = generated.outcomes(random.Random(5))
    rows = rows_of(table)
    assert own(read(rows[:3], rows[3:])) == expected(table)


def test_one_physical_table_for_all() -> None:
    rng = random.Random(2)
    form = generated.Form(
        "format_2021", [*generated.proactive(rng, "format_2021"), table3(), generated.outcomes(rng)]
    )
    everything = [row for rows in generated.physical(form) for row in rows]
    assert own(read(everything)) == form.expected()


def test_a_row_printed_twice_with_two_values_is_neither() -> None:
    table = table3()
    rows = rows_of(table)
    rows.append([Cell("四、结转下年度继续办理", colspan=3), *(Cell("77") for _ in range(7))])
    result = read(rows)
    assert result.values["applications.carried_out.total"] is None
    assert "table_duplicate_cell" in {issue.code for issue in result.issues}


def test_schedule_with_columns_of_other_periods() -> None:
    result = read(
        lines(
            "指标|计量单位|2009年度|历年累计",
            "公开目录数|条|12|300",
            "其中：1.政府网站|条|10|250",
            "2.政府公报|条|2|50",
            "受理申请|件|/|9",
        ),
        year=2009,
        caption="附表 公开工作统计表",
    )
    name = "unknown.公开工作统计表"
    assert result.values[f"{name}.公开目录数.2009年度"] == 12
    assert result.values[f"{name}.公开目录数.政府公报.历年累计"] == 50
    assert result.values[f"{name}.受理申请.2009年度"] is None
    assert {cell.state for cell in result.cells} == {"unknown"}
    by_scope = {(s.value, s.unit, s.scope) for s in result.statistics}
    assert (12, "条", "report") in by_scope
    assert (9, "件", "cumulative") in by_scope


def test_listed_schedule_takes_the_year_not_the_total_of_years() -> None:
    rows = [f"{row.labels[0]}|{row.unit or '——'}|{i}|{i * 10}"
            for i, row in enumerate(FORMS.schedules[0].rows)]  # fmt: skip
    result = read(lines("统计指标|单位|2016年|历年累计", *rows), year=2016)
    for i, row in enumerate(FORMS.schedules[0].rows):
        if row.key:
            assert result.values[row.key] == i
    unclear = read(lines("统计指标|单位|区政府统计数|乡镇统计数", *rows), year=2016)
    assert set(own(unclear).values()) == {None}
    assert unclear.values["unknown.stat2014.complaints.total.区政府统计数"] is not None
    assert "table_year_column_unclear" in {issue.code for issue in unclear.issues}


def test_schedule_in_two_halves_side_by_side() -> None:
    known = [row for row in FORMS.schedules[0].rows if row.key][:20]
    half = [
        f"{a.labels[0]}|{a.unit}|{i}|{b.labels[0]}|{b.unit}|{i + 10}"
        for i, (a, b) in enumerate(zip(known[:10], known[10:], strict=True))
    ]
    for heads in (["指标|单位|数量|指标|单位|数量"], []):
        result = read(lines(*heads, *half), year=2015)
        assert [result.values[str(row.key)] for row in known] == list(range(20))


def test_labels_that_recur_go_by_their_section() -> None:
    result = read(
        lines(
            "指标|单位|数量",
            "四、行政复议数量|件|9",
            "(一)维持具体行政行为数|件|5",
            "(二)被依法纠错数|件|3",
            "(三)其他情形数|件|1",
            "五、行政诉讼数量|件|6",
            "(一)维持具体行政行为或者驳回原告诉讼请求数|件|4",
            "(二)被依法纠错数|件|2",
            "(三)其他情形数|件|0",
        ),
        year=2015,
    )
    assert result.values["stat2014.reconsideration.corrected"] == 3
    assert result.values["stat2014.litigation.corrected"] == 2
    assert result.values["stat2014.litigation.other"] == 0


def test_amounts_by_the_unit_they_print() -> None:
    result = read(
        lines("第二十条第（八）项", "信息内容|本年收费金额（单位：元）", "行政事业性收费|251000"),
    )
    assert result.values["proactive.art20_8.administrative_fees.amount"] == 25.1


def test_the_unit_of_an_amount_wherever_it_stands() -> None:
    key = "proactive.art20_8.administrative_fees.amount"
    caption, row = "第二十条第（八）项", "行政事业性收费"
    for rows in (
        (caption, "信息内容|本年收费金额|单位", f"{row}|251000|元"),
        (caption, "信息内容|本年收费金额", f"{row}（元）|251000"),
        (f"{caption}（单位：元）", "信息内容|本年收费金额", f"{row}|251000"),
    ):
        result = read(lines(*rows))
        assert result.values[key] == 25.1
        assert not [k for k in result.values if k.startswith("unknown.")]
