"""Rows of figures that have run together, decided over the whole table at once.

Each row has one or more splits whose last number is the sum of the others. The columns bind the
rows: the rows of results add up to their total, and what came in equals what was done and what
was left. A row is decided where all ways to satisfy both agree on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from govcrawl.reading.tables.glued import MARKS, cells_of, is_run, marks_at

#: The figures of a row but its last, which is their sum.
Vector: TypeAlias = tuple[int, ...]

#: A state of the search within one run: position, cells so far, their sum.
_State: TypeAlias = tuple[int, list[str], int]

# Bounds of the work for one table; beyond them the rows count as undecided, and that is an issue.
#: Splits of one run.
_MAX_SPLITS = 400
#: Steps of the search for the splits of one run.
_MAX_STEPS = 200_000
#: Sums of rows, or choices of rows, held at one time.
_MAX_STATES = 60_000
#: Characters of a run.
_MAX_DIGITS = 60


def splits(text: str, count: int) -> list[list[str]] | None:
    """All splits of a run into ``count`` cells whose last is the sum of the others; a mark for
    nothing (``/``, ``-``, ``无``) is a cell of its own. None if there are too many to look at.

    >>> splits("713000074", 7)
    [['71', '3', '0', '0', '0', '0', '74']]
    >>> splits("71/3", 3), splits("71/71", 3), splits("/00/", 4)
    ([], [['71', '/', '71']], [['/', '0', '0', '/']])
    >>> splits("1121", 3)
    []
    """
    if not is_run(text) or not count <= len(text) <= _MAX_DIGITS:
        return []
    if not text.strip("0") or not any(map(str.isdigit, text.replace("0", ""))):
        return _splits_of_noughts(text, count)
    found: list[list[str]] = []
    steps = 0
    for last in _sums_at_end(text, count):
        total, rest = int(last), text[: -len(last)]
        stack: list[_State] = [(0, [], 0)]
        while stack:
            state = stack.pop()
            at, cells, summed = state
            steps += 1
            if steps > _MAX_STEPS or len(found) > _MAX_SPLITS:
                return None
            left = count - 1 - len(cells)
            if left:
                stack += _with_one_more_cell(rest, state, left, last)
            elif at == len(rest) and summed == total:
                found.append([*cells, last])
    return found


def _splits_of_noughts(text: str, count: int) -> list[list[str]]:
    """The splits of a run of noughts and marks: no number opens with 0, so each 0 is a cell."""
    ways = [
        [c for cell in way for c in (cell if cell[0] == "0" else [cell])] for way in cells_of(text)
    ]
    return [cells for cells in ways if len(cells) == count]


def _sums_at_end(text: str, count: int) -> Iterator[str]:
    """The numbers that a run may end with, shortest first, where ``count - 1`` cells precede."""
    for length in range(1, len(text) - count + 2):
        last = text[-length:]
        if not last.isdigit():
            return
        if last[0] != "0" or length == 1:
            yield last


def _with_one_more_cell(rest: str, state: _State, left: int, last: str) -> Iterator[_State]:
    """The states after the next cell. ``left``: cells still to be found in ``rest``;
    ``last``: their sum as printed, which no cell exceeds in value or length."""
    at, cells, summed = state
    total, length = int(last), len(last)
    if at >= len(rest) or len(rest) - at > left * max(length, 2):
        return
    if not rest[at].isdigit():
        for mark in marks_at(rest, at):
            yield at + len(mark), [*cells, mark], summed
        return
    for end in range(at + 1, len(rest) - left + 2):
        if not rest[end - 1].isdigit():
            return
        number = int(rest[at:end])
        if summed + number > total or end - at > length:
            return
        yield end, [*cells, rest[at:end]], summed + number
        if rest[at] == "0":
            return


def spell(text: str, numbers: Sequence[int]) -> list[str] | None:
    """The cells of a run that holds these numbers and their sum, None where it holds others.

    >>> spell("71/374", [71, 0, 3]), spell("713074", [71, 3, 1])
    (['71', '/', '3', '74'], None)
    """
    cells = [str(n) if n else f"0|{MARKS}" for n in [*numbers, sum(numbers)]]
    match = re.fullmatch("".join(f"({cell})" for cell in cells), text)
    return list(match.groups()) if match else None


def sums_of(rows: Sequence[Sequence[Vector]]) -> set[Vector] | None:
    """What the rows may add up to; None if that is too much to look at."""
    reached: set[Vector] = {()}
    for row in rows:
        reached = {
            tuple(map(int.__add__, sums, vector)) if sums else vector
            for sums in reached
            for vector in row
        }
        if len(reached) > _MAX_STATES:
            return None
    return reached


def decide(
    results: Mapping[str, Sequence[Vector]],
    total: Sequence[Vector],
    came: Sequence[Sequence[Vector]],
    left: Sequence[Vector],
) -> dict[str, Vector] | None:
    """The rows that all solutions agree on: ``results`` by name, ``total``, ``left``, and as
    ``came0``, ``came1`` the rows whose sum is that of ``total`` and ``left``. None if there is
    too much to look at, nothing if there is no solution."""
    names = list(results)
    agreed: dict[str, set[Vector]] = {name: set() for name in [*names, "total", "left"]}
    incoming: list[set[Vector]] = [set() for _ in came]
    for goal in total:
        outer = _outer(goal, came, left)
        if outer is None:
            return None
        if not outer:
            continue
        inner = _inner(goal, [results[name] for name in names])
        if inner is None:
            return None
        if not inner and names:
            continue
        agreed["total"].add(goal)
        for name, found in zip(names, inner, strict=True):
            agreed[name] |= found
        for combination in outer:
            for seen, vector in zip(incoming, combination[:-1], strict=True):
                seen.add(vector)
            agreed["left"].add(combination[-1])
    if not agreed["total"]:
        return {}
    for n, seen in enumerate(incoming):
        agreed[f"came{n}"] = seen
    return {name: next(iter(seen)) for name, seen in agreed.items() if len(seen) == 1}


def _outer(
    goal: Vector, came: Sequence[Sequence[Vector]], left: Sequence[Vector]
) -> list[tuple[Vector, ...]] | None:
    """The ways to choose the rows around the results so that what came in was done or left."""
    ways: list[tuple[Vector, ...]] = [()]
    for row in came:
        ways = [(*way, vector) for way in ways for vector in row]
        if len(ways) > _MAX_STATES:
            return None
    rest = set(left)
    found = []
    for way in ways:
        remainder = tuple(
            sum(column) - done for column, done in zip(zip(*way, strict=True), goal, strict=True)
        )
        if remainder in rest:
            found.append((*way, remainder))
    return found


def _inner(goal: Vector, rows: Sequence[Sequence[Vector]]) -> list[set[Vector]] | None:
    """For each row the splits that are part of a way to reach the total; [] if there is none."""
    reached: list[set[Vector]] = [{(0,) * len(goal)}]
    for row in rows:
        following: set[Vector] = set()
        for vector in row:
            for sums in reached[-1]:
                ahead = tuple(map(int.__add__, sums, vector))
                if all(map(int.__le__, ahead, goal)):
                    following.add(ahead)
        if len(following) > _MAX_STATES:
            return None
        reached.append(following)
    if goal not in reached[-1]:
        return []
    wanted = {goal}
    kept: list[set[Vector]] = []
    for row, before in zip(reversed(rows), reversed(reached[:-1]), strict=True):
        used: set[Vector] = set()
        earlier: set[Vector] = set()
        for vector in row:
            for sums in wanted:
                behind = tuple(map(int.__sub__, sums, vector))
                if behind in before:
                    used.add(vector)
                    earlier.add(behind)
        kept.append(used)
        wanted = earlier
    return kept[::-1]
