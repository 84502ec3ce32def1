"""What happens to the tables of a report before they are published, as changes of their grids.

Each damage takes a `Paper` and gives another whose tables print otherwise; ``expected`` says what
each key should read then, decided here and not by the reader. ``doubtful`` are keys whose figure
may also be refused (null, and said): a footnote that touches it, a label that is none.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from samples.source import forms
from tests.makers.printing import Paper

_WIDE: Final = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
_BLANKS: Final = ("-", "—", "－", "/", "／", "无", "　", "\xa0", "——", "–", "")


@dataclass
class Worn:
    """A report, its tables as printed, and the paragraphs set between them."""

    paper: Paper
    expected: dict[str, int | float | None]
    doubtful: set[str] = field(default_factory=set)
    #: row numbers of each table before which it is cut in two, with the text set between
    cuts: dict[int, tuple[int, str]] = field(default_factory=dict)
    repeat_heads: bool = True


Damage = Callable[[Paper, random.Random], Worn]


def _texts(made: Paper, change: Callable[[str, str], str]) -> Paper:
    """The paper with the text of each figure changed: ``change(key, text)``."""
    tables = []
    for heading, table in made.tables:
        grid = [
            [(change(key, text) if key else text, r, c, key) for text, r, c, key in row]
            for row in table.grid
        ]
        tables.append((heading, replace(table, grid=grid)))
    return replace(made, tables=tables)


def _labels(made: Paper, change: Callable[[str], str], *, only: int | None = None) -> Paper:
    tables = []
    for n, (heading, table) in enumerate(made.tables):
        grid = [
            [
                (text if key or (only is not None and n != only) else change(text), r, c, key)
                for text, r, c, key in row
            ]
            for row in table.grid
        ]
        tables.append((heading, replace(table, grid=grid)))
    return replace(made, tables=tables)


def none(made: Paper, rng: random.Random) -> Worn:
    return Worn(made, dict(made.expected))


def thousands(made: Paper, rng: random.Random) -> Worn:
    def change(key: str, text: str) -> str:
        if not text.isdigit():
            return text
        comma = rng.choice((",", "，"))
        return f"{int(text):,}".replace(",", comma)

    return Worn(_texts(made, change), dict(made.expected))


def full_width(made: Paper, rng: random.Random) -> Worn:
    return Worn(_texts(made, lambda _, t: t.translate(_WIDE)), dict(made.expected))


def units(made: Paper, rng: random.Random) -> Worn:
    """The unit stands behind the figure."""

    def change(key: str, text: str) -> str:
        if not text.isdigit() or "amount" in key:
            return text
        return text + rng.choice(("件", " 件", "（件）"))

    return Worn(_texts(made, change), dict(made.expected))


def notes(made: Paper, rng: random.Random) -> Worn:
    """A footnote's sign behind some figures: the figure, or refused."""
    doubtful: set[str] = set()

    def change(key: str, text: str) -> str:
        if text and text[-1].isdigit() and rng.random() < 0.15:
            doubtful.add(key)
            return text + rng.choice(("①", "*", "[1]", "（注2）", "※", "²"))
        return text

    return Worn(_texts(made, change), dict(made.expected), doubtful)


def dashes(made: Paper, rng: random.Random) -> Worn:
    """What is zero is a mark or nothing: null."""
    expected = dict(made.expected)
    mark = rng.choice(_BLANKS)

    def change(key: str, text: str) -> str:
        if text == "0":
            expected[key] = None
            return mark
        return text

    return Worn(_texts(made, change), expected)


def mistyped(made: Paper, rng: random.Random) -> Worn:
    """Some labels of rows have a character too few, too many, or another."""
    doubtful: set[str] = set()
    tables = []
    for heading, table in made.tables:
        grid = []
        for row in table.grid:
            keys = {key for *_, key in row if key}
            line = list(row)
            at = [i for i, (text, *_, key) in enumerate(row) if key is None and len(text) > 6]
            if keys and at and rng.random() < 0.2:
                i = at[-1]
                text, r, c, _ = line[i]
                place = rng.randrange(4, len(text))
                how = rng.randrange(3)
                other = rng.choice("之与为其有及可")
                text = (
                    text[:place]
                    + (text[place + 1 :], other + text[place:], other + text[place + 1 :])[how]
                )
                line[i] = (text, r, c, None)
                doubtful |= keys
            grid.append(line)
        tables.append((heading, replace(table, grid=grid)))
    return Worn(replace(made, tables=tables), dict(made.expected), doubtful)


def unnumbered(made: Paper, rng: random.Random) -> Worn:
    """Labels without their numbers, or with other ones."""
    import re

    def change(text: str) -> str:
        stem = re.sub(r"^(?:[一二三四五六七]、|（[一二三四五六七]）|\d\.)", "", text)
        if stem == text or stem in ("总计", "其他") or "第二十条" in text:
            return text
        return stem

    return Worn(_labels(made, change), dict(made.expected))


def broken_labels(made: Paper, rng: random.Random) -> Worn:
    """Blanks and line ends within labels."""

    def change(text: str) -> str:
        if len(text) < 4:
            return rng.choice((text, " ".join(text), "\n".join(text)))
        at = rng.randrange(2, len(text) - 1)
        return text[:at] + rng.choice((" ", "\n", "　")) + text[at:]

    return Worn(_labels(made, change), dict(made.expected))


def extra_row(made: Paper, rng: random.Random) -> Worn:
    """A row that no form has, with figures."""
    tables = []
    for heading, table in made.tables:
        grid = list(table.grid)
        at = rng.choice(
            [
                n
                for n in range(1, len(grid))
                if any(k for *_, k in grid[n]) and all(r == 1 for _, r, _, _ in grid[n])
            ]
        )
        row = [(("其中：网上办理" if k is None else "3"), r, c, None) for _, r, c, k in grid[at]]
        if not any(c[0] != "3" for c in row):
            tables.append((heading, table))
            continue
        depth = sum(up[0][1] > at - n for n, up in enumerate(grid[:at]) if up and up[0][1] > 1)
        if not depth:
            grid.insert(at + 1, row)
        tables.append((heading, replace(table, grid=grid)))
    return Worn(replace(made, tables=tables), dict(made.expected))


def lost_rows(made: Paper, rng: random.Random) -> Worn:
    """Two rows were left out: nothing is printed for them."""
    expected = dict(made.expected)
    tables = []
    for heading, table in made.tables:
        plain = [
            n
            for n, row in enumerate(table.grid)
            if any(k for *_, k in row)
            and all(r == 1 for _, r, _, _ in row)
            and row[0][3] is None
            and not any(up[0][1] > n - m for m, up in enumerate(table.grid[:n]) if up)
        ]
        gone = set(rng.sample(plain, min(1, len(plain)))) if len(plain) > 2 else set()
        for n in gone:
            expected |= {k: None for *_, k in table.grid[n] if k}
        grid = [row for n, row in enumerate(table.grid) if n not in gone]
        tables.append((heading, replace(table, grid=grid)))
    return Worn(replace(made, tables=tables), expected)


def unit_row(made: Paper, rng: random.Random) -> Worn:
    """A first row that says the unit, and a last with a note in which figures stand."""
    tables = []
    for heading, table in made.tables:
        width = sum(c for _, _, c, _ in table.grid[0])
        first = [("单位：件", 1, width, None)]
        last = [("注：统计时间为1月1日至12月31日，其中第3项含2件上年遗留。", 1, width, None)]
        tables.append((heading, replace(table, grid=[first, *table.grid, last])))
    return Worn(replace(made, tables=tables), dict(made.expected))


def no_totals(made: Paper, rng: random.Random) -> Worn:
    """The column of totals is left blank on the rows of details."""
    expected = dict(made.expected)

    def change(key: str, text: str) -> str:
        if key.startswith("applications.results.") and key.endswith(".total"):
            if "results.total." not in key:
                expected[key] = None
                return ""
        return text

    return Worn(_texts(made, change), expected)


def wrong_sums(made: Paper, rng: random.Random) -> Worn:
    """Sums that do not add up, as printed."""
    expected = dict(made.expected)

    def change(key: str, text: str) -> str:
        if key.endswith(".total") and text.isdigit() and rng.random() < 0.2:
            expected[key] = int(text) + 1
            return str(int(text) + 1)
        return text

    return Worn(_texts(made, change), expected)


def cut(made: Paper, rng: random.Random) -> Worn:
    """Long tables in two, a note between them; the headings are repeated."""
    cuts = {}
    for n, (_, table) in enumerate(made.tables):
        safe = _seams(table)
        # table 2 has headings in each block: the first block's head no other
        if safe and len(table.grid) > 8 and "第二十条" not in table.grid[0][0][0]:
            cuts[n] = (rng.choice(safe), "注：因篇幅所限，下接续表，共28行。")
    return Worn(made, dict(made.expected), cuts=cuts)


def cut_bare(made: Paper, rng: random.Random) -> Worn:
    """Long tables in two, without headings on the second."""
    worn = cut(made, rng)
    worn.cuts = {n: (row, "") for n, (row, _) in worn.cuts.items()}
    worn.repeat_heads = False
    return worn


def _seams(table: forms.Table) -> list[int]:
    """Rows before which no cell hangs down."""
    found = []
    for n in range(2, len(table.grid)):
        hanging = any(r > n - m for m, row in enumerate(table.grid[:n]) for _, r, _, _ in row)
        if (
            not hanging
            and any(k for *_, k in table.grid[n - 1])
            and any(k for *_, k in table.grid[n])
        ):
            found.append(n)
    return found


def signed(made: Paper, rng: random.Random) -> Worn:
    """Decreases and signs, in the column that has them; grouped and decimal amounts."""
    expected = dict(made.expected)

    def change(key: str, text: str) -> str:
        if key.endswith(".change") and text.isdigit() and text != "0":
            sign = rng.choice(("-", "+", "－", "−"))
            expected[key] = int(text) if sign == "+" else -int(text)
            return sign + text
        return text

    return Worn(_texts(made, change), expected)


def half_empty(made: Paper, rng: random.Random) -> Worn:
    """One figure in two is missing, sums too."""
    expected = dict(made.expected)

    def change(key: str, text: str) -> str:
        if rng.random() < 0.5:
            expected[key] = None
            return ""
        return text

    return Worn(_texts(made, change), expected)


DAMAGES: Final[dict[str, Damage]] = {
    f.__name__: f
    for f in (
        none, thousands, full_width, units, notes, dashes, mistyped, unnumbered, broken_labels,
        extra_row, lost_rows, unit_row, no_totals, wrong_sums, cut, cut_bare, signed, half_empty,
    )
}  # fmt: skip


def pieces(worn: Worn) -> list[tuple[str, forms.Table, str]]:
    """The tables as they are printed one after another: heading, table, text below it."""
    out = []
    for n, (heading, table) in enumerate(worn.paper.tables):
        if n not in worn.cuts:
            out.append((heading, table, ""))
            continue
        row, text = worn.cuts[n]
        heads = []
        for line in table.grid:
            if any(k for *_, k in line):
                break
            heads.append(line)
        second = ([*heads] if worn.repeat_heads else []) + table.grid[row:]
        out.append((heading, replace(table, grid=table.grid[:row]), text))
        out.append(("", replace(table, grid=second, caption=""), ""))
    return out
