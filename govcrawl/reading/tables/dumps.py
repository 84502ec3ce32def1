"""Tables that were flattened to text: found among the lines of a document and rebuilt.

Seen: one cell a line, with or without a closing ``|``; one row a line, its cells set apart by
``|`` or spaces; labels and figures run together. A row gets its cells only if it has exactly as
many as there are headings; else they stay together in one cell over the whole row, which the
readers refuse unless the form's own sums allow exactly one split.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from govcrawl.lexicon.forms import FORMS
from govcrawl.reading.model import Grid
from govcrawl.reading.tables.cells import COUNT_UNITS, is_count_unit
from govcrawl.reading.tables.dump_places import DumpLines
from govcrawl.reading.tables.glued import is_run
from govcrawl.reading.tables.rebuild import Rebuilder, Token
from govcrawl.reading.tables.split_headings import rejoined
from govcrawl.text import has_han, squash
from govcrawl.text.numerals import TENS

#: Characters of a line that can be one label or a caption.
_MAX_LABEL = 60
_MAX_GAP = 2000  # characters between two labels, beyond which they are prose
#: Without one of these no dump can begin.
_ANCHORS = ("信息内容", "申请人情况", "自然人", "商业企业", "结果维持", "指标", "|", "┃")
_IN_LONG_LINES = ("信息内容", "申请人情况", "结果维持", "指标单位", "指标计量单位", "指标名称单位")
_PIPE = re.compile(r"\s*[|｜│┃]\s*")
_RULE = re.compile(r"^(?=.*--)[|\s:+\-=─━]+$")
_PAGE_NUMBER = re.compile(r"^(?:[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页(?:\s*共\s*\d+\s*页)?)$")
_SENTENCE = re.compile(r"[。;；!?！？]|，.*，")
_CAPTION = re.compile(rf"^(?:附表|附件|表)[{TENS}0-9]|统计表|情况统计|勾稽关系|^\(?单位[:：]")
_VALUE = r"(?:[+-]?\d[\d,]*(?:\.\d+)?(?:万?元|件|条|项|个|次|人次|人)?|[/\\\-—–]+|无)"
_TAIL = re.compile(rf"^(.*?[^\d\s,.+\-/\\—–])\s*({_VALUE}(?:\s+{_VALUE})*)$")
#: Spaces within a label, but not the one before its unit.
_BETWEEN_HAN = re.compile(
    rf"(?<=[^\x00-\x7f])\s+(?!(?:{COUNT_UNITS}|万?元|—+)\s)(?=[^\x00-\x7f])"
    r"|\s+(?=[(（])|(?<=[)）])\s+(?=[^\x00-\x7f])"
)
#: 统计指标 单位 统计数
_LIST_HEADS = re.compile(r"^(?:统计)?(?:指标|项目)(?:名称)? (?:(?:计量)?单位 )?[^。，,]{1,20}$")
#: The same, run together.
_GLUED_HEADS = re.compile(r"^((?:统计)?指标(?:名称)?)((?:计量)?单位)(统计数|数量|数值)$")
_NUMBERING = re.compile(rf"^(?:\(?[{TENS}]+\)?[、.]?|\(\d+\)|\d{{1,2}}[、.]|其中:?)$")


#: Labels in one line that make it several rows.
_ROWS_IN_LINE = 4
#: Characters of a label that prose does not have by chance.
_TELLING_LABEL = 4
#: Characters of a line that can hold several rows.
_SHORTEST_TEXT = 20
#: Shares of the characters of a flattened table: neither label nor figure at most, labels at least.
_MOST_REST, _LEAST_LABELS = 1 / 5, 1 / 3
#: Share of the characters of a line that may be prose between labels and figures.
_MOST_PROSE = 1 / 4
#: Lines after a row among which the next cell is looked for.
_NEXT_LINES = 3
#: Known labels in a text that make it a table.
_FEWEST_LABELS = 3
#: What is between labels in a table: figures, units, marks, numbering.
_MAX_ROW, _FEWEST_ROWS = 80, 6
_ROW_END = re.compile(rf"(?:\([^()]*\))?(?:{COUNT_UNITS}|万?元)[\d,.]+")
_NO_PROSE = re.compile(rf"[\d.,%+\-/\\()|:;、。,]+|(?:{COUNT_UNITS}|万?元)|[{TENS}]")


def _known_labels() -> re.Pattern[str]:
    """All labels of the fixed forms as they may be inside a line, longest first. Numbers are
    part of a label only as the form prints them: ``88283`` before ``3.危及…`` ends in 8."""
    forms = FORMS
    labels: set[str] = {"信息内容", forms.applications.applicants[0]}
    labels.update(forms.applications.organisations)
    items = [*forms.applications.columns, *forms.applications.groups, *forms.outcomes.columns]
    items += [*forms.outcomes.groups, *(i for b in forms.blocks for i in (*b.rows, *b.columns))]
    for item in items:
        labels.update(item.labels)
    for block in forms.blocks:
        labels.add(block.labels[0])
    for row in forms.applications.rows:
        labels.update(row.labels)
    for schedule in forms.schedules:
        for line in schedule.rows:
            labels.update(line.labels)
    patterns = []
    for label in sorted(map(squash, labels), key=len, reverse=True):
        pattern = re.escape(label)
        patterns.append(re.sub(r"^(\d)\\\.", r"\1[.、]", pattern))
    return re.compile("|".join(patterns))


_KNOWN = _known_labels()
#: What is between the tables of a form that have run together: notes and captions.
_NOTES = re.compile(r"[*※]?(?:注|备注)\d?:[^。]{0,200}。")
# Figures of sentences are parted by their classifiers and commas; cells are not. A line that
# wraps may lack its full stop.
_TOLD = re.compile(r"[0-9][件条宗份起次][,;、]")
_CAPTIONS = re.compile(
    "|".join(re.escape(squash(c)) for s in FORMS.schedules for c in s.captions)
    + "|附表|单位:?|指标|统计数|数量"
)


@dataclass(frozen=True, slots=True)
class Dump:
    """``lines[start:end]``, caption included, are a table. ``source`` wants the blocks that
    the lines come from, so that the cells can be found in them."""

    start: int
    end: int
    grid: Grid
    source: DumpLines


def find_dumps(lines: Sequence[str]) -> list[Dump]:
    """Tables among the lines of a narrative, in order. Lines outside are never touched; a
    narrative without an anchor word costs one look at each line."""
    if not any(anchor in line for line in map(squash, lines) for anchor in _ANCHORS):
        return []
    dumps: list[Dump] = []
    i = 0
    while i < len(lines):
        if not _may_start(lines[i]):
            i += 1
            continue
        dump = _read(lines, i, dumps[-1].end if dumps else 0)
        if dump is None:
            i += 1
        else:
            dumps.append(dump)
            i = dump.end
    return dumps


def is_glued(line: str) -> bool:
    """Whether a table of a form has run into a line of text.

    >>> is_glued("二、主动公开政府信息情况第二十条第（一）项信息内容本年制发件数本年废止件数")
    True
    """
    text = squash(line)
    return any(word in text for word in _IN_LONG_LINES) and (
        sum(len(match[0]) >= _TELLING_LABEL for match in _KNOWN.finditer(text)) >= _FEWEST_LABELS
    )


def is_table_text(line: str) -> bool:
    """Whether a line is what a table of a form was flattened to, read as such or not: labels of
    the form and figures, with hardly a word between them.

    >>> is_table_text("规章004行政规范性文件9357第二十条第（五）项信息内容本年处理决定数量")
    True
    >>> is_table_text("本年制发行政规范性文件2件，废止1件，现行有效件数为9件。")
    False
    >>> is_table_text("1件，因涉及第三方合法权益等不予公开9件，本机关不掌握相关政府信息3")
    False
    """
    if len(line) < _SHORTEST_TEXT:
        return False
    text = squash(line)
    if "注" in text:
        text = _NOTES.sub("", text)
    if "。" in text or _TOLD.search(text):
        return False
    labels = length = 0
    for match in _KNOWN.finditer(text):
        if len(match[0]) >= _TELLING_LABEL:
            labels += 1
            length += len(match[0])
    if labels < _FEWEST_LABELS:
        return False
    rest = _NO_PROSE.sub("", _CAPTIONS.sub("", _KNOWN.sub("", text)))
    return len(rest) <= _MOST_REST * len(text) and length >= _LEAST_LABELS * len(text)


def list_rows(lines: Sequence[str]) -> set[int]:
    """Which lines are rows of a list of figures that has lost its headings: a label of the form,
    its unit and a figure. None where there are only a few: prose may read so too."""
    found = {i for i, line in enumerate(lines) if len(line) <= _MAX_ROW and _is_list_row(line)}
    return found if len(found) >= _FEWEST_ROWS else set()


def _is_list_row(line: str) -> bool:
    text = squash(line)
    match = _KNOWN.search(text) if text[-1:].isdigit() else None
    if match is None or len(match[0]) < _TELLING_LABEL:
        return False
    rest = _ROW_END.fullmatch(text, match.end())
    return rest is not None and not _NO_PROSE.sub("", text[: match.start()]).strip("其中")


def _may_start(line: str) -> bool:
    if len(line) > _MAX_LABEL and not any(word in squash(line) for word in _IN_LONG_LINES):
        return "|" in line and Rebuilder.starts(_cells(line))
    return Rebuilder.starts(_cells(line))


def _read(lines: Sequence[str], start: int, floor: int) -> Dump | None:
    source = DumpLines(lines)
    builder = Rebuilder(source)
    end = start
    i = start
    while i < len(lines):
        line = lines[i]
        if not line or _PAGE_NUMBER.match(line) or _RULE.match(line):
            i += 1
            continue
        headings, more = rejoined(lines, i)
        found = [Token.of(heading) for heading in headings] or _cells(line)
        tokens = [replace(token, at=(i, n)) for n, token in enumerate(found)]
        source.cells[i] = line.split() if headings else [token.text for token in tokens]
        if not builder.feed(tokens, _following(lines, i + more + 1), piped=_has_pipe(line)):
            break
        i += more + 1
        if builder.settled:
            end = i
    grid = builder.finish()
    if grid is None or end == start:
        return None
    while start > floor and _is_caption(lines[start - 1]):
        grid.caption = f"{lines[start - 1]} {grid.caption}".strip()
        start -= 1
    return Dump(start, end, grid, source)


def _is_caption(line: str) -> bool:
    return 0 < len(line) <= _MAX_LABEL and "。" not in line and bool(_CAPTION.search(squash(line)))


def _is_value(part: str) -> bool:
    return Token.of(part).kind in ("value", "unit")


def _following(lines: Sequence[str], i: int) -> Token | None:
    for line in lines[i : i + _NEXT_LINES]:
        if line and not _PAGE_NUMBER.match(line):
            tokens = _cells(line)
            return tokens[0] if tokens else None
    return None


def _has_pipe(line: str) -> bool:
    return "|" in line or "｜" in line or "│" in line


def _cells(line: str) -> list[Token]:
    """The cells of a line. A line that opens with a text and closes with figures is a row."""
    if _has_pipe(line):
        line = _single_pipes(line)
        if "||" in line and _holds_rows(line):
            # a whole table in one line, its rows parted by two pipes
            return [token for row in line.split("||") if row.strip(" |") for token in _cells(row)]
        parts = _PIPE.split(line.strip())
        if len(parts) > 1 and not parts[-1]:
            parts.pop()
        if len(parts) > 1 and not parts[0]:
            parts = parts[1:]
        tokens = [Token.of(part) for part in parts]
        if any(token.kind == "text" for token in tokens):
            # cells of a label column that hang down from the row above
            return list(dropwhile(lambda token: token.kind == "blank", tokens))
        return tokens
    if heads := _GLUED_HEADS.match(line):
        return [Token.of(head) for head in heads.groups()]
    parts = line.split()
    if len(parts) > 1 and (_LIST_HEADS.match(line) or all(map(_is_value, parts))):
        return [Token.of(part) for part in parts]
    whole = Token.of(line)
    if whole.kind != "text" or whole.known:
        return [whole]
    if _SENTENCE.search(line) and not _KNOWN.search(squash(line)):
        return [whole]
    return list(_inside(line)) or [whole]


def _single_pipes(line: str) -> str:
    """A line whose cells are parted by two pipes each, with one."""
    evened = line.replace("｜", "|").replace("│", "|")
    if evened.count("||") > 1 and "|" not in re.sub(r"\|\|", "", evened):
        return evened.replace("||", "|")
    return evened if "||" in evened else line


def _holds_rows(line: str) -> bool:
    """Whether a line holds the labels of several rows of a form."""
    labels = sum(Token.of(part).known for part in _PIPE.split(line) if has_han(part))
    return labels >= _ROWS_IN_LINE and any(map(_is_value, _PIPE.split(line)))


def _inside(line: str) -> Iterator[Token]:
    """Labels and figures within one line; nothing where prose is left between them."""
    text = _BETWEEN_HAN.sub("", " ".join(map(squash, line.split())))
    tokens: list[Token] = []
    at = 0
    prose = 0
    for match in _KNOWN.finditer(text):
        prose += _gap(text[at : match.start()], tokens)
        tokens.append(Token.of(match.group()))
        at = match.end()
    prose += _gap(text[at:], tokens)
    labels = sum(token.kind == "text" for token in tokens)
    if labels and prose <= _MOST_PROSE * len(text):
        yield from tokens


def _gap(text: str, tokens: list[Token]) -> int:
    """Add the cells between two labels; the number of characters that are prose."""
    text = text.strip(" :：")
    if not text or _NUMBERING.match(text):
        return 0
    if is_run(text):
        tokens.append(Token.of_run(text))
        return 0
    match = _TAIL.match(text) if len(text) <= _MAX_GAP else None
    if match is None:
        parts = text.split()
        found = [Token.of(part) for part in parts]
        if all(token.kind != "text" for token in found):
            tokens.extend(found)
            return 0
        tokens.append(Token.of(text))
        return len(text)
    head, _, last = match.group(1).rpartition(" ")
    heads = [head, last] if head and is_count_unit(last) else [match.group(1)]
    tokens.extend(Token.of(part) for part in heads)
    tokens.extend(Token.of(part) for part in match.group(2).split())
    return len(match.group(1)) if _SENTENCE.search(text) or len(match.group(1)) > 40 else 0
