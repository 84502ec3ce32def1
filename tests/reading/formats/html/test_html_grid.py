"""HTML tables → grids."""

from __future__ import annotations

import time

import lxml.html
import pytest

from govcrawl.reading.formats.html.html_grid import grid_from_html
from govcrawl.reading.model import Grid
from govcrawl.reading.tables import is_statistical


def grid(markup: str) -> Grid | None:
    tree = lxml.html.fromstring(f"<div>{markup}</div>")
    return grid_from_html(next(tree.iter("table")))


def texts(markup: str) -> list[list[str | None]]:
    found = grid(markup)
    assert found is not None
    return [[cell.text if cell else None for cell in row] for row in found.expanded()]


def test_spans_are_expanded() -> None:
    assert texts("<table><tr><td rowspan=2>a<td colspan=2>b</tr><tr><td>c<td>d</tr></table>") == [
        ["a", "b", "b"],
        ["a", "c", "d"],
    ]


def test_text_is_as_printed() -> None:
    assert texts(
        "<table><tr><td><p>本年新<br/>制作</p><p>数量</p><td>&nbsp; 1,2<b>88</b> </tr>"
        "<tr><td>x<script>7</script><!-- 8 --><td><span style='display: none'>9</span></tr>"
        "<tr style='display:none'><td>1<td>2</tr></table>"
    ) == [["本年新 制作 数量", "1,288"], ["x", ""]]


def test_layout_tables_are_none() -> None:
    inner = "<table><tr><td>规章<td>1</tr></table>"
    assert grid(f"<table><tr><td>{inner}</td></tr></table>") is None
    assert grid(f"<table><tr><td>导航</td><td>{inner}</td></tr></table>") is None
    assert grid("<table><tr><td>只有一列</td></tr><tr><td>两行</td></tr></table>") is None
    assert grid(f"<table><tr><td>{'长段落。' * 120}<td>栏目</tr></table>") is None


def test_a_boxed_value_is_its_cell() -> None:
    box = "<table><tr><td>3</td></tr></table>"
    assert texts(f"<table><tr><td>规章<td>{box}</tr><tr><td>x<td>4</tr></table>") == [
        ["规章", "3"], ["x", "4"],
    ]  # fmt: skip


@pytest.mark.parametrize("span", ["1000000", "99999999999999", "-3", "0", "x", "2px"])
def test_absurd_spans_are_bounded(span: str) -> None:
    started = time.process_time()
    found = grid(
        f"<table><tr><td colspan='{span}' rowspan='{span}'>a<td>b</tr><tr><td>c<td>d</tr></table>"
    )
    assert time.process_time() - started < 1
    assert found is None or found.n_rows * found.n_columns < 1000


def test_ten_thousand_rows_are_bounded() -> None:
    rows = "<tr><td>甲<td>1<td rowspan=9999999>x</tr>" * 10_000
    started = time.process_time()
    found = grid(f"<table>{rows}</table>")
    assert found is not None
    is_statistical(found)
    assert time.process_time() - started < 10


def test_broken_markup_keeps_its_rows() -> None:
    assert texts("<table><td>a<td>b<tr><td>c<td>d</table>") == [["a", "b"], ["c", "d"]]
    assert texts("<table><form><tr><td>a<td>b</tr></form><tr><td>c<td>d</tr></table>") == [
        ["a", "b"], ["c", "d"],
    ]  # fmt: skip


def test_caption() -> None:
    table = "<table><tr><td>a<td>1</tr><tr><td>b<td>2</tr></table>"
    for markup in (
        table.replace("<table>", "<table><caption>附表1 情况统计</caption>"),
        f"<p>附表1 情况统计</p>{table}",
        f"<p>附表1 情况统计</p><p>&nbsp;</p><div>{table}</div>",
    ):
        found = grid(markup)
        assert found is not None
        assert found.caption == "附表1 情况统计"
    found = grid(f"<p>以上是一段普通的话。</p>{table}")
    assert found is not None
    assert found.caption == ""


@pytest.mark.parametrize(
    "rows",
    [
        ["索引号|A01|主题分类|综合", "发布日期|2020|文号|3"],
        ["序号|标题|发布日期", "1|关于某事的通知|2020-01-02", "2|关于另一事的通知|2020-01-03"],
        ["单位|电话", "办公室|83605210", "法规科|83605211", "信息科|83605212"],
        ["首页|1|2|3"],
        ["日|一|二", "1|2|3", "4|5|6"],
    ],
)
def test_what_is_no_statistics(rows: list[str]) -> None:
    cells = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in r.split('|'))}</tr>" for r in rows)
    found = grid(f"<table>{cells}</table>")
    assert found is not None
    assert not is_statistical(found)


def test_raised_figures_stay_apart() -> None:
    table = lxml.html.fromstring(
        "<table><tr><td>申请<td>12<sup>1</sup><tr><td>答复<td>7<sup>[2]</sup></table>"
    )
    grid = grid_from_html(table)
    assert grid is not None
    assert [cell.text for cell in grid.cells] == ["申请", "12¹", "答复", "7[²]"]
