"""Rows of figures that have run together, decided over the whole table at once.

Each row has one or more splits whose last number is the sum of the others. The columns bind the
rows: the rows of results add up to their total, and what came in equals what was done and what
was left. A row is decided where all ways to satisfy both agree on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

#: The figures of a row but its last, which is their sum.
Vector: TypeAlias = tuple[int, ...]

_MAX_SPLITS = 400
_MAX_STEPS = 200_000
_MAX_STATES = 60_000
_MAX_DIGITS = 60


def splits(text: str, count: int) -> list[list[int]] | None:
    """All splits of a run of digits into ``count`` numbers whose last is the sum of the others;
    None if there are too many to look at.

    >>> splits("713000074", 7)
    [[71, 3, 0, 0, 0, 0, 74]]
    >>> splits("1121", 3)
    []
    """
    if not (text.isascii() and text.isdigit() and count <= len(text) <= _MAX_DIGITS):
        return []
    found: list[list[int]] = []
    steps = 0
    for length in range(1, len(text) - count + 2):
        last = text[-length:]
        if last[0] == "0" and length > 1:
            continue
        total, digits = int(last), text[:-length]
        stack: list[tuple[int, list[int], int]] = [(0, [], 0)]
        while stack:
            at, numbers, summed = stack.pop()
            steps += 1
            if steps > _MAX_STEPS or len(found) > _MAX_SPLITS:
                return None
            left = count - 1 - len(numbers)
            if left == 0:
                if at == len(digits) and summed == total:
                    found.append([*numbers, total])
                continue
            if at >= len(digits) or len(digits) - at > left * length:
                continue
            for end in range(at + 1, len(digits) - left + 2):
                number = int(digits[at:end])
                if summed + number > total or end - at > length:
                    break
                stack.append((end, [*numbers, number], summed + number))
                if digits[at] == "0":
                    break
    return found


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
