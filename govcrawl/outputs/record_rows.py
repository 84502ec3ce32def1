"""The rows that one record gives in each table of an export.

A function of rows takes a record (a decoded line of a feed) and its key in the export, and gives
one tuple a row, with the values in the order of the table's columns (``tables``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from govcrawl.codebook import cells, codebook
from govcrawl.outputs.indicators import Indicator, definitions, indicators
from govcrawl.outputs.sightings import Sightings
from govcrawl.report import OWN_SCOPES

Record: TypeAlias = Mapping[str, Any]
Value: TypeAlias = "str | int | float | bool | None"
Row: TypeAlias = tuple[Value, ...]

#: Cells that the table ``reports`` repeats: the totals that most users look for first.
LEADING_CELLS = (
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
#: The same of the narrative: metric, Chinese and English label.
LEADING_METRICS = (
    ("proactive_disclosure.total", "主动公开信息(叙述)", "items disclosed (narrative)"),
    ("applications.received", "收到申请(叙述)", "applications received (narrative)"),
    ("applications.replied", "答复申请(叙述)", "applications replied to (narrative)"),
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


def reports_rows(record: Record, name: str) -> Iterator[Row]:
    """The report itself: one row."""
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
        *(tables.get(key) for key in LEADING_CELLS),
        *(_text_figure(record, metric) for metric, _, _ in LEADING_METRICS),
    )


def figures_rows(record: Record, name: str) -> Iterator[Row]:
    """Figures of the narrative (confirmed, then candidates), then the cells of its tables."""
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


def tables_wide_rows(record: Record, name: str) -> Iterator[Row]:
    """All cells in one row; no row where the report has no table."""
    tables = record.get("tables") or {}
    if tables:
        yield (name, *(tables.get(key) for key in cells()))


def sections_rows(record: Record, name: str) -> Iterator[Row]:
    """Its sections, with their text."""
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


def checks_rows(record: Record, name: str) -> Iterator[Row]:
    """The results of the rules."""
    for number, c in enumerate(record.get("checks") or (), 1):
        operands = "; ".join(
            f"{o['key']}={'' if o['value'] is None else o['value']}"
            for o in c.get("operands") or ()
        )
        yield (
            *(name, number, c["rule"], c["status"], c["severity"], c["expected"], c["actual"]),
            *(c["message"], c["message_en"], operands),
        )


def issues_rows(record: Record, name: str) -> Iterator[Row]:
    """What was not read, repaired, or contradicts itself."""
    for number, i in enumerate(record.get("issues") or (), 1):
        yield (
            *(name, number, i["code"], i["severity"], i["message"], i["message_en"]),
            i.get("evidence"),
        )


def attachments_rows(record: Record, name: str) -> Iterator[Row]:
    """Its attachments."""
    for number, a in enumerate(record.get("attachments") or (), 1):
        yield (
            *(name, number, a["url"], a["title"], a.get("media_type"), a.get("sha256")),
            a.get("parsed", False),
        )


def changes_rows(record: Record, name: str) -> Iterator[Row]:
    """What differs from the last published version."""
    for number, c in enumerate(record.get("changes") or (), 1):
        before, after = (None if c[side] is None else str(c[side]) for side in ("from", "to"))
        yield (
            *(name, number, c["field"], before, after),
            *(c["seen_before"], c["seen_after"], c["by"]),
        )


def indicators_rows(record: Record, name: str) -> Iterator[Row]:
    """Every indicator, with the cells or metrics that it was computed from."""
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


def no_rows(record: Record, name: str) -> Iterator[Row]:  # noqa: ARG001
    """Of a table that describes the export as a whole, no record gives a row."""
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
