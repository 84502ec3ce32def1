"""Organ, region and coverage from the clues of a page; texts of our own writing."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govcrawl.lexicon import regions
from govcrawl.reading.agency.resolving_agency import AgencyClues, AgencyResult, resolve_agency

SILENT: dict[str, Any] = {
    "title": None, "report_year": 2016, "signature": [], "opening": "", "body": "", "issuer": None,
    "content_source": None, "breadcrumb": [], "column": None, "site_name": None, "site_code": None,
    "police_record": None, "icp": None, "footer": "", "index_number": None, "contact_address": None,
    "contact_postal_code": None, "contact_phone": None, "host": None, "third_party": False,
}  # fmt: skip
TAIL = "2016年政府信息公开工作年度报告"


def resolve(**clues: Any) -> AgencyResult:
    return resolve_agency(AgencyClues(**{**SILENT, **clues}))


def codes(result: AgencyResult) -> list[str]:
    return [issue.code for issue in result.issues]


@pytest.mark.parametrize(
    ("written", "name", "adcode", "level", "kind"),
    [
        ("合肥市庐阳区教育局", "安徽省合肥市庐阳区教育局", "340103", "county", "department"),
        ("杨浦区人民政府", "上海市杨浦区人民政府", "310110", "county", "government"),
        ("上海市", "上海市人民政府", "310000", "province", "government"),
        ("上海市教委", "上海市教育委员会", "310000", "province", "department"),
        ("广东省人民政府办公厅", "广东省人民政府办公厅", "440000", "province", "government_office"),
        ("广州市人社局", "广东省广州市人力资源和社会保障局", "440100", "city", "department"),
        ("广州城管委", "广东省广州市城市管理委员会", "440100", "city", "department"),
        ("济源市政府办", "河南省济源市人民政府办公室", "419001", "county", "government_office"),
        ("昆山市市场监管局", "江苏省苏州市昆山市市场监督管理局", "320583", "county", "department"),
        ("黔南州发改局", "贵州省黔南布依族苗族自治州发展和改革局", "522700", "city", "department"),
        ("前郭县民政局", "吉林省松原市前郭尔罗斯蒙古族自治县民政局", "220721", "county", "department"),
        ("乌拉特前旗", "内蒙古自治区巴彦淖尔市乌拉特前旗人民政府", "150823", "county", "government"),
        ("锡林郭勒盟行政公署", "内蒙古自治区锡林郭勒盟行政公署", "152500", "city", "government"),
        ("凯里市万潮镇", "贵州省黔东南苗族侗族自治州凯里市万潮镇人民政府", "522601", "township", "government"),
        ("双塔区前进街道", "辽宁省朝阳市双塔区前进街道办事处", "211302", "township", "government"),
        ("天津市滨海新区人民政府", "天津市滨海新区人民政府", "120116", "county", "government"),
        ("合肥高新技术产业开发区管委会", "安徽省合肥高新技术产业开发区管理委员会", "340100", "functional_zone", "management_committee"),
        ("道县文广新局", "湖南省永州市道县文化广电新闻出版局", "431124", "county", "department"),
        ("国家税务总局合肥市税务局", "国家税务总局合肥市税务局", "340100", "city", "department"),
        ("石河子市人民政府", "新疆维吾尔自治区石河子市人民政府", "659001", "county", "government"),
        ("杭州市住房公积金管理中心", "浙江省杭州市住房公积金管理中心", "330100", "city", "institution"),
    ],
)  # fmt: skip
def test_titles_that_say_it_all(
    written: str, name: str, adcode: str, level: str, kind: str
) -> None:
    result = resolve(title=written + TAIL)
    agency = result.agency
    assert (agency.name, agency.region.adcode, agency.level, agency.type) == (
        name,
        adcode,
        level,
        kind,
    )
    assert agency.name_as_written == written
    assert result.issues == []


@pytest.mark.parametrize("name", ["自然资源部", "国家体育总局", "中国气象局"])
def test_central_organs_have_no_code(name: str) -> None:
    agency = resolve(title=name + TAIL).agency
    assert (agency.name, agency.level, agency.region.adcode) == (name, "central", None)


def test_central_organs_by_their_short_names() -> None:
    agency = resolve(title="中国证监会" + TAIL).agency
    assert (agency.name, agency.level) == ("中国证券监督管理委员会", "central")
    assert resolve(title="国务院国资委" + TAIL).agency.name == "国务院国有资产监督管理委员会"


def test_short_names_of_autonomous_prefectures() -> None:
    agency = resolve(title="湘西自治州林业局" + TAIL).agency
    assert agency.name == "湖南省湘西土家族苗族自治州林业局"
    assert agency.region.adcode == "433100"


def test_a_document_number_in_the_title_is_no_name() -> None:
    agency = resolve(title="永建字〔2017〕3号 永嘉县水利局" + TAIL).agency
    assert agency.name == "浙江省温州市永嘉县水利局"


@pytest.mark.parametrize(
    ("year", "written", "name", "adcode"),
    [
        (2009, "襄樊市教育局", "湖北省襄樊市教育局", "420600"),
        (2012, "襄阳市教育局", "湖北省襄阳市教育局", "420600"),
        (2009, "襄阳市教育局", "湖北省襄樊市教育局", "420600"),
        (2016, "济阳县民政局", "山东省济南市济阳县民政局", "370125"),
        (2018, "济阳县民政局", "山东省济南市济阳区民政局", "370115"),
        (2016, "莱芜市民政局", "山东省莱芜市民政局", "371200"),
    ],
)
def test_names_of_the_year_reported_on(year: int, written: str, name: str, adcode: str) -> None:
    agency = resolve(title=f"{written}{year}年政府信息公开年度报告", report_year=year).agency
    assert (agency.name, agency.region.adcode) == (name, adcode)


class TestBareLevel:
    """«区教育局»: the place comes from elsewhere."""

    def test_signature(self) -> None:
        result = resolve(title="区教育局" + TAIL, signature=["杨浦区教育局"], body="我局认真落实。")
        assert result.agency.name == "上海市杨浦区教育局"
        assert result.agency.region.city == "上海市"

    def test_full_name_in_the_narrative(self) -> None:
        result = resolve(
            title="市经信委" + TAIL, body="印发《蚌埠市经济和信息化委员会信息发布办法》。"
        )
        assert result.agency.name == "安徽省蚌埠市经济和信息化委员会"
        assert result.agency.name_as_written == "市经信委"

    def test_the_narrative_spells_out_what_no_list_knows(self) -> None:
        body = "依据《合肥市林业和园林管理局公开办法》"
        result = resolve(title="市林园局" + TAIL, body=body)
        assert result.agency.name == "安徽省合肥市林业和园林管理局"

    def test_contact(self) -> None:
        result = resolve(
            title="区政府办公室" + TAIL,
            contact_address="泸州市纳溪区人民路1号",
            contact_phone="0830-1234567",
            contact_postal_code="646300",
        )
        assert result.agency.name == "四川省泸州市纳溪区人民政府办公室"

    def test_site_code(self) -> None:
        result = resolve(title="市财政局" + TAIL, site_code="3403000006", icp="皖ICP备1号")
        assert (result.agency.name, result.agency.region.adcode) == ("安徽省蚌埠市财政局", "340300")

    def test_site_of_a_county_level_city(self) -> None:
        result = resolve(
            title="市财政局" + TAIL, site_code="3205830001", body="按照苏州市要求,我局"
        )
        assert result.agency.name == "江苏省苏州市昆山市财政局"

    def test_a_third_party_host_says_nothing_about_the_place(self) -> None:
        result = resolve(title="市财政局" + TAIL, site_code="3403000006", third_party=True)
        assert result.agency.region.adcode is None
        assert codes(result) == ["region_ambiguous"]

    def test_nothing_else_known(self) -> None:
        result = resolve(title="区教育局" + TAIL)
        assert result.agency.name is None
        assert result.agency.name_as_written == "区教育局"
        assert (result.agency.level, result.agency.type) == ("county", "department")
        assert codes(result) == ["region_ambiguous"]


class TestHomonyms:
    """Four districts are called 鼓楼区; none is the default."""

    def test_refused(self) -> None:
        result = resolve(title="鼓楼区教育局" + TAIL)
        assert result.agency.region.adcode is None
        assert result.agency.region.province is None
        assert codes(result) == ["region_ambiguous"]
        assert "320106 江苏省南京市鼓楼区" in (result.issues[0].evidence or "")

    @pytest.mark.parametrize(
        ("clue", "adcode"),
        [
            ({"body": "根据福州市统一部署,我局开展工作。"}, "350102"),
            ({"site_code": "3203020001"}, "320302"),
            ({"contact_phone": "0371-12345678"}, "410204"),
            ({"police_record": "32010602010001"}, "320106"),
        ],
    )
    def test_decided_by_a_parent(self, clue: dict[str, Any], adcode: str) -> None:
        assert resolve(title="鼓楼区教育局" + TAIL, **clue).agency.region.adcode == adcode

    def test_province_alone_leaves_two(self) -> None:
        result = resolve(title="鼓楼区教育局" + TAIL, icp="苏ICP备05000000号")
        assert result.agency.region.adcode is None
        assert len((result.issues[0].evidence or "").split("; ")) == 2


class TestConflict:
    def test_the_report_beats_the_site(self) -> None:
        result = resolve(
            title="区教育局" + TAIL,
            signature=["合肥市庐阳区教育局"],
            site_code="4406040001",
            site_name="佛山市禅城区人民政府",
            footer="主办:佛山市禅城区人民政府办公室",
        )
        assert result.agency.region.adcode == "340103"
        assert codes(result) == ["region_conflict"]
        assert "4406040001" in (result.issues[0].evidence or "")

    def test_a_passing_mention_does_not(self) -> None:
        result = resolve(
            title="市教育局" + TAIL,
            body="我局赴杭州市学习。会上交流了宁波市经验。",
            site_code="3401000001",
        )
        assert result.agency.region.adcode == "340100"

    def test_page_and_report_agree(self) -> None:
        result = resolve(title="合肥市教育局" + TAIL, site_code="3401000001", footer="地址:合肥市")
        assert result.issues == []


class TestZones:
    def test_committee_of_a_zone_named_like_a_district(self) -> None:
        result = resolve(
            title="新城区管委会" + TAIL, body="在平顶山日报刊登公告2则,平顶山日报转载。"
        )
        region = result.agency.region
        assert result.agency.name == "河南省平顶山市新城区管理委员会"
        assert (region.adcode, region.county, region.zone) == ("410400", None, "新城区")

    def test_department_of_a_zone(self) -> None:
        result = resolve(title="合肥高新区经济贸易局" + TAIL)
        assert result.agency.name == "安徽省合肥高新区经济贸易局"
        assert (result.agency.level, result.agency.type) == ("functional_zone", "department")

    def test_a_homonym_below_the_wrong_city_is_a_zone(self) -> None:
        result = resolve(title="平顶山市新城区教育局" + TAIL, footer="河南省平顶山市新城区管委会")
        assert result.agency.name == "河南省平顶山市新城区教育局"
        assert (result.agency.region.adcode, result.agency.region.zone) == ("410400", "新城区")
        assert result.issues == []

    def test_a_construction_committee_is_no_zone(self) -> None:
        result = resolve(title="杨浦区建设和管理委员会" + TAIL)
        assert (result.agency.type, result.agency.region.zone) == ("department", None)


class TestTitlesWithoutOrgan:
    TITLE = "2021年政府信息公开工作年度报告"

    def test_compiler(self) -> None:
        opening = "本报告由平阳县公安局结合有关数据编制。"
        assert resolve(title=self.TITLE, opening=opening).agency.name == "浙江省温州市平阳县公安局"

    def test_announcement(self) -> None:
        opening = "根据《甘肃省人民政府办公厅关于做好公开工作的通知》,现公布肃南裕固族自治县2021年度政府信息公开工作年度报告。"
        agency = resolve(title=self.TITLE, opening=opening).agency
        assert agency.name == "甘肃省张掖市肃南裕固族自治县人民政府"

    def test_self_reference_and_site(self) -> None:
        result = resolve(
            title=self.TITLE,
            body="现将我旗工作报告如下。我旗主动公开信息10条。",
            issuer="政府办公室",
            site_code="1508230001",
        )
        assert result.agency.name == "内蒙古自治区巴彦淖尔市乌拉特前旗人民政府"
        assert result.coverage == "aggregate"

    def test_the_site_owner_does_not_report_for_a_bureau(self) -> None:
        result = resolve(
            title=self.TITLE,
            body="我局高度重视。我局公开信息10条。",
            site_code="3607290001",
            footer="主办单位:全南县人民政府办公室",
        )
        assert result.agency.name is None
        assert "agency_not_found" in codes(result)
        assert result.agency.region.adcode == "360729"

    def test_issuer(self) -> None:
        result = resolve(title=self.TITLE, body="我局公开信息。", issuer="张家港市教育局")
        assert result.agency.name == "江苏省苏州市张家港市教育局"

    def test_bracketed_behind_the_title(self) -> None:
        result = resolve(title="2016年度政府信息公开工作年度报告(庐阳区教育体育局)")
        assert result.agency.name == "安徽省合肥市庐阳区教育体育局"

    def test_whole_region(self) -> None:
        result = resolve(title="全区" + TAIL, site_code="3401030001")
        assert result.agency.name == "安徽省合肥市庐阳区人民政府"

    def test_nothing(self) -> None:
        result = resolve()
        assert result.agency.name is None
        assert codes(result) == ["agency_not_found"]


class TestOrgansOfTheCentreInTheProvinces:
    """Their official name stands as it is; the place still gives the region."""

    @pytest.mark.parametrize(
        ("written", "adcode", "level"),
        [
            ("南京海关", "320100", "city"),
            ("国家统计局安徽调查总队", "340000", "province"),
            ("中国人民银行合肥中心支行", "340100", "city"),
            ("新疆生产建设兵团", "650000", "province"),
            ("新疆生产建设兵团第八师石河子市", "659001", "county"),
        ],
    )
    def test_name_unchanged(self, written: str, adcode: str, level: str) -> None:
        agency = resolve(title=written + TAIL).agency
        assert (agency.name, agency.region.adcode, agency.level) == (written, adcode, level)


class TestTownships:
    def test_county_from_the_header(self) -> None:
        result = resolve(title="城关镇人民政府" + TAIL, issuer="平利县城关镇人民政府")
        assert result.agency.name == "陕西省安康市平利县城关镇人民政府"

    def test_county_from_the_site_code(self) -> None:
        result = resolve(title="东大街街道办事处" + TAIL, site_code="6107020001")
        assert result.agency.name == "陕西省汉中市汉台区东大街街道办事处"
        assert (result.agency.level, result.coverage) == ("township", "own")

    def test_without_a_county(self) -> None:
        result = resolve(title="万潮镇" + TAIL)
        assert (result.agency.name, result.agency.region.adcode) == ("万潮镇人民政府", None)
        assert codes(result) == ["region_ambiguous"]


class TestCoverage:
    def test_governments_report_their_region(self) -> None:
        assert resolve(title="庐阳区人民政府" + TAIL).coverage == "aggregate"

    def test_townships_and_departments_report_themselves(self) -> None:
        assert resolve(title="凯里市万潮镇人民政府" + TAIL).coverage == "own"
        assert (
            resolve(title="庐阳区教育局" + TAIL, body="全区教育,全区,全区,我区").coverage == "own"
        )

    def test_an_office_reports_what_its_narrative_speaks_of(self) -> None:
        whole = "全区各部门公开信息。我区制定制度。全区受理申请。"
        assert resolve(title="庐阳区政府办公室" + TAIL, body=whole).coverage == "aggregate"
        own = "我办公开信息。我办制定制度。全区受理申请。"
        assert resolve(title="庐阳区政府办公室" + TAIL, body=own).coverage == "own"

    def test_an_office_that_adds_up(self) -> None:
        opening = "本报告由办公室汇总各部门情况编制。"
        assert resolve(title="庐阳区政府办公室" + TAIL, opening=opening).coverage == "aggregate"


def test_evidence_is_told() -> None:
    result = resolve(title="区教育局" + TAIL, signature=["杨浦区教育局"], site_code="3101100001")
    told = [(item.field, item.rule) for item in result.evidence]
    assert told[0] == ("agency.name", "title")
    assert ("agency.region", "signature") in told


WORDS = st.lists(
    st.sampled_from(
        ["鼓楼区", "新城区", "市", "区", "上海市", "吉林", "政府", "办公室", "管委会", "局", "委",
         "镇", "街道", "2016年", "信息公开", "年度报告", "我", "由", "编制", "公布", "、", "(", " "]
    ), max_size=14
).map("".join)  # fmt: skip
ANY = st.one_of(WORDS, st.text(max_size=40))


@settings(max_examples=150, deadline=None)
@given(ANY, ANY, ANY, ANY, ANY, st.one_of(st.none(), st.integers(-5, 9999)), st.booleans())
def test_never_raises_and_repeats_itself(
    title: str,
    signature: str,
    opening: str,
    issuer: str,
    footer: str,
    year: int | None,
    third: bool,
) -> None:
    clues = {
        "title": title, "signature": [signature], "opening": opening, "body": opening + footer,
        "issuer": issuer, "footer": footer, "breadcrumb": [issuer], "site_name": footer,
        "site_code": title, "police_record": issuer, "icp": footer, "index_number": opening,
        "contact_phone": title, "contact_postal_code": issuer, "contact_address": footer,
        "report_year": year, "third_party": third,
    }  # fmt: skip
    first = resolve(**clues)
    assert first == resolve(**clues)
    assert first.coverage in ("own", "aggregate")
    assert first.agency.name is None or first.agency.name.strip()


def test_time_is_bounded() -> None:
    """Texts made to mislead the patterns take no longer than others of their length."""
    started = time.process_time()
    for filler in ("经信经信委员", "由人民政府", "鼓楼区", "信息公开报", "市政府局", "86-375-"):
        text = filler * 3000
        clues = {"body": text, "opening": text, "footer": text, "issuer": text, "site_name": text}
        resolve(title="市经信委" + text, **clues)
    assert time.process_time() - started < 3  # about 0.1 s on an idle machine


@pytest.mark.parametrize("year", [2008, 2013, 2018, 2025])
def test_every_kind_of_division_comes_back(year: int) -> None:
    """A chain of names leads to its row; a name alone to its row or to none."""
    rows = [row for code in sorted(regions._BY_CODE)[::29] for row in regions._BY_CODE[code]]
    for row in rows:
        if row.valid(year):
            full = "".join(up.name for up in regions.parents(row.code, year)) + row.name
            title = f"教育局{year}年政府信息公开工作年度报告"
            chain = resolve(title=full + title, report_year=year).agency
            assert (chain.name, chain.region.adcode) == (full + "教育局", row.code)
            alone = resolve(title=row.name + title, report_year=year).agency
            assert alone.region.adcode in (row.code, None)


@pytest.mark.parametrize(
    ("written", "name", "adcode"),
    [
        ("中共合肥市委机构编制委员会办公室", "安徽省合肥市机构编制委员会办公室", "340100"),
        ("双江自治县勐勐镇人民政府", "云南省临沧市双江拉祜族佤族布朗族傣族自治县勐勐镇人民政府", "530925"),
        ("锡山经济技术开发区管委会", "江苏省无锡市锡山经济技术开发区管理委员会", "320200"),
        ("横琴粤澳深度合作区执行委员会", "广东省珠海市横琴粤澳深度合作区执行委员会", "440400"),
        ("北京大兴国际机场临空经济区(廊坊)管理委员会", "河北省廊坊市北京大兴国际机场临空经济区(廊坊)管理委员会", "131000"),
        ("新疆自治区地方税务局", "新疆维吾尔自治区地方税务局", "650000"),
        ("市民政局", "山东省潍坊市寿光市民政局", "370783"),
    ],
)  # fmt: skip
def test_names_of_many_kinds(written: str, name: str, adcode: str) -> None:
    clues = {"host": "www.shouguang.gov.cn"} if written == "市民政局" else {}
    agency = resolve(title=written + TAIL, **clues).agency
    assert (agency.name, agency.region.adcode) == (name, adcode)


@pytest.mark.parametrize(
    "title", ["我局", "本机关", "人民政府", "信访局", "开发区管委会", "镇政府", "金水区街道办事处"]
)
def test_what_names_nobody(title: str) -> None:
    assert resolve(title=title + TAIL).agency.name is None


def test_a_school_named_after_its_province_has_not_its_rank() -> None:
    assert resolve(title="安徽师范大学" + TAIL).agency.level is None


class TestDisagreement:
    def test_two_bodies(self) -> None:
        result = resolve(title="怀远县民政局" + TAIL, signature=["怀远县财政局"])
        assert result.agency.name == "安徽省蚌埠市怀远县民政局"
        [said] = result.issues
        assert said.code == "agency_conflict"
        assert "怀远县财政局" in said.message

    def test_the_office_that_writes_its_governments_report_is_none(self) -> None:
        result = resolve(title="怀远县人民政府" + TAIL, signature=["怀远县人民政府办公室"])
        assert result.issues == []

    def test_before_and_after_a_reform_is_none(self) -> None:
        result = resolve(title="怀远县卫健委" + TAIL, signature=["怀远县卫生和计划生育委员会"])
        assert result.issues == []


class TestAggregates:
    def test_the_office_that_adds_up_its_region(self) -> None:
        opening = "本报告由怀远县人民政府办公室综合全县各乡镇、各部门工作情况编制。"
        result = resolve(title="2021年政府信息公开工作年度报告", opening=opening, body=opening)
        assert (result.agency.name, result.coverage) == ("安徽省蚌埠市怀远县人民政府", "aggregate")

    def test_the_government_alone(self) -> None:
        text = "2021年,县本级政府及政府办主动公开信息20条。"
        result = resolve(title="怀远县人民政府" + TAIL, opening=text, body=text)
        assert result.coverage == "own"

    def test_the_tables_of_an_office(self) -> None:
        fines = {"proactive.art20_6.administrative_penalty.decisions": 1200}
        title = "怀远县人民政府办公室" + TAIL
        assert resolve(title=title, tables=fines).coverage == "aggregate"
        assert resolve(title=title).coverage == "own"

    def test_a_bureau_adds_up_nobody(self) -> None:
        text = "汇总局机关各单位情况编制。"
        result = resolve(title="怀远县民政局" + TAIL, opening=text, body=text)
        assert result.coverage == "own"


class TestRegionLadder:
    """The region's evidence: the highest rung for it is taken, the others and those against it
    are told with what they say."""

    def told(self, result: AgencyResult) -> list[tuple[str, bool, str | None]]:
        entries = (e for e in result.evidence if e.field == "agency.region")
        return [(e.rule, e.taken, e.value) for e in entries]

    def test_the_rung_taken_and_those_passed_over(self) -> None:
        result = resolve(
            title="怀远县民政局" + TAIL,
            signature=["怀远县民政局"],
            site_name="蚌埠市人民政府网",
            content_source="南京市鼓楼区",
        )
        told = self.told(result)
        assert [rule for rule, taken, _ in told if taken] == ["title"]
        assert told[0] == ("title", True, "340321 怀远县")
        assert ("signature", False, "340321 怀远县") in told
        assert ("site_name", False, "340300 蚌埠市") in told
        assert ("content_source", False, "320106 鼓楼区") in told

    @pytest.mark.parametrize(
        "other",
        [{"signature": ["平利县民政局"]}, {"beside_title": ["平利县民政局"]},
         {"site_name": "平利县人民政府网"}, {"issuer": "平利县民政局"}],
        ids=lambda clue: next(iter(clue)),
    )  # fmt: skip
    def test_another_place_than_the_headlines_is_said(self, other: dict[str, Any]) -> None:
        result = resolve(title="怀远县民政局" + TAIL, **other)
        assert result.agency.region.adcode == "340321"
        assert {"agency_conflict", "region_conflict"} & set(codes(result))


def test_a_link_that_names_the_body_of_a_file_is_a_witness() -> None:
    silent = resolve(linked="县财政局", site_name="大邑县人民政府", site_code="5101290003")
    assert silent.agency.name == "四川省成都市大邑县财政局"
    assert next(e.rule for e in silent.evidence if e.field == "agency.name") == "linked"
    said = {"title": f"大邑县财政局{TAIL}", "signature": ["大邑县财政局"]}
    assert "agency_conflict" in codes(resolve(linked="县教育局", **said))
    assert "agency_conflict" not in codes(resolve(linked="县财政局", **said))
    full = resolve(linked="大邑县教育局", body="我局全年公开信息10条。")
    assert full.agency.name == "四川省成都市大邑县教育局"
    assert {e.rule for e in full.evidence if e.field == "agency.region"} == {"linked"}
