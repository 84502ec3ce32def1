"""Sentences of a narrative with the headings above them; lines that only wrap are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from govcrawl.lexicon.vocabulary import WORDS
from govcrawl.report import Section
from govcrawl.text import Folded, even, fold, squash
from govcrawl.text.characters import INVISIBLE, TABLE
from govcrawl.text.folding import char_class
from govcrawl.text.numerals import ORDINAL, TENS
from govcrawl.text.patterns import ARABIC_MARKER, PRINTED_DIGITS

#: Longer sentences are cut at a clause: text without full stops is a list, and every figure
#: repeats its sentence as evidence.
LONGEST = 2000
_MARKS = 20  # characters a heading's line may have beyond its title
_FULL_LINES = 5  # lines of the full width from which a text is taken to be set in it
_NARROW = 12  # the narrowest columns that text is set in
_RAGGED = 2  # characters by which wrapped lines differ
_WIDTH = 20  # characters from which a line without an end is taken to wrap


def _printed_as(plain: str) -> str:
    """The characters that are printed for some plain ones, these among them."""
    return plain + "".join(c for c, even_ in TABLE.items() if even_ and even_[-1] in plain)


_SENTENCE = re.compile(r"[^\n。!?]+[。!?]*")
_BRACKETS = rf"\([{TENS}0-9]{{1,3}}\)"
MARKER = re.compile(rf"(?:第?{ORDINAL}(?:部分|章)?[、.]|{_BRACKETS}|{ARABIC_MARKER})")
_NOISE = re.compile(rf"[\s,.。、:;()0-9{TENS}]+")
# Lines as printed but for their characters.
_OPEN_END = re.compile(r"[^。!?;:.…)\"》\s]\s*$")
_JOINING_END = re.compile(r"[,、和及与]\s*$")
_TITLE_END = re.compile(
    r"(?:报告|情况|年报|事项|问题|措施|附件|意见|方面|目录|概述|概况|说明|表|附表)\s*$"
)
_NO_START = re.compile(
    rf"\s*(?:第?{ORDINAL}(?:部分|章)?[、.]|{_BRACKETS}|[0-9]{{1,2}}[、.)](?![0-9])|[{TENS}]是)"
)
_NUMBER_START = re.compile(
    r"\s*[0-9][0-9,.]*\s*(?:万|亿)?[余多]?\s*[条件宗篇项份次期个人名%起场元]"
)
_HEADED = re.compile(rf"\s*(?:第?{ORDINAL}(?:部分|章)?[、.]|\({ORDINAL}\))[^,。;]{{0,40}}$")
_LONGEST_HEADED = 60
#: 公开信息3 | 8条: digits across a line's end. What is alone may be a list's number.
_CUT_END = re.compile(
    rf"[^\s,，.．、。;；:：(（〔\[{PRINTED_DIGITS}][{PRINTED_DIGITS}][{PRINTED_DIGITS},，.．]*$"
)
#: In a line that fills the width: …、13 | 2件, 5. | 2万人.
_CUT_FULL = re.compile(rf"[{PRINTED_DIGITS}][,，.．]*$")
_CUT_START = re.compile(rf"\s*[{PRINTED_DIGITS}]")
_NOTHING = "\u200b"  # which folding leaves out


# A heading in front of its text: the blank after it is its end.
_HEADING_GAP = re.compile(
    rf"(?:^|\n) *(?:第?{ORDINAL}(?:部分|章)?[、.]?|{_BRACKETS}|[0-9]{{1,2}}[、.])"
    r" ?[^,。;:\n]{2,36}?(?:情况|概况|概述|信息|方面|事项|内容|信息公开|机构|组织机构)( )(?= *[^\s,。])"
)

#: Without one of these, and a blank after it as printed, no text holds such a heading.
_MAY_GAP = re.compile(
    f"{char_class(_printed_as('况述息面项容开构'))}{char_class(INVISIBLE)}*{char_class(_printed_as(' '))}"
)
#: Characters that end a line for good, as printed.
_CLOSING = frozenset(_printed_as("。!?:.…》"))
_TWO_DIGITS = re.compile(r"[0-9][0-9]")
#: With what a marker of a heading begins.
_MARKED = frozenset(f"第({TENS}0123456789")


class Sentence(msgspec.Struct, gc=False):
    """``text`` is the folded text from folded offset ``start``. ``headings`` are the folded
    titles above it, nearest first; ``is_heading`` where it is itself a title; ``new_line``
    where its line begins with it, ``listed`` where that line goes on from the one before."""

    text: str
    start: int
    headings: tuple[str, ...]
    is_heading: bool
    new_line: bool
    listed: bool


def unwrapped(body: str, sections: Sequence[Section]) -> str:
    """The body with the line feeds that only wrap a line turned to blanks; same length."""
    if _MAY_GAP.search(body):
        folded = fold(body, blanks=True)
        for gap in _HEADING_GAP.finditer(folded.text):
            at = folded.printed(gap.start(1))
            body = f"{body[:at]}\n{body[at + 1 :]}"
    if "\n" not in body:
        return body
    titles = tuple({s.title.strip() for s in sections} - {""})
    lines = body.split("\n")
    measure = _measure(lines)
    parts = [lines[0]]
    width = 0  # of the line before, where that one wrapped
    for before, line in pairwise(lines):
        printed = before.strip()
        full = bool(measure) and measure - len(printed) <= _RAGGED
        wraps = (
            _goes_on(printed, line.strip(), titles)
            if full
            else printed[-1:] not in _CLOSING and _wraps(printed, line.strip(), titles, width)
        )
        # a number that goes on in the next line is one, where lines are cut at their full width
        end = _CUT_FULL if full else _CUT_END
        cut = wraps and len(printed) >= _WIDTH and end.search(printed) and _CUT_START.match(line)
        width = len(printed) if wraps else 0
        parts.append(_NOTHING if cut else " " if wraps else "\n")
        parts.append(line)
    return "".join(parts)


def _measure(lines: Sequence[str]) -> int:
    """The width that a text is set in: that of most of its longer lines, where none is longer;
    0 where lines are as long as their paragraphs."""
    lengths = [len(line.strip()) for line in lines]
    longest = max(lengths)
    full = sum(longest - length <= _RAGGED for length in lengths)
    filled = sum(length > 0 for length in lengths)
    return longest if longest >= _WIDTH and full >= _FULL_LINES and full * 4 >= filled else 0


def _goes_on(before: str, line: str, titles: tuple[str, ...]) -> bool:
    """Whether the paragraph of a line that fills the width goes on in the next one."""
    if not line or before in titles or line in titles:
        return False
    end = even(before[-_LONGEST_HEADED:])
    if _HEADED.match(end) and _TITLE_END.search(end):
        return False
    return not _NO_START.match(even(line[:_LONGEST_HEADED]))


def _parts_word(end: str, start: str) -> bool:
    """Whether a word of the vocabulary is across a line's end: 政府信|息, 信息不|存在."""
    near = fold(end[-2:] + start[:2]).text
    if len(near) < 4 or near[:2] in WORDS or (near[2:] in WORDS and near[1:] not in WORDS):
        return False
    return near[1:3] in WORDS or near[1:] in WORDS or near[:3] in WORDS


def _wraps(before: str, line: str, titles: tuple[str, ...], width: int) -> bool:
    """Whether a line, as printed, goes on in the next one. ``width``: that of the line before
    it, where that one wrapped."""
    if not before or not line or line in titles:
        return False
    end = even(before[-_LONGEST_HEADED:])
    full = width >= _WIDTH and abs(len(before) - width) <= _RAGGED
    if not (_OPEN_END.search(end) or (full and end[-1] in ';")')) or before.endswith(titles):
        return False
    start = even(line[:_LONGEST_HEADED])
    headed = len(before) <= _LONGEST_HEADED and _HEADED.match(end)
    if headed or _NO_START.match(start):
        return False
    if _JOINING_END.search(end) or start[0] in ",。、;)":
        return True
    if _TITLE_END.search(end):
        return False
    if _NUMBER_START.match(start) is not None or len(before) >= _WIDTH:
        return True
    if abs(len(before) - width) <= _RAGGED and width >= _NARROW:
        return True
    return len(before) >= _NARROW // 2 and _parts_word(end, start)


# A heading glued to the text under it: 三、收费情况2013年我局…
_GLUED = re.compile(
    rf"(?:{MARKER.pattern})?"
    r"[^,。;:!?\n0-9]{2,40}?"
    r"(?:(?:情况|概述)(?=(?:19|20)[0-9]{2}年|今年|本年|全年|一年来|我[局镇市县区委办街乡院校]|截[至止])"
    r"|(?:概况|投诉|咨询|经费|人员|渠道|形式|方式|机构|诉讼|复议|申诉|收费|减免|建设|工作)"
    r"(?=(?:19|20)[0-9]{2}年|今年|本年|全年|一年来|截[至止]|现有|现设|\([一1]\)))"
)
_SENTENCED = re.compile(r"[:,](?=.)|(?:19|20)[0-9]{2}年|[未没]")
_TOLD = re.compile(r"情况(?:(?:19|20)[0-9]{2}年|今年|本年|全年|我|无|没有|未)|[,。].{4}")


def _glued(text: str, start: int, end: int) -> int:
    """Where a heading ends that is glued to the text after it; ``start`` where none is."""
    if MARKER.match(text, start) is None:
        return start
    glued = _GLUED.match(text, start, end)
    return glued.end() if glued is not None and glued.end() < end else start


def _folded(title: str) -> str:
    """A title folded. Blanks stay only between two digits, and few titles have two: others are as
    they are without white space, which earlier stages have asked for."""
    plain = squash(title)
    return fold(title).text if "\n" in title or _TWO_DIGITS.search(plain) else plain


class _Headings:
    """The titles above an offset of the body, nearest first."""

    def __init__(self, body: Folded, sections: Sequence[Section]) -> None:
        self._printed = body.printed
        self._sections = sorted(sections, key=lambda s: (s.start, s.level))
        self._open: list[tuple[int, str]] = []
        self._next = 0
        self._titles: tuple[str, ...] = ()
        #: The nearest title but for marks and numbers, and how long a line is that may be it.
        self._nearest = ""
        self._longest = -1

    def at(self, start: int, end: int) -> tuple[str, ...]:
        """The titles above the sentence at a place of the folded body; places must not decrease
        from call to call. A section may begin after its own marker."""
        if self._next == len(self._sections):
            return self._titles
        offset = min(self._printed(end - 1), self._printed(start) + 8)
        if self._sections[self._next].start <= offset:
            self._go_to(offset)
        return self._titles

    def _go_to(self, offset: int) -> None:
        """Open the sections that begin up to an offset, close those they end."""
        while self._next < len(self._sections):
            section = self._sections[self._next]
            if section.start > offset:
                break
            while self._open and self._open[-1][0] >= section.level:
                self._open.pop()
            self._open.append((section.level, _folded(section.title)))
            self._next += 1
        self._titles = tuple(title for _, title in reversed(self._open[-6:]))
        nearest = self._titles[0]
        self._nearest = _bare(nearest)
        self._longest = -1 if _TOLD.search(nearest) else len(nearest) + _MARKS

    def is_nearest(self, line: str) -> bool:
        """Whether a line is the nearest title itself, but for marks and numbers."""
        return len(line) <= self._longest and _bare(line) == self._nearest


def _bare(text: str) -> str:
    return _NOISE.sub("", text)


def _parts(text: str) -> Iterator[tuple[int, int, bool]]:
    """The sentences of a text; True for a heading that was glued to its text."""
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while True:
            cut = end if end - start <= LONGEST else _cut(text, start)
            if text[start] in _MARKED:
                under = _glued(text, start, cut)
                if under > start:
                    yield start, under, True
                    start = under
            yield start, cut, False
            if cut == end:
                break
            start = cut


def _cut(text: str, start: int) -> int:
    """Where to cut what is too long for a sentence."""
    cut = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in ";,、")
    return start + LONGEST if cut < 0 else cut + 1


def sentences(body: Folded, sections: Sequence[Section]) -> Iterator[Sentence]:
    """The sentences of a folded body in order."""
    headings = _Headings(body, sections)
    text = body.text
    line_end = -1
    titles: tuple[str, ...] = ()
    titles_under: tuple[str, ...] = ()
    under = False
    for start, end, glued in _parts(text):
        line = text[start:end]
        titles_before = titles
        new_line = start > line_end
        if new_line:
            line_end = text.find("\n", end)
            line_end = len(text) if line_end < 0 else line_end
        marked = new_line and line[0] in _MARKED and MARKER.match(line) is not None
        if sections:
            titles = headings.at(start, end)
            is_heading = headings.is_nearest(line)
            if glued:
                is_heading = True
                titles_under = (line, *titles)
            elif under and start < line_end and not new_line:
                titles = titles_under
        else:
            is_heading = marked and len(line) <= 45
            titles = (line,) if is_heading else titles
        is_heading = is_heading and not (line[-1] in "。!?" and _SENTENCED.search(line))
        under = glued or (under and not new_line)
        listed = new_line and not marked and titles == titles_before
        yield Sentence(line, start, titles, is_heading, new_line, listed)
