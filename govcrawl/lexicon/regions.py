"""Administrative divisions (GB/T 2260) by year, and their names in running text.

``data/regions.csv`` holds every division from county upwards as it was on 31 December of
2008 to 2025 (sources: ``data/README.md``). Codes are text. A division changes row when its
code or its name changes, so 襄樊市 (to 2009) and 襄阳市 (from 2010) are two rows of 420600.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import resources
from typing import NamedTuple

from govcrawl.lexicon.loading import LexiconError
from govcrawl.text.folding import char_class

#: First year of data/regions.csv.
FIRST_YEAR = 2008
#: Last year of data/regions.csv; later years are read as this one.
LAST_YEAR = 2025


class Division(NamedTuple):
    """One row: ``first`` and ``last`` are the years it was valid in (inclusive)."""

    code: str
    name: str
    stem: str
    first: int
    last: int

    @property
    def level(self) -> str:
        """``province``, ``city`` (prefecture) or ``county``, told by the code."""
        if self.code[2:] == "0000":
            return "province"
        return "city" if self.code[4:] == "00" else "county"

    def valid(self, year: int) -> bool:
        """Whether the row is in the table of 31 December of ``year``."""
        return self.first <= year <= self.last


class Mention(NamedTuple):
    """A division's name in a text: ``text[start:end]``."""

    start: int
    end: int
    text: str


#: The one-character names of provinces that come before ICP, 公网安备 and 政办发.
PROVINCE_CHARACTERS: dict[str, str] = {
    "京": "110000", "津": "120000", "冀": "130000", "晋": "140000", "蒙": "150000",
    "内": "150000", "辽": "210000", "吉": "220000", "黑": "230000", "沪": "310000",
    "苏": "320000", "浙": "330000", "皖": "340000", "闽": "350000", "赣": "360000",
    "鲁": "370000", "豫": "410000", "鄂": "420000", "湘": "430000", "粤": "440000",
    "桂": "450000", "琼": "460000", "渝": "500000", "川": "510000", "蜀": "510000",
    "贵": "520000", "黔": "520000", "云": "530000", "滇": "530000", "藏": "540000",
    "陕": "610000", "甘": "620000", "青": "630000", "宁": "640000", "新": "650000",
}  # fmt: skip
#: Names that are also plain words: in free text they count only after their parent.
_COMMON_WORDS = frozenset(
    "城区 郊区 矿区 东区 西区 市中区 新城区 港口区 河口区 城关区 城中区 城东区 城西区 城北区 "
    "市北区 市南区 海港区 和平区 中原区 工农区 铁西区 南岸区 江北区 湖滨区 高县".split()
)
#: What may not follow a name: 港口区域, 农贸市场, 县级.
_NOT_FOLLOWED_BY = {"区": "域划块间分别位", "市": "场", "县": "级城", "州": "际", "旗": "帜舰"}


def _load() -> tuple[
    dict[str, list[Division]], dict[str, list[Division]], dict[str, list[Division]]
]:
    """Rows by code, by name or alias, and by stem; each list ordered by code, then year."""
    by_code: dict[str, list[Division]] = {}
    by_name: dict[str, list[Division]] = {}
    by_stem: dict[str, list[Division]] = {}
    table = resources.files("govcrawl.lexicon").joinpath("data").joinpath("regions.csv")
    for number, line in enumerate(table.read_text(encoding="utf-8").splitlines()[1:], 2):
        try:
            code, name, aliases, stem, first, last, _ = line.split(",")
            row = Division(code, name, stem, int(first or FIRST_YEAR), int(last or LAST_YEAR))
        except ValueError as error:
            raise LexiconError(
                f"govcrawl/lexicon/data/regions.csv, line {number}: {error}"
            ) from error
        by_code.setdefault(code, []).append(row)
        by_name.setdefault(name, []).append(row)
        for alias in [*filter(None, aliases.split(";")), *_shorter(name, stem)]:
            by_name.setdefault(alias, []).append(row)
        if stem:
            by_stem.setdefault(stem, []).append(row)
    return by_code, by_name, by_stem


def _shorter(name: str, stem: str) -> list[str]:
    """How the long names of autonomous counties are shortened: 双江自治县."""
    return [stem + name[-3:]] if stem and name.endswith(("自治县", "自治旗")) else []


_BY_CODE, _BY_NAME, _BY_STEM = _load()


def _grouped(names: Iterable[str], part: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(part(name), []).append(name)
    return groups


def _heads(names: dict[str, list[Division]]) -> dict[str, tuple[str, ...]]:
    """Names by their first two characters, longest first."""
    heads = _grouped(names, lambda name: name[:2])
    return {head: tuple(sorted(of, key=len, reverse=True)) for head, of in heads.items()}


_NAME_HEADS = _heads(_BY_NAME)
#: What a name ends in, and how long those are that end in two characters: of 3,768 names all
#: end in one of eight characters, which a text has few of.
_END = re.compile(char_class("".join(name[-1] for name in _BY_NAME)))
_LENGTHS: dict[str, tuple[int, ...]] = {
    tail: tuple(sorted({len(name) for name in names}))
    for tail, names in _grouped(_BY_NAME, lambda name: name[-2:]).items()
}
_STEM_HEADS = _heads(
    {stem: rows for stem, rows in _BY_STEM.items() if any(r.level != "county" for r in rows)}
)


def _load_area_codes() -> dict[str, tuple[str, ...]]:
    table = resources.files("govcrawl.lexicon").joinpath("data").joinpath("area_codes.csv")
    rows = (line.split(",") for line in table.read_text(encoding="utf-8").splitlines()[1:])
    return {area: tuple(codes.split(";")) for area, codes in rows}


_AREA_CODES = _load_area_codes()


def clamp(year: int | None) -> int:
    """The nearest year the table covers; None is the newest."""
    return LAST_YEAR if year is None else min(max(year, FIRST_YEAR), LAST_YEAR)


def lookup(adcode: str, year: int | None = None) -> Division | None:
    """The division of a six-digit code on 31 December of ``year``.

    >>> lookup("420600", 2009).name, lookup("420600", 2010).name
    ('襄樊市', '襄阳市')
    """
    at = clamp(year)
    return next((row for row in _BY_CODE.get(adcode, ()) if row.valid(at)), None)


def every() -> list[Division]:
    """All rows of the table, by code and year."""
    return [row for code in sorted(_BY_CODE) for row in _BY_CODE[code]]


def parents(adcode: str, year: int | None = None) -> list[Division]:
    """The divisions above one, province first; none for a province.

    >>> [row.name for row in parents("510503")]
    ['四川省', '泸州市']
    """
    codes = [adcode[:2] + "0000", adcode[:4] + "00"]
    found = (lookup(code, year) for code in dict.fromkeys(codes) if code != adcode)
    return [row for row in found if row is not None]


def children(adcode: str, year: int | None = None) -> list[Division]:
    """The divisions directly below one, by code: cities of a province (and the counties that
    answer to it directly), counties of a city or of a municipality."""
    at = clamp(year)
    if adcode[2:] == "0000":
        below = (
            rows
            for code, rows in _BY_CODE.items()
            if code[:2] == adcode[:2]
            and code != adcode
            and (code[4:] == "00" or lookup(code[:4] + "00", at) is None)
        )
    elif adcode[4:] == "00":
        below = (
            rows for code, rows in _BY_CODE.items() if code[:4] == adcode[:4] and code != adcode
        )
    else:
        return []
    return sorted(row for rows in below for row in rows if row.valid(at))


def find(name: str, year: int | None = None) -> list[Division]:
    """Every division of that name (or customary short name) in ``year``, by code.

    >>> [row.code for row in find("新城区", 2016)]
    ['150102', '610102']
    """
    at = clamp(year)
    return sorted(row for row in _BY_NAME.get(name, ()) if row.valid(at))


def find_any_year(name: str, year: int | None = None) -> list[Division]:
    """As ``find``; where the year's table lacks the name, the rows nearest to that year.

    A report for the year of a change may still use the old name, and one written later the
    new one.
    """
    rows = find(name, year)
    if rows or name not in _BY_NAME:
        return rows
    at = clamp(year)

    def distance(row: Division) -> int:
        return row.first - at if row.first > at else at - row.last

    nearest = min(distance(row) for row in _BY_NAME[name])
    return sorted(row for row in _BY_NAME[name] if distance(row) == nearest)


def counterpart(row: Division, year: int | None = None) -> Division:
    """The row of ``year`` for the same place: 济阳县 ↔ 济阳区 across 2018. A place that kept its
    code keeps its row's code; else the one division of that bare name in the same city, or
    province, counts; where there is none the row itself comes back.

    >>> counterpart(find("济阳县", 2017)[0], 2018)[:2]
    ('370115', '济阳区')
    """
    at = clamp(year)
    if row.valid(at):
        return row
    if same_code := lookup(row.code, at):
        return same_code
    rows = [other for other in _BY_STEM.get(row.stem, ()) if other.valid(at)] if row.stem else []
    for prefix in (row.code[:4], row.code[:2]):
        near = [o for o in rows if o.code.startswith(prefix) and o.level == row.level]
        if len(near) == 1:
            return near[0]
    return row


def find_stem(stem: str, year: int | None = None) -> list[Division]:
    """Every division whose bare name it is (淮安 → 淮安市, 淮安区), higher levels first."""
    at = clamp(year)
    order = {"province": 0, "city": 1, "county": 2}
    rows = (row for row in _BY_STEM.get(stem, ()) if row.valid(at))
    return sorted(rows, key=lambda row: (order[row.level], row.code))


def scan(text: str) -> list[Mention]:
    """Names of divisions in a text, longest match, left to right, not overlapping.

    Names that are also plain words (城区, 和平区) are taken only directly after another name.
    A dictionary is asked only where a name may end: a tenth of a millisecond for 6 000
    characters.

    >>> [mention.text for mention in scan("四川省泸州市纳溪区云溪西路")]
    ['四川省', '泸州市', '纳溪区']
    """
    mentions: list[Mention] = []
    position, last_end = 0, -1
    for i, before_end in _standing(text):
        if i < position:
            continue
        end = -before_end
        name = text[i:end]
        behind = text[end : end + 1]
        if behind and behind in _NOT_FOLLOWED_BY.get(name[-1], ""):
            if not text.startswith("城关", end):  # 平利县城关镇, not 县城
                continue
        if name in _COMMON_WORDS and last_end != i:
            continue
        mentions.append(Mention(i, end, name))
        position = last_end = end
    return mentions


def _standing(text: str) -> list[tuple[int, int]]:
    """Where names are in a text, ``(start, -end)``: from left to right, the longest first."""
    found: list[tuple[int, int]] = []
    for match in _END.finditer(text):
        end = match.end()
        for size in _LENGTHS.get(text[end - 2 : end], ()) if end > 1 else ():
            if size <= end and text[end - size : end] in _BY_NAME:
                found.append((end - size, -end))
    found.sort()
    return found


def name_at_start(text: str) -> str:
    """The longest division name that the text begins with (plain words included), or ''."""
    return next((n for n in _NAME_HEADS.get(text[:2], ()) if text.startswith(n)), "")


def stem_at_start(text: str) -> str:
    """The bare name of a province or prefecture that the text begins with, or ''.

    >>> stem_at_start("广州城管委")
    '广州'
    """
    return next((s for s in _STEM_HEADS.get(text[:2], ()) if text.startswith(s)), "")


def stem_at_end(text: str) -> str:
    """The bare name of a province or prefecture that the text ends with, or ''.

    >>> stem_at_end("在平顶山")
    '平顶山'
    """
    for size in range(min(6, len(text)), 1, -1):
        tail = text[-size:]
        if tail in _STEM_HEADS.get(tail[:2], ()):
            return tail
    return ""


def area_code_divisions(area_code: str) -> tuple[str, ...]:
    """Codes of the divisions that a telephone area code serves.

    >>> area_code_divisions("0830")
    ('510500',)
    """
    return _AREA_CODES.get(area_code, ())
