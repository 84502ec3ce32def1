"""Tables of a report: from grids to values under canonical keys, each with its cell."""

from __future__ import annotations

from govcrawl.reading.tables.dumps import Dump, find_dumps, is_glued, is_table_text, list_rows
from govcrawl.reading.tables.prescribed import complete
from govcrawl.reading.tables.report_tables import TablesResult, is_statistical, read_tables

__all__ = [
    "Dump",
    "TablesResult",
    "complete",
    "find_dumps",
    "is_glued",
    "is_statistical",
    "is_table_text",
    "list_rows",
    "read_tables",
]
