"""The table ``coverage`` of an export: the matrix of bodies and years, as rows.

The day it is judged from is the last one that its data know of, never today's: the same feeds and
runs give the same table.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from govcrawl import feed
from govcrawl.coverage import Cell, Line, RunFile, cells_of, data_dirs, read_line, read_runs
from govcrawl.outputs.record_rows import Row
from govcrawl.portals import Portal


class Matrix(NamedTuple):
    """``as_of`` is the day it is judged from, None where nothing has a date; ``rows`` come one after
    the other, once."""

    as_of: datetime.date | None
    rows: Iterator[Row]


def matrix_of(feeds: Iterable[Path], data_dir: Path | None, known: Mapping[str, Portal]) -> Matrix:
    """The matrix of the records of ``feeds`` and of the runs of the data directories that they are
    in, or of ``data_dir`` where they are in none; of those, the runs on the feeds' own portals.
    Lines that are no record are passed over: the export names them. Raises OSError."""
    files = list(feeds)
    lines = [line for path in files for line in _lines(path)]
    folders = data_dirs(files, data_dir or Path())
    runs = read_runs(folders[1:] or (folders if data_dir else []))
    portals = {line.source.portal for line in lines if line.source.portal}
    hosts = {urlsplit(url).netloc for line in lines for url in line.urls()}
    runs = [run for run in runs if _about(run, portals, hosts)]
    as_of = _last_day(lines, runs)
    if as_of is None:
        return Matrix(None, iter(()))
    cells = cells_of(lines, runs, known, today=as_of)
    return Matrix(as_of, (_row(number, cell) for number, cell in enumerate(cells, 1)))


def _about(run: RunFile, portals: set[str], hosts: set[str]) -> bool:
    return any(
        target.portal in portals if target.portal else urlsplit(target.url).netloc in hosts
        for target in run.targets
    )


def _lines(path: Path) -> Iterable[Line]:
    for _, text in feed.lines(path):
        try:
            yield read_line(text)
        except ValueError:
            continue


def _last_day(lines: Iterable[Line], runs: Iterable[RunFile]) -> datetime.date | None:
    days = [run.finished_at for run in runs]
    days += [line.source.fetched_at for line in lines if line.source.fetched_at]
    if not days:  # files of unknown date: a printed day is all there is, and is no contradiction
        for line in lines:
            days += filter(None, (line.publish_date, line.document_date))
    last = max((day[:10] for day in days), default=None)
    return None if last is None else datetime.date.fromisoformat(last)


def _row(number: int, cell: Cell) -> Row:
    proof = cell.certificate
    return (
        *(number, cell.agency, "、".join(cell.former), cell.adcode, cell.year, cell.state),
        *(cell.reason, cell.reason_en, cell.coverage, cell.timing, cell.days),
        *(cell.due, cell.published, cell.evidence, " ".join(cell.urls)),
        *((proof.run_id, len(proof.listing)) if proof else (None, None)),
    )
