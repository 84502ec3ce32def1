"""Other layouts of the same tables: turned, several years side by side, groups in another order,
columns without headings."""

from __future__ import annotations

import random
from dataclasses import replace

import lxml.html

from govcrawl.reading.formats.html.html_grid import grid_from_html
from govcrawl.reading.tables import read_tables
from tests.growth import LINEAR, growth
from tests.reading.tables import generated
from tests.reading.tables.generated import Cell, Row
from tests.reading.tables.test_odd_forms import expected, lines, own, read, rows_of, table3

NATURAL, COMPANIES, TOTAL = "自然人", "法人或其他组织", "总计"
FIVE = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
OUTCOMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def _years(*years: str) -> list[Row]:
    """Table 3 with figures of several years side by side: 1-7, 11-17, ..."""
    heads = [Cell("项目", rowspan=3), *(Cell(year, colspan=7) for year in years)]
    middle = [Cell(NATURAL, rowspan=2), Cell(COMPANIES, colspan=5), Cell(TOTAL, rowspan=2)]
    figures = [Cell(str(10 * i + j)) for i in range(len(years)) for j in range(1, 8)]
    return [
        heads,
        middle * len(years),
        [Cell(name) for name in FIVE] * len(years),
        [Cell("一、本年新收政府信息公开申请数量"), *figures],
    ]


def test_years_side_by_side() -> None:
    for years, first in ((("2022年", "2021年"), 1), (("上年", "本年"), 11)):
        result = read(_years(*years), year=2022)
        values = own(result)
        assert values["applications.received_new.natural_person"] == first
        assert values["applications.received_new.other_org"] == first + 5
        assert values["applications.received_new.total"] == first + 6
        others = {v for k, v in result.values.items() if k.startswith("unknown.")}
        assert others == set(range(12 - first, 19 - first))
    unclear = read(_years("甲", "乙"), year=2022)
    assert set(own(unclear).values()) == {None}
    assert sum(value is not None for value in unclear.values.values()) == 14


def test_columns_split_by_year() -> None:
    heads = [Cell("项目", rowspan=2), *(Cell(h, colspan=2) for h in (NATURAL, "商业企业", TOTAL))]
    result = read([heads, *lines("上年|本年|上年|本年|上年|本年", "本年新收|1|2|3|4|5|6")])
    values = {k: v for k, v in own(result).items() if v is not None}
    assert values == {
        "applications.received_new.natural_person": 2,
        "applications.received_new.business_enterprise": 4,
        "applications.received_new.total": 6,
    }


def test_organisations_in_one_column_are_their_subtotal() -> None:
    result = read(lines(f"申请人情况|{NATURAL}|{COMPANIES}|{TOTAL}", "本年新收|1|2|3"))
    assert result.values["applications.received_new.org_subtotal"] == 2
    assert result.values["applications.received_new.total"] == 3
    assert result.values["applications.received_new.other_org"] is None


def test_a_column_without_a_heading_moves_nothing() -> None:
    heads = f"项目|{NATURAL}|商业企业|科研机构|{TOTAL}"
    result = read(lines(heads, "本年新收|1|2||3|6", "上年结转|1|2|0|3"))
    assert result.values["applications.received_new.total"] is None
    assert result.values["applications.received_new.natural_person"] is None
    assert result.values["applications.carried_in.total"] == 3


def test_table_3_turned() -> None:
    result = read(
        lines(
            "申请人|本年新收|上年结转|予以公开|重复申请|结转下年度继续办理",
            f"{NATURAL}|1|2|3|4|5",
            "商业企业|6|7|8|/|10",
            f"{TOTAL}|7|9|11|4|15",
        )
    )
    assert result.values["applications.results.granted.natural_person"] == 3
    assert result.values["applications.results.not_processed.repeated.business_enterprise"] is None
    assert result.values["applications.carried_out.total"] == 15
    (cell,) = [c for c in result.cells if c.key == "applications.results.granted.total"]
    assert (cell.row, cell.column, cell.text) == (3, 3, "11")


def test_table_4_one_outcome_a_row() -> None:
    groups = ("行政复议", "未经复议直接起诉", "复议后起诉")
    rows = [f"{g}|{o}|{5 * i + j}" for i, g in enumerate(groups) for j, o in enumerate(OUTCOMES)]
    result = read(lines("类别|结果|数量", *rows))
    assert [v for k, v in result.values.items() if "litigation" in k] == list(range(5, 15))
    assert result.values["reconsideration.total"] == 4


def test_table_4_with_lawsuits_first() -> None:
    heads = [[Cell("行政诉讼", colspan=10), Cell("行政复议", colspan=5)],
             [Cell("未经复议直接起诉", colspan=5), Cell("复议后起诉", colspan=5),
              *(Cell(name, rowspan=2) for name in OUTCOMES)],
             [Cell(name) for name in OUTCOMES * 2]]  # fmt: skip
    result = read([*heads, [Cell(str(i)) for i in range(15)]])
    assert result.values["litigation.direct.upheld"] == 0
    assert result.values["litigation.after_reconsideration.total"] == 9
    assert result.values["reconsideration.upheld"] == 10


def test_an_empty_row_contradicts_nothing() -> None:
    table = generated.outcomes(random.Random(5))
    rows = rows_of(table)
    assert own(read([*rows, [Cell("") for _ in rows[-1]]])) == expected(table)
    empty = [[Cell("") for _ in row] if row is rows[-1] else row for row in rows]
    assert own(read([*empty, rows[-1]])) == expected(table)


def test_footnote_marks_are_no_digits() -> None:
    table = table3()
    for mark in ("①", "²", "*", "（注²）", "（件）"):
        rows = [
            [replace(c, text=c.text + mark) if c.text.isdigit() else c for c in row]
            for row in rows_of(table)
        ]
        assert own(read(rows)) == expected(table), mark


def test_rows_split_by_year() -> None:
    heads = [[Cell("项目", colspan=2), *(Cell(h) for h in (NATURAL, "商业企业", TOTAL))]]
    for years in (("2022年", "2021年"), ("上年", "本年")):
        own_first = years[0] == "2022年"
        rows = [*heads, [Cell("本年新收", rowspan=2), *map(Cell, (years[0], "1", "2", "3"))],
                [*map(Cell, (years[1], "4", "5", "9"))]]  # fmt: skip
        result = read(rows, year=2022)
        assert result.values["applications.received_new.total"] == (3 if own_first else 9)
        other = years[1] if own_first else years[0]
        key = f"unknown.applications.received_new.{other}.total"
        assert result.values[key] == (9 if own_first else 3)


def test_table_4_row_of_another_year() -> None:
    rows = rows_of(generated.outcomes(random.Random(5)))
    for row in rows:
        row.insert(0, Cell(""))
    rows[0][0].text, rows[-1][0].text = "年份", "2022年"
    before = [Cell("2021年"), *(Cell("7") for _ in range(15))]
    result = read([*rows[:-1], before, rows[-1]], year=2022)
    assert own(result) == expected(generated.outcomes(random.Random(5)))


def test_table_4_in_three_with_captions() -> None:
    names = ("（一）行政复议", "（二）行政诉讼：未经复议直接起诉", "（三）行政诉讼：复议后起诉")
    page = "".join(
        f"<p>{name}</p>{generated.html(lines('|'.join(OUTCOMES), f'{i}|0|0|0|{i}'), 'plain')}"
        for i, name in enumerate(names, 1)
    )
    tables = lxml.html.fromstring(f"<div>{page}</div>").iter("table")
    result = read_tables([g for g in map(grid_from_html, tables) if g], report_year=2022)
    assert [v for k, v in result.values.items() if k.endswith("upheld")] == [1, 2, 3]


def test_a_missing_heading_refuses_what_stands_under_it() -> None:
    heads = [[Cell("项目", rowspan=2), Cell(NATURAL, rowspan=2), Cell(COMPANIES, colspan=5),
              Cell(TOTAL, rowspan=2)], [Cell(name) for name in FIVE if name != "科研机构"]]  # fmt: skip
    values = read([*heads, *lines("本年新收|1|2|3|4|5|6|21")]).values
    assert {v for k, v in values.items() if v is not None} == set()
    table = generated.outcomes(random.Random(5))
    rows = rows_of(table)
    rows[1].pop(2)
    result = read(rows)
    assert {v for k, v in own(result).items() if v is not None} == set()
    assert [(q.expected, q.read) for q in result.quality] == [(15, 0)]
    assert "table_cell_unplaced" in {issue.code for issue in result.issues}


def test_agencies_as_columns_of_table_2_are_unknown() -> None:
    rows = lines("信息内容|全区合计|区政府办|教育局", "第二十条第（五）项", "行政许可|60|10|50",
                 "第二十条第（六）项", "行政处罚|6|1|5")  # fmt: skip
    values = read(rows).values
    key = "unknown.proactive.art20_5.administrative_license.全区合计"
    assert values[key] == 60
    assert values["proactive.art20_6.administrative_penalty.decisions"] is None


def test_a_column_of_units_in_table_3() -> None:
    rows = lines(f"项目|单位|{NATURAL}|商业企业|{TOTAL}", "本年新收|件|1|2|3")
    result = read(rows)
    assert result.values["applications.received_new.natural_person"] == 1
    assert "table_cell_unplaced" not in {issue.code for issue in result.issues}


def test_a_figure_beside_all_headings_refuses_its_row() -> None:
    table = table3()
    rows = rows_of(table)
    at = next(i for i, row in enumerate(rows) if any("重复申请" in c.text for c in row))
    label = next(i for i, c in enumerate(rows[at]) if "重复申请" in c.text)
    rows[at][label + 2].rowspan = 2  # pushes the next row's figures to the right
    values = own(read(rows))
    wrong = {k: v for k, v in values.items() if v is not None and v != expected(table)[k]}
    assert not wrong
    assert values["applications.results.not_processed.publications.total"] is None
    assert values["applications.results.not_processed.excessive_repetitive.total"] is not None


def test_headings_that_contradict_their_groups_place_nothing() -> None:
    for row, column in ((1, 5), (2, 1), (1, 2)):
        rows = rows_of(generated.outcomes(random.Random(5)))
        rows[row].pop(column)
        result = read(rows)
        assert {v for v in own(result).values() if v is not None} == set()


def test_a_lost_row_label_is_not_the_groups() -> None:
    rows = rows_of(table3())
    at = next(i for i, row in enumerate(rows) if any("逾期不补正" in c.text for c in row))
    rows[at] = [c for c in rows[at] if "逾期不补正" not in c.text]
    result = read(rows)
    assert "applications.results.other_total.total" not in result.values
    assert result.values["applications.results.other.no_correction_in_time.total"] is None


def test_second_level_headings_without_their_first() -> None:
    heads = [[Cell("项目", rowspan=2), Cell(NATURAL, rowspan=2), Cell(TOTAL, rowspan=2)],
             [Cell(name) for name in FIVE]]  # fmt: skip
    result = read([*heads, *lines("本年新收|1|2|3|4|5|6|21")])
    assert {v for v in own(result).values() if v is not None} == set()
    assert {"table_cell_unplaced", "table_cells_missing"} <= {i.code for i in result.issues}


def test_thousands_of_headings_cost_little() -> None:
    def columns(many: int) -> None:
        row = [Cell(NATURAL) for _ in range(many)]
        read([row, *([Cell("本年新收"), Cell("1")] for _ in range(20))])

    def outcomes(many: int) -> None:
        read([[Cell(name) for name in OUTCOMES * (many // 5)], [Cell("1") for _ in range(many)]])

    def rows(many: int) -> None:
        own = (f"无正当理由大量甲乙申请{i}号|1|2|3" for i in range(many))
        read(lines(f"{NATURAL}|商业企业|{TOTAL}", *own))

    assert growth(columns, 2500, 5000) <= LINEAR
    assert growth(outcomes, 2500, 5000) <= LINEAR
    assert growth(rows, 1500, 3000) <= LINEAR
