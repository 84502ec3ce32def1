"""What the page says about itself, each value with the rule and text it came from.

Sources, strongest first: the visible header block and info bar, the meta tags of the
政府网站网页标签规范, a date printed with the title, the address. Footer identifiers describe the
website, never the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from govcrawl.lexicon.page import LABEL_ORDER
from govcrawl.messages import issue
from govcrawl.reading.model import Block, Document
from govcrawl.reading.page.clean import Cleaned
from govcrawl.reading.page.dates import find_date, stamp_date, url_date
from govcrawl.reading.page.header import Pair, bare_label, read_cells, read_pairs, starts_with_label
from govcrawl.report import FieldEvidence, Issue, Site
from govcrawl.text import collapse, even, fold, squash

_EMPTY = re.compile(r"^[\s\-—/\\.。无暂]*(?:文?号)?$")

# On the folded text, its white space kept.
_SITE_CODE = re.compile(r"网站标识码\s*:?\s*((?:bm)?\d{8,10})", re.IGNORECASE)
_ICP = re.compile(
    r"([\u4e00-\u9fff])\s*ICP\s*([备证])\s*(?:案\s*)?(\d{5,14})\s*号?(\s*-\s*\d{1,3})?",
    re.IGNORECASE,
)
_POLICE = re.compile(r"([\u4e00-\u9fff])?\s*公\s*网\s*安\s*备\s*:?\s*(\d{11,14})\s*号?")
# What the two above hold after a character that may be any.
_ICP_MARK = re.compile(r"ICP", re.IGNORECASE)
_POLICE_MARK = re.compile(r"公\s*网\s*安\s*备")
_UNIT_END = r"(?=\s*(?:主办|承办|协办|技术|版权|地址|网站|运维|运行|维护|开发|联系|电话|传真|邮编|备案|[\u4e00-\u9fff]?ICP|[\u4e00-\u9fff]?公网安备|Copyright|©|网信|$|[|;]))"
_SPONSOR = re.compile(rf"主\s*办(?:\s*单\s*位)?\s*:\s*([^:]{{2,60}}?){_UNIT_END}", re.IGNORECASE)
_ORGANIZER = re.compile(rf"承\s*办(?:\s*单\s*位)?\s*:\s*([^:]{{2,80}}?){_UNIT_END}", re.IGNORECASE)
_COLUMN = re.compile(r"\s*(?:>+|»|›|→|＞|\s-\s|\s/\s|::)\s*")
_CRUMB_LABEL = re.compile(r"^.{0,12}位置(?:是)?\s*[:：]")
_PAIR_FATES = frozenset({"metadata:info_bar", "metadata:header_block"})
#: A date that its label says to be something else than the publication's.
_LABELLED_DATE = re.compile(r"(?:日期|时间)\s*[】\]]?\s*:\s*\S+")


@dataclass(slots=True)
class PageMetadata:
    """What the page states about its article and its site."""

    publish_date: str | None = None
    document_date: str | None = None
    index_number: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    content_source: str | None = None
    header_title: str | None = None
    breadcrumb: list[str] = field(default_factory=list)
    column: str | None = None
    site_name: str | None = None
    site: Site = field(default_factory=Site)
    footer: str = ""
    evidence: list[FieldEvidence] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def read_metadata(document: Document, cleaned: Cleaned, *, url: str | None) -> PageMetadata:
    """Read the page's metadata. Dates are ISO 8601; a field that is printed empty is None."""
    page = PageMetadata()
    around = [b for b in (*cleaned.head, *cleaned.tail) if b.fate.startswith("metadata")]
    pairs = _pairs(around)
    _dates(page, document, cleaned, pairs, around, url)
    meta = document.metadata
    for name in ("index_number", "doc_number", "issuer", "content_source", "header_title"):
        wanted = "title" if name == "header_title" else name
        for pair in pairs:
            if pair.field == wanted and not _EMPTY.match(pair.value):
                setattr(page, name, pair.value)
                page.evidence.append(_evidence(name, "header_label", f"{pair.label}: {pair.value}"))
                break
    if page.doc_number is None:
        number = next((b.text for b in around if b.fate == "metadata:document_number"), None)
        if number:
            page.doc_number = number
            page.evidence.append(_evidence("doc_number", "line", number))
    if page.content_source is None and meta.get("contentsource"):
        page.content_source = meta["contentsource"]
        page.evidence.append(_evidence("content_source", "meta", meta["contentsource"]))
    page.site_name = meta.get("sitename")
    _breadcrumb(page, around, meta)
    _site(page, document)
    return page


def _evidence(name: str, rule: str, text: str) -> FieldEvidence:
    return FieldEvidence(field=name, rule=rule, text=collapse(text)[:200])


def _pairs(blocks: list[Block]) -> list[Pair]:
    """Label pairs in reading order: cells of a row together, a label alone with what follows
    it (``<dt>``, ``<dd>``), other lines one by one."""
    pairs: list[Pair] = []
    i = 0
    while i < len(blocks):
        block = blocks[i]
        cells = [block.text]
        while (
            block.row is not None
            and i + len(cells) < len(blocks)
            and blocks[i + len(cells)].row is block.row
        ):
            cells.append(blocks[i + len(cells)].text)
        alone = len(cells) == 1 and bare_label(block.text) is not None
        following = blocks[i + 1].text if alone and i + 1 < len(blocks) else ""
        if following and not starts_with_label(following) and bare_label(following) is None:
            cells.append(following)
        if len(cells) > 1 or alone:
            pairs.extend(read_cells(cells))
        elif starts_with_label(block.text) or block.fate in _PAIR_FATES:
            pairs.extend(_with_next(blocks, i))
        i += len(cells)
    return pairs


def _with_next(blocks: list[Block], i: int) -> list[Pair]:
    """Pairs of a line; a last label left open takes the next line, if that holds no label."""
    pairs = read_pairs(blocks[i].text)
    if pairs and not pairs[-1].value and i + 1 < len(blocks):
        following = blocks[i + 1].text
        if len(following) <= 40 and not read_pairs(following) and find_date(following):
            pairs[-1] = Pair(pairs[-1].field, pairs[-1].label, following)
    return pairs


def _dates(
    page: PageMetadata,
    document: Document,
    cleaned: Cleaned,
    pairs: list[Pair],
    around: list[Block],
    url: str | None,
) -> None:
    candidates: list[tuple[str, str, str]] = []
    labelled = sorted(
        (p for p in pairs if p.field == "publish_date" and find_date(p.value)),
        key=lambda p: LABEL_ORDER[p.label],
    )
    candidates += [
        (find_date(p.value) or "", "visible_label", f"{p.label}: {p.value}") for p in labelled
    ]
    for title in cleaned.titles:
        if title.date_text and (iso := find_date(title.date_text)):
            candidates.append((iso, "title_line", title.date_text))
    candidates += _date_lines(_below_title(around), "below_title")
    meta = document.metadata
    for name in (
        "pubdate",
        "publishdate",
        "publish_date",
        "firstpublishedtime",
        "article:published_time",
        "dc.date",
    ):
        if name in meta and (iso := stamp_date(meta[name])):
            candidates.append((iso, f"meta:{name}", meta[name]))
    candidates += _date_lines(around, "date_line")
    if url and (iso := url_date(url)):
        candidates.append((iso, "url", url))
    if candidates:
        iso, rule, text = candidates[0]
        page.publish_date = iso
        page.evidence.append(_evidence("publish_date", rule, text))
        other = next(
            (c for c in candidates[1:] if c[0] != iso and not c[1].startswith("url")), None
        )
        if other:
            page.issues.append(
                issue(
                    "publish_date_conflict",
                    f"{text[:60]} | {other[2][:60]}",
                    rule=rule,
                    date=iso,
                    other_rule=other[1],
                    other_date=other[0],
                )
            )
    for pair in pairs:
        if pair.field == "document_date" and (iso := find_date(pair.value)):
            page.document_date = iso
            page.evidence.append(
                _evidence("document_date", "header_label", f"{pair.label}: {pair.value}")
            )
            break


def _below_title(around: list[Block]) -> list[Block]:
    """The lines right below the title: there an unlabelled date is the publication's, while a
    tag may hold the time the page was made."""
    ends = [i for i, b in enumerate(around) if b.fate == "metadata:title"]
    return around[ends[-1] + 1 : ends[-1] + 5] if ends else []


def _date_lines(blocks: list[Block], rule: str) -> list[tuple[str, str, str]]:
    return [
        (iso, rule, block.text)
        for block in blocks
        if block.fate in ("metadata:date_line", "metadata:info_bar")
        and (iso := find_date(_LABELLED_DATE.sub("", even(block.text))))
    ]


def _breadcrumb(page: PageMetadata, around: list[Block], meta: dict[str, str]) -> None:
    for block in around:
        if block.fate == "metadata:breadcrumb":
            crumbs = [c for c in _COLUMN.split(_CRUMB_LABEL.sub("", block.text)) if c.strip()]
            if len(crumbs) > len(page.breadcrumb):
                page.breadcrumb = [c.strip() for c in crumbs]
    page.column = meta.get("columnname") or (page.breadcrumb[-1] if page.breadcrumb else None)


def _site(page: PageMetadata, document: Document) -> None:
    """Identifiers in the footer lines; the site code also from its meta tag."""
    lines = [
        b.text
        for b in document.blocks
        if b.fate
        in ("metadata:site_footer", "boilerplate:navigation", "boilerplate:page_furniture")
    ]
    page.footer = "\n".join(b.text for b in document.blocks if b.fate == "metadata:site_footer")
    text = "\n".join(lines)
    folded = fold(text, blanks=True)

    def printed(match: re.Match[str], group: int) -> str:
        start, end = folded.span(*match.span(group))
        return collapse(text[start:end])

    code = document.metadata.get("siteidcode")
    if code and re.fullmatch(r"(?:bm)?\d{8,10}", squash(code), re.IGNORECASE):
        page.site.site_code = squash(code)
    elif match := _SITE_CODE.search(folded.text):
        page.site.site_code = match[1]
    if _ICP_MARK.search(folded.text) and (match := _ICP.search(folded.text)):
        page.site.icp = printed(match, 0)
    if _POLICE_MARK.search(folded.text) and (match := _POLICE.search(folded.text)):
        page.site.police_record = printed(match, 0)
    if match := _SPONSOR.search(folded.text):
        page.site.sponsor = printed(match, 1)
    if match := _ORGANIZER.search(folded.text):
        page.site.organizer = printed(match, 1)
