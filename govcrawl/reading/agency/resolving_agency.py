"""Which organ reports, and where it is (domain.md §6).

The title says which organ («区建管委»), the signature, opening and narrative say its full name
and its place, the page and site around it only help where the report is silent: an archive or a
portal may carry a report that is not its own. Homonyms are refused rather than guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from govcrawl.lexicon import regions
from govcrawl.lexicon.agencies import (
    AGENCIES,
    full_form,
    function_key,
    is_central,
    is_organ,
    is_seated,
    kind_of,
    vertical_prefix,
    zone_seat,
)
from govcrawl.lexicon.reforms import renamed
from govcrawl.lexicon.regions import Division
from govcrawl.messages import issue
from govcrawl.reading.agency import agency_places as places
from govcrawl.reading.agency.agency_clues import (
    BARE_ENDINGS,
    TOWN_BARE,
    AgencyClues,
    Named,
    collect_evidence,
    folded_text,
    level_named,
    main_name,
    same_organ,
    self_reference,
    written_names,
)
from govcrawl.reading.agency.agency_names import (
    WrittenName,
    complete_organ,
    is_disclosure_office,
    spells_out,
)
from govcrawl.reading.agency.agency_places import Evidence
from govcrawl.reading.agency.agency_text import OPENING
from govcrawl.reading.agency.own_or_aggregate import adds_up, read_coverage
from govcrawl.reading.ladder import Climb, Witness, climb, disagreement
from govcrawl.report import Agency, AgencyLevel, Coverage, FieldEvidence, Issue, Region

__all__ = ["AgencyClues", "AgencyResult", "resolve_agency"]

_MUNICIPAL = ("11", "12", "31", "50")
#: Clues that name a division itself, not one above it.
_EXACT = frozenset(
    ("opening", "body", "contact_address", "issuer", "content_source", "breadcrumb", "site_name",
     "footer", "site_code", "host", "title", "signature", "local_media")
)  # fmt: skip
#: Kinds of zones, no names of one.
_GENERIC_ZONES = frozenset(
    (*AGENCIES.zone.words.all, "高新", "经开", "经济技术开发区", "城市新区", "产业新城")
)
#: Points (``agency_places.WEIGHTS``) by which the best division must lead the next.
_LEAD = 0.01
#: Points from which a clue of the site contradicts the report's own words.
_CONTRADICTS = 3.0
#: Divisions named in the issue of an ambiguous place.
_SHOWN_CANDIDATES = 12
#: Contradicting clues named in the issue of a conflict.
_SHOWN_AGAINST = 6
#: Contradicting names kept in the evidence of a record.
_SHOWN_NAMES = 8
#: Contradicting places kept in the evidence of a record.
_SHOWN_PLACES = 5
_REGION = "agency.region"
_SELF_LEVELS: dict[str, AgencyLevel] = {
    "省": "province", "州": "city", "盟": "city", "区": "county", "县": "county", "旗": "county",
    "镇": "township", "乡": "township", "街道": "township", "厅": "province",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgencyResult:
    """The organ, whose figures its report holds, and what both were read from."""

    agency: Agency
    coverage: Coverage
    evidence: list[FieldEvidence]
    issues: list[Issue]


def resolve_agency(clues: AgencyClues) -> AgencyResult:
    """Read the organ, its region and the report's coverage from the clues of one page.

    ``agency.name`` is the full name in the year reported on, province first
    (上海市杨浦区建设和管理委员会). Organs of the State Council have level ``central`` and no
    adcode: GB/T 2260 has none for the state. Functional zones are in ``region.zone`` under
    their city's code; towns and streets under their county's. What the clues leave open is
    None, with an issue that lists the candidates. Never raises.
    """
    year = regions.clamp(clues.report_year)
    narrative = folded_text(clues.body)[: places.SCAN_LIMIT]
    oneself, level = self_reference(narrative), level_named(narrative)
    names = written_names(clues, narrative, oneself)
    main = main_name(names, oneself=oneself, level=level)
    if main is not None:
        reporting = _reporting(main, names, folded_text(clues.opening)[:OPENING])
        main = Named(main.rule, reporting, main.own)
    evidence = collect_evidence(clues, narrative, names, main, year)
    issues: list[Issue] = []
    agency = Agency()
    if main is not None:
        agency.name_as_written = main.name.text if main.rule != "self_reference" else None
        _fill(agency, main.name, names, evidence, narrative, level, year, issues)
    else:
        issues.append(issue("agency_not_found"))
        nameless = WrittenName("", bare=oneself if oneself in BARE_ENDINGS else "")
        _fill(agency, nameless, names, evidence, narrative, level, year, [])
        agency.name = agency.type = None
        agency.level = _SELF_LEVELS.get(oneself)
    issues += _disagreements(agency, main, names, year)
    coverage = read_coverage(clues, agency)
    told = [*_told(agency, main, names, evidence), *coverage.evidence]
    return AgencyResult(agency, coverage.coverage, told, [*issues, *coverage.issues])


def _reporting(main: Named, names: list[Named], opening: str) -> WrittenName:
    """The organ whose report it is, where another name was written for it: the government for
    the office that adds up its region, the full name for a short one."""
    name = main.name
    if main.rule not in ("title", "beside_title"):
        organ = full_form(name.organ)
        if kind_of(organ) == "government_office" and adds_up(opening):
            return replace(name, organ="")
    if name.organ and function_key(full_form(name.organ)) is None:
        for other in names:
            longer = other.name.organ
            if (
                other.own
                and other.rule != "body"
                and len(longer) > len(name.organ)
                and is_organ(longer)
                and spells_out(longer, name.organ)
                and (not other.name.places or other.name.places[-1:] == name.places[-1:])
            ):
                return replace(name, organ=longer)
    return name


def _candidates(
    name: WrittenName,
    names: list[Named],
    evidence: list[Evidence],
    level: str,
    year: int,
) -> list[str]:
    """Codes of the divisions that the name can belong to."""
    if name.places:
        return [row.code for row in places.resolve_chain(name.places, year)]
    own = [
        row.code
        for other in names
        if other.own and other.name.places and same_organ(other.name, name)
        for row in places.resolve_chain(other.name.places, year)
    ]
    pool = _pool(evidence, year)
    if name.bare in BARE_ENDINGS:
        endings = BARE_ENDINGS[name.bare]
        fitting = [
            row.code
            for row in pool
            if row.name.endswith(endings) and not (name.bare == "区" and row.level == "province")
        ]
        return [c for c in dict.fromkeys(own) if c in fitting] or fitting
    if name.township or name.bare in TOWN_BARE:
        # a town is in a county, or in one of the cities that have none
        return [row.code for row in pool if row.level == "county"] or [
            row.code for row in pool if row.level == "city" and not regions.children(row.code, year)
        ]
    if name.zone:
        if seat := _seat_of(name.zone, year):
            return [seat]
        return own or [
            row.code
            for row in pool
            if row.level == "city" or (row.level == "province" and row.code[:2] in _MUNICIPAL)
        ]
    if own:
        return own
    # A name without place or level: only what a clue names itself, on the level the text is of.
    named = {code for item in evidence if item.rule in _EXACT for code in item.codes}
    endings = BARE_ENDINGS.get(level, ("",))
    return [row.code for row in pool if row.code in named and row.name.endswith(endings)]


def _seat_of(zone: str, year: int) -> str | None:
    """The code of the city or province that a zone is in, told by its name: a listed zone, or
    one named after the only county of that name."""
    if listed := zone_seat(zone):
        return listed
    for size in (4, 3, 2):
        rows = regions.find_stem(zone[:size], year) if len(zone) > size + 2 else []
        if len(rows) == 1 and rows[0].level == "county":
            above = regions.parents(rows[0].code, year)
            return above[-1].code if above else rows[0].code
    return None


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
    names: list[Named],
    evidence: list[Evidence],
    narrative: str,
    level: str,
    year: int,
    issues: list[Issue],
) -> None:
    """Decide the division, then compose the full name."""
    if not name.places and (is_central(name.text) or vertical_prefix(name.organ)):
        agency.name, agency.level, agency.type = full_form(name.text), "central", "department"
        if name.text.endswith(("办公厅", "办公室")):
            agency.type = "government_office"
        return
    if beyond := places.unplaced(name.places, year):
        zone = "".join(name.places[-beyond:]) + name.zone
        name = replace(name, places=name.places[:-beyond], zone=zone)
    candidates = _candidates(name, names, evidence, level, year)
    ranked = places.rank(candidates, evidence)
    division: Division | None = None
    if ranked and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] > _LEAD):
        code = ranked[0][2]
        division = regions.lookup(code, year) or regions.lookup(code)
        if division is None and name.places:
            rows = places.resolve_chain(name.places, year)
            division = next((row for row in rows if row.code == code), None)
    elif ranked:
        tied = [code for value, _, code in ranked if ranked[0][0] - value <= _LEAD]
        issues.append(_ambiguous(name.text, tied, year))
    elif name.bare or name.township or name.zone or not name.places:
        issues.append(_ambiguous(name.text, [], year))
    if division is not None:
        if (conflict := _conflict(division, evidence, year)) is not None:
            issues.append(conflict)
    _compose(agency, name, division, narrative, year)
    if division is None and agency.level is None and candidates:
        levels = {row.level for code in candidates if (row := regions.lookup(code, year))}
        if levels == {"county"}:
            agency.level = "county"


def _compose(
    agency: Agency, name: WrittenName, division: Division | None, narrative: str, year: int
) -> None:
    """Write name, level, type and region."""
    organ = complete_organ(
        name, narrative, province=division is not None and division.level == "province"
    )
    if is_disclosure_office(organ):
        organ = "人民政府"
    if organ == "管理委员会" and name.zone.endswith("高新区"):
        # the committee's full name, whichever way it is written
        name = replace(name, zone=name.zone.removesuffix("高新区") + "高新技术产业开发区")
    agency.type = kind_of(organ) or "other"
    agency.level = _level(name, division)
    tail = name.zone + name.township + organ
    named_after_seat = bool(name.places) and name.zone.startswith(name.places[-1])
    if division is None:
        # A level or a kind of organ without its place (区建管委, 信访局, 开发区管委会) names no body.
        said = "" if named_after_seat else "".join(name.places)
        nobody = not said and (name.bare or not (name.township or name.zone))
        generic = not said and name.zone in _GENERIC_ZONES
        agency.name = None if nobody or generic else said + tail
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
    if vertical_prefix(name.organ) or (
        is_seated(name.organ) and name.places[-1:] == (division.stem,)
    ):
        agency.name = name.text
    elif named_after_seat:
        agency.name = "".join(row.name for row in above) + tail
    else:
        agency.name = "".join(row.name for row in line) + tail
    if name.bare in TOWN_BARE:
        agency.name = None  # 金水区街道办事处: which street's
    if agency.type == "institution" and name.places[-1:] == (division.stem,):
        agency.level = None  # 安徽师范大学 has the province's name and not its rank


def _level(name: WrittenName, division: Division | None) -> AgencyLevel | None:
    if name.township.endswith(("村", "社区")):
        return "village"
    if name.township or name.bare in TOWN_BARE:
        return "township"
    if name.zone:
        return "functional_zone"
    if "师" in vertical_prefix(name.organ) and name.organ.endswith("师"):
        return "city"  # a division of the Corps without a city of its own
    if division is None:
        return "province" if name.bare == "自治区" else _SELF_LEVELS.get(name.bare)
    levels: dict[str, AgencyLevel] = {"province": "province", "city": "city", "county": "county"}
    return levels[division.level]


def _ambiguous(written: str, codes: list[str], year: int) -> Issue:
    """The issue for a place that the clues leave open."""
    shown = []
    for code in codes[:_SHOWN_CANDIDATES]:
        row = regions.lookup(code, year) or regions.lookup(code)
        if row is not None:
            above = "".join(up.name for up in regions.parents(code, year))
            shown.append(f"{code} {above}{row.name}")
    return issue("region_ambiguous", "; ".join(shown) or None, written=written)


def _conflict(division: Division, evidence: list[Evidence], year: int) -> Issue | None:
    """The report's own words and the site around it name different provinces or cities."""
    code = division.code
    against = [
        item
        for item in evidence
        if item.origin == "site"
        and item.weight >= _CONTRADICTS
        and not any(
            c == code or places.is_above(c, code) or places.is_above(code, c) for c in item.codes
        )
    ]
    if not against or places.score(code, evidence, "own") <= 0:
        return None
    del year
    return issue(
        "region_conflict",
        "; ".join(f"{item.rule}: {item.text}" for item in against[:_SHOWN_AGAINST]),
        division=division.name,
    )


def _disagreements(
    agency: Agency, main: Named | None, names: list[Named], year: int
) -> list[Issue]:
    """Witnesses of the report itself that name another organ, or another place for it."""
    if main is None:
        return []
    code = agency.region.adcode

    def alike(one: Named, other: Named) -> bool:
        if one is other:
            return True
        kinds = {kind_of(full_form(n.name.organ or "人民政府")) for n in (one, other)}
        office = kinds <= {"government", "government_office"}  # writes its government's report
        if other.name.says_organ and not office and not _same_body(one.name, other.name):
            return False
        codes = [row.code for row in places.resolve_chain(other.name.places, year)]
        return (
            not codes
            or code is None
            or any(c == code or places.is_above(c, code) or places.is_above(code, c) for c in codes)
        )

    witnesses = [Witness(n.rule, n, n.name.text) for n in names if n.own and n.rule != main.rule]
    climbed = Climb("agency.name", Witness(main.rule, main, main.name.text), witnesses)
    against = climbed.against(alike)
    return disagreement("agency_conflict", climbed, against, lambda named: named.name.text)


def _same_body(one: WrittenName, other: WrittenName) -> bool:
    """Whether two names can be one body's: alike, or before and after a reform."""
    if same_organ(one, other):
        return True
    if one.zone and other.zone:
        return one.zone.endswith(other.zone[-3:]) or other.zone.endswith(one.zone[-3:])
    a, b = full_form(one.organ), full_form(other.organ)
    return renamed(a, b) is not None or renamed(b, a) is not None


def _told(
    agency: Agency, main: Named | None, names: list[Named], evidence: list[Evidence]
) -> list[FieldEvidence]:
    """What name and region were read from, and the names that were passed over."""
    told: list[FieldEvidence] = []
    if main is not None:
        told.append(
            FieldEvidence(
                field="agency.name", rule=main.rule, text=main.name.text, value=agency.name
            )
        )
        seen = {(main.rule, main.name.text)}
        for other in names:
            if (other.rule, other.name.text) not in seen and len(seen) < _SHOWN_NAMES:
                seen.add((other.rule, other.name.text))
                told.append(
                    FieldEvidence(
                        field="agency.name", rule=other.rule, text=other.name.text, taken=False
                    )
                )
    return [*told, *_region_told(agency.region.adcode, evidence)]


def _region_told(code: str | None, evidence: list[Evidence]) -> list[FieldEvidence]:
    """What the region was read from: of the evidence for it the highest rung is the one taken;
    the others follow, and after them what supports other divisions. A mention of a division
    below it does not disagree."""
    if code is None:
        return []
    speaking = [Witness(item.rule, item.codes, item.text) for item in evidence]
    support = climb(_REGION, [w for w in speaking if _supports(w.value, code)])
    against = climb(_REGION, [w for w in speaking if not _touches(w.value, code)])
    others = [*support.passed[:_SHOWN_PLACES], *_climbed(against)[:_SHOWN_PLACES]]
    return Climb(_REGION, support.taken, others).told(_named_places)


def _climbed(climbed: Climb[tuple[str, ...]]) -> list[Witness[tuple[str, ...]]]:
    return [climbed.taken, *climbed.passed] if climbed.taken is not None else []


def _supports(codes: tuple[str, ...], code: str) -> bool:
    return any(c == code or places.is_above(c, code) for c in codes)


def _touches(codes: tuple[str, ...], code: str) -> bool:
    return _supports(codes, code) or any(places.is_above(code, c) for c in codes)


def _named_places(codes: tuple[str, ...]) -> str:
    """The divisions that evidence may mean, with their codes."""
    rows = (regions.lookup(code) for code in codes[:_SHOWN_PLACES])
    names = [f"{code} {row.name}" if row else code for code, row in zip(codes, rows, strict=False)]
    return "; ".join(names)
