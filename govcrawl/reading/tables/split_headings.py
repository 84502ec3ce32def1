"""Headings that a narrow column broke over several lines, in a table that was flattened to text:
商业 科研 社会公 above 企业 机构 益组织. Each line holds the beginnings, or the ends, of several
headings; only the labels of the forms say which belong together.
"""

from __future__ import annotations

from collections.abc import Sequence

from govcrawl.lexicon.forms import FORMS
from govcrawl.text import squash

#: Lines that one heading may be broken into, beside the first.
_MOST = 3
#: Headings that must come out whole: two words may form a label by chance.
_FEWEST = 2


def _labels() -> frozenset[str]:
    columns = [*FORMS.applications.columns, *FORMS.outcomes.columns]
    columns += [column for block in FORMS.blocks for column in block.columns]
    return frozenset(squash(label) for item in columns for label in item.labels)


_LABELS = _labels()
_BEGINNINGS = frozenset(label[:n] for label in _LABELS for n in range(1, len(label) + 1))


def rejoined(lines: Sequence[str], start: int) -> tuple[list[str], int]:
    """The headings of a line with what the next lines add to them, and how many lines that are;
    no headings where the lines are none that go together.

    >>> rejoined(["商业 科研 其他", "企业 机构", "0 1 2"], 0)
    (['商业企业', '科研机构', '其他'], 1)
    >>> rejoined(["自然人 总计", "商业企业 其他"], 0)
    ([], 0)
    """
    first = lines[start].split()
    if len(first) < _FEWEST or any(squash(word) not in _BEGINNINGS for word in first):
        return [], 0
    headings = first
    for more, line in enumerate(lines[start + 1 : start + 1 + _MOST], 1):
        added = _added(headings, line.split())
        if added is None:
            break
        headings = added
        whole = [h for h, f in zip(headings, first, strict=True) if h != f]
        if len(whole) >= _FEWEST and all(squash(heading) in _LABELS for heading in headings):
            return headings, more
    return [], 0


def _added(headings: list[str], parts: list[str]) -> list[str] | None:
    """The headings with the parts of one line after them, in order; None where one fits none."""
    found: list[str] = []
    waiting = [*parts]
    for heading in headings:
        if waiting and squash(heading + waiting[0]) in _BEGINNINGS:
            found.append(heading + waiting.pop(0))
        else:
            found.append(heading)
    return None if waiting or not parts else found
