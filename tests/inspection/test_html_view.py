"""A page as saved, made inert: nothing of it acts, hides or covers, and its text stays."""

from __future__ import annotations

import re

import lxml.html
import pytest

from govcrawl.execution.process import process
from govcrawl.execution.task import Inline, PageTask
from govcrawl.inspection.facts import gather
from govcrawl.inspection.html_view import html_view, shows

REPORT = (
    "<h1>某县某局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
    "<p>2023年,主动公开政府信息12条,收到申请3件。</p><p>二、存在的主要问题及改进情况</p>"
    "<p>公开内容不够丰富,今后加以改进。</p>"
)


def view(page: str) -> str:
    task = PageTask(place=Inline(page.encode()), url="file:///a.html", traced=True)
    return html_view(page, gather(process(task)))


HOSTILE = {
    "script": "<script>top.location='http://x.com'</script>",
    "style that covers": "<style>*{display:none}</style><div style='position:fixed;inset:0'>覆盖</div>",
    "remote picture": "<img src='http://x.com/a.png' onerror='alert(1)'>",
    "base and refresh": "<base href='http://x.com/'><meta http-equiv=refresh content='0;url=http://x.com'>",
    "form": "<form action='http://x.com'><input name=a value=7><button>go</button></form>",
    "svg": "<svg onload='alert(1)'><script>alert(1)</script><a href='javascript:alert(1)'>x</a></svg>",
    "handlers and links": "<p onclick='alert(1)'><a href='javascript:alert(1)'>链接</a></p>",
    "frames": "<iframe src='http://x.com'></iframe><object data='http://x.com'></object>",
    "end of frame": "</iframe><script>alert(1)</script>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_stay_inert_and_legible(name: str) -> None:
    shown = view(REPORT + HOSTILE[name])
    tree = lxml.html.fromstring(shown)
    assert not tree.xpath(
        "//script|//style|//img|//base|//meta|//form|//svg|//iframe|//object|//link"
    )
    names = {attribute for element in tree.iter() for attribute in element.attrib}
    assert names <= {"data-f", "data-n", "data-d", "colspan", "rowspan", "start"}
    assert "主动公开政府信息12条" in tree.text_content()


def test_figures_are_marked_where_they_stand() -> None:
    tree = lxml.html.fromstring(view(REPORT))
    marked = {e.text_content(): e.get("data-f") for e in tree.xpath("//*[@data-f]")}
    assert {"12", "3"} <= marked.keys()


def test_text_is_the_same_as_on_the_page() -> None:
    page = REPORT + "<table><tr><td colspan=2>甲</td></tr><tr><td>1</td><td></td></tr></table>"
    text = re.sub(r"<[^>]*>|\s", "", page)
    assert re.sub(r"\s", "", lxml.html.fromstring(view(page)).text_content()) == text


def test_numbers_without_owner_have_a_state() -> None:
    tree = lxml.html.fromstring(view(REPORT.replace("丰富", "丰富,编号77号")))
    free = [e.text for e in tree.xpath("//*[@data-d and not(@data-f)]")]
    assert "77" in free


def test_deep_pages_end() -> None:
    view(REPORT + "<div>" * 3000 + "深" + "</div>" * 3000)


def test_what_a_frame_holds_is_shown_whether_it_was_read_or_not() -> None:
    tree = lxml.html.fromstring(
        view(REPORT + "<iframe srcdoc='<p>附表4321</p><script>9</script>'></iframe>")
    )
    assert [e.text for e in tree.xpath("//*[@data-d]") if e.text == "4321"]
    assert "9" not in "".join(tree.xpath("//text()")).partition("附表4321")[2]
    assert shows("<iframe srcdoc='<p>附表4321</p>'></iframe>", "表4321")


def test_what_was_read_is_shown_wherever_it_stands() -> None:
    tree = lxml.html.fromstring(
        view(f"<noscript><div>{REPORT}{'<p>务实为民，公开透明。</p>' * 40}</div></noscript>")
    )
    assert {"12", "3"} <= {e.text_content() for e in tree.xpath("//*[@data-f]")}
    assert not tree.xpath("//noscript")


def test_text_of_figures_and_formulas_is_said_not_to_be_read() -> None:
    page = (
        REPORT + "<svg><style>p{top:55px}</style><text>图中88</text></svg><math><mn>77</mn></math>"
    )
    task = PageTask(place=Inline(page.encode()), url="file:///a.html", traced=True)
    facts = gather(process(task))
    found = [(line.text, line.rule) for line in facts.lines if line.fate == "unseen"]
    assert found == [("图中88", "drawn"), ("77", "drawn")]
    tree = lxml.html.fromstring(html_view(page, facts))
    assert {"图中", "88", "77"} <= {e.text_content() for e in tree.xpath("//*[@data-n]")}
    assert "55px" not in tree.text_content()
