"""Figures cut by the edge of what a browser paints."""

from __future__ import annotations

from govcrawl.reading import read
from tests.makers.pdf import assemble

_WIDTH, _RIGHT = 595, 553


def printed(figure: str, x: float) -> bytes:
    """One page as a browser prints it: all within one box, and one figure from ``x`` on."""
    shown = f"BT /F1 10 Tf 60 700 Td (12) Tj ET BT /F1 10 Tf {x} 700 Td ({figure}) Tj ET"
    lines = "".join(
        f"{x0} {y0} m {x1} {y1} l S "
        for x0, y0, x1, y1 in (
            (50, 690, 553, 690), (50, 715, 553, 715), (50, 690, 50, 715), (300, 690, 300, 715),
            (553, 690, 553, 715),
        )
    )  # fmt: skip
    content = f"q 42 42 {_RIGHT - 42} 758 re W n {lines} {shown} Q".encode()
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                b"/Resources << /Font << /F1 5 0 R >> >> >>"
            ),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def texts(data: bytes) -> list[str]:
    from govcrawl.reading.formats.pdf.pdf import read_pdf

    grids = [block.grid for block in read_pdf(data).blocks if block.grid is not None]
    return [cell.text for grid in grids for cell in grid.cells]


def test_a_figure_within_the_edge_is_whole() -> None:
    assert texts(printed("546", 530)) == ["12", "546"]


def test_a_figure_over_the_edge_is_none() -> None:
    assert texts(printed("546", 540)) == ["12", "…546"]


def test_the_record_has_no_number_of_it() -> None:
    reports = read(printed("546", 540), url="file:///report.pdf").reports
    assert all(546 not in report.tables.values() for report in reports)
