"""Header blocks and info bars: ``label: value`` pairs in running lines and table rows.

Values are split by the lexicon of labels, not by spaces: an empty value may be followed by the
next label on the same line (``文 号: 关键词: 报告``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from govcrawl.lexicon.page import LABELS
from govcrawl.text import collapse, even, fold, squash
from govcrawl.text.characters import TABLE
from govcrawl.text.folding import char_class

_ONE = "|".join(
    r"\s*".join(map(re.escape, label)) for label in sorted(LABELS, key=len, reverse=True)
)
# On the folded text, its white space kept.
_LABEL = re.compile(rf"(?:[\[【(]\s*)?({_ONE})\s*(?:[\]】]\s*)?:|[\[【]\s*({_ONE})\s*[\]】]")
_STARTS = re.compile(rf"^[\s|·•◆■\-]*(?:{_LABEL.pattern})")
#: What a label at the start of a line ends in, or begins with, however it is printed.
_MARKS = re.compile(
    char_class(
        "".join(printed for printed, plain in TABLE.items() if {*plain} & {*":[【"}) + ":[【"
    )
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One label of the page with its value as printed; ``field`` is its name in the record
    (``other`` for labels that no field takes). An empty value is ``""``."""

    field: str
    label: str
    value: str


def starts_with_label(text: str) -> bool:
    """Whether a line opens with a label of the header block or the info bar."""
    return _MARKS.search(text) is not None and _STARTS.match(even(text)) is not None


def bare_label(text: str) -> str | None:
    """The label a table cell consists of, without its colon; None for other text.

    >>> bare_label("索 引 号：")
    '索引号'
    """
    folded = squash(text).rstrip(":")
    return folded if folded in LABELS else None


def read_pairs(text: str) -> list[Pair]:
    """All labels of a line with their values.

    >>> [(p.field, p.value) for p in read_pairs("文 号: 关键词: 报告")]
    [('doc_number', ''), ('other', '报告')]
    """
    folded = fold(text, blanks=True)
    matches = list(_LABEL.finditer(folded.text))
    spans = [folded.span(*match.span()) for match in matches]
    pairs = []
    for i, match in enumerate(matches):
        end = spans[i + 1][0] if i + 1 < len(spans) else len(text)
        label = squash(match.group(1) or match.group(2))
        value = collapse(text[spans[i][1] : end]).strip(" |;；,，[【(（")
        pairs.append(Pair(LABELS[label], label, value))
    return pairs


def read_cells(cells: list[str]) -> list[Pair]:
    """Pairs of one table row, ``label | value | label | value``; two labels in a row mean an
    empty value."""
    pairs: list[Pair] = []
    label: str | None = None
    for cell in cells:
        found = bare_label(cell)
        if found is not None:
            if label is not None:
                pairs.append(Pair(LABELS[label], label, ""))
            label = found
        elif label is not None:
            pairs.append(Pair(LABELS[label], label, collapse(cell)))
            label = None
        else:
            pairs.extend(read_pairs(cell))
    if label is not None:
        pairs.append(Pair(LABELS[label], label, ""))
    return pairs
