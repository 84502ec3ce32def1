"""Tables without lines, set by a library whose fonts are not embedded."""

from __future__ import annotations

from typing import Any

import pytest

from govcrawl.reading import read
from govcrawl.reading.formats import ocr
from govcrawl.reading.formats.pdf.pdf import read_pdf
from tests.makers.library import print_paper
from tests.makers.printing import ERAS, Paper, paper


@pytest.fixture(autouse=True)
def _no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: None)


def record(made: Paper, lines: str) -> Any:
    reading = read(print_paper(made, lines=lines), url="file:///report.pdf")
    (report,) = reading.reports
    return report


def differences(made: Paper, found: Any) -> dict[str, tuple[Any, Any]]:
    """Keys with another value than what was printed: wanted, got."""
    keys = made.expected.keys() | found.tables.keys()
    pairs = {key: (made.expected.get(key), found.tables.get(key)) for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


@pytest.mark.parametrize("lines", ["all", "across", "none"])
@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("blanks", [0.0, 0.6])
def test_every_cell_is_read(era: str, lines: str, blanks: float) -> None:
    made = paper(era, 7, blanks=blanks)
    assert differences(made, record(made, lines)) == {}


@pytest.mark.parametrize("lines", ["across", "none"])
def test_a_label_that_no_form_has_moves_no_figure(lines: str) -> None:
    made = paper("format_2021", 8)
    table = made.tables[1][1]
    row = next(cells for cells in table.grid if any("重复申请" in c[0] for c in cells))
    at = next(i for i, c in enumerate(row) if "重复申请" in c[0])
    row[at] = ("2.重复提出的事项", *row[at][1:])
    for key in list(made.expected):
        if ".repeated." in key:
            made.expected[key] = None
    found = record(made, lines)
    wrong = {
        key: pair
        for key, pair in differences(made, found).items()
        if pair[1] is not None and not key.startswith("unknown.")
    }
    assert wrong == {}
    assert any(issue.code.startswith("table") for issue in found.issues)


def test_prose_that_names_headings_is_no_table() -> None:
    from tests.makers.pdf import Maker

    maker = Maker()
    maker.title("云溪县水务局2023年政府信息公开工作年度报告", 18)
    maker.paragraph("一、总体情况")
    maker.paragraph("申请人情况：自然人3件，商业企业2件，科研机构1件，其他0件，总计6件。")
    maker.paragraph("行政复议1件，行政诉讼0件，结果维持1件，结果纠正0件，信息内容已更新。")
    document = read_pdf(maker.done())
    assert all(block.grid is None for block in document.blocks)
    assert any("自然人3件" in block.text for block in document.blocks)
    assert any("行政复议1件" in block.text for block in document.blocks)


def test_a_figure_among_the_words_of_a_label_is_the_labels() -> None:
    """Word processors set figures among Chinese words apart, with a gap."""
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    from tests.makers.pdf import FONT, width_of

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.setFont(FONT, 9)
    rows = [
        (["统计指标"], "单位", "统计数"),
        (["（一）主动公开政府信息数（不同渠道和方式公开相同信息计", "1", "条）"], "条", "35"),
        (["其中：主动公开规范性文件数"], "条", "4"),
        (["制发规范性文件总数"], "件", "6"),
    ]
    for n, (label, unit, number) in enumerate(rows):
        x, y = 60.0, 780 - 17 * n
        for part in label:
            canvas.drawString(x, y, part)
            x += width_of(part, 9) + 2.3
        canvas.drawString(450, y, unit)
        canvas.drawString(485, y, number)
    canvas.save()
    (block,) = [b for b in read_pdf(buffer.getvalue()).blocks if b.grid is not None]
    assert block.grid is not None
    assert [c.text for c in block.grid.cells if c.column == 2] == ["统计数", "35", "4", "6"]
