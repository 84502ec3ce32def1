"""Fonts that a PDF does not hold: the same record on every machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from govcrawl.reading.formats.pdf import pdf_fonts
from govcrawl.reading.formats.pdf.pdf import read_pdf
from tests.makers.pdf import Cell, Maker

_READ = """
import sys
from govcrawl.reading.formats.pdf.pdf import read_pdf
for block in read_pdf(open(sys.argv[1], "rb").read()).blocks:
    print(block.text)
    for cell in block.grid.cells if block.grid else ():
        print(cell)
"""


_HIDE = """
for d in /usr/share/fonts /usr/local/share/fonts /usr/share/X11/fonts; do
    if [ -d "$d" ]; then mount -t tmpfs none "$d" || exit 77; fi
done
exec "$@"
"""


def paper() -> bytes:
    """Single characters and full-width figures in a font that is not embedded."""
    maker = Maker()
    maker.paragraph("本局全年公开信息若干条，依申请公开若干件。")
    texts = ["甲", "５", "３", "无", "7", "２０"]
    maker.table([60.0] * 6, [Cell(text, 0, n) for n, text in enumerate(texts)])
    return maker.done()


def test_single_characters_of_a_missing_font_are_read() -> None:
    document = read_pdf(paper())
    grid = next(b.grid for b in document.blocks if b.grid is not None)
    assert [c.text for c in grid.cells] == ["甲", "５", "３", "无", "7", "２０"]


def test_without_fonts_the_same_is_read(tmp_path: Path) -> None:
    """In a mount namespace of its own where the folders of fonts are empty."""
    target = tmp_path / "paper.pdf"
    target.write_bytes(paper())
    read = [sys.executable, "-c", _READ, str(target)]
    with_fonts = subprocess.run(read, capture_output=True, check=True)
    try:
        without = subprocess.run(
            ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _HIDE, "sh", *read],
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("no unshare here")
    if without.returncode:
        pytest.skip(f"no namespaces here: {without.stderr[-200:]!r}")
    assert without.stdout == with_fonts.stdout


def test_the_font_is_what_its_maker_makes() -> None:
    pytest.importorskip("fontTools")
    from tests.makers.box_font import build

    assert Path(pdf_fonts.__file__).with_name("box.ttf").read_bytes() == build()
