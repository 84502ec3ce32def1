"""What a reader of a page sees, in paragraphs and cells alike; what is not seen is kept apart."""

from __future__ import annotations

import pytest

from govcrawl.reading.formats.html.html import read_html
from govcrawl.reading.model import Document

HIDDEN = [
    '<span style="display:none">9</span>',
    '<span style="visibility: hidden">9</span>',
    '<span style="font-size:0">9</span>',
    '<span style="font-size:0px;line-height:20px">9</span>',
    '<span style="opacity:0">9</span>',
    '<span style="opacity: 0.0;">9</span>',
    '<span style="mso-hide:all">9</span>',
    '<span style="position:absolute;left:-9999px">9</span>',
    '<span style="position:fixed; top: -2000px">9</span>',
    '<span style="color:#fff">9</span>',
    '<font style="color:white">9</font>',
    '<span style="color:transparent">9</span>',
    '<span style="display:inline-block;height:0;overflow:hidden">9</span>',
    "<span hidden>9</span>",
    '<span class="gone">9</span>',
    '<span class="note gone">9</span>',
    "<iframe>9</iframe>",
    "<dialog>9</dialog>",
]
STRUCK = [
    "<s>9</s>",
    "<strike>9</strike>",
    "<del>9</del>",
    '<span style="text-decoration:line-through">9</span>',
    '<span style="text-decoration-line: line-through"><b>9</b></span>',
    '<b class="struck">9</b>',
]
RAISED = [
    "<sup>9</sup>",
    "<sup><a href='#n'>9</a></sup>",
    '<span style="vertical-align:super;font-size:9px"><i>9</i></span>',
    '<i class="raised">9</i>',
]
SHOWN = [
    '<span style="opacity:0.9">9</span>',
    '<span style="font-size:0.8em">9</span>',
    '<span style="font-size:0"><font size="3">9</font></span>',
    '<span style="color:#fff;background:#000">9</span>',
    '<span style="left:-9px">9</span>',
    '<span class="paper">9</span>',
    '<span class="hover">9</span>',
    "<dialog open>9</dialog>",
    "<u>9</u>",
]
SHEET = """<style>
/* .x{display:none} */
.gone, .other { display : none }
.struck { text-decoration: line-through } i.raised{vertical-align:super}
.hover:hover{display:none}
@media print { .paper { display:none } }
</style>"""


def read(markup: str) -> tuple[str, str, Document]:
    """The text of a paragraph and of a cell that hold the markup behind a 12."""
    page = (
        f"<html><head>{SHEET}</head><body><p>收到申请12{markup}件。</p><table>"
        f"<tr><td>行政许可</td><td>本年处理决定数量</td></tr>"
        f"<tr><td>信息内容</td><td>12{markup}</td></tr></table></body></html>"
    )
    document = read_html(page)
    grid = document.blocks[1].grid
    assert grid is not None
    return document.blocks[0].text, grid.cells[3].text, document


@pytest.mark.parametrize("markup", HIDDEN + STRUCK)
def test_not_read(markup: str) -> None:
    paragraph, cell, document = read(markup)
    assert (paragraph, cell) == ("收到申请12件。", "12")
    apart = document.unseen()
    assert [block.text for block in apart] == ["9", "9"]
    why = {block.fate.partition(":")[2] for block in apart}
    assert why == ({"struck"} if markup in STRUCK else why & {"hidden", "fallback", "dialog"})


@pytest.mark.parametrize("markup", RAISED)
def test_raised_digits_are_no_digits(markup: str) -> None:
    paragraph, cell, _ = read(markup)
    assert (paragraph, cell) == ("收到申请12⁹件。", "12⁹")


@pytest.mark.parametrize("markup", SHOWN)
def test_read(markup: str) -> None:
    paragraph, cell, document = read(markup)
    assert (paragraph.replace(" ", ""), cell) == ("收到申请129件。", "129")
    assert document.unseen() == []


def test_ruby_stands_beside_its_text() -> None:
    document = read_html("<p>共<ruby>12<rp>(</rp><rt>34</rt><rp>)</rp></ruby>件</p>")
    assert [b.text for b in document.blocks] == ["共12件"]
    assert [b.fate for b in document.unseen()] == ["unseen:ruby"] * 3


def test_an_invisible_cell_keeps_its_place_and_one_without_display_does_not() -> None:
    def row(style: str) -> list[str]:
        document = read_html(
            "<table><tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数"
            f"<tr><td>规章<td style='{style}'>7<td>8<td>9</table>"
        )
        grid = document.blocks[0].grid
        assert grid is not None
        return [cell.text for cell in grid.cells if cell.row == 1]

    assert row("visibility:hidden") == ["规章", "", "8", "9"]
    assert row("display:none") == ["规章", "8", "9"]


def test_a_text_that_a_script_shows_is_read() -> None:
    long = "本年度主动公开政府信息若干条。" * 90
    document = read_html(f"{SHEET}<div class='gone'><p>{long}</p></div>")
    assert [b.text for b in document.blocks] == [long]


def test_white_heading_of_a_coloured_row_is_read() -> None:
    document = read_html("<p style='color:#fff'>一、总体情况</p><p>正文12件。</p>")
    assert [b.text for b in document.blocks] == ["一、总体情况", "正文12件。"]


def test_fields_of_a_form_show_their_values() -> None:
    document = read_html(
        "<table><tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数"
        "<tr><td>规章<td><input value='7' readonly><td><input type='hidden' value='5'>8"
        "<td><textarea>9</textarea></table>"
    )
    grid = document.blocks[0].grid
    assert grid is not None
    assert [cell.text for cell in grid.cells if cell.row == 1] == ["规章", "7", "8", "9"]


def test_a_ground_without_colour_hides_no_text():
    for ground in ("transparent", "rgba(0, 0, 0, 0)"):
        page = f"<p style='background-color:{ground}'>全年收到申请七件。</p>"
        assert [b.text for b in read_html(page).blocks] == ["全年收到申请七件。"]
        hidden = f"<p>总述</p><p style='color:{ground}'>全年收到申请七件。</p>"
        assert [b.text for b in read_html(hidden).blocks] == ["总述"]
