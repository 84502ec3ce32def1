"""DOCX → blocks."""

from __future__ import annotations

import random
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from govcrawl.reading.formats.docx import docx
from govcrawl.reading.formats.docx.docx import read_docx
from govcrawl.reading.formats.numbering import format_number
from tests.growth import LINEAR, growth
from tests.makers.docx import cell, level, package, paragraph, table


def texts(data: bytes) -> list[str]:
    return [b.text for b in read_docx(data).blocks if b.kind == "paragraph"]


def test_paragraphs_and_headings() -> None:
    document = read_docx(
        package(
            paragraph("年度报告", '<w:jc w:val="center"/>')
            + paragraph("一、概述", run="<w:b/>")
            + paragraph("全年公开 12　条。", run='<w:b w:val="0"/>')
            + paragraph("  ")
            + paragraph("标题", '<w:pStyle w:val="h"/>'),
            styles='<w:style w:styleId="b"><w:name w:val="heading 1"/><w:pPr>'
            '<w:outlineLvl w:val="0"/></w:pPr></w:style>'
            '<w:style w:styleId="h"><w:basedOn w:val="b"/></w:style>',
        )
    )
    assert [(b.text, b.prominent) for b in document.blocks] == [
        ("年度报告", True),
        ("一、概述", True),
        ("全年公开 12 条。", False),
        ("标题", True),
    ]
    assert not document.issues


def test_merged_cells_span_once() -> None:
    data = package(
        table(
            cell("表头", 3),
            cell("甲组", merge="restart") + cell("1.一") + cell("12"),
            cell("", merge="continue") + cell("2.二") + cell(""),
            cell("合计", 2) + cell("12"),
        )
    )
    (block,) = read_docx(data).blocks
    grid = block.grid
    assert grid is not None
    assert (grid.n_rows, grid.n_columns) == (4, 3)
    assert [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells] == [
        ("表头", 0, 0, 1, 3),
        ("甲组", 1, 0, 2, 1),
        ("1.一", 1, 1, 1, 1),
        ("12", 1, 2, 1, 1),
        ("2.二", 2, 1, 1, 1),
        ("", 2, 2, 1, 1),
        ("合计", 3, 0, 1, 2),
        ("12", 3, 2, 1, 1),
    ]


def test_paragraphs_in_a_cell_are_one_text_and_numbers_stay_two() -> None:
    rows = "<w:tc>" + paragraph("三、本") + paragraph("年度") + "</w:tc>" + cell("1")
    grid = read_docx(
        package(table(rows, "<w:tc>" + paragraph("12") + paragraph("34") + "</w:tc>" + cell("2")))
    ).blocks[0].grid  # fmt: skip
    assert grid is not None
    assert [c.text for c in grid.cells] == ["三、本年度", "1", "12 34", "2"]


def test_columns_left_out_at_a_rows_start() -> None:
    late = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("二")
    grid = read_docx(package(table(cell("一") + cell("二"), late))).blocks[0].grid
    assert grid is not None
    assert [(c.row, c.column) for c in grid.cells] == [(0, 0), (0, 1), (1, 1)]


def test_tracked_changes() -> None:
    body = (
        "<w:p><w:r><w:t>公开</w:t></w:r>"
        "<w:del><w:r><w:delText>10</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>12</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>条</w:t></w:r></w:p>"
    )
    assert texts(package(body)) == ["公开12条"]


def test_text_boxes_once_and_fields_without_their_source() -> None:
    box = paragraph("框中文字")
    body = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing><w:txbxContent>{box}</w:txbxContent></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><w:txbxContent>{box}</w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:t>正文</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent>" + paragraph("控件中文字") + "</w:sdtContent></w:sdt>"
    )
    assert texts(package(body)) == ["框中文字", "正文", "控件中文字"]


def test_automatic_numbers() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "chineseCountingThousand", "%1、")
        + level(1, "chineseCounting", "（%2）")
        + level(2, "decimal", "%3.")
        + '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
    )

    def item(text: str, depth: int) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="5"/></w:numPr>')

    body = (
        item("概述", 0) + item("公开", 1) + item("网站", 2) + item("公报", 2)
        + item("申请", 1) + item("依", 2) + item("问题", 0)
    )  # fmt: skip
    assert texts(package(body, numbering=numbering)) == [
        "一、概述",
        "（一）公开",
        "1.网站",
        "2.公报",
        "（二）申请",
        "1.依",
        "二、问题",
    ]


def test_unknown_automatic_numbers_are_said() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "hebrew1", "%1.")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    document = read_docx(
        package(
            paragraph("概述", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
            numbering=numbering,
        )
    )
    assert [b.text for b in document.blocks] == ["概述"]
    assert [i.code for i in document.issues] == ["numbering_lost"]


@pytest.mark.parametrize(
    ("number", "printed"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")]
)
def test_chinese_numbers(number: int, printed: str) -> None:
    assert format_number(number, "chineseCounting") == printed


def test_a_frame_of_one_cell_is_text() -> None:
    assert texts(package(table(cell("方框")))) == ["方框"]


def test_not_a_package_and_a_package_without_document() -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("other.txt", "x")
    for data in (b"PK\x03\x04broken", buffer.getvalue(), b""):
        (issue,) = read_docx(data).issues
        assert (issue.code, issue.evidence) == ("not_parsed", "damaged")


def test_what_word_and_python_docx_write_is_read() -> None:
    library = pytest.importorskip("docx")
    made = library.Document()
    made.add_heading("年度报告", 0)
    made.add_paragraph("全年公开12条。")
    grid = made.add_table(2, 3)
    grid.cell(0, 0).merge(grid.cell(0, 2)).text = "表头"
    grid.cell(1, 1).text = "5"
    made.core_properties.author = "某办公室"
    buffer = BytesIO()
    made.save(buffer)
    document = read_docx(buffer.getvalue())
    assert [b.kind for b in document.blocks] == ["paragraph", "paragraph", "table"]
    assert document.metadata["creator"] == "某办公室"
    found = document.blocks[2].grid
    assert found is not None
    assert [(c.text, c.colspan) for c in found.cells] == [("表头", 3), ("", 1), ("5", 1), ("", 1)]


@pytest.mark.processor(20)
def test_bombs_and_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "MAX_PART", 1 << 20)
    said = read_docx(package("<w:p/>" * 400_000)).issues
    assert [i.evidence for i in said] == ["too_large"]
    assert "1048577 bytes, over the limit of 1048576" in said[0].message_en
    monkeypatch.undo()
    deep = read_docx(package("<w:sdt>" * 5000 + paragraph("深") + "</w:sdt>" * 5000))
    assert deep.issues
    entities = (
        b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
    )
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", entities)
    assert not read_docx(buffer.getvalue()).blocks


def test_a_long_merge_is_linear() -> None:
    def merged(rows: int) -> bytes:
        first = cell("组", merge="restart") + cell("1")
        return package(table(first, *[cell("", merge="continue") + cell("1")] * rows))

    grid = read_docx(merged(15_000)).blocks[0].grid
    assert grid is not None
    assert grid.cells[0].rowspan == 15_001
    assert growth(read_docx, merged(4000), merged(8000)) <= LINEAR


SAMPLE = package(
    paragraph("一、概述")
    + table(cell("甲", merge="restart") + cell("1"), cell("", merge="continue") + cell("2"))
)


@settings(max_examples=80, deadline=None)
@example(seed=17283, inside=True)  # damage that leaves a body without a paragraph
@given(seed=st.integers(0, 1 << 30), inside=st.booleans())
def test_mutations_never_raise(seed: int, inside: bool) -> None:
    """Damage to the package, and to the XML in an undamaged package."""
    chance = random.Random(seed)
    with ZipFile(BytesIO(SAMPLE)) as archive:
        xml = archive.read("word/document.xml")
    data = bytearray(xml if inside else SAMPLE)
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    if inside:
        buffer = BytesIO()
        with ZipFile(buffer, "w") as archive:
            archive.writestr("word/document.xml", bytes(data))
        data = bytearray(buffer.getvalue())
    document = read_docx(bytes(data))
    assert document.blocks or document.issues


@pytest.mark.parametrize(
    ("run", "why"),
    [
        ("<w:strike/>", "struck"),
        ("<w:dstrike/>", "struck"),
        ("<w:vanish/>", "hidden"),
        ('<w:sz w:val="2"/>', "hidden"),
        ('<w:color w:val="ffffff"/>', "hidden"),
        ('<w:rStyle w:val="old"/>', "struck"),
    ],
)
def test_what_is_struck_or_hidden_is_kept_apart(run: str, why: str) -> None:
    styles = '<w:style w:styleId="old"><w:rPr><w:strike/></w:rPr></w:style>'
    gone = f"<w:r><w:rPr>{run}</w:rPr><w:t>9</w:t></w:r></w:p>"
    text = paragraph("收到申请12").replace("</w:p>", gone)
    row = cell("规章") + cell("12").replace("</w:p>", gone)
    document = read_docx(package(text + table(cell("信息内容") + cell("数"), row), styles=styles))
    assert document.blocks[0].text == "收到申请12"
    grid = document.blocks[1].grid
    assert grid is not None
    assert [c.text for c in grid.cells] == ["信息内容", "数", "规章", "12"]
    assert [(b.text, b.fate) for b in document.unseen()] == [("9", f"unseen:{why}")] * 2


@pytest.mark.parametrize(
    "run",
    ['<w:strike w:val="0"/>', '<w:rStyle w:val="old"/><w:strike w:val="false"/>', "<w:u/>"],
)
def test_what_is_not_struck_is_read(run: str) -> None:
    styles = '<w:style w:styleId="old"><w:rPr><w:strike/></w:rPr></w:style>'
    assert texts(package(paragraph("9", run=run), styles=styles)) == ["9"]


@pytest.mark.parametrize("run", ['<w:vertAlign w:val="superscript"/>', '<w:position w:val="6"/>'])
def test_raised_digits_are_no_digits(run: str) -> None:
    raised = f"<w:r><w:rPr>{run}</w:rPr><w:t>3</w:t></w:r></w:p>"
    assert texts(package(paragraph("共12").replace("</w:p>", raised))) == ["共12³"]


def test_a_table_that_lays_out_gives_what_stands_in_it() -> None:
    inner = table(
        cell("信息内容") + cell("本年制发件数") + cell("本年废止件数"),
        cell("规章") + cell("1") + cell("2"),
    )
    frame = "<w:tbl><w:tr><w:tc>" + paragraph("一、总体情况") + inner + paragraph("二、其他")
    document = read_docx(package(frame + "</w:tc></w:tr></w:tbl>"))
    assert [b.text for b in document.blocks if b.kind == "paragraph"] == [
        "一、总体情况",
        "二、其他",
    ]
    assert [b.kind for b in document.blocks] == ["paragraph", "table", "paragraph"]


def test_text_left_in_a_continued_cell_is_not_shown() -> None:
    rows = (
        cell("甲", merge="restart") + cell("1"),
        cell("旧", merge="continue") + cell("2"),
    )
    document = read_docx(package(table(*rows)))
    grid = document.blocks[0].grid
    assert grid is not None
    assert [c.text for c in grid.cells] == ["甲", "1", "2"]
    assert [b.text for b in document.unseen()] == ["旧"]


def test_what_tracked_changes_took_away_is_kept_apart_with_its_place() -> None:
    gone = "<w:del><w:r><w:delText>50</w:delText></w:r><w:r><w:delText>件</w:delText></w:r></w:del>"
    moved = "<w:moveFrom><w:r><w:t>7条</w:t></w:r></w:moveFrom>"
    text = paragraph("收到申请12件。").replace("</w:p>", f"{gone}{moved}</w:p>")
    row = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('88')}</w:tc></w:tr>"
    cells = table(cell("信息内容") + cell("数"), cell("规章") + cell("1"))
    document = read_docx(package(text + cells.replace("</w:tbl>", f"{row}</w:tbl>")))
    assert document.blocks[0].text == "收到申请12件。"
    found = [(b.text, b.fate.partition(":")[2]) for b in document.unseen()]
    assert found == [("50件", "deleted"), ("7条", "deleted"), ("88", "deleted")]
    anchors = [b.place.anchor(0, None, {}) for b in document.unseen() if b.place]
    assert anchors == ["docx:p1@8-8", "docx:p1@8-10", "docx:p6@0-2"]
