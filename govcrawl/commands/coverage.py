"""``scrapy coverage FEED… [--format table|json|csv] [-O FILE]``: the agency × year matrix.

Feeds give what was found; the runs of the data directory, and of those that the feeds are in, say
what was looked for (``run.json``, ``listed.jsonl``). Exit status: 0, whatever the matrix says ·
2 usage.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING

import msgspec
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl.commands.stopping import in_one_line
from govcrawl.messages import printable, say
from govcrawl.runs import replacing

if TYPE_CHECKING:
    from rich.console import Console

    from govcrawl.coverage import Cell

_SIGNS = {
    "on_time": "✓",
    "late": "迟",
    "early": "早",
    "changed": "Δ",
    "twice": "≡",
    "not_found": "缺",
    "unknown": "?",
    "not_due": "—",
}
_NAMES = {
    "on_time": "按时 on time",
    "late": "迟 n 天 late by n days",
    "early": "年终前 before the year's end",
    "changed": "发布后有改动 changed since",
    "twice": "两份 found twice",
    "not_found": "未找到 not found",
    "unknown": "不明 unknown",
    "not_due": "未到期 not due",
}
_STYLES = {"late": "red", "not_found": "red", "early": "yellow", "on_time": "green"}
_TOLD = ("late", "early", "changed", "twice", "not_found")
_LISTS = ("former", "urls")
_FORMATS = ("table", "json", "csv")


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] FEED [FEED ...]"

    def short_desc(self) -> str:
        return "机构×年份覆盖情况 / Coverage: the agency × year matrix of feeds and runs"

    def long_desc(self) -> str:
        return f"{self.short_desc()}. Example: scrapy coverage data/latest"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", choices=_FORMATS, help="default: table, or by FILE's name")
        parser.add_argument("--json", action="store_const", const="json", dest="format")
        parser.add_argument("--years", help="2019, 2019-2024 or 2014,2016-2018 (default: all seen)")
        parser.add_argument("--as-of", help="the day to judge from, YYYY-MM-DD (default: today)")
        parser.add_argument("-O", "--output", metavar="FILE", help="write to FILE, replaced whole")

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from rich.console import Console

        from govcrawl import feed, portals
        from govcrawl.coverage import cells_of, data_dirs, read_feed, read_runs
        from govcrawl.portals import PortalError
        from govcrawl.spiders.arguments import ArgumentsError, years_of

        assert self.settings is not None
        if not args:
            raise UsageError(str(say("needs_feeds")), print_help=False)
        try:
            feeds = [path for arg in args for path in feed.files(Path(arg))]
            years = years_of(opts.years)
            today = datetime.date.fromisoformat(opts.as_of) if opts.as_of else _today()
            known = portals.load(self.settings.getdict("GOVCRAWL_PORTALS"))
            runs = read_runs(data_dirs(feeds, Path(self.settings["GOVCRAWL_DATA_DIR"])))
            lines = (line for path in feeds for line in read_feed(path))
            cells = cells_of(lines, runs, known, today=today, years=years)
        except (ArgumentsError, PortalError, ValueError, OSError) as error:
            raise UsageError(f"{error}", print_help=False) from None
        suffix = Path(opts.output or "").suffix.removeprefix(".")
        kind = opts.format or (suffix if suffix in _FORMATS else "table")
        if kind == "table" and not opts.output and sys.stdout.isatty():
            _rich(list(cells), Console())
            return
        pieces = {"json": _json, "csv": _csv, "table": _plain}[kind](cells)
        if opts.output:
            try:
                with replacing(Path(opts.output)) as file:
                    for text in pieces:
                        file.write(text.encode())
            except OSError as error:
                said = say("unwritable_file", path=opts.output, error=error.strerror or error)
                raise UsageError(str(said), print_help=False) from None
        else:
            for text in pieces:
                sys.stdout.write(text)


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.timezone.utc).date()


def _sign(cell: Cell) -> str:
    late = cell.timing == "late" or cell.state == "late"
    mark = _SIGNS[cell.state] + (_SIGNS["late"] if late and cell.state != "late" else "")
    return f"{mark}{cell.days if late else ''}"


def _named(cell: Cell) -> str:
    """The body with its earlier names."""
    return f"{cell.agency}（原 formerly {'、'.join(cell.former)}）" if cell.former else cell.agency


def _by_agency(cells: list[Cell]) -> dict[tuple[str, str | None], list[Cell]]:
    rows: dict[tuple[str, str | None], list[Cell]] = {}
    for cell in cells:
        rows.setdefault((_named(cell), cell.adcode), []).append(cell)
    return rows


def _rich(cells: list[Cell], console: Console) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title="覆盖情况 Coverage", title_justify="left")
    table.add_column("机构 agency", overflow="fold")
    years = sorted({cell.year for cell in cells if cell.year is not None})
    for year in years:
        table.add_column(str(year), justify="center", no_wrap=True)
    for (agency, _), row in _by_agency(cells).items():
        by_year = {cell.year: cell for cell in row}
        marks = [
            f"[{_STYLES.get(c.timing or c.state, 'default')}]{_sign(c)}[/]"
            for c in map(by_year.__getitem__, years)
        ]
        table.add_row(escape(printable(agency)), *marks)
    console.print(table)
    notes = _Notes()
    for cell in cells:
        notes.add(cell)
    console.print("\n".join(map(printable, notes.lines())), markup=False, highlight=False)


def _plain(cells: Iterable[Cell]) -> Iterator[str]:
    rows: dict[tuple[str, str | None], list[str]] = {}
    notes = _Notes()
    for cell in cells:
        key = intern(_named(cell)), cell.adcode
        rows.setdefault(key, []).append(intern(f"{cell.year or '????'} {_sign(cell)}"))
        notes.add(cell)
    for (agency, _), row in rows.items():
        yield f"{printable(f'{agency} · ' + ' · '.join(row))}\n"
    for line in notes.lines():
        yield f"{printable(line)}\n"


class _Notes:
    """The sum of each state, then what is said of every cell that says something."""

    def __init__(self) -> None:
        self._sums: Counter[str] = Counter()
        self._told: list[str] = []
        self._unknown: dict[tuple[str, str, str], list[str]] = {}

    def add(self, cell: Cell) -> None:
        self._sums[cell.state] += 1
        name = intern(_named(cell))
        if cell.state in _TOLD:
            self._told.append(f"{name} {cell.year}: {cell.reason} / {cell.reason_en}")
        if cell.state == "unknown":
            key = name, intern(cell.reason), intern(cell.reason_en)
            self._unknown.setdefault(key, []).append(intern(str(cell.year or "????")))

    def lines(self) -> Iterator[str]:
        sums = self._sums
        yield ""
        yield " · ".join(f"{_SIGNS[s]} {_NAMES[s]}: {sums[s]}" for s in _NAMES if sums[s])
        yield ""
        yield from self._told
        for (name, zh, en), years in self._unknown.items():
            yield f"{name} ? {_ranges(years)}: {zh} / {en}"


def _ranges(years: list[str]) -> str:
    """``2008-2012, 2015``: years in a row joined."""
    runs: list[list[str]] = []
    for year in years:
        if runs and year.isdigit() and int(year) == int(runs[-1][-1]) + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _json(cells: Iterable[Cell]) -> Iterator[str]:
    """The list that ``msgspec.json.format`` makes of all cells, a cell at a time."""
    before = "[\n"
    for cell in cells:
        text = msgspec.json.format(msgspec.json.encode([cell]), indent=2).decode()
        yield before + text[2:-2]
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def _csv(cells: Iterable[Cell]) -> Iterator[str]:
    from govcrawl.coverage import Cell

    lists = (*_LISTS, "certificate")
    names = [name for name in Cell.__dataclass_fields__ if name not in lists]
    yield _row([*names, *_LISTS, "run_id", "listing_pages", "listing_sha256"])
    for cell in cells:
        proof = cell.certificate
        pages = proof.listing if proof else []
        yield _row(
            [
                *(getattr(cell, name) for name in names),
                "、".join(cell.former),
                " ".join(cell.urls),
                proof.run_id if proof else None,
                len(pages) if proof else None,
                " ".join(page.sha256 for page in pages),
            ]
        )


def _row(values: list[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(values)
    return out.getvalue()
