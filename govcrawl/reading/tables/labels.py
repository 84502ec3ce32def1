"""Labels of rows and columns: one skeleton for all wordings of the same label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Generic, TypeVar

from govcrawl.reading.tables.cells import unmarked
from govcrawl.text import squash
from govcrawl.text.numerals import ORDINAL

T = TypeVar("T")

#: Where the next label of a path begins.
_STEPS = re.compile(rf"(?=(?<!^)(?:{ORDINAL}、|\({ORDINAL}\)|(?<![\d.])\d{{1,2}}[.、](?!\d)))")
#: Characters that two wordings of one label share at least.
_ALIKE_LEAST = 3
#: Share of the shorter wording that they share.
_ALIKE_SHARE = 0.7

_NUMBERING = re.compile(
    rf"^(?:其中[:、,]?"
    rf"|{ORDINAL}[、.,:]"
    rf"|\({ORDINAL}\)[、.]?"
    rf"|\(\d{{1,2}}\)[、.]?"
    # "1.", "1、" and a bare "1" before a word, but neither "2.5" nor "2019年", "12月", "3件"
    rf"|\d{{1,2}}(?:[.、,):]+(?!\d)|(?=[\u4e00-\u9fff])(?![年月日号件条次人家个项])))+"
)
#: Notes in brackets, but not the numeral of 第二十条第(一)项; an unclosed one runs to the end.
_NOTE = re.compile(rf"\((?!(?:{ORDINAL}|\d{{1,2}})\))[^()]*(?:\)|$)|\[[^\[\]]*\]|【[^【】]*】")
_DIGIT = re.compile(r"\d")
_NOT_WORD = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")
#: Filler that wordings of one label differ in; the same on both sides, so nothing is confused.
_TAIL = re.compile(r"(?:总?数量|件数|情况|总?数)$")
_SOFT = ("的", "了")
_SPELLING = (("其它", "其他"), ("年度", "年"), ("制做", "制作"), ("信息内容项", "信息内容"))
#: From this length on a label may be followed by further words (a note without brackets).
_PREFIX_LENGTH = 9


@lru_cache(maxsize=8192)
def numberless(text: str) -> str:
    """The label without numbering, 其中, white space, punctuation and bracketed notes.

    >>> numberless("（二）部分公开（区分处理的，只计这一情形）")
    '部分公开'
    >>> numberless("3.危及“三安全一稳定”")
    '危及三安全一稳定'
    >>> numberless("第二十条 第（一）项")
    '第二十条第一项'
    """
    folded = squash(unmarked(text))
    stem = _NUMBERING.sub("", folded)
    without_notes = _NOT_WORD.sub("", _NOTE.sub("", stem))
    return without_notes or _NOT_WORD.sub("", stem) or _NOT_WORD.sub("", folded)


def respelt(text: str) -> str:
    """`numberless` with one spelling for what is spelt in several ways."""
    stem = numberless(text)
    for variant, usual in _SPELLING:
        stem = stem.replace(variant, usual)
    return stem


@lru_cache(maxsize=8192)
def skeleton(text: str) -> str:
    """The form in which labels are compared: `numberless` without filler and spelling variants.

    >>> skeleton("四、结转下年度继续办理") == skeleton("结转下年继续办理")
    True
    >>> skeleton("本年制发件数") == skeleton("本年度制发数量")
    True
    """
    stem = respelt(text)
    for filler in _SOFT:
        stem = stem.replace(filler, "")
    return _TAIL.sub("", stem) or stem


def path_of(text: str) -> list[str]:
    """The labels (skeletons) that a text holds, each after its numbering, outermost first.

    >>> path_of("三、本年度办理结果（三）不予公开1.属于国家秘密")
    ['本年办理结果', '不予公开', '属于国家秘密']
    """
    return [skeleton(part) for part in _STEPS.split(squash(text)) if part]


def are_alike(label: str, official: str) -> bool:
    """Whether a label that no form has can be a damaged one of the form: cut, run into another
    or mistyped in several characters. Says nothing by itself, only where one of the form is
    missing in its place.

    >>> are_alike("其他法律行政止公开", "其他法律行政法规禁止公开"), are_alike("部分公开三", "部分公开")
    (True, True)
    >>> are_alike("其中网络申请", "部分公开")
    False
    """
    same = sum(block.size for block in SequenceMatcher(None, label, official).get_matching_blocks())
    return same >= _ALIKE_LEAST and same >= _ALIKE_SHARE * min(len(label), len(official))


class LabelIndex(Generic[T]):
    """Finds what a label names. Several entries may share a label; the caller decides by
    their place."""

    def __init__(self, entries: Iterable[tuple[T, Iterable[str]]]) -> None:
        self._exact: dict[str, list[T]] = {}
        #: each wording as a whole, with its skeleton
        self.stems: dict[str, str] = {}
        for entry, labels in entries:
            for label in labels:
                self.stems[respelt(label)] = skeleton(label)
                known = self._exact.setdefault(skeleton(label), [])
                if entry not in known:
                    known.append(entry)
        self._long = sorted(
            (key for key in self._exact if len(key) >= _PREFIX_LENGTH), key=len, reverse=True
        )

    def __contains__(self, key: str) -> bool:
        return key in self._exact

    def find(self, key: str) -> list[T]:
        """Entries with this skeleton, or whose long label it continues; empty when unknown."""
        found = self._exact.get(key)
        if found is None and len(key) > _PREFIX_LENGTH:
            for stem in self._long:
                # followed by figures it is a whole row that has run together
                if key.startswith(stem) and not _DIGIT.search(key, len(stem)):
                    return self._exact[stem]
        return found or []

    def __iter__(self) -> Iterator[str]:
        return iter(self._exact)
