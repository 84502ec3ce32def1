"""Where the table readers put what they read, and what they could not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from govcrawl.messages import Both, issue, phrase
from govcrawl.reading.model import GridCell, recognised
from govcrawl.reading.tables.cells import in_unit, parse_cell, plain
from govcrawl.reading.tables.dump_places import Slice
from govcrawl.reading.tables.layout import Cell
from govcrawl.report import (
    CellState,
    Era,
    Evidence,
    Issue,
    Number,
    Statistic,
    TableCell,
    TableQuality,
)

#: Keys named in a message; more are counted.
_SHOWN = 6
#: Issues of one code in a report; the last of them states that there are more.
_MOST_OF_A_KIND = 60
#: Confidence below which a figure read by OCR is refused.
_LEAST_CONFIDENCE = 0.75


@dataclass(slots=True)
class Tally:
    """One statutory table while it is being read, over all its physical pieces."""

    name: str
    table: int
    era: Era | None = None
    expected: list[str] = field(default_factory=list)
    #: state of each key that was met; keys of no form are ``unknown``
    states: dict[str, CellState] = field(default_factory=dict)

    def quality(self) -> TableQuality:
        """Counts over the expected keys; an expected key that was not met counts nowhere but
        in ``expected``."""
        met = [self.states[key] for key in self.expected if key in self.states]
        blank = met.count("blank") + met.count("not_applicable")
        unknown = sum(state == "unknown" for state in self.states.values())
        return TableQuality(
            table=self.table,
            name=self.name,
            era=self.era,
            expected=len(self.expected),
            read=met.count("read"),
            blank=blank,
            refused=met.count("refused"),
            unknown=unknown,
        )


class Collector:
    """Values, cells and issues of one report."""

    def __init__(self) -> None:
        self.values: dict[str, Number | None] = {}
        self.cells: list[TableCell] = []
        self.issues: list[Issue] = []
        self.statistics: list[Statistic] = []
        #: the source of each of ``cells`` and of ``statistics``, for their anchors
        self.sources: list[GridCell] = []
        self.statistic_sources: list[GridCell] = []
        self.tallies: list[Tally] = []
        #: the table being read was turned: its rows are the source's columns
        self.turned = False
        #: evidence of an error of the reading, by key or beginning of keys
        self.doubts: dict[str, Both] = {}
        #: source cells whose label was corrected (by id)
        self.corrected: set[int] = set()
        self._written: dict[str, int] = {}
        self._said: Counter[str] = Counter()

    def tally(self, name: str, table: int) -> Tally:
        """The tally of this name, opened where it is first met."""
        for tally in self.tallies:
            if tally.name == name:
                return tally
        tally = Tally(name, table)
        self.tallies.append(tally)
        return tally

    def issue(self, code: str, evidence: str | None = None, /, **values: object) -> None:
        """Say what could not be read; of one kind only so many times."""
        self._said[code] += 1
        if self._said[code] > _MOST_OF_A_KIND:
            return
        said = issue(code, evidence, severity=None, **values)
        if self._said[code] == _MOST_OF_A_KIND:
            more = phrase("more_of_a_kind")
            said.message += more.zh
            said.message_en += more.en
        self.issues.append(said)

    def doubt(self, key: str, why: Both) -> None:
        """Note that the figures under a key, or under all that begin with it, may be misread."""
        self.doubts.setdefault(key, why)

    def put(
        self,
        tally: Tally,
        key: str,
        cell: Cell,
        table: int,
        row: int,
        *,
        unit: str | None = None,
        printed_unit: str | None = None,
        refused: bool = False,
        known: bool = True,
    ) -> None:
        """Take one cell under ``key``. A key met before with another value is a contradiction:
        within one table neither is taken, in a later table the first stays. A blank says
        nothing, so it contradicts nothing."""
        value: Number | None = None
        state: CellState = cell.value.state
        if refused:
            state = "refused"
        elif state == "read":
            value = None if _is_doubtful(cell) else in_unit(cell.value, unit, printed_unit)
            if value is None:
                state = "refused"
        if state == "read" and (why := _may_be_misread(cell)):
            self.doubt(key, why)
        if not known and state != "refused":
            state = "unknown"
            if cell.value.number is not None:
                value = plain(cell.value.number)
        self._record(tally, key, value, state, cell, table, row)

    def put_texts(
        self,
        tally: Tally,
        keys: Sequence[str],
        texts: Sequence[str],
        cell: Cell,
        table: int,
        row: int,
    ) -> None:
        """Take the cells that have run together in one, each with its own characters."""
        at = 0
        for key, text in zip(keys, texts, strict=True):
            place = cell.source.place
            if place is not None:
                place = Slice(place, at, at + len(text))
            part = replace(cell, source=replace(cell.source, text=text, place=place))
            at += len(text)
            value = parse_cell(text)
            number = value.number
            self._record(
                tally,
                key,
                number if isinstance(number, int) else None,
                value.state,
                part,
                table,
                row,
            )

    def refuse(self, tally: Tally, key: str, cell: Cell | None, table: int, row: int) -> None:
        """No cell can be assigned to ``key`` with certainty."""
        if cell is not None:
            self.put(tally, key, cell, table, row, refused=True)
        elif key not in self.values:
            self.values[key] = None
            tally.states[key] = "refused"

    def _record(
        self,
        tally: Tally,
        key: str,
        value: Number | None,
        state: CellState,
        cell: Cell,
        table: int,
        row: int,
    ) -> None:
        text = cell.source.text
        before = self._written.get(key)
        if before is not None and state == "blank":
            return  # a row printed again, empty
        if before is not None and self.cells[before].state == "blank":
            self.values[key] = value
            tally.states[key] = state
            self.cells[before] = self._cell(key, text, table, cell, row, state)
            self.sources[before] = cell.source
            return
        if before is not None and self.values.get(key) != value:
            first = self.cells[before]
            same_table = first.table == table
            self.issue(
                "table_duplicate_cell",
                key,
                key=key,
                first=first.text,
                second=text,
                taken=phrase(f"table_duplicate_cell.{'neither' if same_table else 'first'}"),
            )
            if same_table:
                self.values[key] = None
                first.state = state = "refused"
                tally.states[key] = "refused"
                self._add(self._cell(key, text, table, cell, row, state), cell)
            return
        if before is not None:
            return
        self.values[key] = value
        tally.states[key] = state
        self._written[key] = len(self.cells)
        self._add(self._cell(key, text, table, cell, row, state), cell)

    def _add(self, taken: TableCell, cell: Cell) -> None:
        self.cells.append(taken)
        self.sources.append(cell.source)

    def _cell(
        self, key: str, text: str, table: int, cell: Cell, row: int, state: CellState
    ) -> TableCell:
        column = cell.source.column
        if self.turned:
            row, column = column, row
        return TableCell(
            key=key,
            text=text,
            table=table,
            row=row,
            column=column,
            page=cell.source.page,
            state=state,
        )

    def statistic(
        self, key: str, cell: Cell, unit: str | None, cumulative: bool, line: str
    ) -> None:
        """A figure of a schedule that ``forms.toml`` does not have, with the unit its row prints."""
        number = cell.value.number
        if number is None:
            return
        value = plain(number)
        self.statistic_sources.append(cell.source)
        self.statistics.append(
            Statistic(
                metric=key,
                value=value,
                value_text=cell.source.text,
                unit=unit or cell.value.unit,
                modifier="exact",
                lower=value,
                upper=value,
                scope="cumulative" if cumulative else "report",
                source="table",
                evidence=Evidence(text=line),
            )
        )

    def unplaced(self, where: str, cells: Sequence[Cell]) -> None:
        """Say that cells with figures are under no heading, or under several."""
        texts = [cell.source.text for cell in cells if cell.value.state in ("read", "refused")]
        if texts:
            self.issue("table_cell_unplaced", f"{where}: {' | '.join(texts)}"[:200])

    def finish(self, tally: Tally, title: str) -> None:
        """Give every expected key a place in ``values`` and say what was not found."""
        missing = [key for key in tally.expected if key not in tally.states]
        for key in tally.expected:
            self.values.setdefault(key, None)
        refused = [key for key in tally.expected if tally.states.get(key) == "refused"]
        if missing:
            self.issue(
                "table_cells_missing",
                _some(missing),
                table=Both(title, tally.name),
                expected=len(tally.expected),
                missing=len(missing),
            )
        if refused:
            self.issue(
                "table_cells_refused",
                _some(refused),
                table=Both(title, tally.name),
                count=len(refused),
            )


def _is_doubtful(cell: Cell) -> bool:
    """Whether a figure was recognised (OCR) so poorly that it is none."""
    place = recognised(cell.source.place)
    if place is None:
        return False
    confidence = place.confidence(0, None)
    return confidence is not None and confidence < _LEAST_CONFIDENCE


def _may_be_misread(cell: Cell) -> Both | None:
    """Evidence of an error of reading: the figure was recognised from a picture, or put together."""
    place: Any = cell.source.place
    if place is None:
        return None
    if recognised(place) is not None and place.confidence(0, None) is not None:
        return phrase("doubt.recognised", text=cell.source.text)
    if hasattr(type(place), "is_joined") and place.is_joined():
        return phrase("doubt.joined", text=cell.source.text)
    return None


def _some(keys: list[str]) -> str:
    shown = ", ".join(keys[:_SHOWN])
    return shown if len(keys) <= _SHOWN else f"{shown}, … ({len(keys)})"
