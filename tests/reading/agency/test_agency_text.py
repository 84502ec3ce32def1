"""Names of organs in running text, and what is none."""

import pytest

from govcrawl.lexicon.agencies import is_organ
from govcrawl.reading.agency.agency_text import (
    body_of,
    compiler,
    contacts,
    in_cited_titles,
    mentions,
    presented,
)


@pytest.mark.parametrize(
    "name",
    ["农业农村局", "市场监督管理局", "机关后勤服务中心", "住房和建设局", "公安局交通警察支队",
     "机构编制委员会办公室", "行政服务中心管理委员会", "供销合作总社", "疾病预防控制中心", "残疾人联合会"],
)  # fmt: skip
def test_names_made_of_known_words(name: str) -> None:
    assert is_organ(name)


@pytest.mark.parametrize(
    "text",
    ["我局", "局", "贯彻落实国务院办公厅", "年度镇人民政府", "面向全社会城关镇人民政府", "场监督管理局", "政公用局",
     "统计局政府"],
)  # fmt: skip
def test_what_is_no_name(text: str) -> None:
    assert not is_organ(text)


def names(text: str) -> list[str]:
    return [m.name for m in mentions(text) if not m.cited]


def test_mentions() -> None:
    assert names("2018年,上虞区气象局政府信息公开工作在认真落实") == ["上虞区气象局"]
    assert names("2023年,县农业农村局在县委、县政府的统筹安排下") == ["县农业农村局"]
    assert names("本站由孟津县城关镇人民政府主管,白云乡人民政府党政办负责") == [
        "孟津县城关镇人民政府", "白云乡人民政府",
    ]  # fmt: skip
    assert names("雅安工业园区管委会认真落实") == ["雅安工业园区管委会"]


def test_superiors_and_websites_are_not_the_one_that_reports() -> None:
    assert names("在浙江省气象局领导下,在区人民政府的指导下") == []
    assert names("在福州市鼓楼区人民政府门户网站公布") == []
    assert names("按照铜仁市人民政府《关于编制的通知》要求") == []
    assert names("落实云南省贯彻落实国务院办公厅2018年工作") == []


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("大理州统计局办公室", "大理州统计局"),
        ("海关总署办公厅政务公开处", "海关总署"),
        ("城关镇人民政府党政办", "城关镇人民政府"),
        ("某县人民政府办公室", "某县人民政府办公室"),
        ("江口县扶贫开发办公室", "江口县扶贫开发办公室"),
        ("桐城市机构编制委员会办公室", "桐城市机构编制委员会办公室"),
        ("合肥市发展和改革委员会办公室", "合肥市发展和改革委员会"),
    ],
)
def test_an_office_inside_answers_for_its_organ(name: str, body: str) -> None:
    assert body_of(name) == body


def test_who_compiled_it() -> None:
    assert compiler("本报告由平阳县公安局结合有关数据编制。") == "平阳县公安局"
    assert compiler("沙塘镇政府结合实际工作,认真编制了2016年度报告") == "沙塘镇政府"
    assert compiler("由我局办公室编制") == ""


def test_whom_to_ask() -> None:
    assert contacts("请与苍溪县农业农村局办公室联系(地址:") == ["苍溪县农业农村局"]
    assert contacts("请联系:城关镇人民政府党政办,电话:0379") == ["城关镇人民政府"]
    assert contacts("请与我镇信息公开受理机构联系") == []


def test_whose_report_is_announced() -> None:
    assert presented("特向社会公布2017年国家税务总局政府信息公开年度报告") == ["国家税务总局"]
    assert presented("现公布来凤经济开发区信息公开2018年度报告") == ["来凤经济开发区"]
    assert presented("北京市西城区各委、办、局的年度报告编制而成") == ["北京市西城区"]
    assert presented("编制本局2018年度政府信息公开报告") == []


def test_titles_of_cited_documents() -> None:
    text = "《梅州市气象局保密制度》、《梅县区气象局政务公开办法》、《关于某事的通知》"
    assert in_cited_titles(text) == ["梅州市气象局", "梅县区气象局"]
