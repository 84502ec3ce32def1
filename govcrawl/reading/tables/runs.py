"""Figures that have run together: ``3001530061043119`` for a row whose last is the sum."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RUN = re.compile(r"^\d+$")
_MAX_DIGITS = 60
#: Steps of the search after which the run counts as undecidable.
_MAX_STEPS = 60_000


def split_run(text: str, groups: Sequence[int]) -> list[int] | None:
    """The only split of ``text`` into groups of numbers whose last is the sum of the others.

    ``groups`` holds how many numbers each group has. No number has a leading
    zero. None if no split or more than one satisfies the sums, if one would with a cell left
    blank, or if the search is too long.

    >>> split_run("300153006143119", (7,))
    [3001, 53, 0, 0, 61, 4, 3119]
    >>> split_run("1121", (3,)) is None
    True
    """
    found = _splits(text, groups, 2)
    if found is None or len(found) != 1:
        return None
    if len(groups) > 1:
        for n, size in enumerate(groups):
            if _splits(text, [*groups[:n], size - 1, *groups[n + 1 :]], 1) != []:
                return None
    return found[0]


def _splits(text: str, groups: Sequence[int], most: int) -> list[list[int]] | None:
    """Up to ``most`` such splits; None where the search is too long."""
    if not _RUN.match(text):
        return []
    digits = text
    count = sum(groups)
    if not count <= len(digits) <= _MAX_DIGITS:
        return []
    lasts = []
    for size in groups:
        lasts.extend([False] * (size - 1) + [True])
    found: list[list[int]] = []
    # (position, numbers so far, sum of the open group)
    stack: list[tuple[int, tuple[int, ...], int]] = [(0, (), 0)]
    steps = 0
    while stack:
        steps += 1
        if steps > _MAX_STEPS:
            return None
        at, numbers, total = stack.pop()
        k = len(numbers)
        if k == count:
            if at == len(digits):
                found.append(list(numbers))
                if len(found) == most:
                    return found
            continue
        if lasts[k]:
            printed = str(total)
            end = at + len(printed)
            if digits.startswith(printed, at):
                stack.append((end, (*numbers, total), 0))
            continue
        # the sum, still to be printed, is at least as long as what it sums so far
        room = len(digits) - (count - k - 2) - len(str(total))
        if digits[at : at + 1] == "0":
            room = min(room, at + 1)
        for end in range(at + 1, room + 1):
            number = int(digits[at:end])
            stack.append((end, (*numbers, number), total + number))
    return found


def split_digits(text: str, count: int) -> list[int] | None:
    """No number opens with 0, so a run of as many digits as there are columns, all 0 but the last,
    is one digit each. None otherwise: where a cell is blank, other digits may be one number.

    >>> split_digits("004", 3)
    [0, 0, 4]
    >>> split_digits("12", 2) is None, split_digits("026", 3) is None
    (True, True)
    """
    if len(text) == count > 1 and text.isascii() and text.isdigit() and not int(text[:-1]):
        return [int(digit) for digit in text]
    return None
