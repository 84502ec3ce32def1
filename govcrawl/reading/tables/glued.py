"""Figures that have run together: ``3001530061043119`` for a row whose last is the sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

#: Marks that mean nothing; two dashes may be one.
MARKS = r"[/\\\-—–─]|无"
_RUN = re.compile(rf"(?:[0-9]|{MARKS})+")
_CELL = re.compile(rf"[0-9]+|{MARKS}")
_PAIRED = re.compile(rf"[0-9]+|([\-—–─])\1|{MARKS}")
#: Characters of a run; a row of the widest table has fewer.
_MAX_DIGITS = 60
#: Steps of the search after which the run counts as undecidable.
_MAX_STEPS = 60_000


def is_run(text: str) -> bool:
    """Whether a text is figures, and marks for none, that have run together.

    >>> is_run("71/3"), is_run("//"), is_run("3无无3"), is_run("3件")
    (True, True, True, False)
    """
    return _RUN.fullmatch(text) is not None


def marks_at(text: str, at: int) -> list[str]:
    """What may be one cell at a mark: it alone, and with its like beside it where it is a dash."""
    mark = text[at]
    return [mark, mark * 2] if mark in "-—–─" and text[at : at + 2] == mark * 2 else [mark]


def cells_of(text: str) -> list[list[str]]:
    """The ways to part a run where marks are, each run of digits being one number."""
    ways = [[match[0] for match in pattern.finditer(text)] for pattern in (_CELL, _PAIRED)]
    return ways[:1] if ways[0] == ways[1] else ways


def split_run(text: str, groups: Sequence[int], *, blanks: bool = True) -> list[str] | None:
    """The only split of ``text`` into groups of cells whose last is the sum of the others.

    ``groups`` holds how many cells each group has. No number has a leading
    zero. None if no split or more than one satisfies the sums, if one would with a cell left
    blank (``blanks``: where the report may have such), or if the search is too long.

    >>> split_run("300153006143119", (7,))
    ['3001', '53', '0', '0', '61', '4', '3119']
    >>> split_run("1/1//", (3, 2))
    ['1', '/', '1', '/', '/']
    >>> split_run("1121", (3,)) is None
    True
    """
    found = _splits(text, groups, 2)
    if found is None or len(found) != 1:
        return None
    if len(groups) > 1 and blanks:
        for n, size in enumerate(groups):
            if _splits(text, [*groups[:n], size - 1, *groups[n + 1 :]], 1) != []:
                return None
    return found[0]


#: A state of the search: position in the text, cells so far, the sum of the cells of the open
#: group, and whether one of them is a number.
_State: TypeAlias = tuple[int, tuple[str, ...], int, bool]


def _splits(text: str, groups: Sequence[int], most: int) -> list[list[str]] | None:
    """Up to ``most`` such splits; None where the search is too long."""
    if not is_run(text):
        return []
    count = sum(groups)
    if not count <= len(text) <= _MAX_DIGITS:
        return []
    is_sum = [last for size in groups for last in [False] * (size - 1) + [True]]
    found: list[list[str]] = []
    stack: list[_State] = [(0, (), 0, False)]
    steps = 0
    while stack:
        steps += 1
        if steps > _MAX_STEPS:
            return None
        state = stack.pop()
        at, cells, *_ = state
        if len(cells) < count:
            stack += _with_one_more_cell(text, state, count, is_sum=is_sum[len(cells)])
        elif at == len(text):
            found.append(list(cells))
            if len(found) == most:
                return found
    return found


def _with_one_more_cell(text: str, state: _State, count: int, *, is_sum: bool) -> Iterator[_State]:
    """The states after the next cell; ``is_sum``: it is the sum that ends its group."""
    at, cells, total, read = state
    if at < len(text) and not text[at].isdigit():
        # a group without a number has no sum
        if not (is_sum and read and total):
            for mark in marks_at(text, at):
                ahead = (0, False) if is_sum else (total, read)
                yield (at + len(mark), (*cells, mark), *ahead)
        return
    if is_sum:
        printed = str(total)
        if text.startswith(printed, at):
            yield (at + len(printed), (*cells, printed), 0, False)
        return
    # the sum, still to be printed, is at least as long as what it sums so far
    room = len(text) - (count - len(cells) - 2) - len(str(total))
    if text[at : at + 1] == "0":
        room = min(room, at + 1)
    for end in range(at + 1, room + 1):
        if not text[end - 1].isdigit():
            return
        yield (end, (*cells, text[at:end]), total + int(text[at:end]), True)


def split_digits(text: str, count: int) -> list[str] | None:
    """Cells of a row that no sum binds. Marks that mean nothing part the figures, where they
    leave one number between them; and no number opens with 0, so a run of as many digits as there
    are columns, all 0 but the last, is one digit each. None otherwise: where a cell is blank, other
    digits may be one number.

    >>> split_digits("004", 3), split_digits("12//", 3), split_digits("4/", 3)
    (['0', '0', '4'], ['12', '/', '/'], None)
    >>> split_digits("43——", 3) is None
    True
    >>> split_digits("12", 2) is None, split_digits("026", 3) is None
    (True, True)
    """
    if count < 2 or not is_run(text):
        return None
    if not text.isdigit():
        # two dashes may be one cell, and then the digits beside them two
        cells, *others = cells_of(text)
        if others or len(cells) != count or any(c[0] == "0" and len(c) > 1 for c in cells):
            return None
        return cells
    if len(text) == count and not int(text[:-1]):
        return list(text)
    return None
