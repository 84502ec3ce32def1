"""What trafilatura decides: over pages whose chrome no rule names, and what it may never take."""

from __future__ import annotations

import pytest

from govcrawl.reading import read
from govcrawl.reading.formats.html.html import read_html
from govcrawl.reading.page.clean import clean
from govcrawl.text import squash
from tests.makers import chrome

PAGES = chrome.pages()
_TEXT = [
    "云溪县水务局认真执行公开条例，及时公布应当让群众知晓的各类政府信息，主动接受社会监督，公开质量有所提高。",
    "全年通过门户网站公开政策文件9条，工作动态103条，财政信息34条，均在规定时限内发布。",
    "收到公开申请7件，均在法定期限内答复，没有结转下年度办理的申请，没有收取任何费用。",
]


def _page(*lines: str) -> str:
    return f"<body><div class='detail'><h1>{_TITLE}</h1>{''.join(lines)}</div></body>"


_TITLE = "云溪县水务局2023年政府信息公开工作年度报告"
_BODY = "".join(f"<p>{line}</p>" for line in _TEXT * 2)


def _fates(page: str) -> dict[str, str]:
    document = read_html(page)
    clean(document)
    return {block.text: block.fate for block in document.blocks}


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_no_line_of_the_report_is_lost_and_none_of_the_site_stays_that_could_go(
    page: chrome.Page,
) -> None:
    reading = read(page.html.encode(), url="file:///page.html")
    (report,) = reading.reports
    fates = {squash(line.text): line for line in reading.trace()}
    kept = {squash(line) for line in report.body.split("\n")}
    for text, kind in page.lines:
        traced = fates[squash(text)]
        if kind == "body":
            assert squash(text) in kept or traced.rule == "signature", text
        else:
            assert traced.rule != "signature", text


def test_what_trafilatura_decides_over_all_pages() -> None:
    kinds = set().union(*(page.kinds for page in PAGES))
    assert len(PAGES) >= 30
    assert len(kinds) >= 6
    right = wrong = left = chromes = 0
    for page in PAGES:
        reading = read(page.html.encode(), url="file:///page.html")
        fates = {squash(line.text): line for line in reading.trace()}
        for text, kind in page.lines:
            line = fates[squash(text)]
            chromes += kind == "chrome"
            left += kind == "chrome" and line.fate == "body"
            if line.rule == "trafilatura":
                right += kind == "chrome"
                wrong += kind == "body"
    assert (right, wrong) == (44, 0)
    assert left <= 16  # of 168; 58 without it
    assert chromes == 168


@pytest.mark.parametrize(
    "line",
    [
        '<div class="share-box"><a href="#">累计3次</a></div>',
        '<div class="nav-menu">没有收到申请</div>',
        '<div class="widget">受理申请五件</div>',
        '<div class="footer-box">请广大群众继续关心和支持供水工作，提出宝贵意见和建议。</div>',
    ],
)
def test_its_word_never_costs_a_figure_a_denial_or_a_sentence(line: str) -> None:
    text = read_html(line).blocks[0].text
    assert _fates(_page(_BODY, line, _BODY))[text] == ""


def test_a_line_of_chrome_that_no_rule_names_goes_and_the_trace_names_who_decided() -> None:
    found = _fates(_page(_BODY, '<div class="side-menu"><p>领导之窗</p></div>', _BODY))
    assert found["领导之窗"] == "boilerplate:trafilatura"


@pytest.mark.parametrize("tag", ["h3", "strong", "b"])
def test_headings_without_a_number_stay(tag: str) -> None:
    heading = f"<div class='menu-title'><{tag}>工作成效</{tag}></div>"
    assert _fates(_page(_BODY, heading, _BODY))["工作成效"] == ""


def test_facts_of_a_list_stay() -> None:
    items = "<ul class='nav-list'><li>按期公开目录，逐项核对内容，确保准确无误。</li><li>目录按月更新</li></ul>"
    assert _fates(_page(_BODY, items))["目录按月更新"] == ""


def test_a_text_that_trafilatura_does_not_find_loses_nothing() -> None:
    """Where it keeps another article than ours, or none, what it drops says nothing."""
    hidden = f"<div class='nav-bar'>{_BODY}</div><div class='c'><p>领导之窗</p></div>"
    text = "工作动态发布在首页，读者可以订阅推送。" * 30
    page = _page(hidden, f"<article><p>{text}</p><p>{text}</p></article>")
    assert _fates(page)["领导之窗"] in ("", "boilerplate:trafilatura")
    assert all(_fates(page)[line] == "" for line in _TEXT)


def test_a_sentence_that_a_rule_drops_and_trafilatura_keeps_is_said_with_its_place() -> None:
    sentence = "受县政府委托，供水方面的疑问由水务局负责解释，欢迎来电来访。"
    page = _page(_BODY, "<p>主办单位：云溪县水务局</p>", f"<p>{sentence}</p>")
    reading = read(page.encode(), url="file:///page.html")
    said = [i for r in reading.reports for i in r.issues if i.code == "sentence_disputed"]
    fate = next(line for line in reading.trace() if line.text == sentence)
    assert (fate.fate, fate.rule) == ("boilerplate", "behind_footer")
    assert [i.evidence for i in said] == [sentence]
    assert fate.anchor
    assert fate.anchor in said[0].message


def test_the_same_page_is_judged_alike_after_others() -> None:
    """Nothing is remembered between pages: statutory paragraphs are the same everywhere."""
    page = PAGES[0].html.encode()
    first = read(page, url="file:///page.html").reports[0].body
    for _ in range(4):
        assert read(page, url="file:///page.html").reports[0].body == first
