"""Makes ``govcrawl/reading/formats/pdf/box.ttf``, whose one glyph stands for every character.

    python -m tests.makers.box_font govcrawl/reading/formats/pdf/box.ttf

The glyph is narrow and stands on the baseline, so that it lies within any advance width.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

_CORNERS = ((40, 0), (40, 700), (220, 700), (220, 0))


def build() -> bytes:
    """The font; the same bytes each time."""
    pen = TTGlyphPen(None)
    pen.moveTo(_CORNERS[0])
    for corner in _CORNERS[1:]:
        pen.lineTo(corner)
    pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": box, "box": box})
    builder.setupHorizontalMetrics({".notdef": (1000, 40), "box": (1000, 40)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Govcrawl Box", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost(keepGlyphNames=False)
    # format 13: many characters to one glyph
    table = CmapSubtable.newSubtable(13)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.format, table.reserved, table.length, table.nGroups = 13, 0, 0, 0
    table.cmap = dict.fromkeys(range(0x20, 0x30000), "box")
    font = builder.font
    font["cmap"].tables = [table]
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build())
