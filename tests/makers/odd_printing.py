"""Reports printed in ways that `printing` has not: what the pages of a site's template do to tables.

Headings justified, letter-spaced or padded with blanks, wider than their columns, cut by a page;
tables that touch each other; cells that are boxes of a grid or of flexible rows; lines drawn as
backgrounds; two columns on a sheet; labels with an indent; tables wider than the paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Final, TypeAlias

from samples.source import forms
from tests.makers.printing import Paper

Cell: TypeAlias = tuple[str, int, int, str | None]


@dataclass(frozen=True)
class Odd:
    """A way of printing: its style sheet, whether lines part the cells, the page, and what is done
    to the cells. ``shape`` is ``table``, ``grid`` or ``flex``; ``blanks`` part the characters of
    short headings; ``touching`` tables have no headings between them."""

    css: str
    ruled: bool
    page: str = "A4"
    shape: str = "table"
    blanks: str = ""
    touching: bool = False
    repeated: bool = False
    turned: str = ""


_COLLAPSED: Final = "table{border-collapse:collapse} td{border:1px solid #000;padding:2px 3px}"
_BARE: Final = "table{border-collapse:collapse} td{padding:4px 5px}"
ODD: Final = {
    "justified": Odd(f"{_BARE} .head,.label{{text-align:justify;text-align-last:justify}}", False),
    "justified_large": Odd(
        f"body{{font-size:16px}} {_BARE} td{{padding:3px 2px}}"
        ".head,.label{text-align:justify;text-align-last:justify}",
        False,
    ),
    "justified_ruled": Odd(
        f"{_COLLAPSED} .head,.label{{text-align:justify;text-align-last:justify}}", True
    ),
    "letter_spaced": Odd(f"{_BARE} .label{{letter-spacing:2px}}", False, turned="br"),
    "blanks": Odd(_COLLAPSED, True, blanks="\u3000"),
    "blanks_bare": Odd(
        f"{_BARE} td{{font-size:11px}}", False, blanks="\u2002", page="A4 landscape"
    ),
    "wide_headings": Odd(
        f"{_COLLAPSED} table{{table-layout:fixed}} .head{{white-space:nowrap;font-size:10px}}", True
    ),
    "wide_headings_bare": Odd(
        f"{_BARE} table{{table-layout:fixed}} .head{{white-space:nowrap;font-size:10px}}", False
    ),
    "touching": Odd(
        f"{_COLLAPSED} div:nth-of-type(1) table{{width:70%}} div:nth-of-type(3) table{{width:90%}}",
        True,
        touching=True,
    ),
    "touching_middle": Odd(
        "table{border-collapse:separate;border-spacing:0;border:1px solid #000;margin:0 auto}"
        "td{border:1px solid #000;padding:2px} div:nth-of-type(1) table{width:80%}",
        True,
        touching=True,
    ),
    "indented_figures": Odd(
        f"body{{font-size:15px}} {_COLLAPSED} table{{table-layout:fixed}}"
        "td{word-break:break-all} .figure{text-indent:2em}",
        True,
    ),
    "broken_figures": Odd(
        f"body{{font-size:15px}} {_BARE} table{{table-layout:fixed}} td{{word-break:break-all}}",
        False,
    ),
    "indented_labels": Odd(
        f"{_BARE} .label{{text-indent:2em;text-align:left}} .figure{{text-align:right}}", False
    ),
    "gaps": Odd(
        ".grid{gap:1px;background:#000;border:1px solid #000} .cell{background:#fff;padding:3px}",
        True,
        shape="grid",
    ),
    "grid": Odd(".cell{padding:4px}", False, shape="grid"),
    "flexible": Odd(
        ".flex{border:1px solid #444} .cell{border-right:1px solid #444;"
        "border-bottom:1px solid #444;padding:2px}",
        True,
        shape="flex",
    ),
    "flexible_bare": Odd(".cell{padding:4px}", False, shape="flex"),
    "background_lines": Odd(
        "table{border-collapse:collapse} td{padding:4px;background-image:"
        "linear-gradient(#555,#555),linear-gradient(#555,#555);background-size:100% 1px,1px 100%;"
        "background-repeat:no-repeat;background-position:left bottom,right top}",
        True,
    ),
    "two_columns": Odd(
        "main{column-count:2;column-gap:10mm} table{border-collapse:collapse;font-size:9px}"
        "td{border:1px solid #000;padding:1px}",
        True,
        page="A3 landscape",
    ),
    "two_columns_bare": Odd(
        "main{column-count:2;column-gap:14mm} table{border-collapse:collapse;font-size:9px}"
        "td{padding:1px}",
        False,
        page="A3 landscape",
    ),
    "repeated": Odd(_BARE, False, page="A5 landscape", repeated=True),
    "repeated_ruled": Odd(
        f"body{{font-size:19px}} {_COLLAPSED} td{{padding:8px 1px}}",
        True,
        page="A4 landscape",
        repeated=True,
    ),
    "too_wide": Odd(f"{_COLLAPSED} table{{width:112%}}", True),
    "too_wide_bare": Odd(f"{_BARE} table{{width:112%}}", False),
}
#: Styles in which the paper does not show all columns.
TOO_WIDE: Final = frozenset({"too_wide", "too_wide_bare"})


def odd_page(made: Paper, name: str) -> str:
    """The report as an HTML page, ready for a browser's printer."""
    odd = ODD[name]
    parts = [f"<h1>{made.title}</h1><h2>一、总体情况</h2>"]
    parts.append("<p>各项工作按计划完成,公开平台运行正常,数据的统计期限为全年,与上年口径一致。</p>")
    for n, (heading, table) in enumerate(made.tables):
        if not (odd.touching and n):
            parts.append(f"<h2>{escape(heading)}</h2>")
            if table.caption:
                parts.append(f"<p>{escape(table.caption)}</p>")
        parts.append(f"<div>{_SHAPES[odd.shape](table, odd)}</div>")
    parts.append(
        "<h2>五、存在的主要问题及改进情况</h2><p>公开的质量还需提高,下一步将加强培训。</p>"
    )
    css = f"""
    @page{{size:{odd.page};margin:14mm}}
    body{{font:13px/1.6 sans-serif;margin:0}} h1{{font-size:20px;text-align:center}}
    h2{{font-size:15px}} p{{text-indent:2em}} table{{width:100%}}
    td{{text-align:center}} .label{{text-align:left}} .cell{{text-align:center;align-self:center}}
    *{{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
    {odd.css}"""
    return (
        f"<!DOCTYPE html><html lang=zh><meta charset=utf-8><title>{made.title}</title>"
        f"<style>{css}</style><body><main>{''.join(parts)}</main></body></html>"
    )


def _heads(table: forms.Table) -> int:
    """How many rows of headings a table begins with."""
    return next((n for n, row in enumerate(table.grid) if any(key for *_, key in row)), 0)


def _text(cell: Cell, odd: Odd) -> str:
    text, rowspan, _, key = cell
    if key is None and odd.blanks and 1 < len(text) <= 6:
        return escape(odd.blanks.join(text))
    if key is None and odd.turned == "br" and rowspan > 3:
        return "<br>".join(map(escape, text))
    return escape(text)


def _kind(cell: Cell, number: int, heads: int) -> str:
    return "figure" if cell[3] is not None else "head" if number < heads else "label"


def _as_table(table: forms.Table, odd: Odd) -> str:
    heads = _heads(table)
    rows = []
    for number, row in enumerate(table.grid):
        cells = "".join(
            f'<td class="{_kind(cell, number, heads)}" rowspan={cell[1]} colspan={cell[2]}>'
            f"{_text(cell, odd)}</td>"
            for cell in row
        )
        rows.append(f"<tr>{cells}</tr>")
    top = heads if odd.repeated else 0
    head = f"<thead>{''.join(rows[:top])}</thead>" if top else ""
    return f"<table>{head}<tbody>{''.join(rows[top:])}</tbody></table>"


def _placed(table: forms.Table) -> list[tuple[int, int, Cell]]:
    """Each cell with its row and column."""
    taken: set[tuple[int, int]] = set()
    found: list[tuple[int, int, Cell]] = []
    for r, row in enumerate(table.grid):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            _, rowspan, colspan, _ = cell
            taken |= {(r + a, c + b) for a in range(rowspan) for b in range(colspan)}
            found.append((r, c, cell))
            c += colspan
    return found


def _shares(table: forms.Table) -> list[float]:
    """Widths of the columns: those that hold labels are wider."""
    placed = _placed(table)
    width = max(c + cell[2] for _, c, cell in placed)
    longest = [1] * width
    for _, c, (text, _, colspan, _) in placed:
        if colspan == 1:
            longest[c] = max(longest[c], min(len(text), 12))
    return [100 * n / sum(longest) for n in longest]


def _as_grid(table: forms.Table, odd: Odd) -> str:
    heads = _heads(table)
    columns = " ".join(f"{share:.2f}fr" for share in _shares(table))
    cells = "".join(
        f'<div class="cell {_kind(cell, r, heads)}" style="grid-row:{r + 1}/span {cell[1]};'
        f'grid-column:{c + 1}/span {cell[2]}">{_text(cell, odd)}</div>'
        for r, c, cell in _placed(table)
    )
    return f'<div class=grid style="display:grid;grid-template-columns:{columns}">{cells}</div>'


def _as_flex(table: forms.Table, odd: Odd) -> str:
    """A flexible line a row; what spans rows is shown in its first, and blank cells below it."""
    heads, shares = _heads(table), _shares(table)
    lines: dict[int, list[tuple[int, int, str]]] = {}
    for r, c, cell in _placed(table):
        for below in range(cell[1]):
            shown = (
                f'<div class="cell {_kind(cell, r, heads)}">{_text(cell, odd)}</div>'
                if below == 0
                else '<div class="cell label"></div>'
            )
            lines.setdefault(r + below, []).append((c, cell[2], shown))
    out = []
    for _, line in sorted(lines.items()):
        cells = "".join(
            shown.replace(
                "<div ",
                f'<div style="flex:0 0 {sum(shares[c : c + n]):.3f}%;box-sizing:border-box" ',
            )
            for c, n, shown in sorted(line)
        )
        out.append(f'<div style="display:flex;break-inside:avoid">{cells}</div>')
    return f"<div class=flex>{''.join(out)}</div>"


_SHAPES: Final[dict[str, Callable[[forms.Table, Odd], str]]] = {
    "table": _as_table,
    "grid": _as_grid,
    "flex": _as_flex,
}
