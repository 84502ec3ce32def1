"""The viewer's file: one JSON block, bounded size, any bytes."""

from __future__ import annotations

import base64
import html
import json
import random
import re
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from govcrawl.inspection.facts import Facts
from govcrawl.inspection.page_pictures import grey_png
from govcrawl.inspection.picture_view import picture_view
from govcrawl.inspection.sources import source_view
from govcrawl.inspection.viewer_file import inspect, text_fragment
from govcrawl.reading.formats import ocr
from tests.conftest import ROOT

FORMS = ROOT / "samples/portals/trs-district/zwgk/zfxxgk/zfxxgknb"


def block(page: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    data: dict[str, Any] = json.loads(found)
    return data


def test_data_lie_in_one_block_that_is_no_markup() -> None:
    title = "</script><script>alert(1)</script>某县某局2023年政府信息公开工作年度报告"
    page = f"<title>{title}</title><h1>某县某局2023年政府信息公开工作年度报告</h1>".encode()
    page += "<p>一、总体情况</p><p>主动公开政府信息12条。&lt;/script&gt;&lt;!--</p>".encode()
    shown = inspect(page, url="file:///a.html")
    assert len(re.findall(r"<script", shown)) == 2
    assert block(shown)["reports"][0]["year"] == 2023


def test_every_figure_has_an_address_of_its_own() -> None:
    for path in sorted(FORMS.rglob("*.html")):
        figures = block(inspect(path.read_bytes(), url=path.as_uri()))["figures"]
        addresses = [figure.get("f", figure["k"]) for figure in figures]
        assert len(addresses) == len(set(addresses))


def test_size_is_bounded_by_the_figures() -> None:
    """Beside the source and the viewer at most 500 bytes a figure, however few there are."""
    viewer = sum(f.stat().st_size for f in (ROOT / "govcrawl/inspection/viewer").iterdir())
    seen = 0
    for path in [*sorted(FORMS.rglob("*.html")), *sorted((ROOT / "samples/pages").glob("*.html"))]:
        shown = inspect(path.read_bytes(), url=path.as_uri())
        data = block(shown)
        if data["figures"]:
            (frame,) = re.findall(r'srcdoc="(.*?)"></iframe>', shown, re.S)
            rest = len(shown.encode()) - len(frame.encode()) - viewer
            assert rest <= 500 * len(data["figures"]), path.name
            seen += 1
    assert seen > 10


@pytest.mark.parametrize("side", [595, 3000])
def test_pictures_of_pages_are_small(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of noise, also one of a very large sheet."""
    monkeypatch.setattr(ocr, "engine", lambda: None)
    noise = Image.frombytes("L", (1200, 1200), random.Random(1).randbytes(1200 * 1200))
    out = BytesIO()
    canvas = Canvas(out, pagesize=(side, side))
    canvas.drawImage(ImageReader(noise), 0, 0, side, side)
    canvas.showPage()
    canvas.save()
    shown = inspect(out.getvalue(), url="file:///noise.pdf")
    (picture,) = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", shown)
    assert 10_000 < len(base64.b64decode(picture)) <= 150_000


def test_every_number_of_a_pdf_has_a_state() -> None:
    from tests.makers.pdf import Maker

    maker = Maker()
    maker.title("某某县水务局2023年政府信息公开工作年度报告", 18)
    maker.paragraph("一、总体情况")
    maker.paragraph("2023年，全局主动公开政府信息1204条，收到政府信息公开申请35件，均已按期答复。")
    maker.paragraph("二、存在的主要问题及改进情况")
    maker.paragraph(
        "公开内容的质量还需提高，下一步按第77号文件的要求，加强业务学习，完善审查程序。"
    )
    shown = html.unescape(inspect(maker.done(), url="file:///a.pdf"))
    # no figure is read from these; the page numbers' line has a state of its own
    assert re.findall("data-d='([0-9]*)'", shown) == ["2023", "77"]
    assert shown.count("class='box' data-f=") >= 2


def test_identities_of_tables_that_are_not_there_are_left_out() -> None:
    path = ROOT / "samples/pages/list-facts.html"
    data = block(inspect(path.read_bytes(), url=path.as_uri()))
    keys = {figure["k"] for figure in data["figures"]}
    for check in data["checks"]:
        assert any(isinstance(o, int) or o[0] in keys for o in check["o"])


@pytest.mark.parametrize(
    "data", [b"", b"\0\xff" * 50, b"%PDF-1.4 broken", b"PK\x03\x04 broken", b"<table>" * 99]
)
def test_any_bytes_give_a_page(data: bytes) -> None:
    assert inspect(data, url="file:///x").startswith("<!DOCTYPE html>")


def test_text_fragments_lead_to_the_live_page() -> None:
    assert text_fragment("https://x.gov.cn/a.html#top", "3件") == (
        "https://x.gov.cn/a.html#:~:text=3%E4%BB%B6"
    )


def test_a_text_that_stands_twice_is_told_apart_by_what_is_beside_it() -> None:
    body = "一、线上。收到申请3件。\n二、窗口。收到申请3件。\n收到申请3件。收到申请3件。"
    text = "收到申请3件。"
    links = [text_fragment("http://x.cn/a", text, body, m.start()) for m in re.finditer(text, body)]
    assert unquote(links[0]) == "http://x.cn/a#:~:text=一、线上。-,收到申请3件。"
    assert unquote(links[1]) == "http://x.cn/a#:~:text=二、窗口。-,收到申请3件。"
    alike = "收到3件。收到3件。收到3件。收到3件。"
    assert text_fragment("http://x.cn/a", "收到3件。", alike, 5) == "http://x.cn/a"
    assert text_fragment("http://x.cn/a", "1-2").endswith("text=1%2D2")


def test_pictures_keep_their_greys(tmp_path: Path) -> None:
    rows = [bytes([0, 128, 255]), bytes([16, 32, 48])]
    stride = 8
    png = grey_png(b"".join(row.ljust(stride, b"\7") for row in rows), 3, 2, stride)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (3, 2)
    body = png[png.index(b"IDAT") + 4 :]
    raw = zlib.decompressobj().decompress(body)
    assert raw == bytes([0, 0x08, 0xF0, 0, 0x12, 0x30])


def test_numbers_of_a_pdf_that_no_block_holds_have_a_state() -> None:
    """Page numbers and struck text, by what the page itself prints; turned pages as well."""
    from tests.makers.pdf import HEIGHT, Maker

    maker = Maker(rotate=90)
    maker.title("某某县水务局2023年政府信息公开工作年度报告", 18)
    maker.paragraph("一、总体情况")
    maker.paragraph("2023年，全局主动公开政府信息1204条，收到政府信息公开申请35件，均已按期答复。")
    maker.canvas.drawString(200, 300, "5566")
    maker.canvas.line(198, 304, 230, 304)
    shown = html.unescape(inspect(maker.done(), url="file:///a.pdf"))
    boxes = re.findall(
        r"class='box' (data-[nfd])(?:='(\d+)')? style='left:([\d.]+)%;top:([\d.]+)%", shown
    )
    lines = {
        int(n): group["rule"]
        for group in block(inspect(maker.buffer.getvalue(), url="file:///a.pdf"))["lines"]
        for n in group["n"]
    }
    stand = {lines[int(n)]: float(top) for kind, n, _, top in boxes if kind == "data-n" and n}
    assert stand["page_furniture"] > 90
    assert abs(stand["struck"] - 100 * (1 - 312 / HEIGHT)) < 2
    assert sum(kind == "data-d" for kind, *_ in boxes) == 1  # 2023年


def test_a_picture_is_shown_with_its_frames() -> None:
    place = "pdf:2@59.5,300,119,310"
    frames = [Image.new("L", (1190, 1683), grey) for grey in (255, 128)]
    out = BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    shown = picture_view(out.getvalue(), "image/tiff", Facts({}, [place], []))
    first, second = shown.split("<div class='sheet'>")[1:]
    assert "gc-m" not in first
    assert "data-f='0' style='left:10.000%;" in second
    noise = Image.frombytes("L", (1500, 1500), random.Random(2).randbytes(1500 * 1500))
    out = BytesIO()
    noise.save(out, "PNG")
    nothing = Facts({}, [], [])
    shown = source_view(out.getvalue(), nothing, name="a.png")
    (picture,) = re.findall(r"base64,([A-Za-z0-9+/=]+)", shown)
    assert len(base64.b64decode(picture)) <= 150_000
    assert "cannot be drawn" in source_view(out.getvalue()[:90], nothing, name="a.png")
