"""The codebook as one Markdown page, made of the data that the reader works with."""

from __future__ import annotations

from collections.abc import Iterable

from govcrawl.codebook import codebook
from govcrawl.outputs.indicators import definitions


def markdown() -> str:
    """Cells of the statutory tables, metrics of the narrative, indicators."""
    book = codebook().values()
    lines = ["# 代码本 Codebook", "", "## 法定表格 Statutory tables", ""]
    lines += _table(
        ("key", "中文", "English", "unit", "forms", "source", "example"),
        (
            (f"`{e.key}`", e.zh, e.en, e.unit, ", ".join(e.eras), e.source, e.example)
            for e in book
            if e.kind == "cell"
        ),
    )
    lines += ["", "## 叙述中的数字 Figures of the narrative", ""]
    lines += _table(
        ("key", "中文", "English", "unit", "定义 definition", "source", "example"),
        (
            (f"`{e.key}`", e.zh, e.en, e.unit, e.definition, e.source, e.example)
            for e in book
            if e.kind == "metric"
        ),
    )
    lines += ["", "## 指标 Indicators", ""]
    lines += _table(
        ("id", "中文", "English", "定义", "definition", "source"),
        ((f"`{d.id}`", d.zh, d.en, d.definition, d.definition_en, d.source) for d in definitions()),
    )
    return "\n".join(lines) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str | None, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for row in rows:
        cells = [(cell or "").replace("|", "\\|").replace("\n", " ") for cell in row]
        lines.append(f"| {' | '.join(cells)} |")
    return lines
