"""The parts of an organ's written name: places, zone, town, organ.

«上海市杨浦区建管委» is the chain 上海市, 杨浦区 and the organ 建管委; «区建管委» leaves its place
open (``bare`` 区); «双塔区前进街道» is a township below 双塔区; «新城区管委会» is a functional zone,
since a district's own organ is called 人民政府.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from govcrawl.lexicon import regions
from govcrawl.lexicon.agencies import (
    AGENCIES,
    full_form,
    function_key,
    is_abbreviation,
    is_central,
    is_organ,
    kind_of,
    vertical_prefix,
)
from govcrawl.text import squash
from govcrawl.text.numerals import HAN_DIGITS, HAN_YEAR

_HAN = r"\u4e00-\u9fff"
_YEAR = re.compile(rf"(?:20[0-3]\d|{HAN_YEAR}|二[{HAN_DIGITS}]{{2}}(?=年))(?:年度?|学年度?)?度?")
#: Where a title turns from the organ's name to the report's.
_REPORT_WORDS = re.compile(
    r"(?:(?<!人民)政府信息|政务信息|信息公开|政务公开|政府公开|公开政府|政府网站|年度报告|年度工作报告|年报)"
)
_TITLE_NOISE = re.compile(
    r"^(?:关于|印发|报送|公布|发布|呈报|上报|做好|转发|附件\d*:?)+|(?:关于|的|年度|\d)+$"
)
_BRACKETS = re.compile(r"[《》<>\"'“”【】\[\]]|\([^()]{0,20}\)")
_DOCUMENT_NUMBER = re.compile(r"[^\s〔\[(【]{1,12}[〔\[(【](?:20\d\d)[〕\])】]\d{1,4}号")
#: A name after the report's own words: «2018年度…年度报告 某市某局».
_BEHIND = re.compile(rf"(?:报告|年报|报告书)[-_—|:、]?([{_HAN}]{{3,40}})$")
_BRACKETED = re.compile(rf"\(([{_HAN}]{{3,30}})\)")
#: A level without a name: «区建管委», «自治区教育厅»; not 市场监管局, 市政公用局, 区域….
_BARE = re.compile(
    r"自治区|省(?!直辖)|市(?!场|容|民|政(?![府务协数研法办策公]))|区(?!域|划)|县(?!级)|旗|州|盟|镇|乡(?!镇|村)|街道"
)
_STREET = re.compile(r"[大东西南北中前后老新正长][街]$")
#: A place in brackets inside a name: 北京大兴国际机场临空经济区(廊坊)管理委员会.
_SEAT = re.compile(rf"\(([{_HAN}]{{2,5}})\)(?=管理委员会|管委会|分局|片区)")
#: A host that copiers and injectors put into the text.
_HOST = re.compile(r"[A-Za-z0-9-]{2,40}\.(?:com|cn|net|org|cc|gov)(?:\.cn)?")
_SEATED_ZONE = re.compile(rf"^([{_HAN}]{{2,30}})[(〈]([{_HAN}]{{2,5}})[)〉](.{{2,20}})$")
_LEVEL = re.compile(r"自治区|省|市|区|县|旗|州|盟|镇|乡|街道")
#: «中共某县委某县人民政府信访局»: the Party's organ in front of the government's.
_PARTY = re.compile(
    rf"^(?:中国共产党|中共)(?P<place>[{_HAN}]{{0,12}}?)委(?:员会)?[、和]?(?P<rest>[{_HAN}]{{2,30}})$"
)
_TOWNSHIP = re.compile(
    rf"([{_HAN}]{{1,9}}?(?:街道|民族乡|苏木|乡|镇|街))(?=人民政府|政府|办事处|街道办|办$|党|$)"
)
_VILLAGE = re.compile(rf"([{_HAN}]{{2,10}}(?:村|社区))(?=村?民?居?委|$)")
_ZONE_WORDS = "|".join(sorted(AGENCIES.zone.words.all, key=len, reverse=True))
_ZONE = re.compile(
    rf"([{_HAN}A-Za-z0-9]{{0,10}}?(?:{_ZONE_WORDS}))(?=管理委员会|管委|[{_HAN}]{{1,16}}[局办室委心队]|$)"
)
#: Characters that are inside an organ's name.
_WITHIN = rf"(?:(?![的在将对各是为由被以及了按从向关])[{_HAN}])"
#: What follows a place's name when an organ is meant.
_ORGAN = re.compile(
    rf"(?:人民)?政府(?:办公[厅室]|国有资产监督管理委员会|法制办公室|外事(?:侨务)?办公室|金融(?:工作)?办公室)"
    rf"|人民政府(?!信息|网|门户|各)|行政公署|海关"
    rf"|{_WITHIN}{{1,16}}?"
    rf"(?:委员会办公室|委员会|管委会|办公[室厅]|街道办事处|局|厅|公积金管理中心|服务中心|支队|总队|大队)"
    rf"|{_WITHIN}{{1,5}}委(?![员托派属])"
)
_ALL_HAN = re.compile(rf"[{_HAN}]+$")
_DISCLOSURE_OFFICE = re.compile(
    r"(?:政府|政务)?(?:信息公开|政务公开)(?:工作)?(?:领导小组)?办(?:公室)?$"
)


class WrittenName(msgspec.Struct, frozen=True):
    """An organ's name taken apart. ``places`` are names (or bare stems) as written, outermost
    first; ``bare`` is a level left without a name; ``organ`` is as written, may be ''."""

    text: str
    places: tuple[str, ...] = ()
    bare: str = ""
    zone: str = ""
    township: str = ""
    organ: str = ""

    @property
    def says_organ(self) -> bool:
        """Whether the name tells which organ, not only where."""
        return bool(self.organ or self.zone or self.township)


@lru_cache(maxsize=128)  # one page asks for the same few names again and again
def parse_name(text: str) -> WrittenName:
    """Take a written name apart.

    >>> parse_name("杨浦区建管委")
    WrittenName(text='杨浦区建管委', places=('杨浦区',), bare='', zone='', township='', organ='建管委')
    >>> parse_name("新城区管委会").zone, parse_name("市场监督管理局").bare
    ('新城区', '')
    """
    whole = squash(text)
    if (seated := _SEATED_ZONE.match(whole)) and _is_place(seated[2]):
        zone = f"{seated[1]}({seated[2]})"
        return WrittenName(zone + seated[3], (seated[2],), zone=zone, organ=seated[3])
    prefix = vertical_prefix(whole)
    places, seat, rest = _places_at_start(
        _without_party(whole[len(prefix) :]), organ_follows=bool(prefix)
    )
    if prefix:
        # 国家税务总局合肥市税务局: the official name has its place inside.
        if "师" in prefix or "兵团" in prefix:
            places = places or ["新疆维吾尔自治区"]
        return WrittenName(whole, tuple(places), organ=whole)
    bare = _bare_level(rest)
    if places and bare not in ("镇", "乡", "街道"):
        bare = ""
    rest = rest[len(bare) :]
    zone, township, rest = _zone_or_township(rest, seat)
    if not zone and rest.startswith(("管委", "管理委员会")) and places:
        if any(row.level == "county" for row in regions.find(places[-1])) or bare == "区":
            zone = places.pop()
    return WrittenName(whole, tuple(places), bare, zone, township, rest)


def _places_at_start(name: str, *, organ_follows: bool) -> tuple[list[str], str, str]:
    """The places that a name begins with, outermost first; the last of them if it is written
    without its level (湘西 for 湘西土家族苗族自治州), else ''; and the rest of the name. A place
    without its level is one only before an organ or another place; ``organ_follows``: the name
    is known to go on with an organ."""
    places: list[str] = []
    rest = name
    while place := regions.name_at_start(rest):
        places.append(place)
        rest = rest[len(place) :]
    stem = "" if places else regions.stem_at_start(rest)
    if not stem or len(rest) <= len(stem):
        return places, "", rest
    behind = rest[len(stem) :]
    inner = regions.name_at_start(behind)
    if not (organ_follows or inner or _begins_with_organ(behind)):
        return places, "", rest
    if inner:
        return [stem, inner], "", behind[len(inner) :]
    if behind.startswith("自治") and behind[2:3] in ("区", "州", "县", "旗"):
        behind = behind[3:]  # 湘西自治州林业局, 新疆自治区地方税务局
    return [stem], stem, behind


def _begins_with_organ(text: str) -> bool:
    return bool(_ORGAN.match(text) or _ZONE.match(text) or is_abbreviation(text) or is_organ(text))


def _zone_or_township(rest: str, seat: str) -> tuple[str, str, str]:
    """The functional zone, or the township or village, that a name goes on with after its places
    (each '' where there is none), and what follows. ``seat``: the place before it that was written
    without its level; it is part of a zone's name."""
    if rest.startswith("人民政府") and _TOWNSHIP.match(rest, 4):
        rest = rest[4:]  # 海淀区人民政府学院路街道办事处
    if match := _TOWNSHIP.match(rest) or _VILLAGE.match(rest):
        return "", match[1], rest[match.end() :]
    match = _ZONE.match(rest)
    if match is None:
        return "", "", rest
    # 苏州工业园区, 河北雄安新区
    zone, rest = seat + match[1], rest[match.end() :]
    if within := _ZONE.match(rest):  # 西咸新区沣西新城管理委员会
        zone, rest = zone + within[1], rest[within.end() :]
    return zone, "", rest


def _without_party(text: str) -> str:
    """A name without the Party's organ in front: 中共涟水县委县人民政府信访局 is 涟水县人民政府信访
    局, 中共合肥市委机构编制委员会办公室 is 合肥市机构编制委员会办公室."""
    match = _PARTY.match(text)
    if match is None:
        return text
    place, rest = match["place"], match["rest"]
    if regions.name_at_start(rest):
        return rest
    return place + (rest[1:] if rest[:1] == place[-1:] else rest)


def _is_place(text: str) -> bool:
    return text in (regions.stem_at_start(text), regions.name_at_start(text))


def says_organ(text: str) -> bool:
    """Whether a text is an organ's whole name, or one without its place: known words only."""
    if is_central(text):
        return True
    name = parse_name(text)
    if name.organ:
        known = is_organ(name.organ) or is_abbreviation(name.organ) or vertical_prefix(text)
        return bool(known) and kind_of(full_form(name.organ)) is not None
    return bool(name.township or name.zone) and _ALL_HAN.match(text) is not None


def _bare_level(rest: str) -> str:
    """The level without a name that a name begins with («市民政局», «区建管委»), or ''; 市场监督
    管理局 and 乡村振兴局 begin with none."""
    match = _LEVEL.match(rest)
    if match is None:
        return ""
    behind = rest[match.end() :]
    if not behind or is_organ(behind) or is_abbreviation(behind):
        return match[0]
    if is_organ(rest) or is_abbreviation(rest):
        return ""
    usual = _BARE.match(rest)
    return usual[0] if usual else ""


@lru_cache(maxsize=32)
def name_in_title(title: str) -> str:
    """The part of a report's title that names its organ, or ''.

    >>> name_in_title("2016年度新城区管委会政务公开工作报告")
    '新城区管委会'
    >>> name_in_title("淮安市人民政府信息公开年度报告")
    '淮安市人民政府'
    """
    folded = _DOCUMENT_NUMBER.sub("", squash(title[:300]))
    folded = _SEAT.sub(r"〈\1〉", folded)
    year = _YEAR.search(folded)
    before = _TITLE_NOISE.sub("", _BRACKETS.sub("", folded[: year.start()])) if year else ""
    folded = _YEAR.sub("", folded)
    folded = _HOST.sub("", folded)
    bracketed = [m[1] for m in _BRACKETED.finditer(folded) if kind_of(m[1])]
    folded = _BRACKETS.sub("", folded)
    match = _REPORT_WORDS.search(folded)
    head = folded[: match.start()] if match else folded if kind_of(folded) else ""
    if len(before) < len(head) and head.startswith(before) and says_organ(before):
        head = before  # 海关总署2010年海关信息公开…: the year ends the name
    if match and not head:
        behind = _BEHIND.search(folded, match.end())
        head = behind[1] if behind and says_organ(behind[1]) else ""
    if "关于" in head:
        before, _, after = head.partition("关于")
        head = before or after
    head = _TITLE_NOISE.sub("", head).strip("、,。:;-_|· ")
    head = _from_place(head)
    within = next((name for name in bracketed if says_organ(name)), "")
    if within and not says_organ(head) and not parse_name(head).places:
        return within  # 委农办(县农业局)
    return head or next(iter(bracketed), "")


def _from_place(head: str) -> str:
    """A title's name from its place on, where strange words come before the place."""
    name = parse_name(head)
    if name.places or name.bare or not name.organ or is_organ(name.organ):
        return head
    for mention in regions.scan(head):
        if mention.start and says_organ(head[mention.start :]):
            return head[mention.start :]
    return head


def is_disclosure_office(organ: str) -> bool:
    """Whether an organ is the office that compiles a government's report, not its subject."""
    return _DISCLOSURE_OFFICE.search(organ) is not None


def spelled_out(organ: str, text: str) -> str:
    """The full form of an abbreviated organ as the text itself writes it, or ''.

    Every character of the abbreviation must be in the full form, in order, and the form
    must begin after a place's name or a mark, not inside a sentence.

    >>> spelled_out("经信委", "《蚌埠市经济和信息化委员会舆情回应制度》")
    '经济和信息化委员会'
    """
    tail = {"委": "委员会", "办": "办公室"}.get(organ[-1:], organ[-1:])
    if not 2 <= len(organ) <= 6 or len(set(organ)) < len(organ) or not _ALL_HAN.match(organ):
        return ""
    letters = [*organ[:-1], tail]
    pattern = rf"(?<![^\W省市区县旗州盟]){rf'{_WITHIN}{{0,4}}?'.join(letters)}"
    counts: dict[str, int] = {}
    for match in re.finditer(pattern, text):
        if len(match[0]) > len(organ) + len(tail) - 1:
            counts[match[0]] = counts.get(match[0], 0) + 1
    return max(sorted(counts), key=lambda found: counts[found], default="")


def _street_office(township: str) -> str:
    """What follows a street's name: 东大街 is a street, whose office is 东大街街道办事处; 佳园里街
    is short for 佳园里街道."""
    if township.endswith("街道"):
        return "办事处"
    return "街道办事处" if _STREET.search(township) else "道办事处"


def spells_out(full: str, short: str) -> bool:
    """Whether a full name is what a short one abbreviates: 公安局交通警察支队 for 交警支队.

    >>> spells_out("公安局交通警察支队", "交警支队"), spells_out("教育体育局", "体育局")
    (True, False)
    """
    if not short or full.endswith(short) or full[-1] != short[-1]:
        return False
    start = full.find(short[0])
    letters = iter(full[start:]) if start >= 0 else iter("")
    return all(letter in letters for letter in short)


def complete_organ(written: WrittenName, text: str, *, province: bool) -> str:
    """The organ's full name: as the report spells it, else as the list of abbreviations does.

    A name that gives only a place means its government (a zone: its committee).
    """
    organ = written.organ
    if not organ:
        if written.township:
            if written.township.endswith(("街道", "街")):
                return _street_office(written.township)
            return "村民委员会" if written.township.endswith("村") else "人民政府"
        return "管理委员会" if written.zone else "人民政府"
    if written.township and organ == "街道办事处":
        return organ  # 东街街道办事处
    if written.township and organ in ("办", "街道办", "办事处"):
        return _street_office(written.township)
    if written.township and organ in ("政府", "人民政府办公室", "政府办公室", "政府办"):
        return "人民政府"
    full = full_form(organ)
    if full == organ and organ.endswith("管委会"):
        return organ.removesuffix("管委会") + "管理委员会"
    if full == organ and organ.startswith("政府"):
        inner = full_form(organ[2:])  # 政府金融办
        return inner if inner.startswith("人民政府") else "人民政府" + inner
    if is_abbreviation(organ) and full.startswith("人民政府"):
        return "人民政府办公厅" if province and full == "人民政府办公室" else full
    if is_abbreviation(organ) or (len(organ) <= 4 and function_key(organ) is None):
        return spelled_out(organ, text) or full
    return full
