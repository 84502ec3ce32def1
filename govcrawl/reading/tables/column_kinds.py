"""Which columns of a list hold labels, units, codes, figures; and whether it is one at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from govcrawl.reading.tables.cells import is_count_unit, money_unit
from govcrawl.reading.tables.labels import numberless
from govcrawl.reading.tables.layout import Cell, GridRow, Leaf
from govcrawl.text import squash

_Role = Literal["label", "unit", "code", "note", "value"]
#: How a column of figures relates to the report's year.
Scope = Literal["year", "plain", "total", "period", "cumulative", "other", "free"]

_LABEL = re.compile(
    r"^(?:统计|主要|公开)?(?:指标|项目|事项|内容|类别|名称|类型|分类|科目)(?:名称|项目|内容|类别)?$|^信息内容$"
)
_UNIT = re.compile(r"^(?:计量|统计|数量)?单位$")
_CODE = re.compile(r"代码|序号|编号|编码|行次|行号")
_NOTE = re.compile(r"备注|说明|附注|^注$")
#: Columns whose digits are no figures: contacts, dates, document numbers, links.
_META = re.compile(
    r"电话|手机|传真|邮箱|邮编|邮政|地址|联系|姓名|职务|日期|时间|文号|字号|网址|链接|标题|索引|责任人|负责人|人员"
)
_META_LABEL = re.compile(
    r"^(?:索引号|信息索引|发布机构|发文机关|发布机关|成文日期|发布日期|发文日期|生成日期|文号|发文字号|"
    r"主题分类|信息分类|公开方式|公开形式|有效性|废止日期|电话|联系电话|传真|邮箱|电子邮箱|邮编|邮政编码)$"
)
_FIGURES = re.compile(r"数量|统计数|数值|数据|件数|条数|合计|总计|本年|本期|累计|实际|单位|指标")
_CUMULATIVE = re.compile(r"历年|累计|总累|至今|以来")
_YEAR_TO_DATE = re.compile(r"^(?:本年|当年|全年|年内)(?:度)?累计")
_YEAR = re.compile(r"(20\d\d)年?")
_OTHER_PERIOD = re.compile(
    r"上年|上一年|去年|上期|同比|同期|增长|增减|增幅|比重|占比|比例|预算|计划"
)
_THIS_YEAR = re.compile(r"本年|当年|全年|年度|本年度|年内|年")
_PERIOD = re.compile(r"本期|本季|本月|当期")
_PERIOD_CELL = re.compile(r"^(?:20\d\d(?:年度?)?|[本当今去]年度?|上一?年度?)$")
_PLAIN = re.compile(
    r"^(?:数量|统计数|统计数量|数值|数据|数|数目|件数|条数|次数|总数|实际数|统计|值)?$"
)
_TOTAL = re.compile(r"^(?:合计|总计|总数|全市|全县|全区|全省|汇总)")
_PHONE_LENGTHS = {7, 8, 11, 12}


@dataclass(slots=True)
class Panel:
    """One group of columns: labels, then perhaps a unit, then figures. ``scopes[i]`` goes with
    ``values[i]``."""

    start: int
    end: int
    label_end: int
    unit: tuple[int, int] | None
    codes: list[tuple[int, int]]
    values: list[Leaf]
    scopes: list[Scope]


@dataclass(slots=True)
class Layout:
    """A list: its caption, its panels side by side, its rows; ``end`` is where its columns end,
    notes included."""

    caption: str
    panels: list[Panel]
    rows: list[GridRow]
    headed: bool
    end: int
    continued: bool = False

    def continues(self, rows: Sequence[GridRow]) -> bool:
        """Whether rows without headings are in the columns of this list."""
        intervals = {(leaf.start, leaf.end) for panel in self.panels for leaf in panel.values}
        fitting = sum(
            any((cell.start, cell.end) in intervals for cell in row.cells) for row in rows
        )
        return 3 * fitting >= 2 * len(rows) and all(
            not row.cells or row.cells[-1].end <= self.end for row in rows
        )

    def of_rows(self, rows: Sequence[GridRow]) -> Layout:
        """The same columns with the rows of the next piece."""
        return Layout(self.caption, self.panels, list(rows), self.headed, self.end, continued=True)


def layout_of(
    rows: Sequence[GridRow], caption: str, report_year: int | None, listed: int
) -> Layout | None:
    """The columns of a list; None for what is no list of figures. ``listed`` is the number of
    rows whose label a known schedule has: those need no further proof."""
    first = next(
        (
            i
            for i, row in enumerate(rows)
            if row.labels and any(c.value.state == "read" for c in row.own)
        ),
        len(rows),
    )
    if first == len(rows) and listed < 2:
        return None
    if any(_META_LABEL.match(label) for row in rows for label in row.labels):
        return None
    top, body, worded = _heading_end(rows, first)
    for row in rows[:top]:
        if len(row.labels) == 1 and not caption:
            caption = next(cell.source.text for cell in row.own if cell.label)
    data = list(rows[body:])
    if not data:
        return None
    leaves = _heading_leaves(rows[top:body]) if body > top else _pattern(data)
    panels = _panels(leaves, data, report_year, listed=bool(listed))
    panels = [panel for panel in panels if panel.values]
    if not panels:
        return None
    if not listed and not _enough(data, panels, worded=worded, headed=body > top):
        return None
    return Layout(caption, panels, data, body > top, max(leaf.end for leaf in leaves))


def _heading_end(rows: Sequence[GridRow], first: int) -> tuple[int, int, bool]:
    """(first heading row, first data row, whether a word like 数量 marks it as a list)."""
    marked = -1
    for i, row in enumerate(rows[: min(first, 8)]):
        texts = [squash(cell.source.text) for cell in row.own if cell.label]
        kinds = sum(bool(_LABEL.match(t) or _UNIT.match(t) or _PLAIN.match(t)) for t in texts)
        if kinds >= 2 or (kinds and len(texts) >= 2):
            marked = i
    if marked >= 0:
        top = marked
        while top > 0 and len(rows[top - 1].labels) > 1:
            top -= 1
        body = marked + 1
        # a second heading row under a spanning one
        while body < first and len(rows[body].labels) > 1 and _under(rows[body], rows[marked]):
            body += 1
        return top, body, True
    top = 0
    while top < first and len(rows[top].labels) <= 1 and len(rows[top].own) <= 1:
        top += 1
    if top < first and len(rows[top].labels) >= 2 and _is_blankless(rows[top]):
        body = top + 1
        return top, body, bool(_FIGURES.search("".join(rows[top].labels)))
    return top, top, False


def _under(row: GridRow, above: GridRow) -> bool:
    return any(cell.source.rowspan > 1 for cell in above.own) and _is_blankless(row)


def _is_blankless(row: GridRow) -> bool:
    return all(cell.label for cell in row.own[1:])


def _heading_leaves(rows: Sequence[GridRow]) -> list[Leaf]:
    cells = [cell for row in rows for cell in row.own]
    leaves = []
    for cell in cells:
        below = [
            c
            for c in cells
            if c.source.row > cell.source.row and cell.start <= c.start and c.end <= cell.end
        ]
        if below:
            continue
        above = [
            c.source.text
            for c in cells
            if c.source.row < cell.source.row and c.start <= cell.start and cell.end <= c.end
        ]
        text = " ".join([*above, cell.source.text])
        leaves.append(Leaf(numberless(text), text, cell.start, cell.end))
    leaves.sort(key=lambda leaf: leaf.start)
    return leaves


def _pattern(rows: Sequence[GridRow]) -> list[Leaf]:
    """Columns of a list without headings: the intervals most of its rows have."""
    patterns = Counter(
        tuple((cell.start, cell.end) for cell in row.cells) for row in rows if len(row.cells) > 1
    )
    if not patterns:
        return []
    return [Leaf("", "", start, end) for start, end in patterns.most_common(1)[0][0]]


def _panels(
    leaves: list[Leaf], data: list[GridRow], report_year: int | None, *, listed: bool
) -> list[Panel]:
    by_interval: dict[tuple[int, int], list[Cell]] = {}
    for row in data:
        for cell in row.cells:
            by_interval.setdefault((cell.start, cell.end), []).append(cell)
    panels: list[Panel] = []
    panel: Panel | None = None
    for leaf in leaves:
        role = _role(leaf, by_interval.get((leaf.start, leaf.end), []), panel, listed=listed)
        if role == "label":
            if panel is None or panel.values:
                panel = Panel(leaf.start, leaf.end, leaf.end, None, [], [], [])
                panels.append(panel)
            panel.label_end = panel.end = leaf.end
        elif panel is None:
            continue
        elif role == "unit":
            panel.unit = (leaf.start, leaf.end)
            panel.end = leaf.end
        elif role == "value":
            panel.values.append(leaf)
            panel.scopes.append(scope_of(leaf.text, report_year))
            panel.end = leaf.end
        elif role == "code":
            panel.codes.append((leaf.start, leaf.end))
    return panels


def _role(leaf: Leaf, cells: list[Cell], panel: Panel | None, *, listed: bool) -> _Role:
    text = squash(leaf.text)
    if _LABEL.match(text):
        return "label"
    if _UNIT.match(text):
        return "unit"
    if _CODE.search(text):
        return "code"
    if _NOTE.search(text) or _META.search(text):
        return "note"
    numbers = [cell for cell in cells if cell.value.state == "read"]
    words = [cell for cell in cells if cell.label]
    units = [cell for cell in cells if cell.source.text and is_count_unit(cell.source.text)]
    if units and len(units) >= len(words) - len(units) and not numbers:
        return "unit"
    if len(words) > len(numbers):
        # without headings, words right of the figures are a second list's labels
        return "label" if panel is None or not panel.values or (listed and not text) else "note"
    if not numbers:
        return "value" if text and panel is not None else "note"
    if panel is None or not text:
        values = [cell.value.number for cell in numbers]
        if panel is None or _is_sequence(values):
            return "code"
        lengths = {len(str(value)) for value in values}
        if not listed and lengths <= _PHONE_LENGTHS and len(values) > 1:
            return "note"
    return "value"


def _is_sequence(values: Sequence[object]) -> bool:
    return len(values) > 2 and list(values) == list(range(1, len(values) + 1))


def scope_of(heading: str, report_year: int | None) -> Scope:
    """How the figures under a heading relate to the report's year."""
    text = squash(heading)
    bare = numberless(heading)
    if _YEAR_TO_DATE.match(bare):
        return "period"
    if _CUMULATIVE.search(text):
        return "cumulative"
    if _OTHER_PERIOD.search(text):
        return "other"
    year = _YEAR.search(text)
    if year:
        return "year" if report_year in (None, int(year.group(1))) else "other"
    if _PERIOD.search(text):
        return "period"
    if _THIS_YEAR.search(text):
        return "year"
    if _PLAIN.match(bare) or money_unit(text):
        return "plain"
    return "total" if _TOTAL.match(bare) else "free"


def period_of(text: str, report_year: int | None) -> Scope | None:
    """The scope of a cell that holds nothing but a period (``2021年``, ``上年``).

    >>> period_of("2021年", 2022), period_of("本年", 2022), period_of("本年新收", 2022)
    ('other', 'year', None)
    """
    return scope_of(text, report_year) if _PERIOD_CELL.match(squash(text)) else None


def is_heading(label: Cell, values: Sequence[Cell]) -> bool:
    """Whether a row repeats the headings, as at the top of a new page."""
    return _LABEL.match(squash(label.source.text)) is not None and all(
        cell.label for cell in values
    )


def main_column(panel: Panel) -> int | None:
    """The column of the report's year: the one that says so, else the plain one, the total, or
    the current period; None where several could be or only others are there."""
    for scope in ("year", "plain", "total"):
        found = [i for i, s in enumerate(panel.scopes) if s == scope]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    periods = [i for i, s in enumerate(panel.scopes) if s == "period"]
    if len(periods) == 1:
        return periods[0]
    return 0 if panel.scopes == ["free"] else None


def _enough(data: list[GridRow], panels: list[Panel], *, worded: bool, headed: bool) -> bool:
    """Whether a list that is in no form has figures beside labels often enough."""
    intervals = {(leaf.start, leaf.end) for panel in panels for leaf in panel.values}
    with_figures = sum(
        bool(row.labels)
        and any(
            cell.value.state == "read" and (cell.start, cell.end) in intervals for cell in row.cells
        )
        for row in data
    )
    needed = 1 if worded else 2 if headed else 3
    return with_figures >= needed and 3 * with_figures >= len(data)
