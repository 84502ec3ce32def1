"""An export as one Excel workbook, a sheet a table.

XlsxWriter makes the book: sheets, headers, formats, filters, links. The rows of the long tables, a
few million cells, are written as XML here and put into its sheets at the end: four times as fast
as cell by cell. Texts are written as texts, so that none is a formula.
"""

from __future__ import annotations

import datetime
import re
import shutil
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from govcrawl.outputs.record_rows import Row
from govcrawl.outputs.tables import Column, Table
from govcrawl.outputs.writer import MissingExtraError, Writer

_ROWS = 1_048_576  # of one sheet, header included (Excel's own limit)
_TEXT = 32_767  # characters of one cell
_LINKS = 65_000  # hyperlinks of one sheet, below Excel's 65,530
_HEAD = 2  # header rows
_EPOCH = datetime.date(1899, 12, 30).toordinal()  # Excel's day 0
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel takes _x0041_ in a text for an A
_SHORT = 64  # characters of a text that is kept at hand
_LEVEL = 1  # of compression: a third of the default time, a fifth more bytes
_DATE = (1980, 1, 1, 0, 0, 0)  # of the members: the same rows give the same bytes


class _Sheet:
    """A sheet under way. ``at`` is the next row (from 0). Rows of a table with addresses go
    through XlsxWriter, which keeps account of links (``rows`` is None); others to ``rows``."""

    def __init__(self, sheet: Any, number: int, folder: Path, *, direct: bool) -> None:
        self.sheet, self.number, self.at, self.links = sheet, number, _HEAD, 0
        self.rows: IO[str] | None = None
        self.hyperlinks: IO[str] | None = None
        if direct:
            self.rows = (folder / f"rows-{number}.xml").open("w+", encoding="utf-8")
            self.hyperlinks = (folder / f"links-{number}.xml").open("w+", encoding="utf-8")


class XlsxWriter(Writer):
    """One workbook, a sheet a table: two frozen header rows (column name; label), filters,
    widths, addresses as links; the ``record`` of any row leads to its report."""

    def __init__(self, folder: Path, tables: Sequence[Table]) -> None:
        super().__init__(folder, tables)
        try:
            import xlsxwriter
        except ImportError:
            raise MissingExtraError("xlsx", "XlsxWriter") from None
        path = folder / "govcrawl.xlsx"
        self.files = [path]
        self._parts = folder / ".xlsx"
        self._parts.mkdir()
        self._book = xlsxwriter.Workbook(
            str(self._parts / "book.xlsx"),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        # A fixed date: the same rows give the same bytes.
        self._book.set_properties({"created": datetime.datetime(2000, 1, 1), "author": "govcrawl"})  # noqa: DTZ001
        self._name = self._book.add_format({"bold": True, "bg_color": "#DDE6F0"})
        self._label = self._book.add_format(
            {"italic": True, "text_wrap": True, "valign": "top", "bg_color": "#EEF3F8"}
        )
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._style = self._date._get_xf_index()  # XlsxWriter has no public word for it
        self._columns = {
            table.name: [
                (letters, column.type == "date")
                for letters, column in zip(_letters(len(table.columns)), table.columns, strict=True)
            ]
            for table in tables
        }
        self._made: list[_Sheet] = []
        self._sheets = {table.name: self._sheet(table, table.name) for table in tables}
        self._report = 0  # row of the report whose rows come

    def _sheet(self, table: Table, name: str) -> _Sheet:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(_HEAD, 1)
        sheet.set_row(1, 90 if table.name == "tables_wide" else 45)
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, _width(column))
            sheet.write_string(0, number, column.name, self._name)
        for number, column in enumerate(table.columns):
            sheet.write_string(1, number, _label(column), self._label)
        direct = all(column.name != "url" for column in table.columns)
        made = _Sheet(sheet, len(self._made) + 1, self._parts, direct=direct)
        self._made.append(made)
        return made

    def add(self, table: Table, row: Row) -> None:
        self._write(table, [row])

    def _write(self, table: Table, rows: list[Row]) -> None:
        for row in rows:
            sheet = self._sheets[table.name]
            if sheet.at >= _ROWS:
                self._end(table, sheet)
                count = sum(s.startswith(table.name) for s in self._book.sheetnames) + 1
                sheet = self._sheets[table.name] = self._sheet(table, f"{table.name}_{count}")
            if sheet.rows is None:
                self._write_cells(sheet, table, row)
            else:
                sheet.rows.write(self._xml(table, row, sheet.at + 1))
                if sheet.links < _LINKS and not table.whole:
                    assert sheet.hyperlinks is not None
                    sheet.links += 1
                    sheet.hyperlinks.write(
                        f'<hyperlink ref="A{sheet.at + 1}" location="reports!A{self._report}"/>'
                    )
            sheet.at += 1
            if table.name == "reports":
                self._report = sheet.at

    def _write_cells(self, to: _Sheet, table: Table, row: Row) -> None:
        sheet, at = to.sheet, to.at
        for number, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            if value is None:
                continue
            if isinstance(value, bool):
                sheet.write_boolean(at, number, value)
            elif not isinstance(value, str):
                sheet.write_number(at, number, value)
            elif column.type == "date":
                sheet.write_number(at, number, _day(value), self._date)
            elif column.name == "url" and to.links < _LINKS and _is_link(value):
                sheet.write_url(at, number, value, string=value[:255])
                to.links += 1
            else:
                sheet.write_string(at, number, self._cut(table, column, value))

    def _xml(self, table: Table, row: Row, number: int) -> str:
        """A row of a sheet as SpreadsheetML; ``number`` counts from 1."""
        cells = [
            f'<c r="{letters}{number}"{_short(value)}'
            if type(value) is str and len(value) < _SHORT and not is_date
            else f'<c r="{letters}{number}"><v>{value!r}</v></c>'
            if type(value) is int or type(value) is float
            else f'<c r="{letters}{number}"{self._other(table, place, value)}'
            for place, ((letters, is_date), value) in enumerate(
                zip(self._columns[table.name], row, strict=True)
            )
            if value is not None
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _other(self, table: Table, place: int, value: str | float | bool) -> str:
        """A date, a long text or a truth value as the rest of a cell."""
        column = table.columns[place]
        if not isinstance(value, str):
            return f' t="b"><v>{value:d}</v></c>'
        if column.type == "date":
            return f' s="{self._style}"><v>{_day(value)}</v></c>'
        return _string(self._cut(table, column, value))

    def _cut(self, table: Table, column: Column, value: str) -> str:
        if len(value) <= _TEXT:
            return value
        self.notes.append(f"{table.name}.{column.name}: {len(value)} > {_TEXT}")
        return value[: _TEXT - 1] + "…"

    def _end(self, table: Table, sheet: _Sheet) -> None:
        sheet.sheet.autofilter(1, 0, max(sheet.at - 1, 1), len(table.columns) - 1)

    def _finish(self) -> None:
        for table in self.tables:
            self._end(table, self._sheets[table.name])
        self._book.close()
        places = {f"xl/worksheets/sheet{made.number}.xml": made for made in self._made}
        with (
            zipfile.ZipFile(self._parts / "book.xlsx") as book,
            zipfile.ZipFile(self.files[0], "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as out,
        ):
            for name in book.namelist():
                member = zipfile.ZipInfo(name, _DATE)
                member.compress_type = zipfile.ZIP_DEFLATED
                member._compresslevel = _LEVEL  # type: ignore[attr-defined] # public since 3.13
                with out.open(member, "w", force_zip64=True) as file:
                    made = places.get(name)
                    if made is None or made.rows is None:
                        file.write(book.read(name))
                    else:
                        _filled(book.read(name), made, file)
        shutil.rmtree(self._parts)


def _filled(xml: bytes, made: _Sheet, out: IO[bytes]) -> None:
    """A sheet of headers with its rows and their links."""
    head, rest = xml.split(b"</sheetData>", 1)
    last = b':([A-Z]+)%d"' % _HEAD
    out.write(re.sub(last, lambda m: b':%s%d"' % (m[1], made.at), head, count=1))
    assert made.rows is not None
    assert made.hyperlinks is not None
    for file, before, after in (
        (made.rows, b"", b"</sheetData>"),
        (made.hyperlinks, b"<hyperlinks>", b"</hyperlinks>"),
    ):
        if file is made.hyperlinks:
            at = rest.index(b"<pageMargins")  # what the order of the elements puts after links
            out.write(rest[:at])
            rest = rest[at:]
            if not made.links:
                file.close()
                continue
        out.write(before)
        file.seek(0)
        while chunk := file.read(1 << 20):
            out.write(chunk.encode())
        out.write(after)
        file.close()
    out.write(rest)


@lru_cache(maxsize=8)
def _letters(count: int) -> tuple[str, ...]:
    """The names of the first columns: A … Z, AA …"""
    names = []
    for number in range(1, count + 1):
        name = ""
        while number:
            number, digit = divmod(number - 1, 26)
            name = chr(65 + digit) + name
        names.append(name)
    return tuple(names)


def _string(text: str) -> str:
    """A text as the rest of a cell."""
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f' t="inlineStr"><is><t{space}>{text}</t></is></c>'


_short = lru_cache(maxsize=20_000)(_string)  # labels and keys come again and again


def _day(iso: str) -> int:
    return datetime.date.fromisoformat(iso).toordinal() - _EPOCH


def _label(column: Column) -> str:
    """The second header: for a cell of a statutory table the official row and column."""
    unit = f" ({column.unit})" if column.unit else ""
    if column.entry:
        e = column.entry
        return "\n".join(filter(None, (e.table, e.row, f"{e.column}{unit}".strip(), e.en)))
    return f"{column.zh}{unit}\n{column.en}"


def _width(column: Column) -> float:
    if column.name in ("title", "evidence", "text", "message", "message_en", "agency"):
        return 42
    if column.name in ("url", "anchor", "keys", "label", "label_en", "key", "record"):
        return 30
    return {"string": 16.0, "date": 11.0}.get(column.type, 20.0 if column.entry else 10.0)


def _is_link(value: str) -> bool:
    return value.startswith(("http://", "https://")) and len(value) <= 2000 and " " not in value
