"""Tables of real reports, cell by cell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from govcrawl.checks import check_record
from govcrawl.reading.formats.html.html_grid import grid_from_html
from govcrawl.reading.tables import (
    TablesResult,
    find_dumps,
    is_statistical,
    read_tables,
)
from govcrawl.text import collapse


def _read_html(data: str, year: int) -> TablesResult:
    tree = lxml.html.fromstring(data.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    grids = [grid for grid in map(grid_from_html, tree.iter("table")) if grid is not None]
    return read_tables([grid for grid in grids if is_statistical(grid)], report_year=year)


def _huaian(shared: Path) -> list[dict[str, Any]]:
    pages = json.loads((shared / "pages/reports/manifest.json").read_text("utf-8"))
    return [page for page in pages if page["tables"]]


def test_all_cells_of_the_report_pages(shared: Path) -> None:
    pages = _huaian(shared)
    right = total = 0
    for page in pages:
        encoding = "gb18030" if page["encoding"].startswith("gb") else page["encoding"]
        data = (shared / "pages/reports" / page["file"]).read_bytes().decode(encoding, "replace")
        result = _read_html(data, page["report_year"])
        total += len(page["tables"])
        right += sum(result.values.get(key, -1) == v for key, v in page["tables"].items())
        assert result.era == page["era"]
        assert len(result.values) == len(page["tables"])
        assert not result.issues
        checks = check_record(result.values, cells=result.cells)
        assert not [check for check in checks if check.status in ("fail", "conflict")]
    assert (right, total) == (2400, 2400)


def test_seed_schedules_with_their_blanks(shared: Path) -> None:
    seed = next((shared / "seeds").glob("002_*.txt")).read_text("utf-8")
    gold = json.loads((shared / "gold/seed_002.json").read_text("utf-8"))
    lines = [collapse(line) for line in seed.split("\n")]
    dumps = find_dumps(lines)
    spans = [(dump.start + 1, dump.end) for dump in dumps]
    for table in gold["tables"]:
        assert tuple(table["lines"]) in spans
    own = [dump.grid for dump in dumps if dump.end < gold["tables"][-1]["lines"][1] + 1]
    result = read_tables(own, report_year=2012)
    expected = {row["key"]: row["value"] for table in gold["tables"] for row in table["rows"]}
    assert result.values == expected
    assert result.era == "guangzhou_schedule_2008_2013"
    blank = {cell.key for cell in result.cells if cell.state == "blank"}
    assert blank == {key for key, value in expected.items() if value is None}
    status = {check.operands[0].key: check for check in check_record(result.values)}
    received = status["gz.applications.received.total"]
    assert (received.status, received.expected) == ("not_assessable", 9)
    assert status["gz.applications.replied.total"].status == "pass"


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("shanghai_bgt_2019.table2.fragment", "proactive.art20_1.rules.total_disclosed", 524),
        ("shanghai_bgt_2019.table2.fragment",
         "proactive.art20_9.centralized_procurement.amount", 251000),
        ("pingtan_2024_report.abridged", "proactive.art20_1.rules.in_force", 0),
    ],
)  # fmt: skip
def test_real_markup(shared: Path, name: str, key: str, value: float) -> None:
    data = (shared / "pages/structure" / f"{name}.html").read_text("utf-8")
    result = _read_html(data, 2024)
    assert result.values[key] == value
    assert result.era == ("format_2019_trial" if "2019" in name else "format_2021")


def test_narratives_hold_no_dump(shared: Path) -> None:
    for seed in sorted((shared / "seeds").glob("*.txt")):
        if seed.name.startswith("002"):
            continue
        lines = [collapse(line) for line in seed.read_text("utf-8").split("\n")]
        assert find_dumps(lines) == []
