"""Evidence for where an organ is: collected from all clues, weighed, never guessed.

Each piece of evidence names one or more divisions (homonyms are kept apart until others
decide) and comes from the report's own words (``own``) or from the page and site around it
(``site``). A division is supported by evidence for itself, in part by evidence for the
divisions above it, and less by evidence for those below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from govcrawl.lexicon import regions
from govcrawl.lexicon.agencies import AGENCIES
from govcrawl.lexicon.regions import PROVINCE_CHARACTERS, Division

#: Characters of the narrative that are scanned for names: bounds the time.
SCAN_LIMIT = 8000
#: Below this the report's own words are a passing mention, not evidence against the site.
OWN_DECIDES = 4.0

Origin = Literal["own", "site"]

#: Shares of a clue's weight that count for a division below, and for one above the one it names.
_ABOVE, _BELOW = 0.6, 0.4
#: Share of the site's evidence where the report's own words decide: it only parts homonyms.
_SITE_SHARE = 0.05


class Weight(NamedTuple):
    """The weight of a clue met once, in the points of ``OWN_DECIDES``; each repetition adds one, up
    to ``most`` (none where it is left out)."""

    once: float
    most: float = 0.0

    def of(self, times: int) -> float:
        return max(self.once, min(self.once + times - 1, self.most))


#: How strong each kind of clue about the place is. What a report writes of itself in full is the
#: strongest, what only narrows it down to a province the weakest.
WEIGHTS: Mapping[str, Weight] = {
    # the report's own words
    "named_strongly": Weight(8.0),  # the body's name with its place, in title or signature
    "named": Weight(6.0),  # the same elsewhere
    "contact_address": Weight(6.0, 8.0),
    "contact_phone": Weight(5.0),  # by its area code
    "local_media": Weight(4.0, 6.0),
    "opening": Weight(2.5, 4.0),
    "body": Weight(2.0, 6.0),
    "document_number": Weight(2.0, 3.0),  # names the province
    "postal_code": Weight(2.0),  # names the province
    # the page and its site
    "site_code": Weight(6.0),
    "site_name": Weight(5.0, 6.0),
    "issuer": Weight(5.0),
    "host": Weight(5.0),
    "footer": Weight(4.0, 6.0),
    "content_source": Weight(4.0),
    "police_record": Weight(4.0),
    "breadcrumb": Weight(3.0, 4.0),
    "footer_phone": Weight(3.0),
    "host_initials": Weight(2.0),
    "index_number": Weight(2.0),  # holds the code of who registered the body
    "icp": Weight(2.0),  # names the province
}
_VISITED = re.compile(r"(?:赴|前往|借鉴|学习|考察|对标|来自)[^。,;:]{0,6}$")
_MEDIA = re.compile(
    r"(?:日报|晚报|电视台|广播电视|广播电台|人民广播|都市报|政务网|政府网|公众信息网|信息网|建设网|教育网|新闻网|门户网)"
)
#: How counties' sites are called: “中国永嘉”.
_SITE_CALLED = re.compile(r"[\"“]中国[·•]?([\u4e00-\u9fff]{2,4})[\"”]")
_DOC_PREFIX = re.compile(
    rf"([{''.join(PROVINCE_CHARACTERS)}])[政府办发信公]{{1,5}}[发函字明电]{{0,3}}[〔\[(]20"
)
_AREA_CODE = re.compile(
    r"(?<!\d)(?:\+?86-?)?\(?(0[12]\d|0[3-9]\d{2})\)?[-转]{0,2}(?=\d{7,8}(?!\d))"
)
_AREA_CODE_FOREIGN = re.compile(r"(?<!\d)\+?86-([1-9]\d{1,2})-(?=\d{7,8}(?!\d))")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One clue. ``codes`` are the divisions it may mean; ``weight`` is its strength."""

    rule: str
    text: str
    codes: tuple[str, ...]
    weight: float
    origin: Origin


@lru_cache(maxsize=64)  # narrative and opening are asked for names and for places
def chains(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Places named in folded text: (start, end, names), names that are side by side together."""
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for mention in regions.scan(text):
        if found and found[-1][1] == mention.start:
            start, _, names = found[-1]
            found[-1] = (start, mention.end, (*names, mention.text))
        else:
            found.append((mention.start, mention.end, (mention.text,)))
    return found


def is_above(upper: str, lower: str) -> bool:
    """Whether one code is an ancestor of another.

    >>> is_above("340000", "340300"), is_above("340300", "340302"), is_above("340300", "340300")
    (True, True, False)
    """
    if upper == lower:
        return False
    stem = upper[:2] if upper[2:] == "0000" else upper[:4] if upper[4:] == "00" else upper
    return lower.startswith(stem)


def resolve_chain(names: Sequence[str], year: int) -> tuple[Division, ...]:
    """Divisions that a chain of names may mean: those of the last name which are below a
    division of each name before it. Bare stems (合肥) mean province or prefecture first."""
    return _follow(names, year)[0]


def unplaced(names: Sequence[str], year: int) -> int:
    """How many names at the end of a chain are no division there: 平顶山市新城区 is a functional
    zone of 平顶山市, whatever other 新城区 there are."""
    return len(names) - _follow(names, year)[1]


def _follow(names: Sequence[str], year: int) -> tuple[tuple[Division, ...], int]:
    """Divisions of the longest part of a chain that holds together, and its length."""
    above: list[Division] = []
    for position, name in enumerate(names):
        rows = [regions.counterpart(row, year) for row in regions.find_any_year(name, year)]
        if not rows:
            stems = regions.find_stem(name, year)
            rows = [row for row in stems if row.level == stems[0].level]
        below = [row for row in rows if any(is_above(up.code, row.code) for up in above)]
        if above and not below and name.endswith("区"):
            return tuple(above), position
        above = below or rows
    return tuple(above), len(names)


def _codes(names: Sequence[str], year: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.code for row in resolve_chain(names, year)))


def from_text(rule: str, text: str, year: int, origin: Origin) -> list[Evidence]:
    """Names of divisions in folded text; ``rule`` is where the text is from."""
    weight = WEIGHTS[rule]
    counts: dict[tuple[str, ...], int] = {}
    firsts: dict[tuple[str, ...], str] = {}
    for start, end, names in chains(text):
        if _VISITED.search(text[max(0, start - 10) : start]):
            continue
        counts[names] = counts.get(names, 0) + 1
        firsts.setdefault(names, text[start : end + 12])
    return [
        Evidence(rule, firsts[names], codes, weight.of(count), origin)
        for names, count in counts.items()
        if (codes := _codes(names, year))
    ]


def from_media(text: str, year: int) -> list[Evidence]:
    """Local papers and stations: 平顶山日报, 淮安电视台."""
    counts: dict[str, int] = {}
    for match in _MEDIA.finditer(text):
        stem = regions.stem_at_end(text[max(0, match.start() - 6) : match.start()])
        if stem:
            counts[stem] = counts.get(stem, 0) + 1
    for match in _SITE_CALLED.finditer(text):
        if regions.find_stem(match[1], year):
            counts[match[1]] = counts.get(match[1], 0) + 1
    return [
        Evidence("local_media", stem, codes, WEIGHTS["local_media"].of(count), "own")
        for stem, count in counts.items()
        if (codes := _codes([stem], year))
    ]


def from_document_numbers(text: str) -> list[Evidence]:
    """Province characters before document numbers: 皖政办〔2016〕55号."""
    weight = WEIGHTS["document_number"]
    counts: dict[str, int] = {}
    for match in _DOC_PREFIX.finditer(text):
        counts[match[1]] = counts.get(match[1], 0) + 1
    return [
        Evidence("document_number", char, (PROVINCE_CHARACTERS[char],), weight.of(count), "own")
        for char, count in counts.items()
    ]


def from_phone(text: str, origin: Origin) -> list[Evidence]:
    """Telephone area codes: 0830-4250655, 86-375-2667985."""
    weight = WEIGHTS["contact_phone" if origin == "own" else "footer_phone"].of(1)
    found: dict[str, str] = {}
    for match in _AREA_CODE.finditer(text):
        found.setdefault(match[1], match[0])
    for match in _AREA_CODE_FOREIGN.finditer(text):
        found.setdefault("0" + match[1], match[0])
    return [
        Evidence("area_code", f"{area} ({shown})", codes, weight, origin)
        for area, shown in found.items()
        if (codes := regions.area_code_divisions(area))
    ]


def from_postal_code(postal: str, origin: Origin) -> list[Evidence]:
    """The first two digits of a postal code tell the province."""
    province = AGENCIES.postal.get(postal[:2]) if re.fullmatch(r"\d{6}", postal) else None
    weight = WEIGHTS["postal_code"].of(1)
    return [Evidence("postal_code", postal, (province,), weight, origin)] if province else []


def from_code(rule: str, printed: str, digits: str, year: int) -> list[Evidence]:
    """Six digits that are an adcode of the year or of now, else of its city or province."""
    for code in (digits, digits[:4] + "00", digits[:2] + "0000"):
        if len(code) == 6 and (regions.lookup(code, year) or regions.lookup(code)):
            return [Evidence(rule, printed, (code,), WEIGHTS[rule].of(1), "site")]
    return []


def score(code: str, evidence: Iterable[Evidence], origin: Origin) -> float:
    """How strong the evidence of one origin for a division is."""
    total = 0.0
    for item in evidence:
        if item.origin != origin:
            continue
        if code in item.codes:
            total += item.weight
        elif any(is_above(other, code) for other in item.codes):
            total += item.weight * _ABOVE
        elif any(is_above(code, other) for other in item.codes):
            total += item.weight * _BELOW
    return total


def rank(codes: Iterable[str], evidence: Sequence[Evidence]) -> list[tuple[float, float, str]]:
    """(score, of which from the site, code), best first; the report's own words go before the
    site where they amount to more than a passing mention."""
    scored = [
        (score(c, evidence, "own"), score(c, evidence, "site"), c) for c in dict.fromkeys(codes)
    ]
    decided = any(own >= OWN_DECIDES for own, _, _ in scored)
    site_share = _SITE_SHARE if decided else 1.0
    ranked = [(own + site_share * site, site, code) for own, site, code in scored]
    return sorted(ranked, key=lambda entry: (-entry[0], entry[2]))
