"""The tables of an export: their columns, keys and the rows that one record gives.

A row refers to its report by ``record``: the ``report_id``, with ``~2``, ``~3`` … after it where a
feed holds several records of one id. Two tables are of the export as a whole and refer to none:
``coverage`` and ``codebook``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

from govcrawl.codebook import Entry, cells, codebook
from govcrawl.outputs.indicators import Indicator, definitions, indicators
from govcrawl.outputs.sightings import Sightings
from govcrawl.report import OWN_SCOPES

Record: TypeAlias = Mapping[str, Any]
Value: TypeAlias = "str | int | float | bool | None"
Row: TypeAlias = tuple[Value, ...]
Type: TypeAlias = Literal["string", "integer", "number", "boolean", "date"]


class Column(NamedTuple):
    """``zh`` and ``en`` say what it holds; ``unit`` where it has one; ``entry`` is the cell of a
    statutory table that it holds."""

    name: str
    type: Type
    zh: str
    en: str
    unit: str | None = None
    entry: Entry | None = None


class Table(NamedTuple):
    """``rows(record, name)`` gives the rows of one record whose key is ``name``; a ``whole``
    table has none of any record, its rows are given to the export."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Record, str], Iterator[Row]]
    whole: bool = False


_RECORD = Column("record", "string", "记录标识", "key of the report in this export")
#: Figures that most readers look for first; a blank is null.
_DOZEN = (
    "applications.received_new.total",
    "applications.carried_in.total",
    "applications.results.granted.total",
    "applications.results.partially_granted.total",
    "applications.results.total.total",
    "applications.carried_out.total",
    "reconsideration.total",
    "reconsideration.corrected",
    "litigation.direct.total",
    "litigation.after_reconsideration.total",
    "stat2014.proactive.total",
    "stat2014.applications.received.total",
    "stat2014.applications.replied.total",
    "stat2014.applications.replied.granted",
    "stat2014.reconsideration.total",
    "stat2014.litigation.total",
)
_TEXT_DOZEN = (
    ("proactive_disclosure.total", "主动公开信息(叙述)", "items disclosed (narrative)"),
    ("applications.received", "收到申请(叙述)", "applications received (narrative)"),
    ("applications.replied", "答复申请(叙述)", "applications replied to (narrative)"),
)


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
_SEEN: tuple[tuple[str, Type, str, str], ...] = (
    ("first_seen", "string", "此值最早见于(UTC)", "earliest fetch known to show this value (UTC)"),
    ("last_seen", "string", "此值最近见于(UTC)", "latest fetch known to show this value (UTC)"),
)


def column_name(key: str) -> str:
    """A key as a column name that every format takes."""
    return key.replace(".", "__")


def _text_figure(record: Record, metric: str) -> Value:
    """The figure of a metric if the narrative gives exactly one value for it, else null."""
    values = {
        s["value"]
        for s in record.get("statistics") or ()
        if s["metric"] == metric and s["source"] == "text" and s["scope"] in OWN_SCOPES
    }
    return values.pop() if len(values) == 1 else None


def _peers(record: Record) -> Row:
    """The columns that bodies are grouped and joined by."""
    agency = record["agency"]
    region = agency["region"]
    code: str | None = region["adcode"]
    return (
        record["report_id"].rsplit("-", 2)[0],
        agency["name"],
        agency["level"],
        agency["type"],
        code,
        f"{code[:4]}00" if code and code[2:4] != "00" else None,
        f"{code[:2]}0000" if code else None,
        region["province"],
        region["city"],
        region["county"],
        region["zone"],
    )


def _reports(record: Record, name: str) -> Iterator[Row]:
    agency, source = record["agency"], record["source"]
    period = record.get("period") or {}
    seen = record.get("seen") or {}
    quality = record.get("table_quality") or ()
    checks = record.get("checks") or ()
    tables = record.get("tables") or {}
    yield (
        name,
        record["report_id"],
        record.get("id_provisional", False),
        record["title"],
        record["report_year"],
        record["coverage"],
        record["format_era"],
        *_peers(record),
        agency["name_as_written"],
        period.get("start"),
        period.get("end"),
        record["publish_date"],
        record["document_date"],
        record["index_number"],
        record["doc_number"],
        record["issuer"],
        source["url"],
        source["portal"],
        source["provenance"],
        source["sha256"],
        source["fetched_at"],
        seen.get("first"),
        seen.get("last"),
        seen.get("gone_since"),
        record.get("duplicate_of"),
        sum(q["expected"] for q in quality),
        sum(q["read"] for q in quality),
        sum(q["blank"] for q in quality),
        sum(q["refused"] for q in quality),
        sum(c["status"] in ("fail", "conflict") for c in checks),
        len(record.get("issues") or ()),
        *(tables.get(key) for key in _DOZEN),
        *(_text_figure(record, metric) for metric, _, _ in _TEXT_DOZEN),
    )


def _cell_column(key: str) -> Column:
    entry = cells()[key]
    return Column(column_name(key), "number", entry.zh, entry.en, entry.unit, entry)


def _figures(record: Record, name: str) -> Iterator[Row]:
    book, seen = codebook(), Sightings(record)
    number = 0
    for grade, field in (("confirmed", "statistics"), ("candidate", "candidates")):
        for s in record.get(field) or ():
            number += 1
            e, entry = s["evidence"], book.get(s["metric"])
            labels = (entry.zh, entry.en) if entry else (None, None)
            yield (
                *(name, number, grade, s["source"], s["metric"], *labels),
                *(s["value"], s["value_text"], s["unit"], s["modifier"], s["lower"], s["upper"]),
                *(s["scope"], None, None, None, None, None, None),
                *(e["text"], e["start"], e["value_start"], e["value_end"], e.get("anchor")),
                s.get("reason"),
                *seen.of(f"statistics.{s['metric']}", s["value"]),
            )
    tables = record.get("tables") or {}
    for cell in record.get("table_cells") or ():
        number += 1
        entry = book.get(cell["key"])
        applicant = (
            cell["key"].rsplit(".", 1)[1] if cell["key"].startswith("applications.") else None
        )
        yield (
            *(name, number, "cell", "table", cell["key"]),
            *((entry.zh, entry.en) if entry else (None, None)),
            tables.get(cell["key"]),
            cell["text"],
            entry.unit if entry else None,
            *("exact", None, None, "report", cell["state"], applicant),
            *(cell["table"], cell["row"], cell["column"], cell["page"]),
            *(None, None, None, None, cell.get("anchor"), None),
            *seen.of(f"tables.{cell['key']}", tables.get(cell["key"])),
        )


def _tables_wide(record: Record, name: str) -> Iterator[Row]:
    tables = record.get("tables") or {}
    if tables:
        yield (name, *(tables.get(key) for key in cells()))


def _sections(record: Record, name: str) -> Iterator[Row]:
    body = record["body"]
    for number, s in enumerate(record.get("sections") or (), 1):
        text = body[s["start"] : s["end"]]
        yield (
            name,
            number,
            s["level"],
            s["marker"],
            s["title"],
            s["path"],
            s["start"],
            s["end"],
            text,
        )


def _checks(record: Record, name: str) -> Iterator[Row]:
    for number, c in enumerate(record.get("checks") or (), 1):
        operands = "; ".join(
            f"{o['key']}={'' if o['value'] is None else o['value']}"
            for o in c.get("operands") or ()
        )
        yield (
            *(name, number, c["rule"], c["status"], c["severity"], c["expected"], c["actual"]),
            *(c["message"], c["message_en"], operands),
        )


def _issues(record: Record, name: str) -> Iterator[Row]:
    for number, i in enumerate(record.get("issues") or (), 1):
        yield (
            *(name, number, i["code"], i["severity"], i["message"], i["message_en"]),
            i.get("evidence"),
        )


def _attachments(record: Record, name: str) -> Iterator[Row]:
    for number, a in enumerate(record.get("attachments") or (), 1):
        yield (
            *(name, number, a["url"], a["title"], a.get("media_type"), a.get("sha256")),
            a.get("parsed", False),
        )


def _changes(record: Record, name: str) -> Iterator[Row]:
    for number, c in enumerate(record.get("changes") or (), 1):
        before, after = (None if c[side] is None else str(c[side]) for side in ("from", "to"))
        yield (
            *(name, number, c["field"], before, after),
            *(c["seen_before"], c["seen_after"], c["by"]),
        )


def _indicators(record: Record, name: str) -> Iterator[Row]:
    labels, peers, seen = _definitions(), _peers(record), Sightings(record)
    tables = record.get("tables") or {}
    about = (record["report_year"], record["coverage"], record["format_era"])
    other = (record.get("id_provisional", False), record.get("duplicate_of"))
    for value in indicators(record):
        label = labels[value.indicator]
        field = "statistics" if value.source == "text" else "tables"
        facts = [
            (f"statistics.{key[5:]}", None)
            if key.startswith("text:")
            else (f"{field}.{key}", tables.get(key))
            for key in value.keys
        ]
        yield (
            *(name, value.indicator, label.zh, label.en, *peers, *about, *other),
            *(value.value, value.numerator, value.denominator),
            *("; ".join(value.keys) or None, value.source, value.status),
            *(seen.of_all(facts) if value.value is not None else (None, None)),
        )


@lru_cache(maxsize=1)
def _definitions() -> Mapping[str, Indicator]:
    return {d.id: d for d in definitions()}


def _none(record: Record, name: str) -> Iterator[Row]:  # noqa: ARG001
    return iter(())


def codebook_rows() -> Iterator[Row]:
    """The table ``codebook``: what every key means."""
    for e in codebook().values():
        yield (
            *(e.key, e.kind, column_name(e.key), e.zh, e.en, e.unit, e.table, e.row, e.column),
            *(e.definition, e.definition_en, e.source, "; ".join(e.eras), e.example),
        )
    for d in definitions():
        yield (
            *(f"indicator:{d.id}", "indicator", None, d.zh, d.en, None, None, None, None),
            *(d.definition, d.definition_en, d.source, None, None),
        )


def _columns(*columns: tuple[str, Type, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*column) for column in columns)


def tables() -> tuple[Table, ...]:
    """Every table of an export, ``reports`` first."""
    number = Column("number", "integer", "记录内序号", "number within the report, from 1")
    return (
        Table(
            "reports",
            "报告：一行一份",
            "reports, one row each",
            (
                _RECORD,
                *_columns(
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
                ),
                *(_cell_column(key) for key in _DOZEN),
                *(
                    Column(column_name(f"text.{key}"), "number", zh, en)
                    for key, zh, en in _TEXT_DOZEN
                ),
            ),
            ("record",),
            _reports,
        ),
        Table(
            "figures",
            "数字：一行一个，附出处",
            "figures, one row each, with their evidence",
            (
                _RECORD,
                number,
                *_columns(
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
                ),
            ),
            ("record", "number"),
            _figures,
        ),
        Table(
            "tables_wide",
            "法定表格：一格一列",
            "statutory tables, one column a cell",
            (_RECORD, *(_cell_column(key) for key in cells())),
            ("record",),
            _tables_wide,
        ),
        Table(
            "indicators",
            "指标：机关 × 年度 × 指标",
            "indicators, one row a body, year and indicator",
            (
                _RECORD,
                *_columns(
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
                ),
            ),
            ("record", "indicator"),
            _indicators,
        ),
        Table(
            "sections",
            "章节",
            "sections",
            (
                _RECORD,
                number,
                *_columns(
                    ("level", "integer", "级别", "level"),
                    ("marker", "string", "序号", "marker"),
                    ("title", "string", "标题", "title"),
                    ("path", "string", "路径", "path"),
                    ("start", "integer", "正文起", "start in the body"),
                    ("end", "integer", "正文止", "end in the body"),
                    ("text", "string", "文字", "text"),
                ),
            ),
            ("record", "number"),
            _sections,
        ),
        Table(
            "checks",
            "勾稽核对",
            "checks of the identities",
            (
                _RECORD,
                number,
                *_columns(
                    ("rule", "string", "规则", "rule"),
                    ("status", "string", "结果", "status"),
                    ("severity", "string", "级别", "severity"),
                    ("expected", "number", "应为", "expected"),
                    ("actual", "number", "实为", "actual"),
                    ("message", "string", "说明", "message in Chinese"),
                    ("message_en", "string", "英文说明", "message in English"),
                    ("operands", "string", "各项", "operands"),
                ),
            ),
            ("record", "number"),
            _checks,
        ),
        Table(
            "issues",
            "问题：未读到的、修复的、自相矛盾的",
            "issues: what was not read, repaired, or contradicts itself",
            (
                _RECORD,
                number,
                *_columns(
                    ("code", "string", "代码", "code"),
                    ("severity", "string", "级别", "severity"),
                    ("message", "string", "说明", "message in Chinese"),
                    ("message_en", "string", "英文说明", "message in English"),
                    ("evidence", "string", "所涉文字", "text it is about"),
                ),
            ),
            ("record", "number"),
            _issues,
        ),
        Table(
            "attachments",
            "附件",
            "attachments",
            (
                _RECORD,
                number,
                *_columns(
                    ("url", "string", "网址", "address"),
                    ("title", "string", "名称", "title"),
                    ("media_type", "string", "类型", "media type"),
                    ("sha256", "string", "摘要", "digest"),
                    ("parsed", "boolean", "是否读取", "whether it was read"),
                ),
            ),
            ("record", "number"),
            _attachments,
        ),
        Table(
            "changes",
            "发布后的变化",
            "changes since the last published version",
            (
                _RECORD,
                number,
                *_columns(
                    ("field", "string", "字段", "field"),
                    ("from", "string", "原为", "before"),
                    ("to", "string", "现为", "after"),
                    ("seen_before", "string", "之前见到", "seen before"),
                    ("seen_after", "string", "之后见到", "seen after"),
                    ("by", "string", "source 来源，parser 程序", "source or parser"),
                ),
            ),
            ("record", "number"),
            _changes,
        ),
        Table(
            "coverage",
            "覆盖：机关 × 年度",
            "coverage, one row a body and year",
            _columns(
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
            ),
            ("number",),
            _none,
            whole=True,
        ),
        Table(
            "codebook",
            "代码本：每个键的含义",
            "codebook: what every key means",
            _columns(
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
            ),
            ("key",),
            _none,
            whole=True,
        ),
    )
