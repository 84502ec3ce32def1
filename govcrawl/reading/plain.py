"""The copy of a line that its identity is read from: folded, and without what copiers put in.

Copies of official pages print the pronunciation after a character (报(bào)告) and double commas.
"""

from __future__ import annotations

import re

from govcrawl.text import squash
from govcrawl.text.patterns import HAN

# The bracket first: the search skips from one to the next.
_GLOSS = re.compile(
    rf"\((?<=[{HAN}]\()(?:[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]{{1,7}})\)", re.IGNORECASE
)
_DOUBLED = re.compile(r"([,、。;])\1+")


def plain(text: str) -> str:
    """Folded text in simplified characters, no white space, no pronunciations.

    >>> plain("政府信息公開 工作報（bào）告")
    '政府信息公开工作报告'
    """
    folded = squash(text)
    if "(" in folded:
        folded = _GLOSS.sub("", folded)
    # nearly no line has one
    if ",," in folded or "、、" in folded or "。。" in folded or ";;" in folded:
        folded = _DOUBLED.sub(r"\1", folded)
    return folded
