"""What a page says about whose report it is: the names it writes, the evidence for the place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from msgspec.structs import replace

from govcrawl.lexicon.agencies import full_form, is_central, is_organ, kind_of, vertical_prefix
from govcrawl.lexicon.evidence import rank
from govcrawl.lexicon.host_names import places_of
from govcrawl.lexicon.regions import PROVINCE_CHARACTERS
from govcrawl.reading.agency import agency_places as places
from govcrawl.reading.agency.agency_names import WrittenName, name_in_title, parse_name
from govcrawl.reading.agency.agency_places import WEIGHTS, Evidence
from govcrawl.reading.agency.agency_text import (
    OPENING,
    body_of,
    compiler,
    contacts,
    in_cited_titles,
    mentions,
    presented,
    without_cited_titles,
)
from govcrawl.reading.plain import plain
from govcrawl.text import squash

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
_PRONOUN = re.compile(
    r"^(?:[我本该其](?=[省市区县旗州盟镇乡局委厅办院会中单机街部处站队所])|各|有关|相关)"
)
_OWN_LEVEL = re.compile(
    r"([省市区县旗州])委[、和,]?(?:\1人大[、,])?\1(?:人民)?政府|[全我]([省市区县旗州])"
)
#: Rungs where nothing but a name is, so that unusual words pass.
_NAME_ALONE = frozenset(
    (
        "title",
        "beside_title",
        "signature",
        "linked",
        "issuer",
        "content_source",
        "site_name",
        "footer",
    )
)
_STRONG = frozenset(("title", "beside_title", "signature", "compiled_by"))
#: Rungs of running text: whose the name is, the sentence leaves open.
_IN_TEXT = frozenset(("opening", "body", "cited_title"))


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
    #: Lines above and below the headline that are nothing but an organ's name.
    beside_title: list[str] = field(default_factory=list)
    #: The body that a file's link names, on a page with the files of several.
    linked: str | None = None
    #: The cells read from the report's tables: some only a region's report fills.
    tables: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """A written name and the clue it is in; ``own`` where the report itself says it."""

    rule: str
    name: WrittenName
    own: bool


@lru_cache(maxsize=8)  # the body of one report is asked for several times
def folded_text(text: str | None) -> str:
    """Folded text, in simplified characters: sites and copiers also offer the other script."""
    return plain((text or "")[: 2 * places.SCAN_LIMIT])


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
    """Names of organs in the order of their authority (``evidence.toml``, ``agency.name``)."""
    opening = folded_text(clues.opening)[:OPENING]
    plain_opening, plain_text = without_cited_titles(opening), without_cited_titles(narrative)
    title = folded_text(clues.title)
    found: list[tuple[str, str, bool]] = [("title", name_in_title(title), True)]
    found += [("beside_title", line, True) for line in clues.beside_title[:3]]
    found.append(("compiled_by", compiler(plain_opening), True))
    found += [("statement", text, True) for text in presented(opening)]
    found += [("signature", line, True) for line in clues.signature[:4]]
    found.append(("linked", clues.linked or "", True))
    found += [("opening", text, True) for text in _mentioned(plain_opening)]
    found += [("contact", text, True) for text in contacts(plain_text)]
    found.append(("issuer", clues.issuer or "", False))
    found.append(("content_source", clues.content_source or "", False))
    if not clues.third_party:
        crumbs = [name_in_title(crumb) or crumb for crumb in clues.breadcrumb[::-1]]
        found += [("breadcrumb", crumb, False) for crumb in crumbs]
    found += [("body", text, True) for text in _mentioned(plain_text)]
    found += [("cited_title", text, True) for text in in_cited_titles(opening + narrative)]
    found.append(("self_reference", oneself if oneself in BARE_ENDINGS else "", True))
    if not clues.third_party:
        found.append(("site_name", (clues.site_name or "").removesuffix("网"), False))
        found += [("footer", m[1], False) for m in _FOOTER_OWNER.finditer(clues.footer[:2000])]
    named = [
        Named(rule, name, own)
        for rule, text, own in found
        if (name := _read_name(rule, text, own, oneself)) is not None
    ]
    return sorted(named, key=lambda n: rank("agency.name", n.rule))


def _read_name(rule: str, text: str, own: bool, oneself: str) -> WrittenName | None:
    """A written name taken apart; None for what names no body: pronouns, sentences, another
    organ's office."""
    folded = folded_text(text).strip("、,。:;()<>《》\"'-")
    if rule == "self_reference" and folded:
        return WrittenName(folded, bare=folded)
    if rule == "title":
        folded = _WHOLE_REGION.sub("", folded)
    if not 2 <= len(folded) <= 45 and folded not in BARE_ENDINGS:
        return None
    if _PRONOUN.match(folded) and not is_central(folded):
        return None
    folded = body_of(folded)
    name = parse_name(folded)
    if name.organ and kind_of(full_form(name.organ)) is None and not is_central(folded):
        return None
    if rule not in _NAME_ALONE and name.organ and not is_central(folded):
        if not (is_organ(name.organ) or vertical_prefix(folded)):
            return None  # in a sentence only what is made of the words of names is one
    office = kind_of(full_form(name.organ)) == "government_office" and not name.township
    if rule == "contact" and office and oneself in ("", *BARE_ENDINGS):
        # The government's office answers for its government: «请与县政府办公室联系», «我县».
        return replace(name, organ="", bare=name.bare or ("" if name.places else oneself))
    if own:
        return name
    if not (name.says_organ and _agrees(name, oneself)):
        return None
    if office and oneself in BARE_ENDINGS:
        # The office puts up its government's report: «发布机构 政府办公室», «我旗».
        return replace(name, organ="", bare=name.bare or ("" if name.places else oneself))
    return name


def _mentioned(text: str) -> list[str]:
    """Organs that a text names and does not merely cite, most frequent first."""
    counts: dict[str, int] = {}
    for mention in mentions(text):
        if not mention.cited:
            counts[mention.name] = counts.get(mention.name, 0) + 1
    return sorted(counts, key=lambda name: -counts[name])[:8]


def level_named(narrative: str) -> str:
    """The level of the region that the text calls its own («在区委、区政府领导下», «全县», «我
    市»), or '' where it names several alike."""
    counts: dict[str, int] = {}
    for match in _OWN_LEVEL.finditer(narrative):
        level = match[1] or match[2]
        counts[level] = counts.get(level, 0) + (2 if match[1] else 1)
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


def main_name(names: list[Named], *, oneself: str = "", level: str = "") -> Named | None:
    """The first name that says which organ reports. In a title, in the announcement of the
    report and in a self-reference («我旗») a place alone means its government; names from
    running text must be what the report calls itself."""
    placeless: Named | None = None
    for named in names:
        name = named.name
        if named.rule in _IN_TEXT and not _fits(name, oneself, level):
            continue
        alone = named.rule in ("title", "statement", "self_reference") or (
            named.rule == "contact" and not name.organ
        )
        if alone and (name.places or name.bare) and not name.says_organ:
            return named
        if not name.says_organ:
            continue
        if name.places or name.township or name.zone or is_central(name.text):
            return named
        if name.bare or named.rule in ("title", "beside_title", "signature", "linked"):
            if placeless is None or (name.bare and not placeless.name.bare):
                placeless = placeless or named
            if named.rule in ("title", "linked"):
                return placeless
        elif placeless is None:
            placeless = named
    return placeless


def _fits(name: WrittenName, oneself: str, level: str) -> bool:
    """Whether an organ that running text names can be the author."""
    if not _agrees(name, oneself):
        return False
    governs = kind_of(full_form(name.organ or "人民政府")) in ("government", "government_office")
    if governs and not name.township and oneself not in BARE_ENDINGS:
        return False  # a government that the text names is mostly the one above
    if level and name.places and not name.township and not name.zone:
        return name.places[-1].endswith(level) or name.places[-1][-1:] not in "省市区县旗州盟"
    return True


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
    clues: AgencyClues, narrative: str, names: list[Named], main: Named | None, year: int
) -> list[Evidence]:
    """All clues about the place."""
    opening = folded_text(clues.opening)[:OPENING]
    found: list[Evidence] = []
    for named in names:
        if named.own and named.name.places and main is not None:
            codes = tuple(
                dict.fromkeys(r.code for r in places.resolve_chain(named.name.places, year))
            )
            strong = named.rule in _STRONG
            if codes and (strong or same_organ(named.name, main.name)):
                weight = WEIGHTS["named_strongly" if strong else "named"].of(1)
                found.append(Evidence(named.rule, named.name.text, codes, weight, "own"))
    found += places.from_text("opening", opening, year, "own")
    behind = narrative.removeprefix(opening)  # no mention counts twice
    found += places.from_text("body", behind, year, "own")
    found += places.from_media(narrative, year)
    found += places.from_document_numbers(opening + narrative)
    if clues.contact_address:
        found += places.from_text(
            "contact_address", squash(clues.contact_address[:300]), year, "own"
        )
    if clues.contact_postal_code:
        found += places.from_postal_code(clues.contact_postal_code, "own")
    if clues.contact_phone:
        found += places.from_phone(squash(clues.contact_phone[:200]), "own")
    found += _page_evidence(clues, year)
    return found


def _page_evidence(clues: AgencyClues, year: int) -> list[Evidence]:
    """Clues of the page and the site around the report."""
    found: list[Evidence] = []
    for rule, text in (("issuer", clues.issuer), ("content_source", clues.content_source)):
        found += places.from_text(rule, squash((text or "")[:200]), year, "site")
    credit_code = re.match(r"[0-9A-Z]{2}(\d{6})[0-9A-Z]{10}(?![0-9A-Z])", clues.index_number or "")
    if credit_code:
        found += places.from_code("index_number", credit_code[0], credit_code[1], year)
    if clues.third_party:
        return found
    found += places.from_text("breadcrumb", squash(">".join(clues.breadcrumb)[:500]), year, "site")
    found += places.from_text("site_name", squash((clues.site_name or "")[:200]), year, "site")
    footer = squash(clues.footer[:4000])
    found += places.from_text("footer", footer, year, "site")
    found += places.from_phone(footer, "site")
    if (site_code := (clues.site_code or "").strip())[:6].isdecimal():
        found += places.from_code("site_code", site_code, site_code[:6], year)
    if (police := (clues.police_record or "").strip())[:6].isdecimal():
        found += places.from_code("police_record", police, police[:6], year)
    if clues.icp and (province := PROVINCE_CHARACTERS.get(clues.icp[:1])):
        found.append(Evidence("icp", clues.icp, (province,), WEIGHTS["icp"].of(1), "site"))
    if clues.host:
        host = places_of(clues.host, year)
        if host.spelled:
            found.append(Evidence("host", clues.host, host.spelled, WEIGHTS["host"].of(1), "site"))
        if host.initials:
            found.append(
                Evidence(
                    "host_initials",
                    clues.host,
                    host.initials,
                    WEIGHTS["host_initials"].of(1),
                    "site",
                )
            )
    return found
