"""The tables of an export: name, columns and key of each; ``record_rows`` has the rows.

A row refers to its report by ``record``: the ``report_id``, with ``~2``, ``~3`` … after it where a
feed holds several records of one id. Two tables are of the export as a whole and refer to none:
``coverage`` and ``codebook``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from govcrawl.codebook import Entry, cells
from govcrawl.outputs import record_rows
from govcrawl.outputs.record_rows import Record, Row, column_name

Type: TypeAlias = Literal["string", "integer", "number", "boolean", "date"]


class Column(NamedTuple):
    """One column of an exported table: name, type, a label in Chinese and English, the unit where it
    has one, and the statutory cell (``entry``) whose value it holds, if any."""

    name: str
    type: Type
    zh: str
    en: str
    unit: str | None = None
    entry: Entry | None = None


Columns: TypeAlias = tuple[Column, ...]
RowsOf: TypeAlias = Callable[[Record, str], Iterator[Row]]


class Table(NamedTuple):
    """One exported table. ``rows(record, name)`` gives the rows of the record whose key in the
    export is ``name``. A ``whole`` table describes the export, not a record: its ``rows`` gives
    none, and ``package`` adds them."""

    name: str
    zh: str
    en: str
    columns: Columns
    key: tuple[str, ...]
    rows: RowsOf
    whole: bool = False


def _columns(*columns: tuple[str, Type, str, str]) -> Columns:
    return tuple(Column(*column) for column in columns)


_RECORD = Column("record", "string", "记录标识", "key of the report in this export")
_NUMBER = Column("number", "integer", "记录内序号", "number within the report, from 1")
#: What bodies are grouped and joined by.
_PEERS: tuple[tuple[str, Type, str, str], ...] = (
    ("body_id", "string", "机关标识：各年相同", "id of the body, the same in every year"),
    ("agency", "string", "机关全称", "full name of the reporting body"),
    ("agency_level", "string", "机关层级", "level of the body"),
    ("agency_type", "string", "机关类型", "type of the body"),
    ("adcode", "string", "行政区划代码(GB/T 2260)", "code of the region (GB/T 2260)"),
    ("adcode_city", "string", "所属市代码", "code of the prefecture it lies in"),
    ("adcode_province", "string", "所属省代码", "code of the province it lies in"),
    ("province", "string", "省", "province"),
    ("city", "string", "市", "city"),
    ("county", "string", "县", "county"),
    ("zone", "string", "功能区", "functional zone"),
)
#: When a value was seen.
_SEEN: tuple[tuple[str, Type, str, str], ...] = (
    ("first_seen", "string", "此值最早见于(UTC)", "earliest fetch known to show this value (UTC)"),
    ("last_seen", "string", "此值最近见于(UTC)", "latest fetch known to show this value (UTC)"),
)
_REPORTS = _columns(
    ("report_id", "string", "报告编号", "id of region, body, year and coverage"),
    ("id_provisional", "boolean", "编号为暂定", "whether the id is provisional"),
    ("title", "string", "标题", "title"),
    ("report_year", "integer", "报告年度", "year reported on"),
    ("coverage", "string", "口径：own 本机关，aggregate 汇总", "own or aggregate"),
    ("format_era", "string", "格式", "which form"),
    *_PEERS,
    ("agency_as_written", "string", "机关(原文)", "the body as written"),
    ("period_start", "date", "统计期起", "start of the period"),
    ("period_end", "date", "统计期止", "end of the period"),
    ("publish_date", "date", "发布日期", "date of publication"),
    ("document_date", "date", "成文日期", "date of the document"),
    ("index_number", "string", "索引号", "index number"),
    ("doc_number", "string", "文号", "document number"),
    ("issuer", "string", "发布机构", "issuer as printed"),
    ("url", "string", "网址", "address"),
    ("portal", "string", "网站", "portal"),
    ("provenance", "string", "来源性质", "official, third party or local"),
    ("sha256", "string", "原文摘要", "digest of the bytes"),
    ("fetched_at", "string", "获取时间(UTC)", "time of fetching (UTC)"),
    ("first_seen", "string", "首次见到(UTC)", "first seen (UTC)"),
    ("last_seen", "string", "最近见到(UTC)", "last seen (UTC)"),
    ("gone_since", "string", "自何时不见(UTC)", "gone since (UTC)"),
    ("duplicate_of", "string", "为何报告的另一版本", "another version of"),
    ("cells_expected", "integer", "应有格数", "cells that the form prescribes"),
    ("cells_read", "integer", "读到格数", "cells read"),
    ("cells_blank", "integer", "空白格数", "blank cells"),
    ("cells_refused", "integer", "未采信格数", "cells refused"),
    ("checks_failed", "integer", "不符的核对", "checks that fail"),
    ("issues", "integer", "问题条数", "number of issues"),
)

_FIGURES = _columns(
    (
        "grade",
        "string",
        "等级：confirmed、candidate、cell",
        "confirmed, candidate or cell",
    ),
    ("source", "string", "text 叙述，table 表格", "narrative or table"),
    ("key", "string", "指标或单元格键", "key of the metric or cell"),
    ("label", "string", "中文名称", "label in Chinese"),
    ("label_en", "string", "英文名称", "label in English"),
    ("value", "number", "数值", "value; null where blank or refused"),
    ("value_text", "string", "原文", "as printed"),
    ("unit", "string", "单位", "unit"),
    ("modifier", "string", "exact、approx、zero_expression", "modifier"),
    ("lower", "number", "下限", "lower bound"),
    ("upper", "number", "上限", "upper bound"),
    ("scope", "string", "口径范围", "scope"),
    ("state", "string", "单元格状态", "state of the cell"),
    ("applicant", "string", "申请人类别", "class of applicants"),
    ("table", "integer", "第几张表(从0)", "number of the table, from 0"),
    ("row", "integer", "行(从0)", "row, from 0"),
    ("column", "integer", "列(从0)", "column, from 0"),
    ("page", "integer", "页(从1)", "page, from 1"),
    ("evidence", "string", "整句", "the whole sentence"),
    ("evidence_start", "integer", "整句在正文中的位置", "its offset in the body"),
    ("value_start", "integer", "数值起", "start of the value in the body"),
    ("value_end", "integer", "数值止", "end of the value in the body"),
    ("anchor", "string", "在原件中的位置", "place in the source"),
    ("reason", "string", "为何只是候选", "why it is only a candidate"),
    *_SEEN,
)

_INDICATORS = _columns(
    ("indicator", "string", "指标", "id of the definition"),
    ("label", "string", "中文名称", "label in Chinese"),
    ("label_en", "string", "英文名称", "label in English"),
    *_PEERS,
    ("report_year", "integer", "报告年度", "year reported on"),
    ("coverage", "string", "口径", "own or aggregate"),
    ("format_era", "string", "格式", "which form"),
    ("id_provisional", "boolean", "编号为暂定", "whether the id is provisional"),
    ("duplicate_of", "string", "为何报告的另一版本", "another version of"),
    ("value", "number", "数值", "value"),
    ("numerator", "number", "分子", "numerator"),
    ("denominator", "number", "分母", "denominator"),
    ("keys", "string", "所用的键", "keys used"),
    ("source", "string", "table 或 text", "table or text"),
    ("status", "string", "状态", "status"),
    *_SEEN,
)

_SECTIONS = _columns(
    ("level", "integer", "级别", "level"),
    ("marker", "string", "序号", "marker"),
    ("title", "string", "标题", "title"),
    ("path", "string", "路径", "path"),
    ("start", "integer", "正文起", "start in the body"),
    ("end", "integer", "正文止", "end in the body"),
    ("text", "string", "文字", "text"),
)

_CHECKS = _columns(
    ("rule", "string", "规则", "rule"),
    ("status", "string", "结果", "status"),
    ("severity", "string", "级别", "severity"),
    ("expected", "number", "应为", "expected"),
    ("actual", "number", "实为", "actual"),
    ("message", "string", "说明", "message in Chinese"),
    ("message_en", "string", "英文说明", "message in English"),
    ("operands", "string", "各项", "operands"),
)

_ISSUES = _columns(
    ("code", "string", "代码", "code"),
    ("severity", "string", "级别", "severity"),
    ("message", "string", "说明", "message in Chinese"),
    ("message_en", "string", "英文说明", "message in English"),
    ("evidence", "string", "所涉文字", "text it is about"),
)

_ATTACHMENTS = _columns(
    ("url", "string", "网址", "address"),
    ("title", "string", "名称", "title"),
    ("media_type", "string", "类型", "media type"),
    ("sha256", "string", "摘要", "digest"),
    ("parsed", "boolean", "是否读取", "whether it was read"),
)

_CHANGES = _columns(
    ("field", "string", "字段", "field"),
    ("from", "string", "原为", "before"),
    ("to", "string", "现为", "after"),
    ("seen_before", "string", "之前见到", "seen before"),
    ("seen_after", "string", "之后见到", "seen after"),
    ("by", "string", "source 来源，parser 程序", "source or parser"),
)

_COVERAGE = _columns(
    ("number", "integer", "序号", "number, from 1"),
    ("agency", "string", "机关", "body"),
    ("former", "string", "曾用名", "its earlier names"),
    ("adcode", "string", "行政区划代码(GB/T 2260)", "code of the region"),
    ("report_year", "integer", "年度", "year; null where it is not known"),
    ("state", "string", "状态", "state of the cell"),
    ("reason", "string", "理由", "why, in Chinese"),
    ("reason_en", "string", "英文理由", "why, in English"),
    ("coverage", "string", "口径", "own or aggregate"),
    (
        "timing",
        "string",
        "是否按时",
        "state in time of a report changed or found twice",
    ),
    ("days_late", "integer", "迟几天", "days after the deadline"),
    ("due", "date", "期限", "deadline"),
    ("published", "date", "发布日期", "date of publication"),
    ("evidence", "string", "日期原文", "the date as printed"),
    ("urls", "string", "网址", "where it was found"),
    ("run", "string", "证明所据的运行", "run that certifies what was not found"),
    ("pages", "integer", "读到末尾的列表页数", "pages of the listing read to its end"),
)

_CODEBOOK = _columns(
    ("key", "string", "键", "key; indicators begin with indicator:"),
    ("kind", "string", "cell、metric、indicator", "cell, metric or indicator"),
    ("column_name", "string", "宽表列名", "its column in wide tables"),
    ("label", "string", "中文名称", "label in Chinese"),
    ("label_en", "string", "英文名称", "label in English"),
    ("unit", "string", "单位", "unit"),
    ("table", "string", "表", "table of the form"),
    ("row", "string", "行", "row of the form"),
    ("column", "string", "列", "column of the form"),
    ("definition", "string", "定义", "definition in Chinese"),
    ("definition_en", "string", "英文定义", "definition in English"),
    ("source", "string", "依据", "article, notice or study"),
    ("eras", "string", "适用格式", "forms that hold it"),
    ("example", "string", "例", "a print and what is read of it"),
)


def tables() -> tuple[Table, ...]:
    """Every table of an export, ``reports`` first."""
    return (
        _reports(),
        _numbered(
            "figures",
            "数字：一行一个，附出处",
            "figures, one row each, with their evidence",
            _FIGURES,
            record_rows.figures_rows,
        ),
        Table(
            "tables_wide",
            "法定表格：一格一列",
            "statutory tables, one column a cell",
            (_RECORD, *map(_cell_column, cells())),
            ("record",),
            record_rows.tables_wide_rows,
        ),
        Table(
            "indicators",
            "指标：机关 × 年度 × 指标",
            "indicators, one row a body, year and indicator",
            (_RECORD, *_INDICATORS),
            ("record", "indicator"),
            record_rows.indicators_rows,
        ),
        _numbered("sections", "章节", "sections", _SECTIONS, record_rows.sections_rows),
        _numbered(
            "checks", "勾稽核对", "checks of the identities", _CHECKS, record_rows.checks_rows
        ),
        _numbered(
            "issues",
            "问题：未读到的、修复的、自相矛盾的",
            "issues: what was not read, repaired, or contradicts itself",
            _ISSUES,
            record_rows.issues_rows,
        ),
        _numbered("attachments", "附件", "attachments", _ATTACHMENTS, record_rows.attachments_rows),
        _numbered(
            "changes",
            "发布后的变化",
            "changes since the last published version",
            _CHANGES,
            record_rows.changes_rows,
        ),
        _whole(
            "coverage",
            "覆盖：机关 × 年度",
            "coverage, one row a body and year",
            _COVERAGE,
            "number",
        ),
        _whole(
            "codebook", "代码本：每个键的含义", "codebook: what every key means", _CODEBOOK, "key"
        ),
    )


def _reports() -> Table:
    cell_columns = map(_cell_column, record_rows.LEADING_CELLS)
    metric_columns = (
        Column(column_name(f"text.{key}"), "number", zh, en)
        for key, zh, en in record_rows.LEADING_METRICS
    )
    columns = (_RECORD, *_REPORTS, *cell_columns, *metric_columns)
    return Table(
        "reports",
        "报告：一行一份",
        "reports, one row each",
        columns,
        ("record",),
        record_rows.reports_rows,
    )


def _numbered(name: str, zh: str, en: str, columns: Columns, rows_of: RowsOf) -> Table:
    """A table of which a record gives any number of rows, counted from 1."""
    return Table(name, zh, en, (_RECORD, _NUMBER, *columns), ("record", "number"), rows_of)


def _whole(name: str, zh: str, en: str, columns: Columns, key: str) -> Table:
    """A table of the export as a whole."""
    return Table(name, zh, en, columns, (key,), record_rows.no_rows, whole=True)


def _cell_column(key: str) -> Column:
    entry = cells()[key]
    return Column(column_name(key), "number", entry.zh, entry.en, entry.unit, entry)
