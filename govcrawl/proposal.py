"""A portal's file, proposed from its home page: name, region, column, and how sure each is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from govcrawl.domains import domain_of
from govcrawl.lexicon import regions
from govcrawl.lexicon.agencies import is_central
from govcrawl.platforms import Platform, recognition
from govcrawl.platforms.links import links_of
from govcrawl.platforms.pages import as_html, own_column
from govcrawl.portals import COUNTRY
from govcrawl.reading.page.clean import clean
from govcrawl.reading.page.metadata import read_metadata
from govcrawl.reading.reader import to_document
from govcrawl.reading.titles import classify_title, report_year_of
from govcrawl.spiders.choose import leads

_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]{4,500})")
_CODE = re.compile(r"\d{6}")
_ID = re.compile(r"[^a-z0-9_-]+")
_DOMAINS = re.compile(r"[\s,，;；、|]+")
#: What comes after the name of the body whose website it is.
_OF_THE_SITE = re.compile(
    r"(?<=政府)(?:信息公开)?办公[室厅]$|(?<=政府)(?:门户)?网站?$|(?<=[部委局厅署会])(?:政府)?(?:门户)?网站?$"
    r"|政府信息公开(?:网|平台|专栏)$"
)
UNKNOWN = COUNTRY
NOWHERE = "http://unknown.invalid/"
_SHOWN = 10  # names of bodies in the file's notes
_LIKELY = 5  # links named where none is the column's for sure
_LEAD = (0.3, 0.6)  # the least and the most that such a link is trusted


@dataclass(slots=True)
class Proposal:
    """What the file would say. The three confidences run from 0 to 1; ``notes`` say what each
    rests on, in both languages."""

    portal_id: str
    name: str
    adcode: str
    start: list[str]
    platform: str
    platform_confidence: float
    region_confidence: float
    column_confidence: float
    notes: list[str] = field(default_factory=list)

    @property
    def confidence(self) -> float:
        """That of the weakest part that the file needs; the platform is only told."""
        return min(self.region_confidence, self.column_confidence)

    def toml(self) -> str:
        """The file."""
        lines = [
            (
                f"# 由 scrapy genportal 建议，使用前请核对 / proposed by scrapy genportal, to be checked:"
                f" {self.portal_id}.toml"
            ),
            f"# platform: {self.platform} ({self.platform_confidence:.2f})",
            (
                f"# confidence: {self.confidence:.2f} (region {self.region_confidence:.2f}, "
                f"column {self.column_confidence:.2f})"
            ),
            *(f"# {_printable(note)}" for note in self.notes),
            f"name = {_quoted(self.name)}",
            f"adcode = {_quoted(self.adcode)}",
            f"start = [{', '.join(map(_quoted, self.start))}]",
        ]
        return "\n".join(lines) + "\n"


def address_of(data: bytes) -> str | None:
    """Where a saved page came from, if it says so. Raises ValueError for what is no page."""
    saved = _SAVED_FROM.search(data[:4096])
    if saved:
        return saved.group(1).decode("ascii", "replace")
    page = _page(data, NOWHERE)
    stated = page.xpath(
        "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"
    ).get()
    if stated and urlsplit(stated).hostname:
        return str(stated)
    domain = page.xpath("//meta[translate(@name,'SITEDOMAN','sitedoman')='sitedomain']/@content")
    first = _DOMAINS.split((domain.get() or "").strip())[0]
    host = first.removeprefix("http://").removeprefix("https://").strip("/")
    if "." in host and "/" not in host:
        return f"http://{host}/"
    # Browsers save links with their whole address: most lead to the site itself.
    hosts = Counter(urlsplit(link.url)[:2] for link in links_of(page))
    hosts.pop(urlsplit(NOWHERE)[:2], None)
    for (scheme, netloc), count in hosts.most_common(1):
        if count >= 3 and count * 2 > sum(hosts.values()):
            return f"{scheme}://{netloc}/"
    return None


def propose(
    data: bytes,
    url: str,
    *,
    columns: Sequence[str] = (),
    titles: Iterable[str] = (),
    platform: str | None = None,
    bodies: Sequence[str] = (),
) -> Proposal:
    """A file for the portal of this page. ``columns``: the annual-report columns where they
    have been found by walking, the ``titles`` of the reports that it listed on the way, and the
    ``platform`` that read it, the ``bodies`` that it leads to; without them, the page's own links decide. Raises ValueError for what is no page."""
    page = _page(data, url)
    own, sure = recognition(page)
    if platform not in (None, own.name):
        sure = 0.9  # it read the listing
    document = to_document(data, url=url, content_type="text/html")
    metadata = read_metadata(document, clean(document), url=url)
    stated = (metadata.site.sponsor, metadata.site_name)
    names = [_OF_THE_SITE.sub("", name.strip()) for name in stated if name]
    name = next((name for name in names if len(name) > 1), urlsplit(url).hostname or url)
    notes: list[str] = []
    adcode, region = _region(metadata.site.site_code, metadata.site.police_record, name, notes)
    reports = [title for title in titles if classify_title(title).kind == "report"]
    start, found = _column(page, own, columns, reports, notes)
    if bodies:
        shown = "、".join(bodies[:_SHOWN]) + ("…" if len(bodies) > _SHOWN else "")
        notes.append(
            f"bodies: 看到 {len(bodies)} 个机构，-a bodies=all 全部抓取"
            f" {len(bodies)} seen, -a bodies=all crawls them: {shown}"
        )
    return Proposal(
        portal_id=_portal_id(url),
        name=name,
        adcode=adcode,
        start=start,
        platform=platform or own.name,
        platform_confidence=round(sure, 2),
        region_confidence=region,
        column_confidence=found,
        notes=notes,
    )


def _page(data: bytes, url: str) -> HtmlResponse:
    page = as_html(HtmlResponse(url, body=data))
    if page is None:
        raise ValueError("不是网页 not a web page")
    return page


def _region(
    site_code: str | None, police: str | None, name: str, notes: list[str]
) -> tuple[str, float]:
    if is_central(name.removeprefix("中华人民共和国")):
        notes.append("region: 国家机关，没有行政区划代码 an organ of the state, which has no code")
        return UNKNOWN, 0.5
    named = _named(name)
    for label, code in (("网站标识码 site code", site_code), ("公安备案 police record", police)):
        match = _CODE.search(code or "")
        if match and regions.lookup(match.group(0)):
            agrees = match.group(0) in named
            notes.append(f"region: {label} {code}{'，与名称一致 agrees with the name' * agrees}")
            return match.group(0), 0.95 if agrees else 0.8
    if len(named) == 1:
        notes.append(f"region: 名称 name {name}")
        return named.pop(), 0.6
    notes.append("region: 未知，请填写 unknown, to be filled in")
    return UNKNOWN, 0.0


def _named(name: str) -> set[str]:
    """Codes of the division that a name ends with, within those that it begins with."""
    mentions = [regions.find_any_year(mention.text) for mention in regions.scan(name)]
    codes: set[str] = set()
    for divisions in mentions:
        here = {division.code for division in divisions}
        within = {c for c in here for above in codes if c.startswith(above.rstrip("0"))}
        codes = within or here
    return codes


def _column(
    page: HtmlResponse,
    platform: Platform,
    columns: Sequence[str],
    titles: list[str],
    notes: list[str],
) -> tuple[list[str], float]:
    if columns:
        notes.append(
            f"column: 已读到，第一页有 {len(titles)} 份年报 read, {len(titles)} reports on its page"
        )
        years = sorted({year for title in titles if (year := report_year_of(title))})
        if years:
            notes.append(f"years: 第一页上 on its first page {years[0]}-{years[-1]}")
        return list(columns), 0.95 if titles else 0.6
    if own_column(page):
        notes.append("column: 这一页就是年报栏目 this page is the column")
        return [page.url], 0.8
    near = page.url == NOWHERE
    links = [x for x in links_of(page) if near or domain_of(x.url) == domain_of(page.url)]
    found = leads(links)
    named = [lead for lead in found if lead.named]
    if named:
        best, *others = named
        notes.append(f"column: 链接 link {best.link.title}")
        for lead in others[: _LIKELY - 1]:
            notes.append(f"column: 也可能是 or else {lead.link.title} {lead.link.url}")
        return [best.link.url], 0.8 if best.score > 3 else 0.6
    likely = [(lead.score, lead.link.title, lead.link.url) for lead in found]
    likely += [
        (2.5, f"{platform.name}: {entry.column or '?'}", entry.fetch.url)
        for entry in platform.entries(page)
        if not entry.fetch.body
    ]
    likely.sort(key=lambda way: -way[0])
    least, most = _LEAD
    for score, title, url in likely[:_LIKELY]:
        trust = min(most, least + score / 10)
        notes.append(f"column: 可能经由 likely by way of {title} {url} ({trust:.2f})")
    if likely:
        # The walk tries these ways itself, the likeliest first, and others where they fail.
        return [page.url if page.url != NOWHERE else likely[0][2]], least
    notes.append("column: 未找到，从首页开始 not found, to be sought from here")
    return [page.url], 0.2


def _portal_id(url: str) -> str:
    labels = [
        label for label in (urlsplit(url).hostname or "portal").split(".")
        if label not in ("www", "gov", "cn", "com", "org", "net")
    ]  # fmt: skip
    name = _ID.sub("-", "-".join(reversed(labels)).lower()).strip("-_") or "portal"
    name = name if name[0].isalpha() else f"p{name}"
    return name[:41] if len(name) > 1 else f"{name}-portal"


def _quoted(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(c):04X}" if ord(c) < 32 or ord(c) == 127 else "\\" + c if c in '"\\' else c
        for c in text
    )
    return f'"{escaped}"'


def _printable(text: str) -> str:
    """Without line breaks and signs that a comment may not hold."""
    return "".join(c if c.isprintable() else " " for c in text)
