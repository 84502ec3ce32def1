"""Which links of a page lead to the column, to its parts, and to reports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from scrapy.http import HtmlResponse

from govcrawl.lexicon.site_columns import (
    BODY,
    COLUMN_EXACT,
    COLUMN_FOUND,
    COLUMN_SLUG,
    HUBS,
    LAYER,
    column_score,
)
from govcrawl.platforms.links import Link, anchors, full_title, text_of
from govcrawl.platforms.pages import ARTICLE_URL, heading, lies_below
from govcrawl.reading.agency.agency_names import name_in_title
from govcrawl.reading.titles import TitleVerdict, classify_title
from govcrawl.spiders.addresses import alike, in_column, is_home
from govcrawl.text import squash

_DISCLOSURE = re.compile(r"(?:信息|政务)公开")
_MORE = re.compile(r"(?:查看|点击|显示)?(?:更多|全部)[>›»…+]*|[mM](?:ore|ORE)[>›»…+]*")
_BLOCK = 4  # elements around 更多
_BLOCK_LINKS = 100  # looked at in one of them
_BLOCKS = 50
_YEAR = re.compile(r"20\d\d")
#: What a row states about a report beside whose it is: 县财政局(2021年度), 2021年县财政局年报.
_NAMING = re.compile(
    r"20\d\d年?度?(?:报告?)?|[()\[\]【】《》<>—–_·:.-]|(?:政府|政务)?信息公开(?:工作)?|年度?报告?|报告$"
)
_GOVERNMENT = re.compile(r"(?:[省市区县州旗镇乡]|本级)?(?:人民)?政府(?:办公?[室厅]?)?")
_CUT = re.compile(r"(?:…|\.{2,3})\s*$")  # the end of a title is not printed
_YEARS = re.compile(r"^20\d\d年?度?|20\d\d年?度?$")
_YEARLY = re.compile(r"20\d\d年?度?(?:政府信息公开|信息公开)?(?:工作)?(?:年度报告|度报告|年报)")
_HUB_SCORE = 2.0  # of the best of the hubs; a known entry of the platform goes before it
_SLUG_SCORE = 1.0
_LEAVES = "//body//*[not(*)][not(self::script or self::style)]/text()"
_LEAVES_LIMIT = 5000
_SHORT = 24  # characters of the name of a column
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4,12}){1,4}|[0-9a-fA-F]{16,}|\d+")


class Lead(NamedTuple):
    """A link that may lead to the column; ``named`` where its text or address names it."""

    link: Link
    score: float
    named: bool


def leads(links: list[Link]) -> list[Lead]:
    """Links of a page outside the column, the likeliest first (domain §5.1, §5.3)."""
    found = []
    for link in links:
        name = squash(link.title)
        if len(name) > _SHORT or ARTICLE_URL.search(urlsplit(link.url).path):
            report = classify_title(link.title, url=link.url).kind == "report"
            if report or column_score(name, link.url) < COLUMN_FOUND:
                continue
        score: float = column_score(name, link.url)
        if score < COLUMN_FOUND:
            hub = next((n for n, pattern in enumerate(HUBS) if pattern.fullmatch(name)), None)
            if hub is not None:
                score = max(score, _HUB_SCORE - hub / 10)
            elif COLUMN_SLUG.search(urlsplit(link.url).path):
                # A body's name beside the column's address: that body's part of the column.
                score = COLUMN_FOUND if BODY.fullmatch(name) else max(score, _SLUG_SCORE)
        if score > 0:
            found.append(Lead(link, score, score >= COLUMN_FOUND))
    return sorted(found, key=lambda lead: -lead.score)


def more_links(page: HtmlResponse) -> list[Link]:
    """更多 beside the name of the column, or in a block of reports: where the whole list is."""
    found: dict[str, Link] = {}
    ways = (
        (anchor, url)
        for anchor, url in anchors(page)
        if _MORE.fullmatch(squash(text_of(anchor) or full_title(anchor)))
    )
    for anchor, url in islice(ways, _BLOCKS):
        block = anchor
        for _ in range(_BLOCK):
            parent = block.getparent()
            if parent is None or parent.tag == "body":
                break
            block = parent
            inside = islice(block.iter("a"), _BLOCK_LINKS)
            others = [full_title(a) for a in inside if a is not anchor]
            name = _MORE.sub("", squash("".join(islice(block.itertext(), _BLOCK_LINKS))))
            reports = sum(classify_title(title).kind == "report" for title in others)
            if COLUMN_EXACT.fullmatch(name) or (reports and 2 * reports >= len(others)):
                found.setdefault(url, Link(url, "政府信息公开年报"))
            if others or len(name) > _SHORT:
                break  # beyond it are other blocks
    return list(found.values())


def column_name(page: HtmlResponse, name: str) -> str:
    """The name of a column by the link that leads to it; 年报 on a page of disclosure is that of
    disclosure."""
    name = squash(name)
    if "公开" not in name and _DISCLOSURE.search(squash(heading(page))):
        return f"信息公开{name}"
    return name


def column_unread(page: HtmlResponse, links: list[Link]) -> str:
    """The name of a column that a page shows and that none of its links has; empty where there
    is none."""
    borne = {squash(link.title) for link in links}
    for text in islice(page.xpath(_LEAVES).getall(), _LEAVES_LIMIT):
        name = squash(text)
        if len(name) <= _SHORT and name not in borne and column_score(name, "") >= COLUMN_FOUND:
            return name
    return ""


def trusted(column: str, url: str) -> bool:
    """Whether a column is the disclosure reports' by its name or address; 年报 alone may be
    another's."""
    return "公开" in column or COLUMN_SLUG.search(urlsplit(url).path) is not None


class Grammar:
    """What the addresses of a list's articles look like: as the platforms make them, or as those of
    the list's own rows do that are dated or name a report of a body and year."""

    def __init__(self, links: list[Link]) -> None:
        self._links = links

    @cached_property
    def _own(self) -> set[str]:
        """Worked out where an address is asked about that no platform makes."""
        shapes = Counter(
            _shape(link.url) for link in self._links if link.date or _names_report(link)
        )
        return {shape for shape, count in shapes.items() if count > 1}

    def article(self, url: str) -> bool:
        """Whether an address is that of an article."""
        return ARTICLE_URL.search(url) is not None or _shape(url) in self._own


def _names_report(link: Link) -> bool:
    """Whether a title is a report's own and no column's: it says whose or of which year."""
    name = squash(link.title)
    if LAYER.fullmatch(name) or COLUMN_EXACT.fullmatch(name):
        return False
    if _is_body_and_year(name) and _is_open(link):
        return True
    verdict = classify_title(link.title, url=link.url)
    return verdict.kind == "report" and bool(verdict.year or name_in_title(link.title))


def _is_open(link: Link) -> bool:
    """Whether no word of a title states that it is that of another document."""
    return classify_title(link.title, url=link.url).kind in ("report", "maybe", "other")


def _is_body_and_year(name: str) -> bool:
    """Whether a folded name is that of a body and a year, and nothing else: 县财政局2021年."""
    bare = _NAMING.sub("", name)
    named = BODY.fullmatch(bare) or _GOVERNMENT.fullmatch(bare)
    return _YEAR.search(name) is not None and named is not None


def _shape(url: str) -> str:
    """An address without what tells one article from another: numbers, ids, values."""
    parts = urlsplit(url)
    path = _ID.sub("0", parts.path)
    return f"{parts.netloc}{path}?{'&'.join(sorted(parse_qs(parts.query)))}"


def wanted(
    links: list[Link], base: str, column: str, grammar: Grammar | None = None
) -> Iterator[tuple[Link, bool]]:
    """Links to follow as articles, and whether their title names a report. On the column,
    an article of doubtful title is worth a look too."""
    grammar = grammar or Grammar(links)
    yearly = _yearly(links) if not column else set()
    own = {entry.url for entry in _entries(links, base, grammar)} if column else set()
    names = _names(links, own, grammar)
    for link in links:
        verdict = classify_title(link.title, url=link.url, column=column or None)
        announced = verdict.kind == "report" or link.url in yearly
        if (
            announced
            and link.url not in yearly
            and column_score(squash(link.title), link.url) >= COLUMN_FOUND
        ):
            announced = grammar.article(link.url) or _names_report(link)
        if verdict.kind == "collection" and column:
            # The reports of many bodies or years after one page: a list, or a list of files.
            announced = bool(link.date) or grammar.article(link.url)
        doubtful = link.url in names or (
            (
                verdict.kind == "maybe"
                or (_CUT.search(link.title) and _says_a_year_alone(verdict, link.title))
            )
            and link.url in own
            and grammar.article(link.url)
        )
        if announced or doubtful:
            yield link, announced


def _says_a_year_alone(verdict: TitleVerdict, title: str) -> bool:
    """Whether a title gives the year of a page and not what it is, by words of a report or
    of anything else."""
    return verdict.reason == "no_report_words" and _YEAR.search(title) is not None


def _names(links: list[Link], own: set[str], grammar: Grammar) -> set[str]:
    """Addresses of articles in a column whose rows name a body or a year and nothing else."""
    found = {
        link.url
        for link in links
        if link.url in own
        and grammar.article(link.url)
        and (
            (_is_body_and_year(name := squash(link.title)) and _is_open(link))
            or (
                ARTICLE_URL.search(urlsplit(link.url).path)
                and (BODY.fullmatch(name) or LAYER.fullmatch(name))
            )
        )
    }
    return found if len(found) > 1 else set()


def _yearly(links: list[Link]) -> set[str]:
    """Addresses of a row of years outside of a column: 2021年度报告, 2022年度报告."""
    named = {
        link.url: name
        for link in links
        if _YEARLY.fullmatch(name := squash(link.title)) and LAYER.fullmatch(name)
    }
    return set(named) if len(set(named.values())) > 1 else set()


def passed_over(links: list[Link], base: str, column: str) -> Iterator[tuple[Link, str]]:
    """Links of a column's page that may be reports and are not followed, each with the rule."""
    grammar = Grammar(links)
    own = {entry.url for entry in _entries(links, base, grammar)}
    for link in links:
        if not link.title or not (link.date or grammar.article(link.url)):
            continue
        verdict = classify_title(link.title, url=link.url, column=column or None)
        if verdict.kind == "maybe" and not (grammar.article(link.url) and link.url in own):
            yield link, "maybe_elsewhere"
        elif link.url in own and _says_a_year_alone(verdict, link.title):
            yield link, "no_report_words"


def entries_of(links: list[Link], base: str) -> list[Link]:
    """The entries of a column's page: articles of the column, or all of the page where its
    addresses do not tell."""
    return _entries(links, base, Grammar(links))


def _entries(links: list[Link], base: str, grammar: Grammar) -> list[Link]:
    articles = [link for link in links if link.date or grammar.article(link.url)]
    return [link for link in articles if in_column(link.url, base)] or articles


def layers(
    links: list[Link], base: str, years: frozenset[int] | None, *, alone: bool
) -> Iterator[Link]:
    """Sub-columns of a column's page: years, groups of bodies, single bodies. A year is that of
    the report or of its publication. ``alone``: the page lists no report itself; bodies
    that it names in addresses of one shape are its parts then, wherever these are."""
    bodies = [
        link
        for link in links
        if BODY.fullmatch(squash(link.title))
        and not ARTICLE_URL.search(urlsplit(link.url).path)
        and not is_home(link.url)
    ]
    urls = [link.url for link in bodies]
    for link in links:
        name = squash(link.title)
        plain = not ARTICLE_URL.search(urlsplit(link.url).path)
        if LAYER.fullmatch(name) or (plain and is_layer(name)):
            year = _YEAR.search(name)
            asked = years is None or year is None or bool({int(year[0]), int(year[0]) - 1} & years)
            if asked and in_column(link.url, base):
                yield link
        elif link in bodies:
            if _below(link.url, base) or (alone and any(alike(link.url, o) for o in (base, *urls))):
                yield link


def is_layer(name: str) -> bool:
    """Whether a folded name is that of a year, of a group of bodies, or of both.

    >>> is_layer("2021年市直部门"), is_layer("县教育局2021年工作要点")
    (True, False)
    """
    return bool(LAYER.fullmatch(name) or LAYER.fullmatch(_YEARS.sub("", name)))


def is_part(link: Link, base: str) -> bool:
    """Whether a sub-column is surely one of this page's, rather than another page whose name
    says a year or a group of bodies: it is below, or names one body."""
    if lies_below(link.url, base) or urlsplit(link.url).path == urlsplit(base).path:
        return True
    return alike(link.url, base) or not is_layer(squash(link.title))


def _below(url: str, base: str) -> bool:
    """Whether an address is deeper than the column, or asks the same page for a part."""
    if urlsplit(url).path == urlsplit(base).path:
        return url != base and bool(urlsplit(url).query)
    folder = urlsplit(base).path.rpartition("/")[0]
    return len(folder) > 1 and lies_below(url, base)
