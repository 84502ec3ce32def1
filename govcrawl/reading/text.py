"""White space and folding: store verbatim, match on a folded copy."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\ufeff\u180e"
_DROP_INVISIBLE = str.maketrans("", "", _INVISIBLE)
_SPACE_RUN = re.compile(r"\s+")
_CJK = "\u3400-\u9fff\uff00-\uffef\u3000-\u303f"
_WRAPPED_CJK = re.compile(rf"(?<=[{_CJK}])[ \t\r]*\n\s*(?=[{_CJK}])")
_HAN = re.compile(r"[\u3400-\u9fff]")
#: Marks that Chinese typing mixes freely; one spelling each for matching.
_UNIFY = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-", "―": "-", "∶": ":", "﹕": ":"}
)


def collapse(text: str) -> str:
    """One line of text: runs of white space become one space, invisible characters go.

    >>> collapse(" 一\\u3000概\\u200b 述 ")
    '一 概 述'
    """
    return _SPACE_RUN.sub(" ", text.translate(_DROP_INVISIBLE)).strip()


def unwrap(text: str) -> str:
    """A source line break between two Chinese characters is layout, not text.

    >>> unwrap("主动公开\\n  政府信息 3\\n条")
    '主动公开政府信息 3\\n条'
    """
    return _WRAPPED_CJK.sub("", text) if "\n" in text else text


def squash(text: str) -> str:
    """Fold for matching: NFKC, no white space, one spelling of quotes, dashes and colons.

    >>> squash("索 引 号：（一）“三公”")
    '索引号:(一)"三公"'
    """
    folded = unicodedata.normalize("NFKC", text.translate(_DROP_INVISIBLE))
    return _SPACE_RUN.sub("", folded).translate(_UNIFY)


def has_han(text: str) -> bool:
    """Whether the text holds any Chinese character."""
    return _HAN.search(text) is not None
