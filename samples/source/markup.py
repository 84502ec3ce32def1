"""Reports as data, the markup styles they are printed in, and the facts they state.

A paragraph marks its figures as ``[[metric=value|printed]]``; ``body`` prints them, ``facts``
lists them. So what a page says and what its answer file says come from one place, and neither
from the parser under test.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from .forms import Cell, Table

_FIGURE = re.compile(r"\[\[([a-z_0-9.]+)=([0-9.]+)\|([^\]]+)\]\]")


@dataclass
class Sign:
    """The signature at the end of a report."""

    agency: str
    date: str


@dataclass
class Report:
    """One article that is a report. ``items``: a heading starts with ``#``, a paragraph is any
    other text, then tables and the signature."""

    path: str
    title: str
    year: int
    agency: str
    adcode: str
    published: str
    era: str
    items: list[str | Table | Sign]
    style: str = "trs"
    coverage: str = "own"
    level: str = "county"
    source: str = ""
    index_number: str = ""
    time: str = "10:20"
    aliases: list[str] = field(default_factory=list)
    failing: list[str] = field(default_factory=list)
    encoding: str = "utf-8"
    document_date: str | None = None
    contact: dict[str, str] = field(default_factory=dict)
    kind: str = "report"
    also: list[Report] = field(default_factory=list)


def plain(text: str) -> str:
    return _FIGURE.sub(lambda m: m[3], text)


def figures(text: str) -> list[dict[str, object]]:
    """The figures of a paragraph, each with the sentence that holds it."""
    found, printed, shift = [], plain(text), 0
    for m in _FIGURE.finditer(text):
        at = m.start() - shift
        shift += len(m[0]) - len(m[3])
        start, end = printed.rfind("。", 0, at) + 1, printed.find("。", at)
        found.append(
            {
                "metric": m[1],
                "value": float(m[2]) if "." in m[2] else int(m[2]),
                "value_text": m[3],
                "sentence": printed[start : end + 1 if end >= 0 else len(printed)],
            }
        )
    return found


def facts(report: Report) -> dict[str, object]:
    """What the page says, for the answer file."""
    texts = [item for item in report.items if isinstance(item, str)]
    tables = [item for item in report.items if isinstance(item, Table)]
    statistics = [figure for text in texts for figure in figures(text)]
    return {
        "path": report.path,
        "aliases": report.aliases,
        "is_report": report.kind == "report",
        "kind": report.kind,
        "title": report.title,
        "report_year": report.year,
        "agency": report.agency,
        "adcode": report.adcode,
        "level": report.level,
        "coverage": report.coverage,
        "publish_date": report.published,
        "document_date": report.document_date,
        "index_number": report.index_number or None,
        "contact": report.contact,
        "format_era": report.era,
        "encoding": report.encoding,
        "headings": [plain(t.lstrip("#")) for t in texts if t.startswith("#")],
        "paragraphs": [plain(t) for t in texts if not t.startswith("#")],
        "statistics": statistics,
        "tables": {key: value for table in tables for key, value in table.values.items()},
        "marks": {key: mark for table in tables for key, mark in table.marks.items()},
        "failing_sums": report.failing,
        "other_documents": [facts(other) for other in report.also],
    }


def body(report: Report) -> str:
    """The article's inner HTML in the report's style, other documents on the page behind it."""
    parts = [_item(item, report.style) for item in report.items]
    for other in report.also:
        parts += [_caption(other.title, report.style), body(other)]
    return "\n".join(parts)


def _item(item: str | Table | Sign, style: str) -> str:
    if isinstance(item, Table):
        caption = _caption(item.caption, style) + "\n" if item.caption else ""
        return caption + _TABLES[style](item)
    if isinstance(item, Sign):
        return _sign(item, style)
    heading = item.startswith("#")
    text = html.escape(plain(item.lstrip("#")), quote=False)
    if style == "br":
        return f"　　{text}<br />"
    if style == "wps":
        face = "font-family:黑体;" if heading else "font-family:仿宋_GB2312;"
        return (
            f'<p class="MsoNormal" style="text-indent:32.0000pt;line-height:150%;">\n'
            f"<span style=\"mso-spacerun:'yes';{face}font-size:16.0000pt;\">{_split(text)}</span>\n"
            f'<span style="{face}font-size:16.0000pt;"><o:p></o:p></span>\n</p>'
        )
    if heading:
        return (
            '<p style="text-indent: 2em;"><strong><span style="font-family: 黑体, SimHei;">'
            f"{text}</span></strong></p>"
        )
    return f'<p style="text-indent: 2em;">{text}</p>'


def _split(text: str) -> str:
    """Word processors cut runs anywhere; cut once, in the middle."""
    middle = len(text) // 2
    if len(text) < 8 or "&" in text:
        return text
    return f"{text[:middle]}</span><span>{text[middle:]}"


def _caption(text: str, style: str) -> str:
    if style == "br":
        return f"{text}<br />"
    return f'<p style="text-align: center;"><strong>{text}</strong></p>'


def _sign(sign: Sign, style: str) -> str:
    if style == "br":
        return f"{'&nbsp;' * 40}{sign.agency}<br />\n{'&nbsp;' * 44}{sign.date}<br />"
    return (
        f'<p style="text-align: right;">{sign.agency}</p>\n'
        f'<p style="text-align: right;">{sign.date}&nbsp;&nbsp;</p>'
    )


def _spans(cell: Cell) -> str:
    _, rowspan, colspan, _ = cell
    return (f' rowspan="{rowspan}"' if rowspan > 1 else "") + (
        f' colspan="{colspan}"' if colspan > 1 else ""
    )


def _trs_table(table: Table) -> str:
    rows = []
    for line in table.grid:
        cells = "".join(
            f'<td{_spans(cell)} style="border: 1px solid #000;"><p style="text-align: center;">'
            f"{cell[0] or '&nbsp;'}</p></td>"
            for cell in line
        )
        rows.append(f"<tr>{cells}</tr>")
    return (
        '<table border="1" cellspacing="0" cellpadding="0" style="border-collapse: collapse;">'
        "<tbody>\n" + "\n".join(rows) + "\n</tbody></table>"
    )


def _wps_table(table: Table) -> str:
    """Each cell on lines of its own, as word processors write it."""
    rows = []
    for line in table.grid:
        cells = "\n".join(
            f'<td{_spans(cell)} valign="center">\n<p class="MsoNormal" align="center">\n'
            f'<span style="font-family:宋体;">{cell[0]}</span>\n</p>\n</td>'
            for cell in line
        )
        rows.append(f"<tr>\n{cells}\n</tr>")
    return (
        '<div align="center">\n<table class="MsoNormalTable" border="1" cellspacing="0">\n'
        + "\n".join(rows)
        + "\n</table>\n</div>"
    )


_TABLES = {"trs": _trs_table, "wps": _wps_table, "br": _trs_table, "plain": _trs_table}
