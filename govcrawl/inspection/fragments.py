"""Text fragments (WICG) of table cells: ``#:~:text=`` with the label of the row, up to the value
where that is the first such text after the label."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any
from urllib.parse import quote

from govcrawl.anchors import Anchor, HtmlPlace
from govcrawl.inspection.html_view import GONE, element_at
from govcrawl.reading.formats.html.html import parse_tree
from govcrawl.text import collapse
from govcrawl.text.patterns import PRINTED_DIGITS

#: Elements whose text browsers search by itself.
_BLOCKS = frozenset(
    "td th p div li dt dd h1 h2 h3 h4 h5 h6 caption pre blockquote figcaption body".split()
)
_NUMBER = re.compile(rf"[{PRINTED_DIGITS}.,，．%％/\\—\-\s]*")


class PageTexts:
    """The texts of a page in document order, by the block that each is in."""

    def __init__(self, page: str) -> None:
        self.tree: Any
        self.tree, _ = parse_tree(page)
        parts: dict[Any, list[str]] = {}
        tree: Any = self.tree
        texts: Any = tree.xpath("//text()") if tree is not None else ()
        for text in texts:
            holder = text.getparent()
            owner = holder.getparent() if text.is_tail else holder
            around = owner
            while around is not None and around.tag not in _BLOCKS and around.tag not in GONE:
                around = around.getparent()
            if around is not None and around.tag not in GONE and text.strip():
                parts.setdefault(around, []).append(text)
        self._blocks = [(block, collapse("".join(texts))) for block, texts in parts.items()]

    def cell(self, anchor: str, value: str) -> str:
        """The fragment of a cell's value; that of its row where the value is in the row
        before; "" where the row cannot be distinguished from others, or the anchor leads to no cell."""
        place = Anchor.parse(anchor).places[0]
        if "!" in anchor or not isinstance(place, HtmlPlace) or place.carrier:
            return ""
        found: Any = element_at(self.tree, place.path) if self.tree is not None else None
        row: Any = next(found.iterancestors("tr"), None) if found is not None else None
        if row is None:
            return ""
        inside = set(row.iter())
        here = [n for n, (block, _) in enumerate(self._blocks) if block in inside]
        labels = list(takewhile(lambda n: not _NUMBER.fullmatch(self._blocks[n][1]), here))
        if not labels:
            return ""
        start = labels[-1]
        label = self._blocks[start][1]
        if sum(text.count(label) for _, text in self._blocks) != 1:
            return ""
        own = set(found.iter())
        at = next((n for n in here if self._blocks[n][0] in own), None)
        printed = collapse(value)
        between = [self._blocks[n][1] for n in range(start, at or start)]
        if at is None or not printed or any(printed in text for text in between):
            return _coded(label)
        return f"{_coded(label)},{_coded(printed)}"


def _coded(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
