"""Scrapy's own CSV and XML feeds of a crawl: a row a report, as in the table ``reports``.

A record is a tree; written as it is, its parts would be Python's notation in a cell. ``scrapy
export`` gives the other tables.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import Any

import msgspec
from scrapy.exporters import CsvItemExporter, XmlItemExporter

from govcrawl.outputs.record_rows import Value
from govcrawl.outputs.tables import tables
from govcrawl.report import Report


class _Rows:
    """Reports as rows; an id that comes again is numbered as in an export."""

    def __init__(self) -> None:
        self._table = tables()[0]
        self.columns = [column.name for column in self._table.columns]
        self._times: Counter[str] = Counter()

    def of(self, report: Report) -> dict[str, Value]:
        self._times[report.report_id] += 1
        times = self._times[report.report_id]
        key = report.report_id + (f"~{times}" if times > 1 else "")
        (row,) = self._table.rows(msgspec.to_builtins(report), key)
        values = (str(v).lower() if isinstance(v, bool) else v for v in row)
        return dict(zip(self.columns, values, strict=True))


class FlatCsv(CsvItemExporter):
    """``-O FILE.csv``. Other items than reports are written as Scrapy does."""

    def __init__(self, file: BytesIO, **options: Any) -> None:
        self._rows = _Rows()
        super().__init__(file, **{"lineterminator": "\n", **options})

    def export_item(self, item: Any) -> None:
        if isinstance(item, Report):
            item = self._rows.of(item)
            self.fields_to_export = self.fields_to_export or self._rows.columns
        super().export_item(item)


class FlatXml(XmlItemExporter):
    """``-O FILE.xml``: an element a column; what is null has none."""

    def __init__(self, file: BytesIO, **options: Any) -> None:
        self._rows = _Rows()
        super().__init__(file, **options)

    def export_item(self, item: Any) -> None:
        if isinstance(item, Report):
            item = {k: v for k, v in self._rows.of(item).items() if v is not None}
        super().export_item(item)
