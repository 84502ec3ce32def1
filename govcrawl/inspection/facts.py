"""What the viewer shows of a file: its figures, the identities they take part in, its lines.

The data are plain lists and dictionaries of short names, written into the page as one JSON block:

``reports``
    ``{id, title, agency, year, coverage, provisional, tables}``
``figures``
    ``{f, r, k, g, v, t, u, m, s, x, w, e, a}``: address (``#f=``), number of the report, key,
    grade (``confirmed``, ``candidate``, ``cell``, ``blank``, ``refused``, ``unknown``, ``field``),
    value as read, text as printed, unit, modifier, scope, section, reason or rule, sentence, anchor.
    What is not there is left out.
    In the page ``r`` 0, ``g`` ``cell`` and an ``f`` that equals ``k`` are left out too (``short``).
``labels``
    key → ``[Chinese, English]``
``checks``
    those that a figure of the file takes part in:
    ``{r, rule, status, m, expected, actual, o: [operand, …]}``: an operand is the number of the
    figure that it is, or ``[key, value]`` where the file shows none
``messages``
    ``[Chinese, English]``, of which ``m`` is a number
``lines``
    ``{n, fate, rule, t}``: every block of the file that is neither body nor table; ``n`` is its
    number, by which the source is marked, ``t`` its text, shortened. In the page they are
    by fate and rule, ``n`` a list, ``t`` the texts by number of those that the source does not show.
``counts``
    characters by fate, as in the record's ledger
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeAlias

import msgspec

from govcrawl import feed
from govcrawl.codebook import codebook
from govcrawl.execution.outcome import Outcome
from govcrawl.reading.model import Traced
from govcrawl.report import Report, Statistic

Json: TypeAlias = dict[str, Any]

_SHOWN = 160  # characters of a line that is listed but not read
_CELL_GRADES = {"read": "cell", "not_applicable": "blank"}


class Facts(NamedTuple):
    """``data`` goes into the page; ``anchors`` are those of ``data["figures"]`` in its order,
    ``lines`` those of all traced blocks with their fate and rule."""

    data: Json
    anchors: Sequence[str | None]
    lines: Sequence[Traced]

    def within(self, part: str) -> Facts:
        """The same with the anchors of a part alone, as they are in that part; "" for the file
        itself."""
        return Facts(
            self.data,
            [_within(part, anchor) for anchor in self.anchors],
            [replace(line, anchor=_within(part, line.anchor)) for line in self.lines],
        )

    @property
    def parts(self) -> list[str]:
        """The outermost parts that anchors lead into, by their encoded names."""
        given = (*self.anchors, *(line.anchor for line in self.lines))
        return list(dict.fromkeys(a.partition("!")[0] for a in given if a and "!" in a))


def _within(part: str, anchor: str | None) -> str | None:
    if anchor is None:
        return None
    if not part:
        return None if "!" in anchor else anchor
    return anchor[len(part) + 1 :] if anchor.startswith(f"{part}!") else None


def gather(outcome: Outcome) -> Facts:
    """The data of one file, from its result and its trace."""
    reports = [feed.decode(record.line) for record in outcome.records]
    figures: list[Json] = []
    anchors: list[str | None] = []
    labels: dict[str, tuple[str, str]] = {}
    for number, report in enumerate(reports):
        names: Counter[str] = Counter()
        for figure, anchor in _figures(report):
            name = figure["k"]
            names[name] += 1
            address = name if names[name] == 1 else f"{name}~{names[name]}"
            figure["f"] = address if number == 0 else f"{number + 1}/{address}"
            figure["r"] = number
            figures.append({k: v for k, v in figure.items() if v not in (None, "")})
            anchors.append(anchor)
            labels.setdefault(name, label_of(name))
    messages: dict[tuple[str, str], int] = {}
    checks = [
        check
        for number, report in enumerate(reports)
        for check in _checks(number, report, _cells(figures, number), messages)
    ]
    for check in checks:
        for operand in check["o"]:
            if isinstance(operand, list):
                labels.setdefault(operand[0], label_of(operand[0]))
    data = {
        "reports": [_report(report) for report in reports],
        "figures": figures,
        "labels": labels,
        "checks": checks,
        "messages": list(messages),
        "issues": [
            *(
                {"r": n, "code": i.code, "severity": i.severity, "zh": i.message,
                 "en": i.message_en, "e": (i.evidence or "")[:_SHOWN]}
                for n, report in enumerate(reports)
                for i in report.issues
            ),
            *(
                {"r": -1, "code": said.message.code, "severity": said.severity,
                 "zh": said.message.zh, "en": said.message.en,
                 "e": (said.evidence or "")[:_SHOWN]}
                for said in outcome.said
            ),
        ],
        "lines": [
            {"n": n, "fate": line.fate, "rule": line.rule, "t": _short(line.text)}
            for n, line in enumerate(outcome.trace)
            if line.fate not in ("body", "table") and line.text.strip()
        ],
        "counts": msgspec.to_builtins(reports[0].ledger) if reports else {},
    }  # fmt: skip
    return Facts(data, anchors, outcome.trace)


def short(figure: Json) -> Json:
    """A figure without what the viewer fills in."""
    usual = {"r": 0, "g": "cell", "f": figure["k"]}
    return {k: v for k, v in figure.items() if k not in usual or usual[k] != v}


def label_of(key: str) -> tuple[str, str]:
    """The labels of a key; the key itself where the codebook has none."""
    entry = codebook().get(key)
    if entry is not None:
        return entry.zh, entry.en or entry.zh
    if key.startswith("field:"):
        return _FIELDS.get(key[6:], (key[6:], key[6:]))
    plain = key.replace("_", " ").replace(".", ": ", 1).replace(".", ", ")
    return plain, plain


_FIELDS = {
    "title": ("标题", "title"),
    "report_year": ("报告年度", "report year"),
    "agency.name": ("机关", "agency"),
    "agency.region": ("行政区划", "region"),
    "contact.address": ("联系地址", "address"),
    "contact.email": ("电子邮箱", "e-mail"),
    "contact.phone": ("联系电话", "telephone"),
    "contact.postal_code": ("邮政编码", "postal code"),
    "is_report": ("是否年度报告", "is a report"),
    "publish_date": ("发布日期", "publish date"),
    "document_date": ("成文日期", "document date"),
    "index_number": ("索引号", "index number"),
    "doc_number": ("文号", "document number"),
    "issuer": ("发布机构", "issuer"),
    "content_source": ("信息来源", "content source"),
    "period": ("统计期限", "period"),
    "coverage": ("口径", "coverage"),
}


def _report(report: Report) -> Json:
    return {
        "id": report.report_id,
        "title": report.title,
        "agency": report.agency.name or report.agency.name_as_written,
        "year": report.report_year,
        "coverage": report.coverage,
        "provisional": report.id_provisional,
        "era": report.format_era,
        "publish_date": report.publish_date,
        "source": msgspec.to_builtins(report.source),
    }


def _figures(report: Report) -> Iterator[tuple[Json, str | None]]:
    sections = report.sections
    for grade, found in (("confirmed", report.statistics), ("candidate", report.candidates)):
        for statistic in found:
            yield _statistic(statistic, grade, sections), statistic.evidence.anchor
    for cell in report.table_cells:
        figure = {
            "k": cell.key,
            "g": _CELL_GRADES.get(cell.state, cell.state),
            "v": report.tables.get(cell.key),
            "t": cell.text,
            "a": cell.anchor,
            "c": [cell.table, cell.row, cell.column, cell.page],
        }
        entry = codebook().get(cell.key)
        if entry is not None:
            figure["u"] = entry.unit
        yield figure, cell.anchor
    for field in report.field_evidence:
        if field.anchor:
            yield (
                {"k": f"field:{field.field}", "g": "field", "t": field.text, "w": field.rule,
                 "a": field.anchor},
                field.anchor,
            )  # fmt: skip


def _statistic(s: Statistic, grade: str, sections: list[Any]) -> Json:
    e = s.evidence
    section = ""
    if e.value_start is not None:
        around = [x for x in sections if x.start <= e.value_start < x.end]
        section = around[-1].path if around else ""
    return {
        "k": s.metric,
        "g": grade,
        "v": s.value,
        "t": s.value_text,
        "u": s.unit,
        "m": s.modifier if s.modifier != "exact" else None,
        "s": s.scope,
        "x": section,
        "w": getattr(s, "reason", None),
        "e": e.text,
        "a": e.anchor,
    }


def _cells(figures: list[Json], number: int) -> dict[str, int]:
    """The figures of a report's tables by key."""
    return {f["k"]: n for n, f in enumerate(figures) if f["r"] == number and "c" in f}


def _checks(
    number: int, report: Report, cells: dict[str, int], messages: dict[tuple[str, str], int]
) -> Iterator[Json]:
    figures = {statistic.metric for statistic in (*report.statistics, *report.candidates)}
    for check in report.checks:
        if not any(o.key in cells or o.key in figures for o in check.operands):
            continue  # of tables that the report does not have
        text = (check.message, check.message_en)
        yield {
            "r": number,
            "rule": check.rule,
            "status": check.status,
            "m": messages.setdefault(text, len(messages)),
            "expected": check.expected,
            "actual": check.actual,
            "o": [cells.get(o.key, [o.key, o.value]) for o in check.operands],
        }


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
