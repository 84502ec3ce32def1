"""Figures that have run together: ``3001530061043119`` for a row whose last is the sum."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RUN = re.compile(r"^\d+(?: \d+)*$")
_MAX_DIGITS = 60
#: Steps of the search after which the run counts as undecidable.
_MAX_STEPS = 60_000


def split_run(text: str, groups: Sequence[int]) -> list[int] | None:
    """The only split of ``text`` into groups of numbers whose last is the sum of the others.

    ``groups`` holds how many numbers each group has. Spaces are kept as ends of numbers; no
    number has a leading zero. None if no split or more than one satisfies the sums, or if the
    search is too long to tell.

    >>> split_run("3001530061043119", (7,))
    [3001, 53, 0, 0, 61, 4, 3119]
    >>> split_run("1121", (3,)) is None
    True
    """
    if not _RUN.match(text):
        return None
    pieces = text.split(" ")
    digits = "".join(pieces)
    count = sum(groups)
    if not count <= len(digits) <= _MAX_DIGITS or len(pieces) > count:
        return None
    stops = _stops(pieces, len(digits))
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
                if len(found) > 1:
                    return None
            continue
        if lasts[k]:
            printed = str(total)
            end = at + len(printed)
            if digits.startswith(printed, at) and end <= stops[at]:
                stack.append((end, (*numbers, total), 0))
            continue
        room = min(stops[at], len(digits) - (count - k - 1)) if at < len(digits) else at
        last = at + 1 if at < len(digits) and digits[at] == "0" else room
        for end in range(at + 1, min(last, room) + 1):
            number = int(digits[at:end])
            stack.append((end, (*numbers, number), total + number))
    return found[0] if found else None


def _stops(pieces: Sequence[str], length: int) -> list[int]:
    """For each position the end of the piece it stands in."""
    stops: list[int] = []
    end = 0
    for piece in pieces:
        end += len(piece)
        stops.extend([end] * len(piece))
    return [*stops, length]


def split_digits(text: str, count: int) -> list[int] | None:
    """As many figures as digits: nothing but one digit each. None otherwise.

    >>> split_digits("010", 3)
    [0, 1, 0]
    """
    digits = text.replace(" ", "")
    if len(digits) == count and digits.isascii() and digits.isdigit():
        return [int(digit) for digit in digits]
    return None
