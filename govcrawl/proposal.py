"""A portal's file, proposed from its home page: name, region, column, and how sure each is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from govcrawl.lexicon import regions
from govcrawl.platforms import recognition
from govcrawl.platforms.links import links_of
from govcrawl.platforms.pages import as_html, own_column
from govcrawl.reading.clean import clean
from govcrawl.reading.metadata import read_metadata
from govcrawl.reading.reader import to_document
from govcrawl.spiders.choose import leads

_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]{4,500})")
_CODE = re.compile(r"\d{6}")
_ID = re.compile(r"[^a-z0-9_-]+")
UNKNOWN = "000000"


@dataclass(slots=True)
class Proposal:
    """What the file would say. The three confidences run from 0 to 1; ``notes`` say what each
    rests on, in both languages."""

    portal_id: str
    name: str
    adcode: str
    start: str
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
            *(f"# {note}" for note in self.notes),
            f"name = {_quoted(self.name)}",
            f"adcode = {_quoted(self.adcode)}",
            f"start = [{_quoted(self.start)}]",
        ]
        return "\n".join(lines) + "\n"


def address_of(data: bytes) -> str | None:
    """Where a saved page came from, if it says so."""
    saved = _SAVED_FROM.search(data[:4096])
    if saved:
        return saved.group(1).decode("ascii", "replace")
    page = as_html(HtmlResponse("http://unknown.invalid/", body=data))
    assert page is not None
    stated = page.xpath(
        "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"
    ).get()
    if stated and urlsplit(stated).hostname:
        return str(stated)
    domain = page.xpath("//meta[translate(@name,'SITEDOMAN','sitedoman')='sitedomain']/@content")
    host = (domain.get() or "").strip().removeprefix("http://").removeprefix("https://")
    return f"http://{host.strip('/')}/" if host and "." in host else None


def propose(data: bytes, url: str, *, column: str | None = None, reports: int = 0) -> Proposal:
    """A file for the portal of this page. ``column``: the annual-report column where it has been
    found by walking, and how many ``reports`` its first page announces; without it, the page's
    own links decide."""
    page = as_html(HtmlResponse(url, body=data))
    assert page is not None
    platform, sure = recognition(page)
    document = to_document(data, url=url, content_type="text/html")
    metadata = read_metadata(document, clean(document), url=url)
    name = metadata.site.sponsor or metadata.site_name or urlsplit(url).hostname or url
    notes: list[str] = []
    adcode, region = _region(metadata.site.site_code, metadata.site.police_record, name, notes)
    start, found = _column(page, column, reports, notes)
    return Proposal(
        portal_id=_portal_id(url),
        name=name,
        adcode=adcode,
        start=start,
        platform=platform.name,
        platform_confidence=round(sure, 2),
        region_confidence=region,
        column_confidence=found,
        notes=notes,
    )


def _region(
    site_code: str | None, police: str | None, name: str, notes: list[str]
) -> tuple[str, float]:
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
    page: HtmlResponse, column: str | None, reports: int, notes: list[str]
) -> tuple[str, float]:
    if column is not None:
        notes.append(
            f"column: 已读到，第一页有 {reports} 份年报 read, {reports} reports on its page"
        )
        return column, 0.95 if reports else 0.6
    if own_column(page):
        notes.append("column: 这一页就是年报栏目 this page is the column")
        return page.url, 0.8
    named = [lead for lead in leads(links_of(page)) if lead.named]
    if named:
        best = named[0]
        notes.append(f"column: 链接 link {best.link.title}")
        return best.link.url, 0.8 if best.score > 3 else 0.6
    notes.append("column: 未找到，从首页开始 not found, to be sought from here")
    return page.url, 0.2


def _portal_id(url: str) -> str:
    labels = [
        label for label in (urlsplit(url).hostname or "portal").split(".")
        if label not in ("www", "gov", "cn", "com", "org", "net")
    ]  # fmt: skip
    name = _ID.sub("-", "-".join(reversed(labels)).lower()).strip("-") or "portal"
    return (name if name[0].isalpha() else f"p{name}")[:41]


def _quoted(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(c):04X}" if ord(c) < 32 else "\\" + c if c in '"\\' else c for c in text
    )
    return f'"{escaped}"'
