"""A picture file (PNG, JPEG, TIFF …) as its frames with a box for every figure and number."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

from govcrawl.inspection.facts import Facts
from govcrawl.inspection.page_pictures import (
    MAX_BYTES,
    Grey,
    add_numbers,
    boxes_by_page,
    drawn,
    numbers_by_page,
    sheet,
)
from govcrawl.reading.formats.ocr import MAX_PAGES, MAX_PIXELS
from govcrawl.reading.formats.pictures import WIDTH

_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")
_NOTE = "<p class='note'>{} 幅图未画出 pictures not drawn</p>"


def picture_view(data: bytes, media_type: str, facts: Facts) -> str:
    """The frames as HTML, as wide as the reader takes them. Raises what Pillow raises for a
    damaged file. Without Pillow, which comes with the extra ``ocr``, nothing is read of a picture,
    and a small one is shown as it is."""
    try:
        from PIL import Image, ImageOps, ImageSequence
    except ImportError:
        if media_type not in _SHOWN or len(data) > MAX_BYTES:
            return _NOTE.format(1)
        source = f"data:{media_type};base64,{base64.b64encode(data).decode()}"
        return f"<div class='sheet'><img alt='第1页 page 1' src='{source}'></div>"
    boxes, numbers = boxes_by_page(facts), numbers_by_page(facts)
    out = []
    left_out = 0
    with Image.open(BytesIO(data)) as picture:
        for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
            if number > MAX_PAGES or frame.width * frame.height > MAX_PIXELS:
                left_out += 1
                continue
            upright: Any = ImageOps.exif_transpose(frame).convert("L")
            size = (WIDTH, upright.height * WIDTH / upright.width)

            def draw(scale: float, upright: Any = upright, size: Any = size) -> Grey:
                wide = min(max(round(size[0] * scale), 1), upright.width)
                high = max(round(wide * upright.height / upright.width), 1)
                return Grey(upright.resize((wide, high)).tobytes(), wide, high, wide)

            add_numbers(boxes[number], numbers[number])
            out.append(sheet(number, size, drawn(size, draw), boxes[number]))
    return "".join(out) + (_NOTE.format(left_out) if left_out else "")
