"""Figures of narratives, on sentences of our own writing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.reading.narrative import read_statistics
from govcrawl.reading.page.sections import read_sections
from govcrawl.report import Contact, Section, Statistic
from govcrawl.text import fold

A = "applications"
R = "administrative_reconsideration"
L = "administrative_litigation"
P = "proactive_disclosure"


def read(body: str, year: int | None = 2020) -> list[Statistic]:
    return read_statistics(body, [], report_year=year).statistics


def got(body: str, year: int | None = 2020) -> dict[str, float | None]:
    """Metrics that count for the year, with their values."""
    counted = ("report", "agency", "region", "unspecified")
    return {s.metric: s.value for s in read(body, year) if s.scope in counted}


CASES: list[tuple[str, dict[str, float]]] = [
    # applications
    (
        "全年收到政府信息公开申请58件,其中当面申请3件、网络申请40件、信函申请15件。",
        {
            f"{A}.received": 58,
            f"{A}.received.channel.in_person": 3,
            f"{A}.received.channel.online": 40,
            f"{A}.received.channel.letter": 15,
        },
    ),
    (
        "本年新收申请公开事项30宗，上年结转2宗，答复29宗，结转下年度3宗。",
        {f"{A}.received": 30, f"{A}.carried_in": 2, f"{A}.replied": 29, f"{A}.carried_out": 3},
    ),
    (
        "受理依申请公开21件。予以公开10件，部分公开2件，不予公开3件，信息不存在4件，重复申请1件。",
        {
            f"{A}.received": 21,
            f"{A}.granted": 10,
            f"{A}.partially_granted": 2,
            f"{A}.denied": 3,
            f"{A}.not_exist": 4,
            f"{A}.duplicate": 1,
        },
    ),
    (
        "受理信息公开申请9件,从结果看,予以公开、不予公开、信息不存在的分别为5件、3件和1件。",
        {f"{A}.received": 9, f"{A}.granted": 5, f"{A}.denied": 3, f"{A}.not_exist": 1},
    ),
    (
        "收到政府信息公开申请6件,均已在法定期限内答复。",
        {f"{A}.received": 6, f"{A}.replied": 6, f"{A}.replied_on_time": 6},
    ),
    ("收到信息公开申请四件,按时答复率100%。", {f"{A}.received": 4, f"{A}.on_time_rate": 100}),
    ("答复申请公开的件中,不属于本机关职责的1件。", {f"{A}.not_this_agency": 1}),
    (
        "上年度结转申请5件,本年新收申请80件,予以公开45件,无法提供20件,不予处理3件,结转下年度4件。",
        {f"{A}.carried_in": 5, f"{A}.received": 80, f"{A}.granted": 45,
         f"{A}.unable_to_provide": 20, f"{A}.not_processed": 3, f"{A}.carried_out": 4},
    ),
    (
        "收到申请公开信息的书面申请7件,其中1件不属于本机关职责,2件予以公开,4件信息不存在。",
        {f"{A}.received": 7, f"{A}.not_this_agency": 1, f"{A}.granted": 2, f"{A}.not_exist": 4},
    ),
    ("依申请公开办理情况:全年受理8件,办结8件。", {f"{A}.received": 8, f"{A}.concluded": 8}),
    # reconsideration and litigation
    (
        "因信息公开被申请行政复议8件,其中维持5件,纠正1件,尚未审结2件;行政诉讼3件,驳回诉讼请求3件。",
        {f"{R}.total": 8, f"{R}.upheld": 5, f"{R}.corrected": 1, f"{R}.pending": 2,
         f"{L}.total": 3, f"{L}.upheld": 3},
    ),
    ("信息公开行政复议、行政诉讼分别为4件和2件。", {f"{R}.total": 4, f"{L}.total": 2}),
    ("信息公开行政复议和行政诉讼均为0件。", {f"{R}.total": 0, f"{L}.total": 0}),
    (
        "信息公开行政复议、行政诉讼案件共5件。",
        {"administrative_reconsideration_and_litigation.total": 5},
    ),
    # proactive disclosure and its channels
    ("全年主动公开政府信息1，234条。", {f"{P}.total": 1234}),
    (
        "主动公开信息900条,其中政府网站公开信息500条,政务微博公开信息300条,政务微信公开信息100条。",
        {f"{P}.total": 900, f"{P}.channel.website": 500, f"{P}.channel.weibo": 300,
         f"{P}.channel.wechat": 100},
    ),
    ("通过官方微博发布信息77条,微信公众号推送文章88篇。", {"weibo.posts": 77, "wechat.posts": 88}),
    ("公开规范性文件12件,废止规范性文件3件,现行有效规范性文件40件。",
     {f"{P}.normative_documents": 12, f"{P}.normative_documents_repealed": 3,
      f"{P}.normative_documents_in_force": 40}),
    ("政府信息网更新信息60条,在媒体刊登信息9条。", {f"{P}.channel.website": 60, f"{P}.channel.newspaper": 9}),
    ("制作信息90条,其中主动公开信息50条,依申请公开信息30条,不予公开信息10条。", {f"{P}.total": 50}),
    (
        "通过多种渠道主动公开政府信息80条,其中:政府网站60条,政务微博20条。",
        {f"{P}.total": 80, f"{P}.channel.website": 60, f"{P}.channel.weibo": 20},
    ),
    ("通过政府网站公开70条,通过报刊公开5条。", {f"{P}.channel.website": 70, f"{P}.channel.newspaper": 5}),
    # the rest of the catalogue
    ("召开新闻发布会7场,在线访谈4期,发布政策解读25篇。",
     {"press_conference.count": 7, "online_interview.count": 4, "interpretation.count": 25}),
    ("全市设立查阅点30个,专职人员12名,兼职人员45名,专项经费8.5万元。",
     {"reading_points.count": 30, "staff.full_time": 12, "staff.part_time": 45,
      "special_funds": 8.5}),
    ("共举办政务公开培训班3期,培训260人次。", {"training.courses": 3, "training.persons": 260}),
    ("办理人大代表建议14件、政协委员提案20件。",
     {"proposals.npc.total": 14, "proposals.cppcc.total": 20}),
    ("办理人大代表建议、政协委员提案共34件。", {"proposals.total": 34}),
    ("接受网上咨询60人次,电话咨询700人次,现场咨询50人次。",
     {"consultation.online": 60, "consultation.phone": 700, "consultation.onsite": 50}),
    ("门户网站总访问量达120万人次。", {"website.visits": 1_200_000}),
    ("依申请公开收取检索费、复制费共120元。", {"fees.amount": 120}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "want"), CASES, ids=[body[:24] for body, _ in CASES])
def test_usual_phrasings(body: str, want: dict[str, float]) -> None:
    assert got(body) == want


@pytest.mark.parametrize(
    ("body", "metrics"),
    [
        ("本年度未收到政府信息公开申请。", {f"{A}.received"}),
        ("我局无依申请公开情况。", {f"{A}.received"}),
        ("没有公民向我局提出政府信息公开申请。", {f"{A}.received"}),
        ("未发生因政府信息公开申请行政复议、提起行政诉讼的情况。", {f"{R}.total", f"{L}.total"}),
        ("信息公开行政复议、行政诉讼均未发生。", {f"{R}.total", f"{L}.total"}),
        ("未收到信息公开申请、行政复议申请。", {f"{A}.received", f"{R}.total"}),
        ("信息公开行政诉讼案件无。", {f"{L}.total"}),
        ("未收取任何费用。", {"fees.amount"}),
        ("没有行政复议、行政诉讼被纠错的情况。", {f"{R}.corrected", f"{L}.corrected"}),
        ("三、政府信息公开收费及减免情况\n无。", {"fees.amount", "fees.waived"}),
        ("六、其他需要报告的事项\n无", {"other_matters"}),
        ("全年没有收费和减免情况。", {"fees.amount", "fees.waived"}),
    ],
)
def test_denials_are_zeros_of_everything_they_name(body: str, metrics: set[str]) -> None:
    found = read(body)
    assert {s.metric for s in found} == metrics
    assert {(s.value, s.modifier) for s in found} == {(0, "zero_expression")}


@pytest.mark.parametrize(
    "body",
    [
        "无正当理由不答复申请的,予以通报。",
        "推进无纸化办公。",
        "未按规定公开政府信息的予以通报。",
        "没有现成信息需要加工的申请不予提供。",
        "如未收到申请答复,可以投诉。",
        "避免发生行政复议、行政诉讼。",
        "(四)未发生行政复议、行政诉讼情况",
    ],
)
def test_denials_that_count_nothing(body: str) -> None:
    assert read(body) == []


@pytest.mark.parametrize(
    "before", ["城区的老档案上了网。", "公报附上了词汇表。", "微信群里有人值班。"]
)
def test_a_short_sentence_is_no_headline_that_names_a_medium(before: str) -> None:
    assert got(f"{before}\n全年主动公开政府信息31条。") == {"proactive_disclosure.total": 31}
    assert got("政府网站\n公开信息31条。") == {"proactive_disclosure.channel.website": 31}


def test_headings_state_no_zero_but_give_context() -> None:
    body = "未收到申请的情况\n收到9件。"
    section = Section(
        level=1, marker="", title="未收到申请的情况", path="1", start=0, end=len(body)
    )
    figures = read_statistics(body, [section], report_year=2020).statistics
    assert [(s.metric, s.value) for s in figures] == [(f"{A}.received", 9)]


@pytest.mark.parametrize(
    "body",
    [
        "主动公开信息较上年增加120条。",
        "收到申请同比增长25%。",
        "比上年多收到政府信息公开申请20件。",
        "人均公开信息12条。",
        "明确了12条不予公开的情形。",
        "根据〔2017〕55号文件,第20条规定主动公开信息。",
        "制定《主动公开政府信息30条》。",
        "公开数十条信息,收到若干件申请。",
        "力争主动公开政府信息500条。",
        "每月主动公开政府信息20条。",
        "拨打12345热线咨询。",
        "收到行政许可申请300件。",
        "受理申请3-5件。",
    ],
)
def test_numbers_that_are_no_figures(body: str) -> None:
    assert got(body) == {}


@pytest.mark.parametrize(
    ("body", "scope"),
    [
        ("我局主动公开政府信息30条。", "agency"),
        ("全市主动公开政府信息30条。", "region"),
        ("主动公开政府信息30条。", "report"),
        ("2019年主动公开政府信息30条。", "out_of_period"),
        ("去年主动公开政府信息30条。", "out_of_period"),
        ("2020年主动公开政府信息30条。", "report"),
        ("与2019年相比,主动公开政府信息30条。", "report"),
        ("自2008年条例实施以来,主动公开政府信息30条。", "cumulative"),
        ("历年主动公开政府信息30条。", "cumulative"),
        ("截至年底累计主动公开政府信息30条。", "cumulative"),
        ("2020年累计主动公开政府信息30条。", "report"),
    ],
)
def test_scope(body: str, scope: str) -> None:
    assert [(s.metric, s.scope) for s in read(body)] == [("proactive_disclosure.total", scope)]


def test_cases_that_do_not_say_what_they_are_about_are_unspecified() -> None:
    assert [s.scope for s in read("发生行政复议2件。")] == ["unspecified"]
    assert [s.scope for s in read("因政府信息公开发生行政复议2件。")] == ["report"]


def test_evidence_is_the_sentence_and_the_value_as_printed() -> None:
    body = "前言。全年 主动公开政府信息 1,234 余条。后记。"
    (figure,) = read(body)
    e = figure.evidence
    assert e.text == "全年 主动公开政府信息 1,234 余条。" == body[e.start : e.end]
    assert figure.value_text == "1,234" == body[e.value_start : e.value_end]
    assert (figure.value, figure.modifier, figure.lower, figure.upper) == (
        1234,
        "approx",
        1234,
        None,
    )


def test_different_values_of_one_metric_are_said_and_kept() -> None:
    result = read_statistics("主动公开政府信息30条。\n主动公开政府信息31条。", [], report_year=2020)
    assert [s.value for s in result.statistics] == [30, 31]
    assert [i.code for i in result.issues] == ["conflicting_values"]
    agreed = read_statistics(
        "主动公开政府信息30余条。\n主动公开政府信息34条。", [], report_year=2020
    )
    assert agreed.issues == []


_PIECES = [
    "2020年", "全市", "收到", "政府信息公开申请", "行政复议", "行政诉讼", "未发生", "无", "其中", "分别为",
    "3件", "1,200余条", "二十件", "占5%", ",", "、", "。", ";", "\n", "(", ")", "《", "》", " ", "微信", "网站",
    "主动公开信息", "答复", "均已按时答复", "累计", "去年", "12345", "“", "”", "　", "和",
]  # fmt: skip


@given(st.one_of(st.text(max_size=120), st.lists(st.sampled_from(_PIECES)).map("".join)))
def test_spans_are_true_on_any_text(body: str) -> None:
    for s in read(body):
        e = s.evidence
        assert body[e.start : e.end] == e.text
        assert body[e.value_start : e.value_end] == s.value_text
        assert e.start is not None
        assert e.value_start is not None
        assert e.value_end is not None
        assert e.end is not None
        assert e.start <= e.value_start < e.value_end <= e.end


@pytest.mark.parametrize(
    "piece",
    ["1", "3件", "收到申请3件", "收到申请3件,", "收到申请3件。", "未发生", "未发生行政复议", "无", "无。", "一件", "《", "(",
     "分别", "、", "1 ", "主动公开", "依申请", "。", "\n", "2020年", "自", "3件、"],
)  # fmt: skip
def test_a_long_body_takes_linear_time(piece: str) -> None:
    body = piece * (1_000_000 // len(piece))
    begin = time.process_time()
    read_statistics(body, [], report_year=2020)
    assert time.process_time() - begin < 20


CORPUS = Path(__file__).with_name("corpus.txt")
_SHORT = {"P": P, "A": A, "R": R, "L": L}
_FIGURE = re.compile(r"([?^])?([\w.]+)=([0-9.]+)([~!])?(?:#(\w+))?")
_MODIFIER = {"~": "approx", "!": "zero_expression", "": "exact"}


def corpus() -> list[tuple[str, int, str]]:
    """Text, year and figures of each block."""
    cases = []
    for block in CORPUS.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        year = next((int(line[1:]) for line in lines if line.startswith("@")), 2020)
        figures = " ".join(line[1:] for line in lines if line.startswith(">"))
        body = "\n".join(line for line in lines if line[0] not in "@>")
        if body:
            cases.append((body, year, figures))
    return cases


@pytest.mark.parametrize(("body", "year", "figures"), corpus())
def test_corpus(body: str, year: int, figures: str) -> None:
    wanted, allowed, open_ = {}, set(), set()
    for may, name, value, mark, scope in _FIGURE.findall(figures):
        head, *rest = name.split(".")
        metric = ".".join([_SHORT.get(head, head), *("channel" if r == "ch" else r for r in rest)])
        if may == "^":
            open_.add((metric, float(value)))
            continue
        allowed.add((metric, float(value)))
        if not may:
            wanted[metric, float(value)] = (_MODIFIER[mark], scope)
    sections = read_sections(body)[0] if "\n" in body else []
    result = read_statistics(body, sections, report_year=year)
    assert open_ <= {(s.metric, s.value) for s in result.candidates}
    found = {
        (s.metric, s.value): (s.modifier, s.scope)
        for s in result.statistics
        if s.scope in ("report", "agency", "region", "unspecified")
    }
    assert set(found) <= allowed
    assert set(wanted) <= set(found)
    for key, (modifier, scope) in wanted.items():
        assert found[key][0] == modifier
        assert scope in ("", found[key][1])


def test_blanks_between_figures_stay_one() -> None:
    assert fold("1  2\u3000\xa03 a 4").text == "1 2 3a4"
    assert fold("1\u200b 2").text == "1 2"


@pytest.mark.processor(20)
@pytest.mark.parametrize("word", ["共计", "共有", "达到", "计共计"])
def test_words_between_label_and_number_cost_nothing(word: str) -> None:
    # 共计 was also 共 and 计: 2 to the power of 40 ways to read forty of them
    body = f"全年收到政府信息公开申请{word * 40}甲3件,其中{word * 45}乙2件。"
    read_statistics(body, [], report_year=2020)


@pytest.mark.parametrize(
    ("body", "want"),
    [
        (
            "未收到网上申请,收到信函申请4件。",
            {f"{A}.received.channel.online": 0, f"{A}.received.channel.letter": 4},
        ),
        ("传真:23100000", {}),
        ("设立1个政府信息公开申请受理窗口。", {}),
        ("组织5次全市政务公开检查。", {"inspections.count": 5}),
        ("县农业局110条,县水利局70条;计划总结类66条。", {f"{P}.by_category.plan_summary": 66}),
        ("截至2020年底已公开4100条,其中2020年公开政府信息260条。", {f"{P}.total": 260}),
        (
            "答复申请60件,予以公开及部分公开31件,因不掌握等原因无法提供29件。",
            {
                f"{A}.replied": 60,
                f"{A}.granted_or_partially_granted": 31,
                f"{A}.unable_to_provide": 29,
            },
        ),
        (
            "全年制发文件200件,其中主动公开文件51件,依申请公开0件,不予公开149件。",
            {f"{P}.documents": 51},
        ),
        ("全省公开信息98万条,我县公开2100条。", {f"{P}.total": 2100}),
        ("法院受理行政诉讼案件300件。", {}),
        ("公开信息2,34条。", {}),
        ("公开信息12,34条。", {}),
        ("公开信息2、345条。", {}),
        ("本报告共八个部分。", {}),
        ("发布政策解读40条,其中文字解读11条,图片解读29条。", {"interpretation.count": 40}),
        ("2名工作人员负责信息公开工作。", {"staff.total": 2}),
        ("收到3条政府信息公开申请。", {f"{A}.received": 3}),
        ("暂不收费。", {"fees.amount": 0}),
        ("主动公开政府信息3万5千条。", {f"{P}.total": 35000}),
        ("费用共计 万元。", {}),
        ("网上105件,邮寄17件,合计收到政府信息公开申请122件。", {f"{A}.received": 122}),
    ],
)
def test_what_strangers_reports_taught(body: str, want: dict[str, float]) -> None:
    assert got(body) == want


def test_a_candidate_names_the_word_that_nothing_explains() -> None:
    result = read_statistics("召开星河专题新闻发布会5场。", [], report_year=2020)
    assert result.statistics == []
    (candidate,) = result.candidates
    assert (candidate.metric, candidate.value) == ("press_conference.count", 5)
    assert "星河" in candidate.reason


def test_every_quantity_has_one_fate() -> None:
    body = "主动公开政府信息30条,占60%,较上年增长5%。设栏目7个,举办星空朗读4场。联系电话:68001234。"
    result = read_statistics(body, [], report_year=2020)
    assert result.quantities == {
        "growth": 1, "other_matter": 1, "share": 1, "statistic": 1, "telephone": 1, "unknown": 1,
    }  # fmt: skip
    (said,) = [i for i in result.issues if i.code == "quantities_unread"]
    assert "4场" in (said.evidence or "")


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.translate({ord(str(i)): chr(0xFF10 + i) for i in range(10)}),
        lambda t: t.replace("政府信息公开申请", "政府信息公\n开申请"),
        lambda t: t.replace("收", "收 ").replace("件", " 件"),
        lambda t: t.replace("开", "開").replace("条", "條").replace("请", "請").replace("复", "復"),
    ],
    ids=["full-width", "wrapped", "blanks", "traditional"],
)  # fmt: skip
def test_facts_do_not_depend_on_the_print(change: Callable[[str], str]) -> None:
    body = (
        "2020年,我局通过各种渠道主动公开政府信息1234条,其中通过政府网站公开信息1000条,通过微信公众号公开信息234条;"
        "全年共收到政府信息公开申请12件,答复11件,结转下年度1件,未发生行政复议。"
    )
    facts = [(s.metric, s.value, s.scope) for s in read(body)]
    assert len(facts) == 7
    assert [(s.metric, s.value, s.scope) for s in read(change(body))] == facts


_COUNTED = re.compile(
    r"[0-9][0-9,.]*(?:[余多]?[万亿]|[万亿]?[余多])?(?:件|条|宗|起|例|篇|份|人次|场|家|处|户|人|名|万元|元|%|个百分点|个工作日)"
)
_DENIED = re.compile(r"(?<!对)(?:未|没有)(?:收到|受理|发生|收取|接到|产生)")


def test_every_quantity_and_denial_has_one_fate() -> None:
    """On every text of the corpus: nothing that a plain pattern finds is left out, and no two
    fates claim one span."""
    unsaid, twice = [], []
    for body, year, _ in corpus():
        result = read_statistics(body, [], report_year=year)
        owner: dict[int, tuple[int, int]] = {}
        for fate in result.fates:
            for at in range(fate.start, fate.end):
                if owner.setdefault(at, (fate.start, fate.end)) != (fate.start, fate.end):
                    twice.append(body[fate.start : fate.end])
        unsaid += [
            body
            for pattern in (_COUNTED, _DENIED)
            for match in pattern.finditer(body)
            if owner.keys().isdisjoint(range(*match.span()))
        ]
        assert sum(result.quantities.values()) == len(result.fates)
    assert (unsaid, twice) == ([], [])


def test_numbers_that_name_something_have_their_fates() -> None:
    body = (
        "根据国务院令第711号和市政办发〔2019〕12号文件，2019年3月5日起，办公室设在中山路88号5楼，"
        "电话：0571-85551234，邮编：310000。全年公开信息96条。"
    )
    result = read_statistics(
        body, [], report_year=2019, contact=Contact(phone="0571-85551234", address="中山路88号5楼")
    )
    assert result.quantities == {
        "document_number": 2,
        "date": 1,
        "address": 2,
        "telephone": 1,
        "postal_code": 1,
        "statistic": 1,
    }


def test_what_stands_in_the_contact_is_no_figure() -> None:
    body = "公开信息热线：办公室受理申请 85551234。"
    assert (
        read_statistics(body, [], report_year=2019, contact=Contact(phone="85551234")).statistics
        == []
    )


@pytest.mark.parametrize(
    "text",
    ["全区收到政府信息公开申请75件（含上年结转4件），已办理答复70件，5件按程序正在办理。"],
)
def test_the_order_of_figures_is_the_same_in_every_process(text: str) -> None:
    program = (
        "import sys; from govcrawl.reading.narrative import read_statistics;"
        "print([s.metric for s in read_statistics(sys.argv[1], [], report_year=2018).statistics])"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program, text],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_lines_of_one_width_are_one_paragraph() -> None:
    printed = (
        "一、主动公开情况。2020年，我局在政府门户网站主动公开政府信息1432条，比上年有所增加，其中通过微信公众号公开326条，"
        "粉丝5.2万人。二、依申请公开情况。全年收到政府信息公开申请137件，予以公开82件、部分公开13件、不予公开9件，"
        "收取信息处理费1260元，均按规定办理。没有发生行政复议、行政诉讼。"
    )
    plain = _told(printed, 2020)
    for width in (20, 23, 26, 31):
        lines = "\n".join(printed[i : i + width] for i in range(0, len(printed), width))
        assert _told(lines, 2020) == plain, width


def _told(body: str, year: int) -> list[tuple[str, float | None]]:
    return [(s.metric, s.value) for s in read_statistics(body, [], report_year=year).statistics]
