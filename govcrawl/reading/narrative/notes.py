"""Marks of footnotes in a narrative: 受理申请48²件, 1358[1]条, 12①条.

A mark is no part of the figure it is at and parts no figure from what it counts. The formats
give digits that are printed raised as raised characters (``text.characters.raised_digits``); plain
text has marks in brackets or circles. A raised digit may also be a power (10³) or belong to a unit
(m²): these stay, and a number that they or any other mark part from its classifier is told by
``torn``, so that it is said where it is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from govcrawl.lexicon.vocabulary import CLASSIFIERS, UNITS
from govcrawl.text.numerals import NUMERALS, TENS
from govcrawl.text.patterns import HAN, PRINTED_CIRCLED, RAISED
from govcrawl.text.patterns import PRINTED_DIGITS as _DIGIT

_GAP = r"[ \u3000\xa0]{0,2}"
_RUN = rf"[{RAISED}]{{1,2}}(?:[,，、~-][{RAISED}]{{1,2}}){{0,3}}(?![{RAISED}])"
_COUNTED = "|".join(
    map(re.escape, sorted({w for n, ws in UNITS.items() if n != "other" for w in ws}, key=len))
)
# 12①部分公开: the classifier is part of a word, and the mark that of a list
_NO_WORD = (
    "(?!(?<=部)[分门]|(?<=个)[人别体]|(?<=项)目|(?<=人)[民员大社力事]|(?<=条)[例款]|(?<=通)[过知报]"
    "|(?<=期)[间限]|(?<=单)位|(?<=处)[罚理分]|(?<=组)织|(?<=所)有|(?<=家)庭|(?<=起)[草诉]|(?<=批)[准复])"
)
_CLASSIFIER = rf"(?:(?:{_COUNTED})(?<!%)|[余多万亿]){_NO_WORD}"
_PLAIN = (
    rf"[\[［〔【]{_GAP}[{_DIGIT}]{{1,2}}{_GAP}[\]］〕】]|[{PRINTED_CIRCLED}]|[*＊※†‡]{{1,3}}"
    rf"|[\[［〔【(（]注[{_DIGIT}{RAISED}]{{0,2}}[\]］〕】)）]|注[{RAISED}]{{1,2}}"
)
#: Each begins at what it looks for or at one character before it, which keeps the work linear.
_MARKS = (
    # [²], (¹): whatever is around it
    re.compile(rf"(?P<mark>[\[［〔【(（]注?{_RUN}[\]］〕】)）])"),
    # 48²件, 数量为48²。
    re.compile(
        rf"(?<=[{_DIGIT}]){_GAP}(?P<mark>(?P<raised>{_RUN}))"
        rf"(?!{_GAP}[{_DIGIT}]|{_GAP}[=+×^/⁻⁺-]|{_GAP}[米m㎡])"
    ),
    # 四¹件, 12件², 申请²48件; but 米² is a unit
    re.compile(rf"(?<=[{HAN}》”）)])(?<![米里尺寸])(?P<mark>{_RUN})"),
    # 1358[1]条, 12①条
    re.compile(rf"(?<=[{_DIGIT}{NUMERALS}余多]){_GAP}(?P<mark>{_PLAIN})(?={_GAP}{_CLASSIFIER})"),
    # 12件[1],
    re.compile(
        rf"[{_DIGIT}{NUMERALS}余多]{_GAP}(?:{_COUNTED})(?P<mark>{_PLAIN})(?={_GAP}(?:[,，;；、。]|$))",
        re.MULTILINE,
    ),
)
#: 收到申请【36】件: brackets around the number itself, as forms have them.
_BRACKETED = re.compile(
    rf"(?<=[{HAN}])(?<![{NUMERALS}余多])(?P<open>[\[［〔【]){_GAP}[{_DIGIT}]{{1,15}}(?:[.．,，][{_DIGIT}]{{1,9}})?{_GAP}(?P<close>[\]］〕】])"
    rf"(?=(?P<what>{_GAP}{_CLASSIFIER}))"
)
# One class first, which lets the search skip ahead.
_ANY = re.compile(
    rf"[{RAISED}{PRINTED_CIRCLED}*＊※†‡\[［〔【(（](?:(?<=[{RAISED}{PRINTED_CIRCLED}*＊※†‡])"
    rf"|(?<=[\[［〔【]){_GAP}(?:注|[{_DIGIT}]{{1,2}}(?![{_DIGIT}]))|(?<=[(（])注)"
)
_BASE = re.compile(rf"(?:(?P<times>[×xX*＊·^])[ ]?)?(?P<base>[{_DIGIT}.．,，]{{1,16}})$")

# What means no word and ends no clause.
_MARK_OF_ANY_KIND = (
    rf"(?:[^{HAN}0-9A-Z\s,.;:、。!?%‰]|(?<=[(\[〔【])[0-9{TENS}]{{1,2}}(?=[)\]〕】])"
    r"|注[0-9]{0,2}){1,14}"
)
_CLASSIFIED = "|".join(map(re.escape, CLASSIFIERS))
_TORN = re.compile(
    # what it begins with first: nearly no character is one
    rf"(?=[0-9{NUMERALS}])(?<![0-9A-Za-z第.,(\[〔【{NUMERALS}])"
    rf"(?P<number>[0-9]{{1,15}}(?:[.,][0-9]{{1,15}}){{0,5}}[百千万亿]{{0,2}}|[{NUMERALS}]{{1,12}})[余多]?"
    rf"(?:(?P<mark>{_MARK_OF_ANY_KIND})(?=(?:{_CLASSIFIED}){_NO_WORD})"
    rf"|(?P<raised>[{RAISED}⁻⁺]))"
)
#: What a torn number ends with, its mark and the classifier, without the number. One class first,
#: which lets the search skip ahead.
_MAY_TEAR = re.compile(
    rf"[0-9{NUMERALS}百千万亿余多](?=(?:{_MARK_OF_ANY_KIND})(?:{_CLASSIFIED})|[{RAISED}⁻⁺])"
)
_MAY_POINT = re.compile(rf"[.,](?<=[0-9].)(?={_CLASSIFIED})")
#: 申请36.件: after a word, so that 2.件 is a list's number.
_POINTED = re.compile(
    rf"(?<=[{HAN}])(?P<number>[0-9]{{1,15}})(?P<mark>[.,])"
    rf"(?=(?:{_CLASSIFIED}){_NO_WORD})"
)


def _is_power(text: str, match: re.Match[str]) -> bool:
    """Whether a raised digit may be a power: 10³, 2×5²; nobody writes 10¹."""
    base = _BASE.search(text, max(0, match.start() - 20), match.start())
    if base is None:
        return False
    ten = base["base"].isdecimal() and int(base["base"]) == 10
    return base["times"] is not None or (ten and match["raised"] != "¹")


def without_marks(text: str) -> str:
    """A printed text with marks of notes turned to blanks, at its length.

    >>> without_marks("受理申请48²件，公开1358[1]条、绿化3km²、10³条")
    '受理申请48 件，公开1358   条、绿化3km²、10³条'
    """
    if not _ANY.search(text):
        return text
    if "】" in text or "]" in text or "〕" in text or "］" in text:
        text = _BRACKETED.sub(lambda m: f" {m[0][1:-1]} ", text)
    for pattern in _MARKS:
        parts: list[str] = []
        at = 0
        for match in pattern.finditer(text):
            if "raised" in pattern.groupindex and _is_power(text, match):
                continue
            start, end = match.span("mark")
            parts += text[at:start], " " * (end - start)
            at = end
        if parts:
            text = "".join(parts) + text[at:]
    return text


def torn(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a folded text has a number that a mark parts from its classifier, and the mark.

    >>> [("10³条"[a:b], mark) for a, b, mark in torn("10³条")]
    [('10', '³')]
    """
    if _MAY_TEAR.search(text):
        for match in _TORN.finditer(text):
            yield *match.span("number"), match["mark"] or match["raised"]
    if _MAY_POINT.search(text):
        for match in _POINTED.finditer(text):
            yield *match.span("number"), match["mark"]
