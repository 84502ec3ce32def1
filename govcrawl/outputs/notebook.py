"""A report as a notebook shows it: whose, what was read, the first figures with their sentences."""

from __future__ import annotations

from html import escape

from govcrawl.report import Report

#: Figures shown of one report in a notebook; the rest is counted.
_FIGURES = 12


def report_html(report: Report) -> str:
    """A small table without style of its own; every text is escaped."""
    cells = sum(value is not None for value in report.tables.values())
    failed = sum(check.status in ("fail", "conflict") for check in report.checks)
    facts = [
        ("机关 agency", report.agency.name),
        ("年度 year", report.report_year),
        ("口径 coverage", report.coverage),
        ("发布 published", report.publish_date),
        ("数字 figures", len(report.statistics)),
        ("表格单元 cells", cells),
        ("不符的核对 failed checks", failed),
        ("问题 issues", len(report.issues)),
        ("来源 source", report.source.url),
    ]
    rows = "".join(f"<tr><th>{name}</th><td>{_text(value)}</td></tr>" for name, value in facts)
    figures = "".join(
        f"<tr><td>{_text(s.metric)}</td><td>{_text(s.value)} {_text(s.unit)}</td>"
        f"<td>{_text(s.evidence.text)}</td></tr>"
        for s in report.statistics[:_FIGURES]
    )
    return (
        f"<h4>{_text(report.title or report.report_id)}</h4><table>{rows}</table>"
        f"<table><tr><th>metric</th><th>value</th><th>evidence</th></tr>{figures}</table>"
    )


def _text(value: object) -> str:
    return "" if value is None else escape(str(value))
