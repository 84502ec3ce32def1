"""White space and folding: store verbatim, match on a folded copy."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\u00ad\ufeff\u180e]+")
_SPACE_RUN = re.compile(r"\s+")
_CJK = "\u3400-\u9fff\uff00-\uffef\u3000-\u303f"
_WRAPPED_CJK = re.compile(rf"(?<=[{_CJK}])[ \t\r]*\n\s*(?=[{_CJK}])")
_HAN = re.compile(r"[\u3400-\u9fff]")
#: Marks that Chinese typing mixes freely; one spelling each for matching.
_UNIFY = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-", "―": "-", "∶": ":", "﹕": ":"}
)
_TO_UNIFY = re.compile("[“”‘’—–―∶﹕]")


def collapse(text: str) -> str:
    """One line of text: runs of white space become one space, invisible characters go.

    >>> collapse(" 一\\u3000概\\u200b 述 ")
    '一 概 述'
    """
    return _SPACE_RUN.sub(" ", _INVISIBLE.sub("", text)).strip()


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
    folded = _SPACE_RUN.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    # str.translate walks every character; most lines hold none of these
    return folded.translate(_UNIFY) if _TO_UNIFY.search(folded) else folded


def has_han(text: str) -> bool:
    """Whether the text holds any Chinese character."""
    return _HAN.search(text) is not None
