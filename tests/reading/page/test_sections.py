import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.reading.page.sections import match_marker, read_sections, split_glued


def outline(body):
    return [(s.level, s.marker, s.title, s.path) for s in read_sections(body)[0]]


def test_the_six_sections_of_a_form_with_subsections():
    body = "\n".join(
        [
            "本报告按照规定编制。",
            "一、总体情况",
            "（一）主动公开。全年公开信息12条。",
            "（二）依申请公开。收到申请3件,均已答复。",
            "二、主动公开政府信息情况",
            "三、收到和处理政府信息公开申请情况",
        ]
    )
    assert outline(body) == [
        (1, "一、", "总体情况", "1"),
        (2, "（一）", "主动公开", "1.1"),
        (2, "（二）", "依申请公开", "1.2"),
        (1, "二、", "主动公开政府信息情况", "2"),
        (1, "三、", "收到和处理政府信息公开申请情况", "3"),
    ]


def test_spans_cover_the_text_up_to_the_next_heading_of_the_level():
    body = "前言。\n一、甲\n文字。\n(一)乙\n更多。\n二、丙\n完。"
    sections = read_sections(body)[0]
    assert [body[s.start : s.end].split("\n")[0] for s in sections] == [
        "一、甲",
        "(一)乙",
        "二、丙",
    ]
    assert sections[0].end == sections[2].start
    assert sections[-1].end == len(body)


def test_chapters_may_nest_the_same_numerals():
    body = "一 概 述\n文字。\n一、做法\n(一)组织。有人负责。\n二 主动公开情况\n文字。\n三 其他\n(一)说明:无"
    assert [(level, path) for level, _, _, path in outline(body)] == [
        (1, "1"),
        (2, "1.1"),
        (3, "1.1.1"),
        (1, "2"),
        (1, "3"),
        (2, "3.1"),
    ]


def test_lost_markers_are_recognised_by_their_series_and_said():
    body = "一、公开情况\n1、组织。有人负责。\n2、制度。已经建立。\n3完善平台。网站已改版。\n、依申请公开情况\n收到2件。\n存在的主要问题\n有不足之处,将在今后的工作里逐步改进。"
    sections, issues = read_sections(body)
    assert [s.title for s in sections] == [
        "公开情况",
        "组织",
        "制度",
        "完善平台",
        "依申请公开情况",
        "存在的主要问题",
    ]
    assert [i.code for i in issues] == ["lost_separator", "lost_numeral", "lost_marker"]
    assert sections[4].marker == "、"  # as printed, never repaired in the text


def test_numbers_that_open_a_sentence_are_no_headings():
    assert outline(
        "一、情况\n3月份召开会议。\n12345热线办理5件。\n2.5万人次访问。\n7件申请已答复。"
    ) == [(1, "一、", "情况", "1")]


def test_a_glued_heading_is_split_only_where_it_continues_the_series():
    lines = ["一、甲", "(一)乙。文字。 (二)丙。文字。二、丁", "依据第一条。(五)无关。"]
    assert split_glued(lines) == [
        "一、甲",
        "(一)乙。文字。",
        "(二)丙。文字。",
        "二、丁",
        "依据第一条。(五)无关。",
    ]


@given(st.text(alphabet="一二三十、.(（)）1 2\n甲乙。,", max_size=80))
def test_any_text_gives_true_spans(body):
    for section in read_sections(body)[0]:
        assert 0 <= section.start < section.end <= len(body)
        assert section.title in body


def test_circled_numbers_are_ordinals():
    assert match_marker("①网站公开") == ("circled", 1, 1)
    assert match_marker("²注释") is None


def test_formal_and_roman_ordinals():
    assert match_marker("贰、主动公开情况") == ("han", 2, 2)
    assert match_marker("Ⅲ．存在的问题") == ("han", 3, 2)


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("㈠基本情況", ("han_brackets", 1, 1)),
        ("⑵ 依申请公开", ("arabic_brackets", 2, 2)),
        ("⒊2017年公开", ("arabic", 3, 1)),
        ("⑪其他", ("circled", 11, 1)),
        ("❸其他", ("circled", 3, 1)),
        ("１．主动公开", ("arabic", 1, 2)),
        ("﹙一﹚主动公开", ("han_brackets", 1, 3)),
        ("１．５倍", None),
    ],
)
def test_markers_are_told_in_any_characters(line, marker):
    assert match_marker(line) == marker


def test_enclosed_numerals_and_years_behind_a_marker():
    body = "\n".join(
        [
            "一、2014年政府信息公开工作情况",
            "㈠主动公开",
            "1.2014年公开目录",
            "㈡、依申请公开",
            "二.2015年工作打算",
        ]
    )
    assert outline(body) == [
        (1, "一、", "2014年政府信息公开工作情况", "1"),
        (2, "㈠", "主动公开", "1.1"),
        (3, "1.", "2014年公开目录", "1.1.1"),
        (2, "㈡、", "依申请公开", "1.2"),
        (1, "二.", "2015年工作打算", "2"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "（一）全年主动公开政府信息12条。",
        "一、根据条例要求，我局认真做好信息公开工作，现报告如下。",
        "1、本年度没有收到公开申请",
        "（二）我局2014年共受理申请，均按期答复。",
        "1.2万条信息已公开",
        "(三)按照要求，扎实推进",
    ],
)
def test_numbered_statements_are_no_headings(line):
    assert outline(line + "\n文字。") == []


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("二、依申请公开：2023年未收到申请", "依申请公开"),
        ("一、 主动公开情况 本年度我镇公开信息123件，处理来信36件", "主动公开情况"),
        ("一、加强领导，健全机制", "加强领导，健全机制"),
    ],
)
def test_a_heading_before_its_statement_on_one_line(line, title):
    assert [entry[2] for entry in outline(line)] == [title]
