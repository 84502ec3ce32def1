"""What a page says about whose report it is: the names it writes, the evidence for the place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from govcrawl.lexicon.agencies import full_form, is_central, kind_of
from govcrawl.lexicon.regions import PROVINCE_CHARACTERS
from govcrawl.lexicon.titles import TITLES
from govcrawl.reading import agency_places as places
from govcrawl.reading.agency_names import (
    WrittenName,
    name_in_title,
    name_of_compiler,
    names_in_statements,
    organ_after,
    parse_name,
)
from govcrawl.reading.agency_places import Evidence
from govcrawl.reading.text import squash

_FOOTER_OWNER = re.compile(
    r"(?:主办单位?|版权所有|Copyright|主管单位?|承办单位?)[:：]?\W{0,4}([\u4e00-\u9fff]{4,30})"
)
#: A level without a name, and what the names of its divisions end in.
BARE_ENDINGS = {
    "自治区": ("自治区",), "省": ("省", "自治区"), "市": ("市",), "区": ("区",),
    "县": ("县",), "旗": ("旗",), "州": ("州",), "盟": ("盟",),
}  # fmt: skip
TOWN_BARE = ("镇", "乡", "街道")
_SELF = re.compile(r"[我本](省|市|区|县|旗|州|盟|镇|乡|街道|局|委|厅|办|院|中心|单位|机关)(?!政府)")
_WHOLE_REGION = re.compile(r"^[我全本](?=(?:省|市|区|县|旗|州|盟|镇|乡|街道)$)")
_SIMPLIFIED = str.maketrans(
    dict(zip(TITLES.fold.traditional[::2], TITLES.fold.traditional[1::2], strict=True))
)
_TRADITIONAL = re.compile(f"[{TITLES.fold.traditional[::2]}]")


@dataclass(slots=True, kw_only=True)
class AgencyClues:
    """Everything a page says about whose report it is. Missing clues are None or ''."""

    title: str | None
    report_year: int | None
    signature: list[str]
    opening: str
    body: str
    issuer: str | None
    content_source: str | None
    breadcrumb: list[str]
    column: str | None
    site_name: str | None
    site_code: str | None
    police_record: str | None
    icp: str | None
    footer: str
    index_number: str | None
    contact_address: str | None
    contact_postal_code: str | None
    contact_phone: str | None
    host: str | None
    third_party: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A written name and the clue it stands in; ``own`` where the report itself says it."""

    rule: str
    name: WrittenName
    own: bool


def folded_text(text: str | None) -> str:
    """Folded text, in simplified characters: sites and copiers also offer the other script."""
    folded = squash((text or "")[: 2 * places.SCAN_LIMIT])
    return folded.translate(_SIMPLIFIED) if _TRADITIONAL.search(folded) else folded


def self_reference(narrative: str) -> str:
    """What the report calls itself most: 局 (我局), 旗 (我旗), 镇 …; '' where it does not."""
    counts: dict[str, int] = {}
    for match in _SELF.finditer(narrative):
        word = match[1]
        counts[word] = counts.get(word, 0) + 1
    return max(sorted(counts), key=lambda word: counts[word], default="")


def _agrees(name: WrittenName, oneself: str) -> bool:
    """Whether a name from around the report can be what the report calls itself."""
    if not oneself or oneself in ("办", "单位", "机关"):
        return True
    if oneself in TOWN_BARE:
        return name.township.endswith(oneself)
    if oneself in BARE_ENDINGS:
        return not name.township and kind_of(full_form(name.organ or "人民政府")) in (
            "government", "government_office", "management_committee",
        )  # fmt: skip
    return full_form(name.organ).startswith(oneself) or full_form(name.organ).endswith(
        {"委": ("委员会", "委")}.get(oneself, oneself)
    )


def written_names(clues: AgencyClues, narrative: str, oneself: str) -> list[Named]:
    """Names of organs in the order of their authority."""
    opening = folded_text(clues.opening)[:2000]
    title = folded_text(clues.title)
    found: list[tuple[str, str, bool]] = [("title", name_in_title(title), True)]
    found += [("signature", line, True) for line in clues.signature[:4]]
    found.append(("compiled_by", name_of_compiler(opening), True))
    found += [("statement", text, True) for text in names_in_statements(opening)]
    found += [("opening", text, True) for text in _names_in(opening)]
    found += [("body", text, True) for text in _names_in(narrative)]
    found.append(("issuer", clues.issuer or "", False))
    found.append(("content_source", clues.content_source or "", False))
    if not clues.third_party:
        crumbs = [name_in_title(crumb) or crumb for crumb in clues.breadcrumb[::-1]]
        found += [("breadcrumb", crumb, False) for crumb in crumbs]
    found.append(("self_reference", oneself if oneself in BARE_ENDINGS else "", True))
    if not clues.third_party:
        found.append(("site_name", (clues.site_name or "").removesuffix("网"), False))
        found += [("footer", m[1], False) for m in _FOOTER_OWNER.finditer(clues.footer[:2000])]
    named: list[Named] = []
    for rule, text, own in found:
        folded = folded_text(text).strip("、,。:;()<>《》\"'-")
        if rule == "self_reference" and folded:
            named.append(Named(rule, WrittenName(folded, bare=folded), own))
            continue
        if rule == "title":
            folded = _WHOLE_REGION.sub("", folded)
        if not 2 <= len(folded) <= 45 and folded not in BARE_ENDINGS:
            continue
        name = parse_name(folded)
        central = is_central(folded)
        if name.organ and kind_of(full_form(name.organ)) is None and not central:
            continue
        if not own:
            if not (name.says_organ and _agrees(name, oneself)):
                continue
            office = kind_of(full_form(name.organ)) == "government_office"
            if office and oneself in BARE_ENDINGS:
                # The office puts up its government's report: «发布机构 政府办公室», «我旗».
                name = replace(name, organ="", bare=name.bare or ("" if name.places else oneself))
        named.append(Named(rule, name, own))
    return named


def _names_in(text: str) -> list[str]:
    """Place and organ together (蚌埠市经济和信息化委员会), most frequent first."""
    counts: dict[str, int] = {}
    for start, end, _ in places.chains(text):
        organ = organ_after(text, end)
        if organ:
            name = text[start:end] + organ
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: -counts[name])[:8]


def main_name(names: list[Named]) -> Named | None:
    """The first name that says which organ reports. In a title, in the announcement of the
    report and in a self-reference («我旗») a place alone means its government; the narrative
    only decides where nothing else names an organ."""
    placeless: Named | None = None
    for named in names:
        name = named.name
        if named.rule == "body":
            continue
        if named.rule in ("title", "statement", "self_reference") and (name.places or name.bare):
            return named
        if not name.says_organ and not (name.places or name.bare):
            continue
        if name.places or name.bare or name.township or name.zone or is_central(name.text):
            if named.rule != "signature" or name.says_organ:
                return named
        elif placeless is None or named.rule == "title":
            placeless = placeless or named
            if named.rule in ("title", "signature"):
                return named
    return placeless or next((n for n in names if n.name.says_organ), None)


def same_organ(a: WrittenName, b: WrittenName) -> bool:
    """Whether two written names mean one organ: equal, or one abbreviates the other."""
    if a.township or b.township or a.zone or b.zone:
        return (a.township, a.zone) == (b.township, b.zone) and (
            not a.organ or not b.organ or full_form(a.organ) == full_form(b.organ)
        )
    one, two = full_form(a.organ or "人民政府"), full_form(b.organ or "人民政府")
    if one == two:
        return True
    short, long = sorted((one, two), key=len)
    if not short or short[0] != long[0] or short[-1] not in (long[-1], "委", "办"):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def collect_evidence(
    clues: AgencyClues, narrative: str, names: list[Named], year: int
) -> list[Evidence]:
    """All clues about the place."""
    opening = folded_text(clues.opening)[:2000]
    found: list[Evidence] = []
    main = main_name(names)
    for named in names:
        if named.own and named.name.places and main is not None:
            codes = tuple(
                dict.fromkeys(r.code for r in places.resolve_chain(named.name.places, year))
            )
            strong = named.rule in ("title", "signature", "compiled_by")
            if codes and (strong or same_organ(named.name, main.name)):
                weight = 8.0 if strong else 6.0
                found.append(Evidence(named.rule, named.name.text, codes, weight, "own"))
    found += places.from_text("opening", opening, year, "own", 2.5, 4.0)
    found += places.from_text("body", narrative, year, "own", 2.0, 6.0)
    found += places.from_media(narrative, year)
    found += places.from_document_numbers(opening + narrative)
    if clues.contact_address:
        found += places.from_text(
            "contact_address", squash(clues.contact_address[:300]), year, "own", 6.0, 8.0
        )
    if clues.contact_postal_code:
        found += places.from_postal_code(clues.contact_postal_code, "own")
    if clues.contact_phone:
        found += places.from_phone(squash(clues.contact_phone[:200]), "own", 5.0)
    found += _page_evidence(clues, year)
    return found


def _page_evidence(clues: AgencyClues, year: int) -> list[Evidence]:
    """Clues of the page and the site around the report."""
    found: list[Evidence] = []
    for rule, text, weight in (
        ("issuer", clues.issuer, 5.0),
        ("content_source", clues.content_source, 4.0),
    ):
        found += places.from_text(rule, squash((text or "")[:200]), year, "site", weight, weight)
    if clues.third_party:
        return found
    found += places.from_text(
        "breadcrumb", squash(">".join(clues.breadcrumb)[:500]), year, "site", 3.0, 4.0
    )
    found += places.from_text(
        "site_name", squash((clues.site_name or "")[:200]), year, "site", 5.0, 6.0
    )
    footer = squash(clues.footer[:4000])
    found += places.from_text("footer", footer, year, "site", 4.0, 6.0)
    found += places.from_phone(footer, "site", 3.0)
    if (site_code := (clues.site_code or "").strip())[:6].isdecimal():
        found += places.from_code("site_code", site_code, site_code[:6], year, 6.0)
    if (police := (clues.police_record or "").strip())[:6].isdecimal():
        found += places.from_code("police_record", police, police[:6], year, 4.0)
    if clues.icp and (province := PROVINCE_CHARACTERS.get(clues.icp[:1])):
        found.append(Evidence("icp", clues.icp, (province,), 2.0, "site"))
    credit_code = re.match(r"[0-9A-Z]{2}(\d{6})[0-9A-Z]{10}(?![0-9A-Z])", clues.index_number or "")
    if credit_code:
        found += places.from_code("index_number", credit_code[0], credit_code[1], year, 2.0)
    return found
