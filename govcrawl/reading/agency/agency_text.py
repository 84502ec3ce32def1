"""Names of organs in running text: who compiled the report, whose it is said to be, whom to ask.

Text is folded (``squash``) and in simplified characters. In a sentence a name counts only where
it is made of the known words of organs' names (``agencies.toml``); the titles of cited documents
(《…》) and organs that order, guide or receive («在市政府领导下», «报送县政务公开办») are others'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govcrawl.lexicon import regions
from govcrawl.lexicon.agencies import AGENCIES, function_key, is_central, organ_ends, short_ends
from govcrawl.reading.agency import agency_places as places
from govcrawl.reading.agency.agency_names import parse_name

_HAN = r"\u4e00-\u9fff"
_QUOTED_TITLE = re.compile(r"《[^《》]{0,120}》|〈[^〈〉]{0,120}〉")
_TITLES = re.compile(r"[《〈]([^《》〈〉]{4,120})")
_ZONE_WORDS = "|".join(sorted(AGENCIES.zone.words.all, key=len, reverse=True))
#: A town's or street's organ, a zone's committee: what follows a place or a boundary.
_TOWN = re.compile(
    rf"([{_HAN}]{{1,6}}?(?:街道|民族乡|苏木|乡|镇|街))"
    rf"(人民政府|政府|街道办事处|办事处|街道办)(?:党政(?:综合)?办(?:公室)?)?"
)
_STOPS = re.compile(r"[的在及和与各我本为是了将对由按从向年月日全该其有]")
_ZONE = re.compile(rf"([{_HAN}A-Za-z0-9]{{0,10}}?(?:{_ZONE_WORDS}))(管理委员会|管委会|管委)")
#: What every match of the two above holds, and how far before it one may begin: looked for
#: first, as they begin at any character.
_SEATS = (
    (_TOWN, re.compile(r"[道乡木镇街](?:人民政府|政府|街道办|办事处)"), 10),
    (_ZONE, re.compile(r"管委|管理委员会"), 10 + max(map(len, AGENCIES.zone.words.all))),
)
#: Characters of a report's opening: who reports is written before the overview ends.
OPENING = 2000
#: Characters of the opening in which its compiler is named.
_COMPILER_REACH = 1500
#: Characters of a text in which its contact is looked for.
_CONTACT_REACH = 6000
#: Characters before and after a mention that tell whether it is cited.
_BEFORE, _BEHIND = 16, 20
#: Characters of an organ's name in a statement.
_NAME = range(3, 41)
_SEAT_REACH = 96  # characters after a seat in which its name has ended
_BARE = re.compile(r"自治区|[省市区县旗州]")
#: What a name without its place may follow: the start of a clause, or one of these words.
_BOUNDARY = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[与由向联系成立请和对同致给为]|编制了|公布了?|发布|关于)$"
)
#: The organ is cited: it wrote, ordered or leads.
_CITED_BEHIND = re.compile(
    r"^(?:办公[厅室])?(?:《|关于|印发|转发|下发|制定|通知|文件|的?(?:正确|坚强|统一|具体|有力|精心|大力|亲切)?(?:领导|指导|部署|要求|规定|安排|统筹|支持|关心|授权|委托|督促|协调))"
)
#: The name is a website's or a gazette's: «鼓楼区人民政府门户网站».
_SITE_BEHIND = re.compile(
    r"^(?:门户|公众|政务|政府|信息|官方|互联网|信息公开)*(?:网|公报|平台|专栏|微信|微博)"
)
_CITED_BEFORE = re.compile(
    r"(?:根据|按照|依据|遵照|贯彻|落实|执行|对照|经|受|报送?|呈报|上报|抄送|会同|配合|参照|转发|响应|接受)(?:了)?$"
)
_LED_BEFORE = re.compile(r"在[^,。;:]{0,14}$")
_LED_BEHIND = re.compile(r"^[^,。;:]{0,16}(?:领导|指导|关心|支持|部署|统筹|安排)")
_COMPILED_BY = re.compile(
    rf"由([{_HAN}]{{2,40}}?)(?:负责|结合|根据|按照|依据|汇总|综合|编制|编写|编撰|撰写|组织|牵头|会同|对)"
)
_COMPILES = re.compile(
    rf"(?:^|[,。;:])([{_HAN}]{{3,30}}?)(?:结合[^,。;]{{0,12}},?)?(?:认真)?(?:组织)?编制(?:了|完成|的|形成|本)"
)
_STATED = r"(?:工作)?(?:情况)?(?:20[0-3]\d年?)?(?:年度)?(?:工作)?(?:报告|年报)"
#: The name directly before a report's own title in running text.
_STATEMENT = re.compile(
    rf"([{_HAN}]{{2,40}}?)(?:20[0-3]\d(?:年度?)?)?(?:的)?(?:政府|政务)?信息公开{_STATED}"
    r"(?!格式|有关|编制|事项|制度|工作|的通知|公开|公布|发布)"
)
#: What each holds, and how far before it one may begin.
_STATEMENT_SEAT, _STATEMENT_REACH = re.compile(f"信息公开{_STATED}"), 60
#: «某区各委、办、局…的年度报告编制而成»: the region whose organs are added up.
_ALL_OF = re.compile(
    rf"([{_HAN}]{{2,20}}[省市区县旗州])(?:人民政府|政府)?各(?:委|部门|单位|乡镇|镇|街道|区县|县|区)[^。;]{{0,60}}(?:编制|汇总)"
)
_LEAD_IN = re.compile(
    rf"^[{_HAN}]*(?:公布|公开|发布|编制|制作|形成|报告|制定|关于|做好|印发|现将|本报告为|本报告是|即|为|是|了|将|由|对|按照|根据)"
)
_YEAR_SIGN = re.compile(r"^年度?")
_CONTACT = (
    re.compile(
        r"(?:与|向|和|同|致电|致函)([^,。;:()《》]{2,40}?)(?:进行|直接|书面|及时)?(?:联系|咨询|反映|垂询|提出|索取|查询)"
    ),
    re.compile(r"(?:联系|咨询)[:]?([^,。;:()《》0-9]{3,40}?)(?=[,。;:(0-9]|$)"),
    re.compile(
        r"(?:联系|受理|咨询|编制|报告|填报)(?:单位|部门|机构|机关|处室)[:]?([^,。;:()《》]{3,40})"
    ),
)
_PRONOUN = re.compile(r"^(?:我|本|该|其)(?:们)?(?!溪)")
_INNER = re.compile(AGENCIES.organ.inner)


@dataclass(frozen=True, slots=True)
class Mention:
    """An organ's name in a text: ``text[start:end]`` is ``name`` with the organ's own offices;
    ``cited`` where the sentence is about what the organ wrote, ordered or leads."""

    name: str
    start: int
    end: int
    cited: bool


def without_cited_titles(text: str) -> str:
    """A text without the titles of the documents it cites.

    >>> without_cited_titles("根据《某市办公室关于公开的通知》要求,我局")
    '根据《》要求,我局'
    """
    return _QUOTED_TITLE.sub("《》", text)


def body_of(name: str) -> str:
    """The organ without the office in it that writes or answers: 某县统计局办公室 is 某县统计局,
    某镇人民政府党政办 is 某镇人民政府; a government's own office stays.

    >>> body_of("大理州统计局办公室"), body_of("某县人民政府办公室"), body_of("海关总署办公厅政务公开处")
    ('大理州统计局', '某县人民政府办公室', '海关总署')
    """
    for _ in range(3):
        shorter = _INNER.sub("", name)
        if is_central(name) or shorter == name or not _stands(shorter):
            break
        kept = name[len(shorter) :]
        if shorter.endswith(("政府", "行署")) and kept.startswith(("办公室", "办公厅")):
            town = parse_name(shorter)
            return shorter if town.township or town.bare in ("镇", "乡") else shorter + kept[:3]
        if shorter.endswith("委员会") and kept.startswith("办公室"):
            organ = parse_name(shorter).organ
            if function_key(organ) is None and not organ.endswith("管理委员会"):
                break  # 机构编制委员会办公室 is an organ
        name = shorter
    return name


def _stands(name: str) -> bool:
    """Whether a name without its last part is still one: 某县统计局, not 某县扶贫开发."""
    if len(name) < 2:
        return False
    parsed = parse_name(name)
    if parsed.organ and not (parsed.township or parsed.zone):
        known = organ_ends(parsed.organ)[-1:] == [len(parsed.organ)]
        return known or parsed.organ in ("政府", "人民政府", "政府办") or is_central(name)
    return bool(parsed.township or parsed.zone)


def organ_from(text: str, start: int) -> int:
    """Where the longest organ's name (its place left out) that begins at ``start`` ends, or
    ``start`` itself."""
    best = start
    for pattern in (_TOWN, _ZONE):
        match = pattern.match(text, start)
        if match and not _STOPS.search(match[1]):
            best = max(best, match.end())
    return max([best, *organ_ends(text, start), *short_ends(text, start)])


def mentions(text: str) -> list[Mention]:
    """Organs named in a folded text, in order: with their place (蚌埠市经济和信息化委员会), with
    a level for it (区统计局), or towns and zones at the start of a clause (白云乡人民政府)."""
    found: list[Mention] = []
    taken = -1
    chains = places.chains(text)
    inside = {i for start, end, _ in chains for i in range(start, end)}
    for start, end, _ in chains:
        if start < taken:
            continue
        last = organ_from(text, end)
        if last > end:
            found.append(_mention(text, start, last))
            taken = last
    for match in _BARE.finditer(text):
        at = match.start()
        if at in inside or not _BOUNDARY.search(text[max(0, at - 3) : at]):
            continue
        last = max([at, *organ_ends(text, match.end()), *short_ends(text, match.end())])
        if last > at:
            found.append(_mention(text, at, last))
    for pattern, seat, reach in _SEATS:
        for match in _seated(pattern, seat, reach, text):
            at = match.start()
            while at < match.end(1) - 1 and not _BOUNDARY.search(text[max(0, at - 3) : at]):
                at += 1
            name = text[at : match.end(1)]
            free = not any(i in inside for i in range(at, match.end(1)))
            if len(name) > 1 and free and not _STOPS.search(name):
                found.append(_mention(text, at, match.end()))
    unique: dict[int, Mention] = {}
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not any(m.start <= mention.start and mention.end <= m.end for m in unique.values()):
            unique[mention.start] = mention
    return list(unique.values())


def _seated(
    pattern: re.Pattern[str], seat: re.Pattern[str], reach: int, text: str
) -> Iterator[re.Match[str]]:
    """``pattern.finditer(text)`` for a pattern whose matches hold a seat, at most ``reach``
    characters after their beginning: tried only before the seats."""
    done = 0
    held = seat.search(text)
    while held is not None:
        first = held.start()
        match = pattern.search(text, max(done, first - reach), first + _SEAT_REACH)
        if match is not None and match.start() <= first:
            yield match
            done = match.end()
        held = seat.search(text, max(done, first + 1))


def _mention(text: str, start: int, end: int) -> Mention:
    before, behind = text[max(0, start - _BEFORE) : start], text[end : end + _BEHIND]
    cited = bool(
        _SITE_BEHIND.match(behind)
        or _CITED_BEHIND.match(behind)
        or _CITED_BEFORE.search(before)
        or (_LED_BEFORE.search(before) and _LED_BEHIND.match(behind))
    )
    return Mention(body_of(text[start:end]), start, end, cited)


def compiler(opening: str) -> str:
    """The organ that an opening says compiled the report, or ''.

    >>> compiler("本报告由平阳县公安局结合有关数据编制。"), compiler("由我局办公室编制")
    ('平阳县公安局', '')
    """
    for pattern in (_COMPILED_BY, _COMPILES):
        for match in pattern.finditer(opening[:_COMPILER_REACH]):
            name = _named(match[1])
            if name:
                return name
    return ""


def presented(opening: str) -> list[str]:
    """Organs (or places) whose report an opening presents: «现公布肃南裕固族自治县2021年度政府
    信息公开工作年度报告», «《苍溪县自然资源局2024年政府信息公开工作年度报告》»."""
    found: list[str] = []
    statements = _seated(_STATEMENT, _STATEMENT_SEAT, _STATEMENT_REACH, opening[:OPENING])
    for match in statements:
        name = _YEAR_SIGN.sub("", _LEAD_IN.sub("", match[1])).removesuffix("的")
        if len(name) not in _NAME or _PRONOUN.match(name) or name in found:
            continue
        if not name.endswith("共和国"):
            found.append(name)
    for match in _ALL_OF.finditer(opening[:OPENING]):
        for start, end, _ in places.chains(match[1]):
            if end == len(match[1]) and match[1][start:] not in found:
                found.append(match[1][start:])
    return found


def contacts(text: str) -> list[str]:
    """The organs that a report's contact clause names, without the office that answers.

    >>> contacts("如有疑问,请与白云乡人民政府党政办联系(地址:白云乡)")
    ['白云乡人民政府']
    """
    found: list[str] = []
    for pattern in _CONTACT:
        for match in pattern.finditer(text[:_CONTACT_REACH]):
            name = _named(match[1])
            if name and name not in found:
                found.append(name)
    return found


def in_cited_titles(text: str) -> list[str]:
    """Organs at the head of the titles of cited documents: «《梅县区气象局政务公开办法》»."""
    found: list[str] = []
    for match in _TITLES.finditer(text):
        if "关于" in match[1] or not _may_begin(title := match[1][:60]):
            continue
        for mention in mentions(title)[:1]:
            if mention.start == 0 and mention.name not in found:
                found.append(mention.name)
    return found


def _may_begin(text: str) -> bool:
    """Whether a text can begin with a mention; most titles do not."""
    return bool(
        regions.name_at_start(text)
        or _BARE.match(text)
        or any(seat.search(text) for _, seat, _ in _SEATS)
    )


def _named(text: str) -> str:
    """The organ a stretch of text names, where it names one and nothing else."""
    text = _PRONOUN.sub("", text) if not _PRONOUN.match(text) else ""
    if len(text) < 3:
        return ""
    name = body_of(text)
    if is_central(name):
        return name
    for mention in mentions(text):
        if mention.start == 0 and (mention.end == len(text) or mention.name == name):
            return mention.name
    parsed = parse_name(name)
    known = parsed.organ and (organ_ends(parsed.organ)[-1:] == [len(parsed.organ)])
    return name if known else ""
