"""Cells without rows → rows: what each form's labels say about where a row begins and how
many figures it has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from govcrawl.reading.model import Grid, GridCell
from govcrawl.reading.tables import applicants, applications, outcomes, proactive, schedules
from govcrawl.reading.tables.cells import is_count_unit, parse_cell
from govcrawl.reading.tables.dump_places import At, DumpCell, DumpLines
from govcrawl.reading.tables.labels import skeleton
from govcrawl.text import squash

_Mode = Literal["", "proactive", "applications", "outcomes", "list"]
#: Characters of a token that can be a label.
_MAX_LABEL = 60
_DIGITS = re.compile(r"^[\d ,.]+$")
_LIST_LABEL = re.compile(r"^(?:统计)?(?:指标|项目)(?:名称)?$")
_LIST_HEAD = re.compile(
    r"^(?:(?:计量)?单位|代码|序号|数量|统计数|数值|数据|(?:本年|本期|上年|历年|20\d\d年)\S{0,6}|累计|合计|备注)$"
)
#: A note in a line of its own.
_NOTE = re.compile(r"^(?:\([^()]*\)|\[[^\[\]]*\]|[*※]?(?:注|说明|备注)[:：].*)$")
_CORNER = "勾稽关系"
_INFORMATION = skeleton("信息内容")
#: Lines that one heading is broken over.
_MOST_LINES = 4
#: Headings of one table, each over two lines.
_MOST_HEADS = 48
_LAST_ROW = "carried_out"


@dataclass(frozen=True, slots=True)
class Token:
    """One cell of the flattened table."""

    text: str
    kind: Literal["text", "value", "unit", "blank"]
    label: str = ""
    #: the number of its line and its own number there
    at: At = (-1, -1)

    @classmethod
    def of(cls, text: str) -> Token:
        state = parse_cell(text).state
        if state == "blank":
            return cls("", "blank")
        if state != "refused" or _DIGITS.match(text):
            return cls(text, "unit" if set(text) <= {"-", "—", "–"} and len(text) > 1 else "value")
        if is_count_unit(text):
            return cls(text, "unit")
        return cls(text, "text", skeleton(text))

    @classmethod
    def of_run(cls, text: str) -> Token:
        """Figures, and marks for none, that have run together or are alone."""
        token = cls.of(text)
        return cls(text, "value") if token.kind in ("text", "unit") else token

    @property
    def known(self) -> bool:
        """Whether a form has this label."""
        label = self.label
        return bool(label) and (
            label in proactive.CAPTIONS
            or label == _INFORMATION
            or label in applicants.APPLICANTS
            or label in applicants.ORGANISATIONS
            or bool(proactive.ROWS.find(label) or proactive.COLUMNS.find(label))
            or bool(applications.ROWS.find(label) or applications.GROUPS.find(label))
            or bool(applicants.COLUMNS.find(label))
            or bool(outcomes.COLUMNS.find(label) or outcomes.GROUPS.find(label))
            or schedules.is_listed(label)
        )


class _Cell(NamedTuple):
    """A cell of the rebuilt table and the cells of the text that it is made of."""

    text: str
    column: int
    colspan: int = 1
    at: tuple[At, ...] = ()


@dataclass(slots=True)
class Rebuilder:
    """Takes the cells in order and keeps them as rows. ``lines`` is the text they come from."""

    lines: DumpLines
    rows: list[list[_Cell]] = field(default_factory=list)
    _mode: _Mode = ""
    _in_heads: bool = False
    _heads: list[Token] = field(default_factory=list)
    _n: int = 0
    _surplus: int = 0
    _label: Token | None = None
    _values: list[Token] = field(default_factory=list)
    _piped: bool = False
    #: the line holds labels, so that its blanks are what merged cells left after
    _worded: bool = False
    _figures: int = 0
    #: rows under the current headings, and whether one had more cells than they have
    _under: list[int] = field(default_factory=list)
    _overfull: bool = False
    #: whether all cells taken so far belong to the table for certain
    settled: bool = False

    @staticmethod
    def starts(tokens: Sequence[Token]) -> bool:
        """Whether a line can begin a dumped table."""
        if not tokens or tokens[0].kind != "text":
            return False
        if len(tokens) > 1 and _CORNER in tokens[0].text:
            tokens = [t for t in tokens[1:] if t.kind == "text"] or tokens
        first = tokens[0].label
        return (
            first in proactive.CAPTIONS
            or first == _INFORMATION
            or first in applicants.APPLICANTS
            or first in applicants.TELLING
            or first in outcomes.TELLING
            or first in (outcomes.RECONSIDERATION, outcomes.LITIGATION)
            or _LIST_LABEL.match(squash(tokens[0].text)) is not None
        )

    def feed(self, tokens: Sequence[Token], following: Token | None, *, piped: bool) -> bool:
        """Take the cells of one line; False if they are no part of the table any more."""
        self._piped = piped
        self._worded = any(token.kind == "text" for token in tokens)
        for i, token in enumerate(tokens):
            upcoming = tokens[i + 1] if i + 1 < len(tokens) else following
            if not self._take(token, upcoming):
                return False
        return True

    def _take(self, token: Token, upcoming: Token | None) -> bool:
        if token.kind == "text" and self._opens(token):
            return True
        if not self._mode:
            # the corner of table 3, printed before its headings
            return token.kind == "blank" or _CORNER in token.text
        if self._in_heads:
            return self._head(token)
        if self._mode == "outcomes":
            return self._outcome_value(token)
        if token.kind == "text":
            return self._row_label(token, upcoming)
        if self._label is None:
            return False
        if (
            self._full()
            and not self._piped
            and self._under
            and not self._overfull
            and (upcoming is None or not upcoming.known)
        ):
            return False  # a figure after the last row: a page number, or 无 of the next section
        self._values.append(token)
        self.settled = True
        return True

    # -- headings -------------------------------------------------------------------------

    def _opens(self, token: Token) -> bool:
        """A heading that begins a block, a form, or repeats one."""
        label = token.label
        if label in proactive.CAPTIONS:
            self._begin("proactive")
            self.rows.append([_Cell(token.text, 0)])
            return True
        if label == _INFORMATION:
            self._begin("proactive")
            return True
        if label in applicants.APPLICANTS or (
            self._mode != "applications" and label in applicants.TELLING
        ):
            if not (self._mode == "applications" and self._in_heads):
                self._begin("applications")
            if label not in applicants.APPLICANTS:
                self._heads.append(token)
            return True
        if self._mode not in ("outcomes", "list") and (
            label in outcomes.TELLING or label in (outcomes.RECONSIDERATION, outcomes.LITIGATION)
        ):
            self._begin("outcomes")
            self._heads.append(token)
            return True
        if _LIST_LABEL.match(squash(token.text)) and self._mode in ("", "list"):
            if self._mode == "list" and self._in_heads and self._heads:
                return False
            self._begin("list")
            self._heads.append(token)
            return True
        return False

    def _begin(self, mode: _Mode) -> None:
        self._flush()
        self._close_block()
        self._mode = mode
        self._in_heads = True
        self._heads = []
        self._n = 0

    def _head(self, token: Token) -> bool:
        if len(self._heads) > _MOST_HEADS or len(token.text) > _MAX_LABEL:
            return False
        mode = self._mode
        if token.kind == "text":
            if mode == "proactive" and proactive.ROWS.find(token.label):
                self._close_heads([_Cell("信息内容", 0), *self._spread(_whole_heads(self._heads))])
                return self._start_row(token)
            if (
                mode == "applications"
                and (
                    token.label in applications.TELLING_ROWS or applications.ROWS.find(token.label)
                )
                and token.label not in applicants.COLUMNS
            ):
                heads = _applicant_order(_whole_heads(self._heads))
                self._close_heads([_Cell("", 0), *self._spread(heads)])
                return self._start_row(token)
            if mode == "list" and not _LIST_HEAD.match(squash(token.text)):
                if len(self._heads) < 2:
                    return False
                self._close_heads([_Cell(h.text, i) for i, h in enumerate(self._heads)])
                self._n = len(self._heads) - 1
                return self._start_row(token)
            self._heads.append(token)
            return True
        if token.kind == "blank" and self._piped and self._worded:
            if mode == "outcomes" or (mode == "proactive" and not self._heads):
                return True
        if mode == "outcomes" and token.kind in ("value", "blank"):
            if self._outcome_heads():
                return self._outcome_value(token)
            return token.kind == "blank" and self._piped
        if token.kind == "blank" and self._piped:
            if mode == "proactive":
                self._heads.append(token)  # a column without a heading is a column
            return True
        return False

    def _spread(self, heads: Sequence[Token]) -> list[_Cell]:
        self._n = len(heads)
        return [_Cell(head.text, i) for i, head in enumerate(heads, 1)]

    def _close_heads(self, row: list[_Cell]) -> None:
        self.rows.append(row)
        self._in_heads = False

    def _outcome_heads(self) -> bool:
        """Only the whole official heading can be given its groups again."""
        self._heads = _whole_heads(self._heads)
        found = [h for h in self._heads if outcomes.COLUMNS.find(h.label)]
        groups = outcomes.official_groups([h.label for h in found], [h.label for h in self._heads])
        if groups is None:
            return False
        width = len(found) // len(groups)
        self.rows.append([_Cell(name, i * width, width) for i, name in enumerate(groups)])
        self.rows.append([_Cell(head.text, i) for i, head in enumerate(found)])
        self._in_heads = False
        # with an unknown heading among them the figures cannot be distinguished
        self._n = len(found)
        self._surplus = sum(
            not (outcomes.COLUMNS.find(h.label) or outcomes.GROUPS.find(h.label))
            for h in self._heads
        )
        return True

    # -- rows -----------------------------------------------------------------------------

    def _start_row(self, token: Token) -> bool:
        self._label = token
        self._values = []
        return True

    def _row_label(self, token: Token, upcoming: Token | None) -> bool:
        if not self._mode or len(token.text) > _MAX_LABEL or "。" in token.text:
            return False
        if self._label is not None and not self._values and _NOTE.match(squash(token.text)):
            return True  # it belongs to the label before it
        # an unknown text is a row only if figures follow it at once
        has_figures = upcoming is not None and (
            upcoming.kind in ("value", "unit") or (upcoming.kind == "blank" and self._piped)
        )
        if not has_figures and not self._belongs(token):
            return False
        self._flush()
        return self._start_row(token)

    def _belongs(self, token: Token) -> bool:
        if self._mode == "applications":
            return bool(
                applications.GROUPS.find(token.label) or applications.ROWS.find(token.label)
            )
        if self._mode == "proactive":
            return bool(proactive.ROWS.find(token.label))
        return self._mode == "list" and schedules.is_listed(token.label)

    def _full(self) -> bool:
        return len(self._values) >= self._n

    def _outcome_value(self, token: Token) -> bool:
        if token.kind not in ("value", "blank"):
            return False
        self._values.append(token)
        self.settled = True
        run = token.kind == "value" and len(token.text) >= self._n and token.text.isdigit()
        if run or len(self._values) == self._n + self._surplus:
            self._flush_outcomes()
        return True

    def _flush_outcomes(self) -> None:
        values = self._values
        if self._surplus:  # no cell can be distinguished from another
            self._under.append(len(self.rows))
            self.rows.append([_joined(values, 0, max(self._n, 1))])
        else:
            self._add_cells([], values, 0)
        self._surplus = 0
        self._figures += 1
        self._mode = ""
        self._values = []

    def _flush(self) -> None:
        """Close the open row."""
        label, values = self._label, self._values
        self._label = None
        self._values = []
        if self._mode == "outcomes" or label is None:
            return
        if not values:
            self.rows.append([_Cell(label.text, 0)])
            return
        self._figures += 1
        self._add_cells([_Cell(label.text, 0)], values, 1)

    def _add_cells(self, row: list[_Cell], values: Sequence[Token], start: int) -> None:
        n = self._n
        if self._mode == "list" and len(values) < n:
            values = self._typed(values)
        elif self._mode == "applications" and len(values) > n:
            # blanks of the label columns; unless there are blanks at the end as well
            while len(values) > n and values[0].kind == "blank" and values[-1].kind != "blank":
                values = values[1:]
        if len(values) > n and len(inner := _without_padding(values)) == n:
            values = inner
        if len(values) == n:
            row.extend(
                _Cell(value.text, start + i, 1, (value.at,)) for i, value in enumerate(values)
            )
        else:
            self._overfull |= len(values) > n
            row.append(_joined(values, start, max(n, 1)))
        self._under.append(len(self.rows))
        self.rows.append(row)

    def _close_block(self) -> None:
        """A row with more cells than headings shows that a heading was lost: then no row
        under them can be placed."""
        if self._overfull:
            for number in self._under:
                row = self.rows[number]
                cells = [cell for cell in row if cell.column > 0]
                text = " ".join(cell.text for cell in cells)
                at = tuple(at for cell in cells for at in cell.at)
                if len(cells) > 1:
                    self.rows[number] = [row[0], _Cell(text, 1, max(self._n, 1), at)]
        self._under = []
        self._overfull = False

    def _typed(self, values: Sequence[Token]) -> Sequence[Token]:
        """A list's row that lost its blanks: a unit is a unit, and a single column of figures
        has the single figure."""
        heads = [squash(head.text) for head in self._heads[1:]]
        units = [i for i, head in enumerate(heads) if head.endswith("单位")]
        others = [i for i in range(len(heads)) if i not in units]
        if len(units) > 1 or len(others) != 1:
            return values
        cells = [Token("", "blank")] * len(heads)
        for value in values:
            at = units if value.kind == "unit" else others
            if not at or cells[at[0]].kind != "blank":
                return values
            cells[at[0]] = value
        return cells

    def finish(self) -> Grid | None:
        """The rebuilt table; None if no row with figures was found."""
        self._flush()
        if self._mode == "outcomes" and self._values:
            self._flush_outcomes()
        self._close_block()
        while self.rows and len(self.rows[-1]) == 1 and self.rows[-1][0].colspan == 1:
            self.rows.pop()
        if not self._figures or len(self.rows) < 2:
            return None
        cells = [
            GridCell(
                cell.text,
                number,
                cell.column,
                1,
                cell.colspan,
                place=DumpCell(self.lines, cell.at) if _located(cell) else None,
            )
            for number, row in enumerate(self.rows)
            for cell in row
        ]
        width = max(cell.column + cell.colspan for cell in cells)
        return Grid(cells, len(self.rows), width, kind="dump")


def _whole_heads(heads: Sequence[Token]) -> list[Token]:
    """Headings with those made one again that were broken over lines."""
    whole: list[Token] = []
    i = 0
    while i < len(heads):
        for size in range(min(_MOST_LINES, len(heads) - i), 1, -1):
            parts = heads[i : i + size]
            if all(part.kind == "text" for part in parts):
                joined = Token.of("".join(part.text for part in parts))
                if joined.known:
                    break
        else:
            size, joined = 1, heads[i]
        whole.append(joined)
        i += size
    return whole


def _without_padding(values: Sequence[Token]) -> Sequence[Token]:
    """Values without the blanks around them."""
    first = next((i for i, value in enumerate(values) if value.kind != "blank"), 0)
    last = next((i for i, value in enumerate(reversed(values)) if value.kind != "blank"), 0)
    return values[first : len(values) - last]


def _joined(values: Sequence[Token], column: int, colspan: int) -> _Cell:
    text = " ".join(value.text for value in values)
    return _Cell(text, column, colspan, tuple(value.at for value in values))


def _located(cell: _Cell) -> bool:
    return bool(cell.at) and all(line >= 0 for line, _ in cell.at)


def _applicant_order(heads: Sequence[Token]) -> list[Token]:
    """Headings as ruled. In a dump by rows 总计 comes before the organisations, which are
    under 法人或其他组织."""
    labels = [head.label for head in heads]
    at = next((i for i, label in enumerate(labels) if label in applicants.ORGANISATIONS), None)
    if at is None:
        return list(heads)
    before, after = list(heads[:at]), list(heads[at + 1 :])
    total = next((i for i, head in enumerate(after) if head.label in _TOTALS), None)
    first = next(
        (i for i, head in enumerate(after) if head.label in applicants.TELLING), len(after)
    )
    if total is None or total > first:
        return before + after
    # second-level headings run up to the first organisation
    return before + after[first:] + after[:first]


_TOTALS = frozenset(
    skeleton(label)
    for item in applicants.FORM.columns
    if item.key == "total"
    for label in item.labels
)
