"""Reports of every era with known cells, as HTML pages ready for a browser's printer.

A `Paper` is a report: its tables, its prose and what each key should read. `page` sets it in one of
the `STYLES`; `Wear` are the things that happen to tables on paper: struck and hidden digits, raised
footnotes, upright group labels, figures wrapped in narrow columns, a watermark.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from html import escape
from typing import Final

from samples.source import forms

ERAS: Final = ("format_2021", "format_2019_trial", "stat_2014", "guangzhou_schedule")
_YEARS: Final = {
    "format_2021": 2023,
    "format_2019_trial": 2019,
    "stat_2014": 2015,
    "guangzhou_schedule": 2011,
}
_AGENCY: Final = "云溪县水务局"

#: How the cells of a table are told apart on paper. ``td`` is every cell, ``th`` a heading's.
STYLES: Final = {
    "none": "td{border:none}",
    "horizontal": "td{border-bottom:1px solid #444}",
    "three_line": "table{border-top:2px solid #000;border-bottom:2px solid #000}"
    ".last td{border-bottom:1px solid #000}",
    "zebra": "tr:nth-child(even) td{background:#e8eef7}",
    "background": "table{background:#000;border-collapse:separate;border-spacing:1px}"
    "td{background:#fff}",
    "separate": "table{border:1px solid #000;border-collapse:separate;border-spacing:2px}"
    "td{border:1px solid #000}",
    "collapsed": "td{border:1px solid #000}",
    "thick": "td{border:3px solid #333}",
    "dashed": "td{border:1px dashed #000}",
    "transparent": "td{border:1px solid transparent}",
    "dotted": "td{border:1px dotted #000}",
    "white_on_dark": "td{border:1px solid #fff;background:#eee}.th{background:#2a4b8d;color:#fff}",
}
#: Styles in which no line, or only lines across, part the cells.
UNRULED: Final = frozenset({"none", "horizontal", "three_line", "zebra", "transparent"})


@dataclass(frozen=True)
class Wear:
    """What happened to the tables; each is the share of filled cells it happens to, or a switch."""

    struck: float = 0.0
    hidden: float = 0.0
    raised: float = 0.0
    upright: bool = False
    broken: bool = False
    watermark: str = ""


@dataclass(frozen=True)
class Look:
    """Measures of a printed page: type size in px, padding, alignment, width of the table."""

    size: float = 12.0
    padding: str = "3px 6px"
    align: str = "center"
    upright: str = "middle"
    width: str = "100%"
    cut_rows: bool = False
    repeat_heads: bool = False
    page: str = "A4"
    label_align: str = "left"
    leading: float = 1.3
    spacing: float = 0.0


def any_look(seed: int) -> Look:
    """Some measures, chosen by a number."""
    rng = random.Random(f"look {seed}")
    return Look(
        size=rng.choice((9, 10, 10.5, 12, 13, 14.5)),
        padding=f"{rng.choice((0, 1, 3, 6))}px {rng.choice((2, 3, 5, 8))}px",
        align=rng.choice(("left", "center", "center", "right")),
        upright=rng.choice(("top", "middle", "middle", "bottom", "baseline")),
        width=rng.choice(("100%", "100%", "90%", "75%", "auto")),
        cut_rows=rng.random() < 0.3,
        repeat_heads=rng.random() < 0.4,
        page=rng.choice(("A4", "A4", "A4 landscape", "A3", "Letter", "B5")),
        label_align=rng.choice(("left", "center", "right", "justify")),
        leading=rng.choice((1.0, 1.15, 1.5, 1.8)),
        spacing=rng.choice((0, 0, 0, 0.5, 1.0)),
    )


@dataclass
class Paper:
    """One report. ``expected`` holds every key its tables print, None where the cell is blank."""

    era: str
    year: int
    tables: list[tuple[str, forms.Table]]
    expected: dict[str, int | float | None] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"{_AGENCY}{self.year}年政府信息公开工作年度报告"


def paper(era: str, seed: int, *, large: bool = False, blanks: float = 0.0) -> Paper:
    """A report with figures that add up. ``blanks`` is the share of cells printed as a mark or
    left empty; then sums need not add up over what is left, so only zeros are left out."""
    rng = random.Random(f"{era} {seed}")
    if era in ("format_2021", "format_2019_trial"):
        tables = _sections(era, rng, large=large, blanks=blanks)
    elif era == "stat_2014":
        keys = [row["key"] for row in forms.LABELS["stat_2014"] if row["key"]]
        values = {key: _number(rng, large=large) for key in keys}
        tables = [("附表", forms.statistics_2014(values, _shown(values, rng, blanks)))]
    else:
        tables = []
        for number, rows in enumerate(forms.LABELS["guangzhou_schedule"].values(), start=1):
            values = {row["key"]: _number(rng, large=large) for row in rows}
            table = forms.schedule(number, values, _shown(values, rng, blanks))
            tables.append((f"（{number}）", table))
    made = Paper(era, _YEARS[era], tables)
    for _, table in tables:
        made.expected |= table.values
    return made


def _number(rng: random.Random, *, large: bool) -> int:
    if rng.random() < 0.3:
        return 0
    return rng.randrange(1, 10 ** rng.choice((1, 2, 3, 5, 6) if large else (1, 1, 2, 3)))


def _shown(values: dict[str, int | float], rng: random.Random, blanks: float) -> dict[str, str]:
    mark = rng.choice(("", "", "/", "—", "-"))
    return {key: mark for key, value in values.items() if value == 0 and rng.random() < blanks}


def _sections(
    era: str, rng: random.Random, *, large: bool, blanks: float
) -> list[tuple[str, forms.Table]]:
    labels = forms.LABELS[era]
    rows = [name for name, _ in labels["applications"]]
    results = [r for r in rows if r.startswith("results.") and r != "results.total"]
    six = {
        row: [_number(rng, large=large) if rng.random() < 0.6 else 0 for _ in range(6)]
        for row in results
    }
    done = [sum(six[r][i] for r in results) for i in range(6)]
    left = [rng.randrange(4) for _ in range(6)]
    carried = [min(rng.randrange(5), done[i] + left[i]) for i in range(6)]
    six["carried_in"] = carried
    six["received_new"] = [done[i] + left[i] - carried[i] for i in range(6)]
    given: dict[str, int | float] = {}
    for block in labels["proactive"]:
        for row, _ in block["rows"]:
            for column, _ in block["columns"]:
                money = column == "amount"
                value: int | float = _number(rng, large=large)
                if money and value:
                    value = round(value + rng.random(), 2)
                given[f"{block['key']}.{row}.{column}".replace(".", "__")] = value
    for group, _ in labels["groups"]:
        for outcome, _ in labels["outcomes"]:
            if outcome != "total":
                given[f"{group}.{outcome}".replace(".", "__")] = rng.randrange(12)
    values = forms.fill(era, six, **given)
    shown = _shown(values, rng, blanks)
    return [
        ("二、主动公开政府信息情况", forms.proactive(era, values, shown)),
        ("三、收到和处理政府信息公开申请情况", forms.applications(era, values, shown)),
        (
            "四、政府信息公开行政复议、行政诉讼情况",
            forms.disputes(era, values, shown),
        ),
    ]


def page(made: Paper, style: str, look: Look | None = None, wear: Wear | None = None) -> str:
    """The report as an HTML page."""
    look, wear = look or Look(), wear or Wear()
    rng = random.Random(f"{made.title} {style}")
    parts = [f"<h1>{made.title}</h1>"]
    parts += [f"<p>{text}</p>" for text in _OPENING]
    for heading, table in made.tables:
        parts.append(f"<h2>{heading}</h2>")
        if table.caption:
            parts.append(f"<p class=caption>{escape(table.caption)}</p>")
        parts.append(_table(table, made.era, look, wear, rng))
    parts += [f"<p>{text}</p>" for text in _CLOSING]
    if wear.watermark:
        turned = "transform:rotate(-30deg);" if wear.watermark.startswith("/") else ""
        text = wear.watermark.lstrip("/")
        parts += [
            f'<div style="position:fixed;left:{x}px;top:{y}px;color:#ccc;{turned}">{text}</div>'
            for x in range(0, 700, 170)
            for y in range(10, 1000, 90)
        ]
    css = f"""
    @page{{size:{look.page};margin:18mm 16mm}}
    body{{font:15px/1.7 sans-serif;margin:0}} h1{{font-size:22px;text-align:center}}
    h2{{font-size:16px}} p{{text-indent:2em;margin:.4em 0}} .caption{{text-align:center}}
    table{{border-collapse:collapse;width:{look.width};margin:auto}}
    td{{font-size:{look.size}px;line-height:{look.leading};letter-spacing:{look.spacing}px;padding:{look.padding};text-align:{look.align};
        vertical-align:{look.upright}{";word-break:break-all" if wear.broken else ""}}}
    .label{{text-align:{look.label_align}}}
    tr{{break-inside:{"auto" if look.cut_rows else "avoid"}}}
    .up{{writing-mode:vertical-rl}}
    *{{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
    {STYLES[style]}"""
    return (
        f"<!DOCTYPE html><html lang=zh><meta charset=utf-8><title>{made.title}</title>"
        f"<style>{css}</style><body>{''.join(parts)}</body></html>"
    )


_OPENING: Final = (
    "本报告依据有关规定编写,所列数据的统计期限为全年,与上年口径一致,如有疑问请与本局办公室联系。",
    "一、总体情况",
    "全年工作平稳,各项制度按要求落实,重点领域信息按时更新,公开平台运行正常,培训和检查如期开展。",
)
_CLOSING: Final = (
    "五、存在的主要问题及改进情况",
    "公开内容的质量还需提高,下一步将加强业务学习,完善审查程序,及时回应群众关心的事项。",
)


def _table(table: forms.Table, era: str, look: Look, wear: Wear, rng: random.Random) -> str:
    out: list[str] = []
    heads = 0
    for cells in table.grid:
        if any(key for *_, key in cells):
            break
        heads += 1
    repeat = look.repeat_heads and heads
    for number, cells in enumerate(table.grid):
        marks = " class=last" if number == heads - 1 else ""
        if repeat and number == 0:
            out.append("<thead>")
        out.append(f"<tr{marks}>")
        for text, rowspan, colspan, key in cells:
            spans = "".join(
                f" {name}={n}" for name, n in (("rowspan", rowspan), ("colspan", colspan)) if n > 1
            )
            if key is None:
                kind = "th" if number < heads else "label"
                tall = wear.upright and rowspan > 3
                out.append(f'<td class="{kind}{" up" if tall else ""}"{spans}>{escape(text)}</td>')
            else:
                out.append(f"<td{spans}>{_figure(text, wear, rng)}</td>")
        out.append("</tr>")
        if repeat and number == heads - 1:
            out.append("</thead>")
    return f"<table>{''.join(out)}</table>"


def _figure(text: str, wear: Wear, rng: random.Random) -> str:
    printed = escape(text)
    if not any(c.isdigit() for c in text):
        return printed
    digit = rng.randrange(1, 10)
    if rng.random() < wear.struck:
        printed = rng.choice((f"<s>{digit}</s>{printed}", f"{printed}<s>{digit}</s>"))
    if rng.random() < wear.hidden:
        style = rng.choice(("color:#fff", "color:transparent", "font-size:0.5px"))
        printed += f'<span style="{style}">{digit}</span>'
    if rng.random() < wear.raised:
        printed += f"<sup>{digit}</sup>"
    return printed
