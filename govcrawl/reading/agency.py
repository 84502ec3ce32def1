"""Which organ reports, and where it is (domain.md §6).

The title says which organ («区建管委»), the signature, opening and narrative say its full name
and its place, the page and site around it only help where the report is silent: an archive or a
portal may carry a report that is not its own. Homonyms are refused rather than guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from govcrawl.lexicon import regions
from govcrawl.lexicon.agencies import AGENCIES, full_form, is_central, is_vertical, kind_of
from govcrawl.lexicon.regions import PROVINCE_CHARACTERS, Division
from govcrawl.lexicon.titles import TITLES
from govcrawl.reading import agency_places as places
from govcrawl.reading.agency_names import (
    WrittenName,
    complete_organ,
    is_disclosure_office,
    name_in_title,
    name_of_compiler,
    names_in_statements,
    organ_after,
    parse_name,
)
from govcrawl.reading.agency_places import Evidence
from govcrawl.reading.text import squash
from govcrawl.report import Agency, AgencyLevel, Coverage, FieldEvidence, Issue, Region

_CORPS = "新疆生产建设兵团"
_WHOLE = re.compile(AGENCIES.coverage.whole)
_OWN = re.compile(AGENCIES.coverage.own)
_AGGREGATED = re.compile(AGENCIES.coverage.aggregated)
_SELF_LEVEL = re.compile(r"[全我]([省市区县旗州盟镇乡])|我(街道)")
_FOOTER_OWNER = re.compile(
    r"(?:主办单位?|版权所有|Copyright|主管单位?|承办单位?)[:：]?\W{0,4}([\u4e00-\u9fff]{4,30})"
)
_BARE_ENDINGS = {
    "自治区": ("自治区",), "省": ("省", "自治区"), "市": ("市",), "区": ("区",),
    "县": ("县",), "旗": ("旗",), "州": ("州",), "盟": ("盟",),
}  # fmt: skip
_TOWN_BARE = ("镇", "乡", "街道")
_SELF = re.compile(r"[我本](省|市|区|县|旗|州|盟|镇|乡|街道|局|委|厅|办|院|中心|单位|机关)(?!政府)")
_SELF_LEVELS: dict[str, AgencyLevel] = {
    "省": "province", "州": "city", "盟": "city", "区": "county", "县": "county", "旗": "county",
    "镇": "township", "乡": "township", "街道": "township", "厅": "province",
}  # fmt: skip
_SIMPLIFIED = str.maketrans(
    dict(zip(TITLES.fold.traditional[::2], TITLES.fold.traditional[1::2], strict=True))
)


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
class AgencyResult:
    """The organ, whose figures its report holds, and what both were read from."""

    agency: Agency
    coverage: Coverage
    evidence: list[FieldEvidence]
    issues: list[Issue]


@dataclass(frozen=True, slots=True)
class _Named:
    """A written name and the clue it stands in; ``own`` where the report itself says it."""

    rule: str
    name: WrittenName
    own: bool


def resolve_agency(clues: AgencyClues) -> AgencyResult:
    """Read the organ, its region and the report's coverage from the clues of one page.

    ``agency.name`` is the full name in the year reported on, province first
    (上海市杨浦区建设和管理委员会). Organs of the State Council have level ``central`` and no
    adcode: GB/T 2260 has none for the state. Functional zones stand in ``region.zone`` under
    their city's code; towns and streets under their county's. What the clues leave open is
    None, with an issue that lists the candidates. Never raises.
    """
    year = regions.clamp(clues.report_year)
    narrative = _folded(clues.body, clues)[: places.SCAN_LIMIT]
    oneself = _self_reference(narrative)
    names = _written_names(clues, narrative, oneself)
    main = _main_name(names)
    evidence = _evidence(clues, narrative, names, year)
    issues: list[Issue] = []
    agency = Agency()
    if main is not None:
        agency.name_as_written = main.name.text if main.rule != "self_reference" else None
        _fill(agency, main.name, names, evidence, narrative, year, issues)
    else:
        issues.append(
            Issue(
                code="agency_not_found",
                severity="warn",
                message="标题、落款、正文和页面信息均未写明编制机关",
                message_en="neither title, signature, narrative nor page names the organ",
            )
        )
        nameless = WrittenName("", bare=oneself if oneself in _BARE_ENDINGS else "")
        _fill(agency, nameless, names, evidence, narrative, year, [])
        agency.name = agency.type = None
        agency.level = _SELF_LEVELS.get(oneself)
    coverage = _coverage(clues, agency, narrative)
    return AgencyResult(agency, coverage, _told(agency, main, evidence), issues)


def _folded(text: str | None, clues: AgencyClues) -> str:
    """Folded text; copies on other people's hosts may have been turned into traditional script."""
    folded = squash(text or "")
    return folded.translate(_SIMPLIFIED) if clues.third_party else folded


def _self_reference(narrative: str) -> str:
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
    if oneself in _TOWN_BARE:
        return name.township.endswith(oneself)
    if oneself in _BARE_ENDINGS:
        return not name.township and kind_of(full_form(name.organ or "人民政府")) in (
            "government", "government_office", "management_committee",
        )  # fmt: skip
    return full_form(name.organ).startswith(oneself) or full_form(name.organ).endswith(
        {"委": ("委员会", "委")}.get(oneself, oneself)
    )


def _written_names(clues: AgencyClues, narrative: str, oneself: str) -> list[_Named]:
    """Names of organs in the order of their authority."""
    opening = _folded(clues.opening, clues)[:2000]
    title = _folded(clues.title, clues)
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
    found.append(("self_reference", oneself if oneself in _BARE_ENDINGS else "", True))
    if not clues.third_party:
        found.append(("site_name", (clues.site_name or "").removesuffix("网"), False))
        found += [("footer", m[1], False) for m in _FOOTER_OWNER.finditer(clues.footer[:2000])]
    named: list[_Named] = []
    for rule, text, own in found:
        folded = _folded(text, clues).strip("、,。:;()<>《》\"'-")
        if rule == "self_reference" and folded:
            named.append(_Named(rule, WrittenName(folded, bare=folded), own))
            continue
        if not 2 <= len(folded) <= 45:
            continue
        name = parse_name(folded)
        central = is_central(folded)
        if name.organ and kind_of(full_form(name.organ)) is None and not central:
            continue
        if not own:
            if not (name.says_organ and _agrees(name, oneself)):
                continue
            office = kind_of(full_form(name.organ)) == "government_office"
            if office and oneself in _BARE_ENDINGS:
                # The office puts up its government's report: «发布机构 政府办公室», «我旗».
                name = replace(name, organ="", bare=name.bare or ("" if name.places else oneself))
        named.append(_Named(rule, name, own))
    return named


def _names_in(text: str) -> list[str]:
    """Place and organ together (蚌埠市经济和信息化委员会), most frequent first."""
    counts: dict[str, int] = {}
    for start, end, _ in places.chains(text, regions.scan(text)):
        organ = organ_after(text, end)
        if organ:
            name = text[start:end] + organ
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: -counts[name])[:8]


def _main_name(names: list[_Named]) -> _Named | None:
    """The first name that says which organ reports. In a title, in the announcement of the
    report and in a self-reference («我旗») a place alone means its government; the narrative
    only decides where nothing else names an organ."""
    placeless: _Named | None = None
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


def _same_organ(a: WrittenName, b: WrittenName) -> bool:
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


def _evidence(clues: AgencyClues, narrative: str, names: list[_Named], year: int) -> list[Evidence]:
    """All clues about the place."""
    opening = squash(clues.opening)[:2000]
    found: list[Evidence] = []
    main = _main_name(names)
    for named in names:
        if named.own and named.name.places and main is not None:
            codes = tuple(
                dict.fromkeys(r.code for r in places.resolve_chain(named.name.places, year))
            )
            strong = named.rule in ("title", "signature", "compiled_by")
            if codes and (strong or _same_organ(named.name, main.name)):
                weight = 8.0 if strong else 6.0
                found.append(Evidence(named.rule, named.name.text, codes, weight, "own"))
    found += places.from_text("opening", opening, year, "own", 2.5, 4.0)
    found += places.from_text("body", narrative, year, "own", 2.0, 6.0)
    found += places.from_media(narrative, year)
    found += places.from_document_numbers(opening + narrative)
    if clues.contact_address:
        found += places.from_text(
            "contact_address", squash(clues.contact_address), year, "own", 6.0, 8.0
        )
    if clues.contact_postal_code:
        found += places.from_postal_code(clues.contact_postal_code, "own")
    if clues.contact_phone:
        found += places.from_phone(squash(clues.contact_phone), "own", 5.0)
    found += _page_evidence(clues, year)
    return found


def _page_evidence(clues: AgencyClues, year: int) -> list[Evidence]:
    """Clues of the page and the site around the report."""
    found: list[Evidence] = []
    for rule, text, weight in (
        ("issuer", clues.issuer, 5.0),
        ("content_source", clues.content_source, 4.0),
    ):
        found += places.from_text(rule, squash(text or ""), year, "site", weight, weight)
    if clues.third_party:
        return found
    found += places.from_text(
        "breadcrumb", squash(">".join(clues.breadcrumb)), year, "site", 3.0, 4.0
    )
    found += places.from_text("site_name", squash(clues.site_name or ""), year, "site", 5.0, 6.0)
    footer = squash(clues.footer)[:2000]
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


def _candidates(
    name: WrittenName, names: list[_Named], evidence: list[Evidence], narrative: str, year: int
) -> list[str]:
    """Codes of the divisions that the name can belong to."""
    if name.places:
        return [row.code for row in places.resolve_chain(name.places, year)]
    own = [
        row.code
        for other in names
        if other.own and other.name.places and _same_organ(other.name, name)
        for row in places.resolve_chain(other.name.places, year)
    ]
    if name.bare in _BARE_ENDINGS:
        endings = _BARE_ENDINGS[name.bare]
        pool = _pool(evidence, year)
        fitting = [
            row.code
            for row in pool
            if row.name.endswith(endings) and not (name.bare == "区" and row.level == "province")
        ]
        return [c for c in dict.fromkeys(own) if c in fitting] or fitting
    pool = _pool(evidence, year)
    if name.township or name.bare in _TOWN_BARE:
        return [row.code for row in pool if row.level == "county"] or [
            row.code for row in pool if row.level == "city"
        ]
    if name.zone:
        return own or [row.code for row in pool if row.level == "city"] or [r.code for r in pool]
    if own:
        return own
    levels = [m[1] or m[2] for m in _SELF_LEVEL.finditer(narrative)]
    best = max(sorted(set(levels)), key=levels.count, default="")
    fitting = [row.code for row in pool if row.name.endswith(_BARE_ENDINGS.get(best, ("",)))]
    return fitting or [row.code for row in pool]


def _pool(evidence: list[Evidence], year: int) -> list[Division]:
    """Every division the evidence names, and those above it."""
    codes: dict[str, None] = {}
    for item in evidence:
        for code in item.codes:
            codes[code] = None
            codes[code[:4] + "00"] = None
            codes[code[:2] + "0000"] = None
    rows = (regions.lookup(code, year) or regions.lookup(code) for code in codes)
    return [row for row in rows if row is not None]


def _fill(
    agency: Agency,
    name: WrittenName,
    names: list[_Named],
    evidence: list[Evidence],
    narrative: str,
    year: int,
    issues: list[Issue],
) -> None:
    """Decide the division, then compose the full name."""
    if is_central(name.text) and not name.places:
        agency.name, agency.level, agency.type = name.text, "central", "department"
        if name.text.endswith(("办公厅", "办公室")):
            agency.type = "government_office"
        return
    candidates = _candidates(name, names, evidence, narrative, year)
    ranked = places.rank(candidates, evidence)
    division: Division | None = None
    if ranked and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] > 0.01):
        code = ranked[0][2]
        division = regions.lookup(code, year) or regions.lookup(code)
        if division is None and name.places:
            rows = places.resolve_chain(name.places, year)
            division = next((row for row in rows if row.code == code), None)
    elif ranked:
        tied = [code for value, _, code in ranked if ranked[0][0] - value <= 0.01]
        issues.append(_ambiguous(name.text, tied, year))
    elif name.bare or name.township or name.zone or not name.places:
        issues.append(_ambiguous(name.text, [], year))
    if division is not None:
        if (conflict := _conflict(division, evidence, year)) is not None:
            issues.append(conflict)
    _compose(agency, name, division, narrative, year)


def _compose(
    agency: Agency, name: WrittenName, division: Division | None, narrative: str, year: int
) -> None:
    """Write name, level, type and region."""
    organ = complete_organ(
        name, narrative, province=division is not None and division.level == "province"
    )
    if is_disclosure_office(organ):
        organ = "人民政府"
    agency.type = kind_of(organ) or "other"
    agency.level = _level(name, division)
    tail = name.zone + name.township + organ
    if division is None:
        # A level without its place (区建管委) is no full name; a name without level may be one.
        agency.name = None if name.bare else "".join(name.places) + tail
        agency.region = Region(zone=name.zone or None)
        return
    above = regions.parents(division.code, year)
    line = [*above, division]
    province = line[0].name
    city = next((row.name for row in line if row.level == "city"), None)
    if division.code[:2] in ("11", "12", "31", "50"):
        city = province
    agency.region = Region(
        adcode=division.code,
        province=province,
        city=city,
        county=division.name if division.level == "county" else None,
        zone=name.zone or None,
    )
    if is_vertical(name.organ) or _CORPS in name.text:
        agency.name = name.text
    else:
        agency.name = "".join(row.name for row in line) + tail


def _level(name: WrittenName, division: Division | None) -> AgencyLevel | None:
    if name.township.endswith(("村", "社区")):
        return "village"
    if name.township or name.bare in _TOWN_BARE:
        return "township"
    if name.zone:
        return "functional_zone"
    if division is None:
        return "province" if name.bare == "自治区" else _SELF_LEVELS.get(name.bare)
    levels: dict[str, AgencyLevel] = {"province": "province", "city": "city", "county": "county"}
    return levels[division.level]


def _ambiguous(written: str, codes: list[str], year: int) -> Issue:
    """The issue for a place that the clues leave open."""
    shown = []
    for code in codes[:12]:
        row = regions.lookup(code, year) or regions.lookup(code)
        if row is not None:
            above = "".join(up.name for up in regions.parents(code, year))
            shown.append(f"{code} {above}{row.name}")
    return Issue(
        code="region_ambiguous",
        severity="warn",
        message=f"“{written}”所在行政区划无法确定,未作猜测",
        message_en=f"the division of “{written}” cannot be told; not guessed",
        evidence="; ".join(shown) or None,
    )


def _conflict(division: Division, evidence: list[Evidence], year: int) -> Issue | None:
    """The report's own words and the site around it name different provinces or cities."""
    code = division.code
    against = [
        item
        for item in evidence
        if item.origin == "site"
        and item.weight >= 3.0
        and not any(
            c == code or places.is_above(c, code) or places.is_above(code, c) for c in item.codes
        )
    ]
    if not against or places.score(code, evidence, "own") <= 0:
        return None
    del year
    return Issue(
        code="region_conflict",
        severity="warn",
        message=f"报告正文指向{division.name},页面或网站信息指向他处;以报告为准",
        message_en=f"the report points to {division.name}, the page or site elsewhere; report kept",
        evidence="; ".join(f"{item.rule}: {item.text}" for item in against[:6]),
    )


def _coverage(clues: AgencyClues, agency: Agency, narrative: str) -> Coverage:
    """Whether the report adds up a whole region (aggregate) or reports on its own organ.

    A government's report is the region's: from 2019 by article 49 of the regulation, before
    by custom. A government office reports for its region where the narrative speaks of the
    whole region throughout; every other organ only where it says that it adds up others.
    """
    if agency.level in ("township", "village"):
        return "own"
    opening = squash(clues.opening)[:1500]
    title = squash(clues.title or "")
    if _AGGREGATED.search(opening) or "汇总" in title:
        if agency.type in ("government", "government_office"):
            return "aggregate"
    if agency.type == "government" and agency.level != "functional_zone":
        return "aggregate"
    if agency.type == "government_office":
        whole, own = len(_WHOLE.findall(narrative)), len(_OWN.findall(narrative))
        if whole >= 3 and whole > 2 * own:
            return "aggregate"
    return "own"


def _told(agency: Agency, main: _Named | None, evidence: list[Evidence]) -> list[FieldEvidence]:
    """What name and region were read from."""
    told: list[FieldEvidence] = []
    if main is not None:
        told.append(FieldEvidence(field="agency.name", rule=main.rule, text=main.name.text))
    code = agency.region.adcode
    if code is not None:
        support = [
            item
            for item in evidence
            if any(c == code or places.is_above(c, code) for c in item.codes)
        ]
        support.sort(key=lambda item: (item.origin, -item.weight))
        told += [
            FieldEvidence(field="agency.region", rule=item.rule, text=item.text)
            for item in support[:5]
        ]
    return told
