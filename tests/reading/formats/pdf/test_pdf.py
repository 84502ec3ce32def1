"""PDF → blocks, on documents made here."""

from __future__ import annotations

import random
import sys
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govcrawl.reading.formats import ocr
from govcrawl.reading.formats.pdf import pdf, pdf_page, pdf_streams, pdf_tables
from govcrawl.reading.formats.pdf.pdf import read_pdf
from govcrawl.reading.formats.pdf.pdf_streams import expands_too_far
from govcrawl.reading.model import Document, Grid
from tests.makers.pdf import MARGIN, WIDTH, Cell, Maker

LONG = (
    "本年度共公开信息2024条，其中网站公开1800条，公报公开224条，群众满意度稳步提高，"
    "各科室按时报送材料，热线电话0000-12345678全年畅通，电子邮箱test@example.org随时可用。"
)
ROWS = ["（一）甲类", "（二）乙类", "（三）丙类"]


@pytest.fixture(autouse=True)
def _no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: None)


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if b.kind == "paragraph"]


def grids(document: Document) -> list[Grid]:
    return [b.grid for b in document.blocks if b.grid is not None]


def cells(grid: Grid) -> dict[tuple[int, int], tuple[str, int, int]]:
    return {(c.row, c.column): (c.text, c.rowspan, c.colspan) for c in grid.cells}


def numbers_table(n: int, *, start: int = 1) -> list[Cell]:
    """A label column, and two of numbers."""
    found = [Cell("项目", 0, 0), Cell("本年数", 0, 1), Cell("上年数", 0, 2)]
    for i in range(n):
        found += [
            Cell(f"{i + start}.第{i + start}类事项", i + 1, 0),
            Cell(str(100 + i), i + 1, 1),
            Cell("" if i % 3 else "0", i + 1, 2),
        ]
    return found


def group_table(counts: list[int]) -> list[Cell]:
    """Groups with a label beside ``counts[i]`` rows, each row with two numbers."""
    found, row = [], 0
    for g, count in enumerate(counts):
        found.append(Cell(f"（{'一二三四五六'[g]}）第{'甲乙丙丁戊己'[g]}组办理", row, 0, count, 1))
        for i in range(count):
            found += [
                Cell(f"{i + 1}.情形{i + 1}", row, 1),
                Cell(str(1000 * (g + 1) + i), row, 2),
                Cell(str(10 * g + i), row, 3),
            ]
            row += 1
    return found


def test_paragraphs_are_joined_and_page_numbers_dropped() -> None:
    maker = Maker()
    maker.title("某某市某某局")
    maker.title("2024年度报告")
    for i in range(6):
        maker.paragraph(f"{'一二三四五六'[i]}、第{i + 1}部分")
        maker.paragraph(LONG * 2)
    document = read_pdf(maker.done())
    expected = ["某某市某某局", "2024年度报告"]
    for i in range(6):
        expected += [f"{'一二三四五六'[i]}、第{i + 1}部分", LONG * 2]
    assert texts(document) == expected
    assert [b.prominent for b in document.blocks[:4]] == [True, True, False, False]
    assert document.blocks[-1].page == maker.number
    furniture = document.metadata["page_furniture"].split("\n")
    assert furniture == [f"- {n} -" for n in range(1, maker.number + 1)]
    assert not document.issues


@pytest.mark.parametrize("label", ["— {} —", "第 {} 页 共 9 页", "{}", "{}/9", "·{}·"])
@pytest.mark.parametrize("pages", [2, 4])
def test_page_labels(label: str, pages: int) -> None:
    maker = Maker(page_label=label, header="某某市某某局年度报告")
    # no two lines alike, as in real text
    paragraphs = [("甲乙丙丁"[: i % 4] + str(i) + LONG) * 2 for i in range(pages * 5)]
    for text in paragraphs:
        maker.paragraph(text)
    document = read_pdf(maker.done())
    assert maker.number >= pages
    assert texts(document) == paragraphs


def test_numbers_at_the_foot_that_do_not_count_pages_stay() -> None:
    maker = Maker(page_label=None)
    for number in ("17", "4", "2950"):
        maker.paragraph("数量")
        maker.y = 90
        maker.canvas.setFont("STSong-Light", 14)
        maker.canvas.drawString(MARGIN, 60, number)
        maker.new_page()
    assert [t for t in texts(read_pdf(maker.done())) if t.isdigit()] == ["17", "4", "2950"]


def test_flush_text_breaks_at_short_lines_and_markers() -> None:
    maker = Maker(indent=0.0)
    maker.paragraph("一、概述")
    maker.paragraph(LONG)
    maker.paragraph("（一）公开情况。" + LONG)
    maker.paragraph("1.网站。" + LONG)
    assert texts(read_pdf(maker.done())) == [
        "一、概述",
        LONG,
        "（一）公开情况。" + LONG,
        "1.网站。" + LONG,
    ]


@pytest.mark.parametrize("style", ["line", "rect", "dash"])
@pytest.mark.parametrize("frame", [False, True])
def test_a_ruled_table(style: str, frame: bool) -> None:
    maker = Maker(style=style, frame=frame)
    maker.paragraph(LONG)
    maker.table([200.0, 100.0, 100.0], numbers_table(5))
    maker.paragraph(LONG)
    document = read_pdf(maker.done())
    assert [b.kind for b in document.blocks] == ["paragraph", "table", "paragraph"]
    (grid,) = grids(document)
    assert (grid.n_rows, grid.n_columns) == (6, 3)
    for cell in numbers_table(5):
        assert cells(grid)[cell.row, cell.column] == (cell.text, 1, 1)
    assert {c.page for c in grid.cells} == {1}


def test_a_table_without_outer_verticals() -> None:
    maker = Maker()
    maker.table([200.0, 100.0, 100.0], numbers_table(4), outer=False)
    (grid,) = grids(read_pdf(maker.done()))
    assert (grid.n_rows, grid.n_columns) == (5, 3)


@pytest.mark.parametrize("rotate", [90, 270])
def test_turned_pages(rotate: int) -> None:
    maker = Maker(rotate=rotate)
    maker.paragraph(LONG)
    maker.table([200.0, 100.0, 100.0], numbers_table(3))
    document = read_pdf(maker.done())
    assert texts(document) == [LONG]
    assert cells(grids(document)[0])[2, 1] == ("101", 1, 1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    counts=st.lists(st.integers(1, 8), min_size=2, max_size=6),
    above=st.integers(0, 22),
)
def test_groups_over_a_page_break_stay_whole(counts: list[int], above: int) -> None:
    """Wherever the break falls: rows in order, each label on all its rows, no cell moved."""
    maker = Maker()
    maker.y -= above * 26.0
    drawn = group_table(counts)
    maker.table([42.0, 150.0, 60.0, 60.0], drawn, heights=32.0)
    found = grids(read_pdf(maker.done()))
    assert len(found) == 1
    expected = {(c.row, c.column): (c.text, c.rowspan, c.colspan) for c in drawn}
    assert cells(found[0]) == expected


def test_a_repeated_header_is_dropped_and_said() -> None:
    maker = Maker()
    maker.y = 300
    maker.table([200.0, 100.0, 100.0], numbers_table(7))
    maker.y = HEIGHT_TOP
    maker.new_page()
    maker.table([200.0, 100.0, 100.0], numbers_table(3, start=8))
    document = read_pdf(maker.done())
    (grid,) = grids(document)
    assert grid.n_rows == 1 + 7 + 3
    assert [c.text for c in grid.cells if c.column == 0][-1] == "10.第10类事项"
    assert "项目" in document.metadata["page_furniture"]


HEIGHT_TOP = 700.0


def cut_rows(above: list[str], below: list[str]) -> list[tuple[str, int, str, str]]:
    """A table whose last row on one page is ``above`` and first on the next ``below``: its
    rows as (label, rowspan, first number, second number)."""
    maker = Maker()
    widths = [100.0, 60.0, 60.0]
    head = [Cell("项目", 0, 0), Cell("本年", 0, 1), Cell("上年", 0, 2)]
    maker.table(widths, head + [Cell(t, 1, c) for c, t in enumerate(above)])
    maker.new_page()
    last = [Cell("9.末行", 1, 0), Cell("8", 1, 1), Cell("9", 1, 2)]
    maker.table(widths, [Cell(t, 0, c) for c, t in enumerate(below)] + last)
    (grid,) = grids(read_pdf(maker.done()))
    found = cells(grid)
    return [
        (*found[r, 0][:2], found[r, 1][0], found[r, 2][0])
        for r in range(grid.n_rows)
        if (r, 0) in found
    ]


def test_a_row_cut_by_the_page_break_is_one_row() -> None:
    rows = cut_rows(["2.其他情形不属于本局", "30", "1"], ["管理范围", "", ""])
    assert rows[1:] == [("2.其他情形不属于本局管理范围", 1, "30", "1"), ("9.末行", 1, "8", "9")]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["规章", "1", ""], ["规范性文件", "", ""]),  # a short label was not wrapped
        (["2.其他情形不属于本局", "30", "1"], ["3.管理范围", "", ""]),  # a marker begins a row
        (["2.其他情形不属于本局", "30", "1"], ["管理范围", "4", ""]),  # numbers in both
        (["2.其他情形不属于本局", "", ""], ["", "", ""]),
    ],
)
def test_two_rows_at_a_page_break_stay_two(above: list[str], below: list[str]) -> None:
    rows = cut_rows(above, below)
    assert [(r[0], *r[2:]) for r in rows[1:3]] == [tuple(above), tuple(below)]


def test_tables_with_text_between_or_other_columns_stay_apart() -> None:
    maker = Maker()
    maker.table([200.0, 100.0, 100.0], numbers_table(2))
    maker.new_page()
    maker.paragraph("二、另一张表")
    maker.table([200.0, 100.0, 100.0], numbers_table(2))
    maker.new_page()
    maker.table([90.0, 210.0, 100.0], numbers_table(2))
    assert len(grids(read_pdf(maker.done()))) == 3


def test_a_number_wider_than_its_cell_stays_whole() -> None:
    maker = Maker()
    wide = [Cell("数量", 0, 0), Cell("金额", 0, 1), Cell("12345678", 1, 0), Cell("", 1, 1)]
    maker.table([44.0, 44.0], [c for c in wide if c.text != "12345678"] + [Cell("", 1, 0)])
    maker.canvas.setFont("STSong-Light", 9)
    maker.canvas.drawString(MARGIN + 20, maker.y + 26 + 8, "12345678")
    found = [c.text for c in grids(read_pdf(maker.done()))[0].cells if c.text]
    assert found == ["数量", "金额", "12345678"]


def test_underlines_and_boxes_are_no_tables() -> None:
    maker = Maker()
    maker.paragraph(LONG)
    for i in range(4):
        maker.line(MARGIN, maker.y + i * 30, MARGIN + 80, maker.y + i * 30)
    maker.canvas.rect(50, 300, 400, 200)
    maker.y = 450
    maker.paragraph("方框中的话")
    document = read_pdf(maker.done())
    assert not grids(document)
    assert texts(document)[-1] == "方框中的话"


def test_bold_by_overprinting_and_watermarks() -> None:
    maker = Maker()
    maker.canvas.setFont("STSong-Light", 14)
    for shift in (0, 0.3):
        maker.canvas.drawString(MARGIN + shift, 700, "一、总体情况")
    maker.canvas.saveState()
    maker.canvas.translate(200, 300)
    maker.canvas.rotate(45)
    maker.canvas.drawString(0, 0, "内部资料")
    maker.canvas.restoreState()
    document = read_pdf(maker.done())
    assert texts(document) == ["一、总体情况"]
    assert [i.code for i in document.issues] == ["turned_text"]
    assert "内部资料" in (document.issues[0].evidence or "")


def test_scanned_pages_are_said() -> None:
    maker = Maker(page_label=None)
    maker.image_page()
    maker.image_page()
    document = read_pdf(maker.done())
    assert not document.blocks
    assert [(i.code, i.evidence) for i in document.issues] == [("not_parsed", "scanned")]
    mixed = Maker()
    mixed.paragraph(LONG)
    mixed.new_page()
    mixed.image_page()
    document = read_pdf(mixed.done())
    assert texts(document) == [LONG]
    assert [(i.code, i.severity) for i in document.issues] == [("not_parsed", "warn")]
    assert "2" in document.issues[0].message


def test_encrypted() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    locked = Maker(encrypt=StandardEncryption("secret", canPrint=0))  # type: ignore[arg-type]
    locked.paragraph(LONG)
    assert [i.evidence for i in read_pdf(locked.done()).issues] == ["encrypted"]
    # an owner's password alone locks nothing for readers
    readable = Maker(encrypt=StandardEncryption("", "owner"))  # type: ignore[arg-type]
    readable.paragraph(LONG)
    assert texts(read_pdf(readable.done())) == [LONG]


def test_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    (issue,) = read_pdf(b"%PDF-1.4").issues
    assert issue.evidence == "library_missing"
    assert 'pip install "govcrawl[pdf]"' in issue.message_en


def test_caps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    maker = Maker()
    for _ in range(10):
        maker.paragraph(LONG * 2)
    document = read_pdf(maker.done())
    assert {b.page for b in document.blocks} <= {1, 2}
    assert [i.code for i in document.issues] == ["truncated"]


@pytest.mark.processor(20)
def test_ten_thousand_rectangles() -> None:
    maker = Maker()
    maker.paragraph(LONG)
    shuffled = random.Random(1)
    for _ in range(10_000):
        x, y = shuffled.uniform(0, 500), shuffled.uniform(0, 500)
        maker.canvas.rect(x, y, shuffled.uniform(1, 90), shuffled.uniform(1, 90))
    document = read_pdf(maker.done())
    assert texts(document)[0] == LONG
    assert not grids(document)


def test_more_lines_than_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_tables, "MAX_LINES", 10)
    maker = Maker()
    maker.table([200.0, 100.0, 100.0], numbers_table(8))
    document = read_pdf(maker.done())
    assert not grids(document)
    assert "1.第1类事项" in "".join(texts(document))
    assert [i.code for i in document.issues] == ["page_too_complex"]


def deflated(content: bytes, pages: int, extra: bytes = b"") -> bytes:
    """A file whose pages all refer to one deflated stream of content."""
    packed = zlib.compress(content, 9)
    kids = b" ".join(b"%d 0 R" % (10 + i) for i in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        + b"2 0 obj<</Type/Pages/Kids[%s]/Count %d>>endobj\n" % (kids, pages)
        + b"".join(b"%d 0 obj" % (10 + i) + page for i in range(pages))
        + b"4 0 obj<</Length %d%s/Filter/FlateDecode>>stream\n" % (len(packed), extra)
        + packed
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


@pytest.mark.processor(30)
@pytest.mark.parametrize(("megabytes", "pages"), [(200, 1), (4, 200)])
def test_decompression_bombs(megabytes: int, pages: int) -> None:
    data = deflated(b" " * (megabytes << 20), pages)
    assert [i.evidence for i in read_pdf(data).issues] == ["too_large"]


@pytest.mark.processor(30)
def test_pages_that_share_a_drawing_end_by_rule() -> None:
    document = read_pdf(deflated(b"0 0 m 9 9 l S " * 5_000, 300))
    assert "truncated" in {i.code for i in document.issues}


def test_pixels_are_no_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_streams, "MAX_UNPACKED", 1 << 20)
    assert expands_too_far(deflated(b" " * (2 << 20), 1))
    assert not expands_too_far(deflated(b" " * (2 << 20), 1, b"/Subtype/Image"))


@pytest.fixture(scope="module")
def sample() -> bytes:
    maker = Maker(bottom=500.0)
    maker.title("年度报告")
    maker.paragraph(LONG)
    maker.table([42.0, 150.0, 60.0, 60.0], group_table([3, 4, 5]))
    return maker.done()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1 << 30))
def test_mutations_never_raise(sample: bytes, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(sample)
    for _ in range(chance.randint(1, 40)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    document = read_pdf(bytes(data))
    assert document.blocks or document.issues


def test_the_same_bytes_give_the_same_blocks(sample: bytes) -> None:
    assert repr(read_pdf(sample)) == repr(read_pdf(sample))


def test_nothing_on_the_page_is_lost(sample: bytes) -> None:
    """Characters of the blocks and the furniture are those of the page."""
    document = read_pdf(sample)
    said = "".join(b.text for b in document.blocks) + document.metadata["page_furniture"]
    made = "年度报告" + LONG + "".join(c.text for c in group_table([3, 4, 5]))
    got = sorted("".join(said.split()))
    assert got == sorted(made + "".join(document.metadata["page_furniture"].split()))


def test_limits_are_what_the_text_says() -> None:
    assert pdf.MAX_PAGES == 300
    assert pdf_tables.MAX_LINES < pdf_page.MAX_OBJECTS
    assert WIDTH > 2 * MARGIN


def test_a_long_title_is_one_and_does_not_swallow_the_text() -> None:
    maker = Maker()
    maker.title("某某市某某区人力资源和社会保障局某某年度", 22)
    maker.title("工作报告", 22)
    maker.paragraph(LONG)
    assert texts(read_pdf(maker.done())) == [
        "某某市某某区人力资源和社会保障局某某年度工作报告",
        LONG,
    ]


def test_an_address_on_a_line_of_its_own_belongs_to_its_sentence() -> None:
    maker = Maker()
    maker.paragraph(LONG)
    lines = ["统计期限为全年。如有疑问，请联系，电子邮箱：", "government-office@example.org）。"]
    for line in lines:
        maker.canvas.setFont("Helvetica" if line.isascii() else "STSong-Light", 14)
        maker.canvas.drawString(MARGIN, maker.y, line)
        maker.y -= maker.leading
    maker.paragraph(LONG)
    assert texts(read_pdf(maker.done())) == [LONG, "".join(lines), LONG]


def test_contents_stay_out_of_the_text() -> None:
    maker = Maker()
    maker.title("目  录", 18)
    for number, heading in enumerate(["一、概述", "二、不足"], start=2):
        maker.paragraph(heading + "…" * 20 + str(number))
    maker.new_page()
    for heading in ["一、概述", "二、不足"]:
        maker.paragraph(heading)
        maker.paragraph(LONG)
    document = read_pdf(maker.done())
    kept = [b.text for b in document.blocks if not b.fate]
    assert kept == ["一、概述", LONG, "二、不足", LONG]
    assert {b.fate for b in document.blocks if b.fate} == {"boilerplate:contents"}


def test_rows_of_one_cell_without_outer_lines_belong_to_the_table() -> None:
    maker = Maker()
    body = [Cell("第一项", 0, 0, 1, 2), Cell("规章", 1, 0), Cell("12", 1, 1)]
    maker.table([150, 100], [*body, Cell("注", 2, 0, 1, 2)], outer=False)
    maker.paragraph(LONG)
    document = read_pdf(maker.done())
    (grid,) = grids(document)
    assert [c.text for c in grid.cells] == ["第一项", "规章", "12", "注"]
    assert texts(document) == [LONG]


@pytest.mark.parametrize("repeated", [False, True])
def test_a_heading_row_of_one_cell_at_a_page_end(repeated: bool) -> None:
    maker = Maker()
    maker.y = maker.bottom + 8
    widths = [250.0, 150.0]
    maker.table(widths, [Cell("第一项", 0, 0, 1, 2)], heights=24.0)
    maker.new_page()
    rows = [Cell("规章", 0, 0), Cell("12", 0, 1)]
    if repeated:
        rows = [Cell("第一项", 0, 0, 1, 2), Cell("规章", 1, 0), Cell("12", 1, 1)]
    maker.table(widths, rows)
    (grid,) = grids(read_pdf(maker.done()))
    assert [c.text for c in grid.cells][-3:] == ["第一项", "规章", "12"]


def test_a_box_around_a_line_is_text() -> None:
    maker = Maker()
    maker.paragraph(LONG)
    maker.table([400.0], [Cell("本报告由某某局编制", 0, 0)])
    maker.paragraph(LONG)
    document = read_pdf(maker.done())
    assert not grids(document)
    assert texts(document) == [LONG, "本报告由某某局编制", LONG]


def test_a_heading_cut_by_a_page_is_made_whole() -> None:
    maker = Maker()
    maker.y = maker.bottom + 20
    widths = [60.0, 60.0, 60.0]
    maker.table(widths, [Cell("总计", 0, 0), Cell("诉讼", 0, 1, 1, 2)], heights=24.0)
    maker.new_page()
    below = [Cell("", 0, 0), Cell("维持", 0, 1), Cell("纠正", 0, 2)]
    below += [Cell(text, 1, column) for column, text in enumerate("123")]
    maker.table(widths, below)
    (grid,) = grids(read_pdf(maker.done()))
    found = cells(grid)
    assert found[0, 0] == ("总计", 2, 1)
    assert found[1, 1] == ("维持", 1, 1)
    assert found[2, 2] == ("3", 1, 1)


def test_a_repeated_heading_is_dropped_where_a_page_shows_fewer_columns() -> None:
    maker = Maker()
    maker.y = maker.bottom + 60
    widths = [150.0, 100.0, 100.0]
    first = [Cell("第一项", 0, 0, 1, 3), Cell("规章", 1, 0), Cell("1", 1, 1), Cell("2", 1, 2)]
    maker.table(widths, first)
    maker.new_page()
    maker.table(widths, [Cell("第一项", 0, 0, 1, 3), Cell("文件", 1, 0), Cell("3", 1, 1, 1, 2)])
    (grid,) = grids(read_pdf(maker.done()))
    assert [c.text for c in grid.cells] == ["第一项", "规章", "1", "2", "文件", "3"]


def test_a_row_of_figures_cut_by_a_page_is_one_row() -> None:
    maker = Maker()
    maker.y = maker.bottom + 40
    widths = [30.0, 30.0, 30.0]
    head = [Cell(text, 0, column) for column, text in enumerate("甲乙丙")]
    maker.table(widths, [*head, *(Cell(t, 1, c) for c, t in enumerate(("0", "1288", "3")))])
    maker.new_page()
    maker.table(widths, [Cell("", 0, 0), Cell("7", 0, 1), Cell("", 0, 2)])
    (grid,) = grids(read_pdf(maker.done()))
    assert [c.text for c in grid.cells] == ["甲", "乙", "丙", "0", "12887", "3"]


def test_pages_with_few_lines_share_the_margins() -> None:
    maker = Maker()
    for _ in range(8):
        maker.paragraph(LONG)
    while maker.number == 1:
        maker.paragraph("一、短")
    full = "甲" * 61 + "。"  # ends at the margin
    for text in (full, "二、短", full, "三、短"):
        maker.paragraph(text)
    assert texts(read_pdf(maker.done()))[-4:] == [full, "二、短", full, "三、短"]


def test_blocks_of_different_columns_go_on_over_a_page() -> None:
    maker = Maker()
    maker.y = maker.bottom + 40
    widths = [150.0, 50.0, 50.0, 50.0, 50.0]
    above = [Cell("项目", 0, 0), Cell("本年", 0, 1, 1, 2), Cell("上年", 0, 3, 1, 2)]
    above += [Cell("规章", 1, 0, 1, 2), Cell("1", 1, 2, 1, 3)]
    maker.table(widths, above)
    maker.new_page()
    below = [Cell("文件", 0, 0, 1, 2), Cell("2", 0, 2, 1, 3)]
    below += [Cell("合计", 1, 0), Cell("3", 1, 1, 1, 3), Cell("4", 1, 4)]
    maker.table(widths, below)
    (grid,) = grids(read_pdf(maker.done()))
    assert (grid.n_rows, grid.n_columns) == (4, 5)
    assert cells(grid)[2, 2] == ("2", 1, 3)
    assert cells(grid)[3, 4] == ("4", 1, 1)
