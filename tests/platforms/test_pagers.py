"""Pagers that a script draws, selections that send a form, trees whose nodes call functions."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from govcrawl.platforms.html_forms import choices
from govcrawl.platforms.pagers import drawn, hints_at_more
from govcrawl.platforms.trees import nodes
from govcrawl.spiders.divisions import not_followed

URL = "http://www.example.gov.cn/nb/list.html"


def page(markup: str) -> HtmlResponse:
    return HtmlResponse(URL, body=f"<html><body>{markup}</body></html>".encode(), encoding="utf-8")


@pytest.mark.parametrize(
    ("script", "urls"),
    [
        (
            (
                "laypage.render({elem:'p', count: 25, limit: 10, jump: function(obj, first){"
                "if(!first){ location.href='list_'+obj.curr+'.html' }}})"
            ),
            ["list_2.html", "list_3.html"],
        ),
        (
            (
                "$('#p').pagination({totalData: 20, showData: 10, callback: function(api){"
                " window.location.href = '?page=' + api.getCurrent(); }})"
            ),
            ["list.html?page=2"],
        ),
        (
            "function go(n){ location = 'p/' + n + '.html' } $('#p').createPage({pageCount: 2, backFn: go})",
            ["p/2.html"],
        ),
        ("$('#p').pagination({pageCount: 3, callback: makers.turn})", None),
        ("$('#p').pagination({pageCount: 1, callback: function(n){ location='p'+n }})", None),
    ],
)
def test_what_a_click_on_a_drawn_number_opens(script: str, urls: list[str] | None) -> None:
    found = drawn(page(f"<div id='p'></div><script>{script}</script>"))
    base = "http://www.example.gov.cn/nb/"
    assert (None if found is None else [f.url for f in found.pages]) == (
        None if urls is None else [base + url for url in urls]
    )


@pytest.mark.parametrize(
    ("markup", "more"),
    [
        ("<div class='pagination'><span>1</span><span>2</span></div>", True),
        ("<div class='pagination'><span>1</span></div>", False),
        ("<div class='pagination'><b>1</b><a href='2.html'>2</a></div>", False),
        ("<div>共 40 条</div>", True),
        ("<div>共 12 条</div>", False),
        ("<script>laypage({cont: 'p', pages: 4, jump: turn.to})</script>", True),
        ("<div class='page-title'>1</div><p>2</p>", False),
    ],
)
def test_a_page_that_says_that_there_are_more(markup: str, more: bool) -> None:
    assert hints_at_more(page(markup), rows=10) is more


SELECT = (
    "<form method='post' action='list.aspx'><input type='hidden' name='__VIEWSTATE' value='/wE{state}'>"
    "<select name='dept' onchange=\"javascript:setTimeout('__doPostBack(\\'dept\\',\\'\\')', 0)\">"
    "<option value='1' selected='selected'>县财政局</option><option value='2'>县教育局</option></select></form>"
)


def test_a_selection_that_posts_back_names_its_choice_whatever_the_state() -> None:
    one, two = choices(page(SELECT.format(state="a")))
    assert (one.text, one.selected, two.selected) == ("县财政局", True, False)
    assert "dept=2" in two.fetch.body
    assert "__EVENTTARGET=dept" in two.fetch.body
    assert [c.key for c in choices(page(SELECT.format(state="b")))] == [one.key, two.key]


def test_nodes_that_call_a_function_lead_where_it_does() -> None:
    script = (
        "function show(u){document.getElementById('f').src='l.asp?u='+u}"
        "d.add(1,0,'县财政局','');d.add(2,1,'年度报告',\"javascript:show('7')\");"
    )
    (node,) = nodes(page(f"<script>{script}</script>"))
    assert node == ("年度报告", "http://www.example.gov.cn/nb/l.asp?u=7", ("县财政局",))


def test_bodies_offered_by_ways_not_understood_are_named() -> None:
    rows = "".join(f"<li onclick='vm.go({n})'>县{n}局</li>" for n in "甲乙丙丁")
    links = "".join(f"<li><a href='/{n}/'>县{n}局</a></li>" for n in "甲乙丙丁")
    assert len(not_followed(page(f"<ul>{rows}</ul>"), [], [])) == 4
    assert not_followed(page(f"<ul>{links}</ul>"), [], []) == []
