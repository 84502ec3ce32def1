"""Forms of every era, generated with figures that add up, and ways to spoil them.

A `Form` holds what is printed and what each key should read. Mutations change both; renderers
print a form as HTML in several styles or as flattened text.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from html import escape

from govcrawl.lexicon.forms import FORMS

GROUP_LABELS = {
    "results": "三、本年度办理结果",
    "results.not_disclosed": "（三）不予公开",
    "results.unable_to_provide": "（四）无法提供",
    "results.not_processed": "（五）不予处理",
    "results.other": "（六）其他处理",
}
ORGANISATIONS = (
    "business_enterprise",
    "research_institution",
    "social_welfare_org",
    "legal_service_org",
    "other_org",
)
EXTRA_ROWS = (
    "9.属于工作秘密",
    "属于内部管理信息",
    "6.其他",
    "小计",
    "转交办理",
    "属于商业秘密",
    "备用",
)
EXTRA_COLUMNS = ("备注", "境外组织", "其他组织或个人", "上年同期", "占比", "")
BLANKS = ("", " ", "\u00a0", "/", "-", "—", "——", "无", "\\", "／")


@dataclass
class Cell:
    """A printed cell; ``value`` is what it should read (None: nothing)."""

    text: str
    value: int | float | None = None
    key: str | None = None
    colspan: int = 1
    rowspan: int = 1


@dataclass
class Line:
    """A row: labels (with group for table 3), then value cells."""

    label: str
    cells: list[Cell]
    group: str | None = None
    unit: str = ""


@dataclass
class Table:
    kind: str
    lines: list[Line]
    columns: list[tuple[str, str]] = field(default_factory=list)  # (key, heading)
    caption: str = ""
    block: str = ""
    heading: list[int] | None = None  # colspans of headings, where they differ
    data: list[int] | None = None


@dataclass
class Form:
    """Tables of one report; ``expected`` is derived from their cells plus ``gone`` keys."""

    era: str
    tables: list[Table]
    gone: set[str] = field(default_factory=set)
    splits: list[tuple[int, int, int]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def expected(self) -> dict[str, int | float | None]:
        values: dict[str, int | float | None] = dict.fromkeys(self.gone)
        for table in self.tables:
            for line in table.lines:
                for cell in line.cells:
                    if cell.key is not None:
                        values[cell.key] = cell.value
        return values

    def captions(self) -> list[str]:
        """A caption for each physical table; none for the second piece of one."""
        out = []
        for i, table in enumerate(self.tables):
            out.append(table.caption)
            if len(pieces(self, i)) == 2:
                out.append("")
        return out


def pieces(form: Form, i: int) -> list[list[Line]]:
    """The lines of a table, in two where a page ends within it."""
    lines = form.tables[i].lines
    at = next((s[1] for s in form.splits if s[0] == i), 0)
    return [lines[:at], lines[at:]] if 0 < at < len(lines) else [lines]


def number(rng: random.Random) -> int:
    return rng.choice((0, 0, 0, 1, 2, 3, 7, 12, 58, 133, 1288, 3985758))


def proactive(rng: random.Random, era: str) -> list[Table]:
    tables = []
    for block in FORMS.blocks:
        if block.era != era:
            continue
        lines = []
        for item in block.rows:
            cells = []
            for column in block.columns:
                value: int | float = number(rng)
                text = str(value)
                if column.key == "change":
                    value = rng.choice((-8, 0, 2))
                    text = rng.choice((f"{value:+d}", str(value)))
                elif column.unit == "万元" and rng.random() < 0.5:
                    value, text = 96171.6, rng.choice(("96171.6", "96171.60", "96,171.6万元"))
                elif column.unit == "元":
                    value, text = 251000, rng.choice(("251000元", "25.1万元", "251,000元"))
                cells.append(Cell(text, value, f"{block.key}.{item.key}.{column.key}"))
            lines.append(Line(item.labels[0], cells))
        columns = [(c.key, c.labels[0]) for c in block.columns]
        tables.append(Table("proactive", lines, columns, block=block.labels[0]))
    return tables


def applications(rng: random.Random, era: str, *, single: bool, subtotal: bool) -> Table:
    rows = [r for r in FORMS.applications.rows if era in r.eras]
    if single:
        rows = [r for r in FORMS.applications.rows if r.group != "results.other"]
    persons = ["natural_person", *ORGANISATIONS]
    figures: dict[tuple[str, str], int] = {}
    for person in persons:
        results = 0
        for row in rows:
            if row.group.startswith("results") and row.key != "results.total":
                figures[row.key, person] = n = number(rng)
                results += n
        figures["results.total", person] = results
        figures["carried_out", person] = n = number(rng)
        figures["carried_in", person] = rng.randint(0, results + n)
        figures["received_new", person] = results + n - figures["carried_in", person]
    headings = {c.key: c.labels[0] for c in FORMS.applications.columns}
    keys = [*persons[:1], *ORGANISATIONS, *(["org_subtotal"] if subtotal else []), "total"]
    lines = []
    for row in rows:
        figures[row.key, "total"] = sum(figures[row.key, p] for p in persons)
        figures[row.key, "org_subtotal"] = sum(figures[row.key, p] for p in ORGANISATIONS)
        cells = [
            Cell(str(figures[row.key, k]), figures[row.key, k], f"applications.{row.key}.{k}")
            for k in keys
        ]
        lines.append(Line(row.labels[0], cells, row.group or None))
    return Table("applications", lines, [(k, headings[k]) for k in keys])


def outcomes(rng: random.Random) -> Table:
    cells = []
    for group in FORMS.outcomes.groups:
        if group.optional:
            continue
        total = 0
        for column in FORMS.outcomes.columns:
            n = total if column.key == "total" else number(rng)
            total += n
            cells.append(Cell(str(n), n, f"{group.key}.{column.key}"))
    headings = [(c.key, c.labels[0]) for c in FORMS.outcomes.columns]
    return Table("outcomes", [Line("", cells)], headings)


def schedule(rng: random.Random, name: str) -> Table:
    form = next(s for s in FORMS.schedules if s.name == name)
    figures = {row.key: number(rng) for row in form.rows if row.key}
    lines = []
    for row in form.rows:
        cells = [Cell("" if rng.random() < 0.5 else "——")]
        if row.key:
            cells = [Cell(str(figures[row.key]), figures[row.key], row.key)]
        lines.append(Line(row.labels[0], cells, unit=row.unit or "——"))
    return Table("list", lines, [("value", "数量")], caption=form.title)


def make(rng: random.Random) -> Form:
    """A clean form of a random era."""
    era = rng.choice(("format_2021", "format_2021", "format_2019_trial", "stat_2014", "gz"))
    if era == "stat_2014":
        return Form(era, [schedule(rng, "stat_2014")])
    if era == "gz":
        names = [s.name for s in FORMS.schedules if s.name.startswith("gz.")]
        return Form("guangzhou_schedule_2008_2013", [schedule(rng, name) for name in names])
    single = era == "format_2019_trial" or rng.random() < 0.15
    table3 = applications(rng, era, single=single, subtotal=rng.random() < 0.15)
    return Form(era, [*proactive(rng, era), table3, outcomes(rng)])


# -- mutations -------------------------------------------------------------------------------


def _pick(rng: random.Random, form: Form) -> tuple[Table, Line]:
    table = rng.choice(form.tables)
    return table, rng.choice([line for line in table.lines if line.cells[0].key] or table.lines)


def blank(rng: random.Random, form: Form) -> None:
    _, line = _pick(rng, form)
    cell = rng.choice(line.cells)
    cell.text, cell.value = rng.choice(BLANKS), None
    form.log.append(f"blank {cell.key} {cell.text!r}")


def restyle(rng: random.Random, form: Form) -> None:
    """The same number, printed otherwise."""
    _, line = _pick(rng, form)
    cell = rng.choice(line.cells)
    if cell.text.isascii() and cell.text.isdigit():
        style = rng.choice(
            (
                lambda t: f"{int(t):,}",
                _full_width,
                lambda t: f" {t} ",
                lambda t: f"{int(t):,}".replace(",", "，"),
                lambda t: f"+{t}",
            )
        )
        cell.text = style(cell.text)
        form.log.append(f"restyle {cell.key} {cell.text!r}")


def _full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


def merge(rng: random.Random, form: Form) -> None:
    """Two neighbours become one cell that belongs to neither."""
    table, line = _pick(rng, form)
    if len(line.cells) < 2 or table.heading:
        return
    i = rng.randrange(len(line.cells) - 1)
    a, b = line.cells[i], line.cells[i + 1]
    if a.colspan > 1 or b.colspan > 1:
        return
    form.gone.update(key for key in (a.key, b.key) if key)
    line.cells[i : i + 2] = [Cell(rng.choice((a.text, f"{a.text} {b.text}")), None, None, 2)]
    form.log.append(f"merge {a.key} {b.key}")


def drop_row(rng: random.Random, form: Form) -> None:
    table = rng.choice(form.tables)
    if len(table.lines) < 2:
        return
    line = table.lines.pop(rng.randrange(len(table.lines)))
    form.gone.update(cell.key for cell in line.cells if cell.key)
    form.log.append(f"drop row {line.label}")


def relabel(rng: random.Random, form: Form) -> None:
    """A label in one of its listed wordings, with or without number, broken by a line end."""
    table, line = _pick(rng, form)
    if not line.label:
        return
    variants = _variants(table, line)
    label = rng.choice(variants) if variants else line.label
    style = rng.randrange(5)
    if style == 0 and label[0].isdigit():
        label = label.replace(".", "、", 1)
    elif style == 1:
        label = label.replace("(", "（").replace(")", "）").replace(",", "，")
    elif style == 2 and len(label) > 3:
        at = rng.randrange(1, len(label))
        label = f"{label[:at]}\n{label[at:]}"
    elif style == 3:
        label = f" {label} "
    elif style == 4 and label[0].isdigit():
        label = _full_width(label[0]) + label[1:]
    line.label = label
    form.log.append(f"relabel {label!r}")


def _variants(table: Table, line: Line) -> list[str]:
    key = next((cell.key for cell in line.cells if cell.key), None)
    if key is None:
        return []
    if table.kind == "applications":
        row = key.removeprefix("applications.").rsplit(".", 1)[0]
        return list(next(r.labels for r in FORMS.applications.rows if r.key == row))
    if table.kind == "list":
        return [
            label
            for s in FORMS.schedules
            for row in s.rows
            if row.key == key
            for label in row.labels
        ]
    if table.kind == "proactive":
        return [
            label
            for b in FORMS.blocks
            for row in b.rows
            if key.startswith(f"{b.key}.{row.key}.") and row.labels[0] == line.label
            for label in row.labels
        ]
    return []


def extra_row(rng: random.Random, form: Form) -> None:
    table = rng.choice(form.tables)
    if table.kind == "outcomes":
        return
    at = rng.randrange(len(table.lines) + 1)
    near = table.lines[min(at, len(table.lines) - 1)]
    width = max(len(line.cells) for line in table.lines)
    cells = [Cell(str(rng.randint(1, 99))) for _ in range(width)]
    label = rng.choice(EXTRA_ROWS)
    above = table.lines[at - 1] if at else near
    if "results.other" in (near.group, above.group) and label in ("6.其他",):
        # beside the form's own rows of that group it reads as 其他 of the form
        label = "9.属于工作秘密"
    table.lines.insert(at, Line(label, cells, near.group, near.unit))
    form.log.append(f"extra row {label} at {at} of {table.kind}")


def extra_column(rng: random.Random, form: Form) -> None:
    table = rng.choice(form.tables)
    if table.heading or any(c.colspan > 1 for line in table.lines for c in line.cells):
        return
    if table.kind == "list":
        heading = rng.choice(("历年累计", "备注", "上年数"))
        at = len(table.columns)
    else:
        heading = rng.choice(EXTRA_COLUMNS)
        at = (
            rng.randrange(len(table.columns) + 1)
            if table.kind == "proactive"
            else len(table.columns)
        )
    if any(heading == text for _, text in table.columns):
        return
    table.columns.insert(at, ("", heading))
    for line in table.lines:
        if table.kind == "outcomes":
            line.cells.append(Cell(str(rng.randint(1, 99))))
        else:
            line.cells.insert(at, Cell("" if heading == "备注" else str(rng.randint(1, 99))))
    form.log.append(f"extra column {heading!r} at {at} of {table.kind}")


def uneven(rng: random.Random, form: Form) -> None:
    """Heading spans that differ from the data's, at the same total width."""
    tables = [t for t in form.tables if t.kind == "proactive" and len(t.columns) == 3]
    if not tables:
        return
    table = rng.choice(tables)
    if any(len(line.cells) != 3 or any(c.colspan > 1 for c in line.cells) for line in table.lines):
        return
    if len(table.columns) != 3 or not all(text for _, text in table.columns):
        return  # under broken spans a heading without text cannot be told from none
    table.heading, table.data = rng.sample(([1, 2, 1], [2, 1, 1], [1, 1, 2]), 2)
    form.log.append("uneven spans")


def split(rng: random.Random, form: Form) -> None:
    """One table becomes two, as at a page end."""
    i = rng.randrange(len(form.tables))
    if len(form.tables[i].lines) < 3 or any(s[0] == i for s in form.splits):
        return
    at = rng.randrange(1, len(form.tables[i].lines))
    form.splits.append((i, at, rng.randrange(3)))
    form.log.append(f"split {form.tables[i].kind} at {at}")


MUTATIONS = (
    blank,
    blank,
    restyle,
    merge,
    drop_row,
    relabel,
    relabel,
    extra_row,
    extra_column,
    uneven,
    split,
)


def mutate(rng: random.Random, form: Form, count: int) -> None:
    for _ in range(count):
        rng.choice(MUTATIONS)(rng, form)


# -- rendering -------------------------------------------------------------------------------

Row = list[Cell]


def physical(form: Form) -> list[list[Row]]:
    """Rows of cells with spans, one list a physical table."""
    out: list[list[Row]] = []
    for i, table in enumerate(form.tables):
        first, *rest = pieces(form, i)
        out.append(_rows(table, first, heading=True))
        for lines in rest:
            style = next(s[2] for s in form.splits if s[0] == i)
            # with the heading repeated, without it, without it and the group's label lost
            out.append(_rows(table, lines, heading=style == 0, lost=style == 2))
    return out


def _rows(table: Table, lines: list[Line], *, heading: bool, lost: bool = False) -> list[Row]:
    if table.kind == "applications":
        return (_applicant_heading(table) if heading else []) + _grouped(lines, lost=lost)
    if table.kind == "outcomes":
        return [*_outcome_heading(table), lines[0].cells]
    rows: list[Row] = []
    if table.kind == "proactive":
        spans = table.heading or [1] * len(table.columns)
        if heading:
            rows.append([Cell(table.block, colspan=1 + sum(spans))])
            rows.append(
                [
                    Cell("信息内容"),
                    *(
                        Cell(text, colspan=span)
                        for (_, text), span in zip(table.columns, spans, strict=True)
                    ),
                ]
            )
        for line in lines:
            data = table.data if table.data and len(line.cells) == 3 else None
            cells = [
                Cell(c.text, c.value, c.key, data[j] if data else c.colspan)
                for j, c in enumerate(line.cells)
            ]
            rows.append([Cell(line.label), *cells])
        return rows
    if heading:
        rows.append([Cell("指标"), Cell("单位"), *(Cell(text) for _, text in table.columns)])
    rows += [[Cell(line.label), Cell(line.unit), *line.cells] for line in lines]
    return rows


def _applicant_heading(table: Table) -> list[Row]:
    first = next(i for i, (k, _) in enumerate(table.columns) if k in ORGANISATIONS)
    last = max(i for i, (k, _) in enumerate(table.columns) if k in (*ORGANISATIONS, "org_subtotal"))
    second = [Cell(text, rowspan=2) for _, text in table.columns[:first]]
    second.append(Cell("法人或其他组织", colspan=last - first + 1))
    second += [Cell(text, rowspan=2) for _, text in table.columns[last + 1 :]]
    third = [Cell(text) for _, text in table.columns[first : last + 1]]
    corner = Cell(
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", colspan=3, rowspan=3
    )
    return [[corner, Cell("申请人情况", colspan=len(table.columns))], second, third]


def _grouped(lines: list[Line], *, lost: bool) -> list[Row]:
    rows: list[Row] = []
    opened: dict[str, Cell] = {}
    for n, line in enumerate(lines):
        row: Row = []
        group = line.group
        if group is None:
            row.append(Cell(line.label, colspan=3))
            opened = {}
        else:
            for level, name in enumerate(dict.fromkeys(("results", group))):
                if name in opened:
                    opened[name].rowspan += 1
                else:
                    text = "" if lost and n == 0 else GROUP_LABELS[name]
                    opened[name] = Cell(text)
                    row.append(opened[name])
                if level == 0 and name != group:
                    for other in [o for o in opened if o not in ("results", group)]:
                        del opened[other]
            if group == "results":
                for other in [o for o in opened if o != "results"]:
                    del opened[other]
            row.append(Cell(line.label, colspan=2 if group == "results" else 1))
        rows.append([*row, *line.cells])
    return rows


def _outcome_heading(table: Table) -> list[Row]:
    five = [text for _, text in table.columns[:5]]
    extra = [Cell(text, rowspan=3) for _, text in table.columns[5:]]
    return [
        [Cell("行政复议", colspan=5), Cell("行政诉讼", colspan=10), *extra],
        [
            *(Cell(t, rowspan=2) for t in five),
            Cell("未经复议直接起诉", colspan=5),
            Cell("复议后起诉", colspan=5),
        ],
        [Cell(t) for t in five * 2],
    ]


STYLES = ("plain", "paragraph", "word", "breaks", "th", "nested", "sloppy")


def html(rows: list[Row], style: str) -> str:
    """One table in a markup style."""
    parts = ["<table border=1><tbody>" if style != "sloppy" else "<TABLE>"]
    for row in rows:
        parts.append("<tr>")
        for cell in row:
            tag = "th" if style == "th" and cell.key is None else "td"
            spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
            spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
            parts.append(f"<{tag}{spans}>{_content(cell, style)}")
            if style != "sloppy":
                parts.append(f"</{tag}>")
        if style != "sloppy":
            parts.append("</tr>")
    parts.append("</tbody></table>" if style != "sloppy" else "</TABLE>")
    return "".join(parts)


def _content(cell: Cell, style: str) -> str:
    text = escape(cell.text).replace("\n", "<br/>")
    if style == "paragraph":
        return f"<p align=center>{text}</p>"
    if style == "word":
        half = len(text) // 2 if "&" not in text and "<" not in text else 0
        return (
            f"<p class=MsoNormal><span>{text[:half]}</span><span><!-- x -->{text[half:]}"
            "<o:p></o:p></span></p>"
        )
    if style == "breaks":
        if cell.key is None and len(text) > 3 and "<" not in text and "&" not in text:
            return f"{text[:2]}<br>{text[2:]}"
        return f"&nbsp;{text}"
    if style == "nested" and cell.key is not None:
        return f"<table><tr><td>{text}</td></tr></table>"
    return text


def dump(rows: list[Row], style: str) -> list[str]:
    """One table as text lines: ``cells`` (one a line, closed by |), ``bare`` (one a line),
    ``pipes`` and ``spaces`` (one row a line)."""
    texts = [
        # a merged cell's two numbers would be two cells once its borders are gone
        [
            " ".join(
                cell.text.split()[
                    : 1
                    if cell.colspan == 2
                    and cell.key is None
                    and cell.text.strip(" +-")[:1].isdigit()
                    else None
                ]
            )
            for cell in row
        ]
        for row in rows
    ]
    if style == "cells":
        return [f"{text} |".strip() for row in texts for text in row]
    if style == "bare":
        return [text for row in texts for text in row if text]
    if style == "pipes":
        return ["| " + " | ".join(row) + " |" for row in texts]
    return [" ".join(text for text in row if text) for row in texts]


DUMP_STYLES = ("cells", "bare", "pipes", "spaces")
