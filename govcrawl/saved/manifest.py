"""Lists beside saved files that state about each where and when it was fetched: CSV or JSON lines.

A list is a manifest by its contents, whatever it is called: a column (a key) that names files and one
that holds addresses. Headings may be English or Chinese.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any, Final, NamedTuple

from govcrawl.reading.formats.decode import decode
from govcrawl.runs import stamp
from govcrawl.saved.origin_clues import web

#: Names that a manifest may have: any other file is never opened as one.
SUFFIXES: Final = (".csv", ".tsv", ".jsonl", ".ndjson")
#: Bytes of a list that is looked at.
MOST: Final = 256 << 20
_COLUMNS: Final = {
    "file": ("file", "filename", "path", "filepath", "localfile", "localpath", "savedas", "name",
             "文件", "文件名", "文件路径", "本地文件", "保存路径", "保存文件"),
    "url": ("url", "uri", "address", "link", "href", "sourceurl", "pageurl",
            "网址", "地址", "链接", "来源网址", "原始网址", "页面地址"),
    "fetched_at": ("fetchedat", "fetched", "fetchtime", "date", "datetime", "time", "timestamp",
                   "crawledat", "crawltime", "downloadedat", "savedat", "retrievedat", "accessedat",
                   "抓取时间", "采集时间", "下载时间", "保存时间", "抓取日期", "采集日期", "下载日期"),
    "content_type": ("contenttype", "mimetype", "mime", "mediatype", "type", "类型", "文件类型"),
}  # fmt: skip
_FIELD_OF: Final = {name: field for field, names in _COLUMNS.items() for name in names}
_NOT_IN_NAMES = re.compile(r"[\s_\-.﻿]+")
_STAMP = re.compile(r"^\d{14}$")
_TYPE = re.compile(r"^[a-z]+/[a-z0-9.+-]+(?:\s*;.*)?$", re.IGNORECASE)


class Row(NamedTuple):
    """What a manifest states about a file. ``file`` is as written; ``url`` None where it gives none
    that is usable, ``wrong`` what of it was not."""

    line: int
    file: str
    url: str | None = None
    fetched_at: str | None = None
    content_type: str | None = None
    wrong: str = ""


def read_manifest(data: bytes, name: str) -> list[Row] | None:
    """The rows of a manifest, those that could not be read with what was ``wrong``; None where
    the file is none."""
    text = decode(data).text.lstrip("\ufeff")
    if name.lower().endswith((".jsonl", ".ndjson")):
        return _of_lines(text)
    return _of_table(text, "\t" if name.lower().endswith(".tsv") else None)


def _of_lines(text: str) -> list[Row] | None:
    rows: list[Row] = []
    named = False
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            value: Any = json.loads(line)
        except (ValueError, RecursionError):
            rows.append(Row(number, "", wrong=line.strip()[:80]))
            continue
        if not isinstance(value, dict):
            return None
        told = {field: value[key] for key in value if (field := _field(str(key)))}
        if not named and not {"file", "url"} <= told.keys():
            return None
        named = True
        rows.append(_row(number, {field: _written(v) for field, v in told.items()}))
    return rows if named else None


def _of_table(text: str, delimiter: str | None) -> list[Row] | None:
    first = text.partition("\n")[0]
    delimiter = delimiter or max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        fields = [_field(heading) for heading in next(reader, [])]
        if not {"file", "url"} <= {*fields}:
            return None
        return list(_table_rows(reader, fields))
    except csv.Error:
        return None


def _table_rows(reader: Iterator[list[str]], fields: list[str]) -> Iterator[Row]:
    for number, cells in enumerate(reader, 2):
        if any(cells):
            told: dict[str, str] = {}
            for field, cell in zip(fields, cells, strict=False):
                if field:
                    told.setdefault(field, cell.strip())
            yield _row(number, told)


def _row(line: int, told: dict[str, str]) -> Row:
    file = told.get("file", "")
    url = web(told.get("url", ""))
    wrong = "" if url or not told.get("url") else told["url"][:80]
    moment = told.get("fetched_at", "")
    fetched_at = moment_of(moment) if moment else None
    if moment and fetched_at is None:
        wrong = wrong or moment[:80]
    kind = told.get("content_type", "")
    content_type = kind if _TYPE.match(kind) else None
    return Row(line, file, url, fetched_at, content_type, wrong if file else wrong or "file = ?")


def moment_of(told: str) -> str | None:
    """A moment as manifests write it, in UTC; one without a zone counts as UTC.

    >>> moment_of("2024-03-04T16:01:02+08:00"), moment_of("20240304080102"), moment_of("2024/3/4")
    ('2024-03-04T08:01:02Z', '2024-03-04T08:01:02Z', '2024-03-04T00:00:00Z')
    >>> moment_of("yesterday") is None
    True
    """
    text = told.strip()
    try:
        if _STAMP.match(text):
            return stamp(datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc))
        if match := re.match(r"^(\d{4})[/.年-](\d{1,2})[/.月-](\d{1,2})日?(.*)$", text):
            year, month, day, rest = match.groups()
            rest = re.sub(r"^[T\s]+(\d):", r" 0\1:", rest).strip().lstrip("T")
            rest = rest[:-1] + "+00:00" if rest.endswith("Z") else rest
            rest = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", rest.replace(" ", ""))
            rest = re.sub(r"\.\d+", "", rest)
            day_ = f"{year}-{int(month):02}-{int(day):02}"
            moment = datetime.fromisoformat(f"{day_}T{rest}" if rest else day_)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=timezone.utc)
            return stamp(moment.astimezone(timezone.utc))
    except (ValueError, OverflowError):
        pass
    return None


def _field(heading: str) -> str:
    return _FIELD_OF.get(_NOT_IN_NAMES.sub("", heading).lower(), "")


def _written(value: Any) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)
