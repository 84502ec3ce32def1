"""The statutory tables as grids: labels from ``labels.json``, numbers from a report's data.

A cell is ``(text, rowspan, colspan, key)``; ``key`` is None for labels. The printed text of a
number may differ from it (``Shown``), so that blanks, slashes and signs can be set on purpose.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

LABELS = json.loads(Path(__file__).with_name("labels.json").read_text("utf-8"))
Cell = tuple[str, int, int, "str | None"]
Grid = list[list[Cell]]
Number = "int | float | None"

_ROWS_OF_GROUP = {
    "not_disclosed": "（三）不予公开",
    "unable_to_provide": "（四）无法提供",
    "not_processed": "（五）不予处理",
    "other": "（六）其他处理",
}
_NO_GROUP = {
    "results.granted": "（一）予以公开",
    "results.partially_granted": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "results.other_total": "（六）其他处理",
    "results.total": "（七）总计",
}


@dataclass
class Table:
    """A grid with what it says: ``values`` by key, ``marks`` the printed non-numbers."""

    grid: Grid
    values: dict[str, int | float | None]
    marks: dict[str, str] = field(default_factory=dict)
    caption: str = ""


def full_width(label: str) -> str:
    return label.translate(str.maketrans("():", "（）："))


class Cells:
    """Fills a form's cells from ``values``; ``shown`` prints a cell otherwise than its number."""

    def __init__(self, values: dict[str, int | float], shown: dict[str, str]) -> None:
        self.given, self.shown = values, shown
        self.values: dict[str, int | float | None] = {}
        self.marks: dict[str, str] = {}

    def cell(self, key: str, rowspan: int = 1, colspan: int = 1) -> Cell:
        value: int | float | None = self.given[key]
        text = str(value)
        if key in self.shown:
            text = self.shown[key]
            if text in ("", "/", "-", "—", "无"):
                value = None
                self.marks[key] = text
        self.values[key] = value
        return (text, rowspan, colspan, key)


def proactive(era: str, values: dict[str, int | float], shown: dict[str, str]) -> Table:
    """Table two: the blocks of article 20, four columns wide."""
    cells, grid = Cells(values, shown), []
    for block in LABELS[era]["proactive"]:
        columns = block["columns"]
        spans = [1] * (len(columns) - 1) + [4 - len(columns)]
        grid.append([(full_width(block["caption"]), 1, 4, None)])
        grid.append(
            [("信息内容", 1, 1, None)]
            + [(full_width(c[1]), 1, span, None) for c, span in zip(columns, spans, strict=True)]
        )
        for name, label in block["rows"]:
            grid.append(
                [(label, 1, 1, None)]
                + [
                    cells.cell(f"{block['key']}.{name}.{c[0]}", colspan=span)
                    for c, span in zip(columns, spans, strict=True)
                ]
            )
    return Table(grid, cells.values, cells.marks)


def applications(era: str, values: dict[str, int | float], shown: dict[str, str]) -> Table:
    """Table three: 25 (2021) or 23 (2019) rows by seven kinds of applicant."""
    cells, labels = Cells(values, shown), LABELS[era]
    rows, applicants = labels["applications"], [name for name, _ in labels["applicants"]]
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    grid: Grid = [
        [(corner, 3, 3, None), ("申请人情况", 1, 7, None)],
        [("自然人", 2, 1, None), ("法人或其他组织", 1, 5, None), ("总计", 2, 1, None)],
        [
            (label, 1, 1, None)
            for label in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
        ],
    ]
    results = [name for name, _ in rows if name.startswith("results.")]
    seen: set[str] = set()
    for name, label in rows:
        line: list[Cell] = []
        if name.startswith("results."):
            if name == results[0]:
                line.append(("三、本年度办理结果", len(results), 1, None))
            if name in _NO_GROUP:
                line.append((_NO_GROUP[name], 1, 2, None))
            else:
                group = name.split(".")[1]
                if group not in seen:
                    seen.add(group)
                    size = sum(1 for r in results if r.startswith(f"results.{group}."))
                    line.append((_ROWS_OF_GROUP[group], size, 1, None))
                line.append((full_width(label.split(" / ")[-1]), 1, 1, None))
        else:
            line.append((label, 1, 3, None))
        line += [cells.cell(f"applications.{name}.{who}") for who in applicants]
        grid.append(line)
    return Table(grid, cells.values, cells.marks)


def disputes(era: str, values: dict[str, int | float], shown: dict[str, str]) -> Table:
    """Table four: one row of fifteen numbers."""
    cells, labels = Cells(values, shown), LABELS[era]
    outcomes = labels["outcomes"]
    tops: list[Cell] = [(label, 2, 1, None) for _, label in outcomes]
    grid: Grid = [
        [("行政复议", 1, 5, None), ("行政诉讼", 1, 10, None)],
        [*tops, ("未经复议直接起诉", 1, 5, None), ("复议后起诉", 1, 5, None)],
        [(label, 1, 1, None) for _ in range(2) for _, label in outcomes],
        [cells.cell(f"{group}.{o}") for group, _ in labels["groups"] for o, _ in outcomes],
    ]
    return Table(grid, cells.values, cells.marks)


def statistics_2014(values: dict[str, int | float], shown: dict[str, str]) -> Table:
    """The table of 2014: indicator, unit, number; indicators indented by their level."""
    cells = Cells(values, shown)
    grid: Grid = [[("统计指标", 1, 1, None), ("单位", 1, 1, None), ("统计数", 1, 1, None)]]
    for row in LABELS["stat_2014"]:
        label = "　" * (row["level"] - 1) + full_width(row["label"])
        unit = row["unit"].replace("——", "——")
        last: Cell = cells.cell(row["key"]) if row["key"] else ("——", 1, 1, None)
        grid.append([(label, 1, 1, None), (unit, 1, 1, None), last])
    return Table(grid, cells.values, cells.marks, caption="政府信息公开情况统计表")


def schedule(number: int, values: dict[str, int | float], shown: dict[str, str]) -> Table:
    """One of the four schedules of 2008-2013: 指标, 单位, 数量."""
    cells = Cells(values, shown)
    name, rows = list(LABELS["guangzhou_schedule"].items())[number - 1]
    grid: Grid = [[("指标", 1, 1, None), ("单位", 1, 1, None), ("数量", 1, 1, None)]]
    for row in rows:
        unit = row["unit"].split("/")[0]
        line: list[Cell] = [(full_width(row["label"]), 1, 1, None), (unit, 1, 1, None)]
        grid.append([*line, cells.cell(row["key"])])
    return Table(grid, cells.values, cells.marks, caption=name.split("(")[0].strip())


def fill(era: str, sparse: dict[str, list[int]], **given: int | float) -> dict[str, int | float]:
    """All values of a form from the rows that are not zero.

    ``sparse`` maps a row of table three to its six applicants; totals, the row (七)总计 and the
    cases carried out are computed so that every identity holds. ``given`` names the other
    cells with ``__`` for a dot; what it leaves out is 0.
    """
    labels, values = LABELS[era], {}
    rows = [name for name, _ in labels["applications"]]
    applicants = [name for name, _ in labels["applicants"]]
    six = {name: list(sparse.get(name, [0] * 6)) for name in rows}
    parts = [r for r in rows if r.startswith("results.") and r != "results.total"]
    six["results.total"] = [sum(six[r][i] for r in parts) for i in range(6)]
    six["carried_out"] = [
        six["received_new"][i] + six["carried_in"][i] - six["results.total"][i] for i in range(6)
    ]
    if min(six["carried_out"]) < 0:
        raise ValueError(f"more results than applications: {six['carried_out']}")
    for name in rows:
        numbers = [*six[name], sum(six[name])]
        values |= {
            f"applications.{name}.{who}": n for who, n in zip(applicants, numbers, strict=True)
        }
    for block in labels["proactive"]:
        for row, _ in block["rows"]:
            for column, _ in block["columns"]:
                values[f"{block['key']}.{row}.{column}"] = 0
    for group, _ in labels["groups"]:
        for outcome, _ in labels["outcomes"]:
            values[f"{group}.{outcome}"] = 0
    values |= {key.replace("__", "."): number for key, number in given.items()}
    for group, _ in labels["groups"]:
        values[f"{group}.total"] = sum(
            values[f"{group}.{o}"] for o, _ in labels["outcomes"] if o != "total"
        )
    return values
