"""One report in the formats that agencies publish: a function from a `Worn` report to bytes each.

What needs a program (LibreOffice, a browser, a recogniser) is in ``benchmarks/documents.py``.
"""

from __future__ import annotations

import email.policy
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from samples.source import forms
from tests.makers.damage import Worn, pieces
from tests.makers.library import _places

_OPENING: Final = (
    "本报告依据有关规定编写，所列数据的统计期限为全年，与上年口径一致，如有疑问请与本局办公室联系。",
    "一、总体情况",
    "全年工作平稳，各项制度按要求落实，重点领域信息按时更新，公开平台运行正常，培训和检查如期开展。",
)
_CLOSING: Final = (
    "五、存在的主要问题及改进情况",
    "公开内容的质量还需提高，下一步将加强业务学习，完善审查程序，及时回应群众关心的事项。",
    "六、其他需要报告的事项",
    "无其他需要报告的事项。",
)


# -- markup --------------------------------------------------------------------------------------


def html(worn: Worn, *, dialect: str = "plain", css: str = "", cells: str = "") -> str:
    """As a page. ``dialect``: ``plain``, ``word`` (a word processor's paragraphs in cells),
    ``th`` (headings marked as such), ``boxes`` (no tables: elements that are shown as ones),
    ``inputs`` (figures in form fields), ``stacked`` (a column's figures in one cell, a line each),
    ``layout`` (tables in a table that lays out the page)."""
    parts = [f"<h1>{worn.paper.title}</h1>"]
    parts += [f"<p>{t}</p>" for t in _OPENING]
    for heading, table, below in pieces(worn):
        if heading:
            parts.append(f"<h2>{heading}</h2>")
        if table.caption:
            parts.append(f"<p style='text-align:center'>{escape(table.caption)}</p>")
        markup = _stacked(table) if dialect == "stacked" else _table(table, dialect, cells)
        if dialect == "layout":
            markup = f"<table class=layout><tr><td>{markup}</td></tr></table>"
        parts.append(markup)
        if below:
            parts.append(f"<p>{below}</p>")
    parts += [f"<p>{t}</p>" for t in _CLOSING]
    return (
        f"<!DOCTYPE html><html lang=zh><head><meta charset=utf-8><title>{worn.paper.title}</title>"
        f"<style>{css}</style></head><body>{''.join(parts)}</body></html>"
    )


def _table(table: forms.Table, dialect: str, attributes: str) -> str:
    heads = _heads(table)
    out = []
    for n, row in enumerate(table.grid):
        line = []
        for text, rows, columns, key in row:
            inner = escape(text).replace("\n", "<br>")
            if dialect == "inputs" and key:
                inner = f'<input type=text value="{escape(text)}">'
            if dialect == "word":
                inner = f"<p class=MsoNormal><span lang=EN-US>{inner}<o:p></o:p></span></p>"
            spans = "".join(
                f" {name}={size}"
                for name, size in (("rowspan", rows), ("colspan", columns))
                if size > 1
            )
            tag = "th" if dialect == "th" and n < heads else "td"
            line.append(f"<{tag}{spans}{attributes}>{inner}</{tag}>")
        out.append(f"<tr>{''.join(line)}</tr>")
    return f"<table border=1>{''.join(out)}</table>"


def _heads(table: forms.Table) -> int:
    return next((n for n, row in enumerate(table.grid) if any(k for *_, k in row)), len(table.grid))


def _stacked(table: forms.Table) -> str:
    """Each column of the body one cell, its lines broken by ``<br>``: as pasted from a picture."""
    heads = _heads(table)
    if sum(c for *_, c, _ in table.grid[0]) != 10:
        return _table(table, "plain", "")
    top = _table(forms.Table(table.grid[:heads], {}), "plain", "").removesuffix("</table>")
    labels: list[str] = []
    columns: list[list[str]] = [[] for _ in range(7)]
    for row in table.grid[heads:]:
        labels.append([t for t, _, _, k in row if k is None][-1])
        for n, text in enumerate(t for t, _, _, k in row if k):
            columns[n].append(text)
    body = "".join(f"<td>{'<br>'.join(c)}</td>" for c in columns)
    return f"{top}<tr><td colspan=3>{'<br>'.join(labels)}</td>{body}</tr></table>"


# -- text ----------------------------------------------------------------------------------------


def text(worn: Worn, *, dialect: str) -> str:
    """As text. ``dialect``: ``cells`` (one cell a line), ``tabs``, ``pipes``, ``markdown``,
    ``glued`` (the whole report in one line), ``spaced`` (one line, blanks between cells)."""
    lines = [worn.paper.title, *_OPENING]
    for heading, table, below in pieces(worn):
        lines += [t for t in (heading, table.caption) if t]
        rows = [[t.replace("\n", "") for t, *_ in row] for row in table.grid]
        if dialect == "cells":
            lines += [t for row in rows for t in row if t.strip()]
        elif dialect == "tabs":
            lines += ["\t".join(row) for row in rows]
        elif dialect == "pipes":
            lines += ["|" + "|".join(row) + "|" for row in rows]
        elif dialect == "markdown":
            width = sum(c for *_, c, _ in table.grid[0])
            lines += _markdown(table, width)
        elif dialect == "glued":
            lines.append("".join(t for row in rows for t in row))
        else:
            lines.append(" ".join(t for row in rows for t in row if t))
        if below:
            lines.append(below)
    lines += _CLOSING
    return ("" if dialect == "glued" else " " if dialect == "spaced" else "\n").join(lines)


def _markdown(table: forms.Table, width: int) -> list[str]:
    rows = [[""] * width for _ in table.grid]
    for (row, column), (words, *_) in _places(table).items():
        rows[row][column] = words.replace("\n", "")
    out = ["| " + " | ".join(row) + " |" for row in rows]
    return [out[0], "|" + " --- |" * width, *out[1:]]


# -- mail and saved pages ------------------------------------------------------------------------


def mht(worn: Worn, *, encoding: str = "quoted-printable", charset: str = "utf-8") -> bytes:
    """As a browser's page in one file."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "http://www.example.gov.cn/zfxxgk/nb/12.html"
    message["Subject"] = worn.paper.title
    message["MIME-Version"] = "1.0"
    body = html(worn).replace("charset=utf-8", f"charset={charset}")
    page = EmailMessage(policy=email.policy.SMTP)
    page.set_content(body, subtype="html", charset=charset, cte=encoding)
    page["Content-Location"] = "http://www.example.gov.cn/zfxxgk/nb/12.html"
    style = EmailMessage(policy=email.policy.SMTP)
    style.set_content("td{border:1px solid}", subtype="css")
    style["Content-Location"] = "cid:css-1"
    message.make_related()
    message.attach(page)
    message.attach(style)
    return message.as_bytes()


def eml(worn: Worn, attached: bytes | None = None, name: str = "") -> bytes:
    """As a mail: the report in its body, or attached to a short note."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["Subject"] = worn.paper.title
    message["From"], message["To"] = "a@example.gov.cn", "b@example.gov.cn"
    message["Date"] = "Wed, 17 Jan 2024 09:00:00 +0800"
    if attached is None:
        message.set_content(text(worn, dialect="tabs"))
        message.add_alternative(html(worn), subtype="html")
    else:
        message.set_content("各处室：现将年度报告发来，请查收。")
        message.add_attachment(
            attached, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()


# -- spreadsheets --------------------------------------------------------------------------------


def xlsx(worn: Worn, *, sheets: bool = False, numbers: bool = True) -> bytes:
    """As a workbook: all in one sheet, or a sheet a table; figures as numbers or as text."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "年度报告"
    at = 1

    def line(words: str) -> None:
        nonlocal at
        sheet.cell(at, 1, words)
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=10)
        at += 1

    line(worn.paper.title)
    for words in _OPENING:
        line(words)
    for n, (heading, table, below) in enumerate(pieces(worn)):
        if sheets and heading:
            sheet = book.create_sheet(f"表{n + 2}")
            at = 1
        for words in (heading, table.caption):
            if words:
                line(words)
        for (row, column), (words, rows, columns, key) in _places(table).items():
            value: Any = words
            if key and numbers:
                try:
                    value = int(words)
                except ValueError:
                    try:
                        value = float(words)
                    except ValueError:
                        value = words
            cell = sheet.cell(at + row, 1 + column, value if value != "" else None)
            if isinstance(value, float):
                cell.number_format = "0.00"
            if rows > 1 or columns > 1:
                sheet.merge_cells(
                    start_row=at + row,
                    start_column=1 + column,
                    end_row=at + row + rows - 1,
                    end_column=column + columns,
                )
        at += len(table.grid)
        if below:
            line(below)
        at += 1
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# -- word processor ------------------------------------------------------------------------------


def docx(worn: Worn, *, style: str = "Table Grid", nested: bool = False, size: float = 9) -> bytes:
    """As a document; ``nested``: each table within a cell of a table that lays out the page."""
    import docx as library
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = library.Document()
    normal = document.styles["Normal"]
    normal.font.name = "WenQuanYi Micro Hei"
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "WenQuanYi Micro Hei")
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    document.add_heading(worn.paper.title, 0)
    for words in _OPENING:
        document.add_paragraph(words)
    for heading, table, below in pieces(worn):
        for words in (heading, table.caption):
            if words:
                document.add_paragraph(words)
        width = sum(c for *_, c, _ in table.grid[0])
        if nested:
            outer = document.add_table(1, 1)
            outer.style = "Table Grid"
            made = outer.cell(0, 0).add_table(len(table.grid), width)
        else:
            made = document.add_table(len(table.grid), width)
        if style:
            made.style = style
        for (row, column), (words, rows, columns, _) in _places(table).items():
            cell = made.cell(row, column)
            if rows > 1 or columns > 1:
                cell = cell.merge(made.cell(row + rows - 1, column + columns - 1))
            cell.text = words
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(0)
                for run in paragraph.runs:
                    run.font.size = Pt(size)
        document.add_paragraph(below)
    for words in _CLOSING:
        document.add_paragraph(words)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# -- PDF library ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheetwork:
    """How the PDF library sets a report. ``lines``: ``grid``, ``none``, ``across``, ``upright``,
    ``box`` (outer frame only), ``heads`` (below the headings only), ``bands`` (shades),
    ``body`` (all cells but the headings), ``open_heads`` (the same, headings in no frame)."""

    lines: str = "grid"
    size: float = 8.0
    padding: float = 3.0
    align: str = "CENTER"
    valign: str = "MIDDLE"
    embedded: bool = False
    rotate: int = 0
    landscape: bool = False
    repeat: bool = False
    split_rows: bool = False
    margin: float = 50.0
    numbers: str = ""
    narrow: float = 1.0


_WQY: Final = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")


def platypus(worn: Worn, work: Sheetwork) -> bytes:
    """As PDF of flowing tables; smaller where the rows of a group do not fit on a page."""
    from reportlab.platypus.doctemplate import LayoutError

    while True:
        try:
            return _platypus(worn, work)
        except LayoutError:
            work = replace(work, size=work.size * 0.85, padding=work.padding * 0.7)


def _platypus(worn: Worn, work: Sheetwork) -> bytes:
    from reportlab.lib import colors
    from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    from tests.makers.pdf import FONT

    font = FONT
    if work.embedded and _WQY.exists():
        font = "WQY"
        if font not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(font, str(_WQY), subfontIndex=0))
    sides = {"CENTER": TA_CENTER, "LEFT": TA_LEFT, "RIGHT": TA_RIGHT}
    body = ParagraphStyle(
        "body", fontName=font, fontSize=12, leading=19, firstLineIndent=24, wordWrap="CJK"
    )
    head = ParagraphStyle("head", parent=body, fontSize=16, leading=26, alignment=TA_CENTER)
    small = {
        True: ParagraphStyle(
            "value", fontName=font, fontSize=work.size, leading=work.size * 1.3,
            alignment=sides[work.align], wordWrap="CJK",
        ),
        False: ParagraphStyle(
            "label", fontName=font, fontSize=work.size, leading=work.size * 1.3,
            alignment=TA_CENTER, wordWrap="CJK",
        ),
    }  # fmt: skip
    page = landscape(A4) if work.landscape else A4
    room = (page[0] - 2 * work.margin) * work.narrow
    flow: list[Any] = [Paragraph(worn.paper.title, head)]
    flow += [Paragraph(t, body) for t in _OPENING]
    for heading, table, below in pieces(worn):
        flow += [Paragraph(t, body) for t in (heading, table.caption) if t]
        width = sum(c for *_, c, _ in table.grid[0])
        shares = (
            [2.0, 3.0, 6.0] + [2.4] * 7
            if width == 10
            else [6.0, 1.6, 2.4]
            if width == 3
            else [1.0] * width
        )
        widths = [room * s / sum(shares) for s in shares]
        data: list[list[Any]] = [[""] * width for _ in table.grid]
        style: list[tuple[Any, ...]] = [
            ("FONT", (0, 0), (-1, -1), font, work.size),
            ("VALIGN", (0, 0), (-1, -1), work.valign),
            ("TOPPADDING", (0, 0), (-1, -1), work.padding),
            ("BOTTOMPADDING", (0, 0), (-1, -1), work.padding),
            ("LEFTPADDING", (0, 0), (-1, -1), 2.5),
            ("RIGHTPADDING", (0, 0), (-1, -1), 2.5),
        ]
        for (row, column), (words, rows, columns, key) in _places(table).items():
            shown = Paragraph(escape(words).replace("\n", "<br/>"), small[key is not None])
            data[row][column] = shown if words else ""
            if rows > 1 or columns > 1:
                style.append(("SPAN", (column, row), (column + columns - 1, row + rows - 1)))
        heads = _heads(table)
        line = (0.5, colors.black)
        style += {
            "grid": [("GRID", (0, 0), (-1, -1), *line)],
            "none": [],
            "across": [("LINEBELOW", (0, 0), (-1, -1), *line)],
            "upright": [("LINEBEFORE", (0, 0), (-1, -1), *line), ("LINEAFTER", (-1, 0), (-1, -1), *line)],
            "box": [("BOX", (0, 0), (-1, -1), *line)],
            "heads": [("LINEBELOW", (0, heads - 1), (-1, heads - 1), *line), ("BOX", (0, 0), (-1, -1), *line)],
            "body": [("GRID", (0, heads), (-1, -1), *line), ("BOX", (0, 0), (-1, -1), *line)],
            "open_heads": [("GRID", (0, heads), (-1, -1), *line)],
            "bands": [("ROWBACKGROUNDS", (0, 0), (-1, -1), [colors.whitesmoke, colors.white])],
        }[work.lines]  # fmt: skip
        flow.append(
            Table(
                data, widths, style=style, splitInRow=int(work.split_rows),
                repeatRows=heads if work.repeat and heads < len(table.grid) else 0,
            )
        )  # fmt: skip
        flow.append(Spacer(1, 8))
        if below:
            flow.append(Paragraph(below, body))
    flow += [Paragraph(t, body) for t in _CLOSING]
    buffer = BytesIO()

    def furniture(canvas: Any, _: Any) -> None:
        if work.rotate:
            canvas.setPageRotation(work.rotate)
        if work.numbers:
            canvas.setFont(font, 9)
            canvas.drawCentredString(page[0] / 2, 24, work.numbers.format(canvas.getPageNumber()))

    SimpleDocTemplate(
        buffer, pagesize=page, leftMargin=work.margin, rightMargin=work.margin,
        topMargin=work.margin, bottomMargin=work.margin, title=worn.paper.title,
    ).build(flow, onFirstPage=furniture, onLaterPages=furniture)  # fmt: skip
    return buffer.getvalue()


def any_sheetwork(seed: int, lines: Sequence[str]) -> Sheetwork:
    """Some measures, chosen by a number."""
    rng = random.Random(f"sheetwork {seed}")
    return Sheetwork(
        lines=lines[seed % len(lines)],
        size=rng.choice((6.5, 7.5, 8, 9, 10)),
        padding=rng.choice((0.5, 2, 4, 7)),
        align=rng.choice(("CENTER", "CENTER", "LEFT", "RIGHT")),
        valign=rng.choice(("MIDDLE", "MIDDLE", "TOP", "BOTTOM")),
        embedded=rng.random() < 0.5,
        rotate=rng.choice((0, 0, 0, 90, 270, 180)),
        landscape=rng.random() < 0.3,
        repeat=rng.random() < 0.5,
        split_rows=rng.random() < 0.3,
        margin=rng.choice((36, 50, 72)),
        numbers=rng.choice(("", "- {} -", "第 {} 页", "{}", "{}/9")),
        narrow=rng.choice((1.0, 1.0, 0.85)),
    )
