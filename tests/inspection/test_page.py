"""The viewer's file: one JSON block, bounded size, any bytes."""

from __future__ import annotations

import json
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from govcrawl.inspection.page import inspect, text_fragment
from govcrawl.inspection.pdf_view import grey_png
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
    viewer = sum(f.stat().st_size for f in (ROOT / "govcrawl/inspection/viewer").iterdir())
    for path in sorted(FORMS.rglob("*.html")):
        shown = inspect(path.read_bytes(), url=path.as_uri())
        data = block(shown)
        if len(data["figures"]) > 100:
            (frame,) = re.findall(r'srcdoc="(.*?)"></iframe>', shown, re.S)
            rest = len(shown.encode()) - len(frame.encode()) - viewer
            assert rest <= 500 * len(data["figures"])


@pytest.mark.parametrize(
    "data", [b"", b"\0\xff" * 50, b"%PDF-1.4 broken", b"PK\x03\x04 broken", b"<table>" * 99]
)
def test_any_bytes_give_a_page(data: bytes) -> None:
    assert inspect(data, url="file:///x").startswith("<!DOCTYPE html>")


def test_text_fragments_lead_to_the_live_page() -> None:
    assert text_fragment("https://x.gov.cn/a.html#top", "3件") == (
        "https://x.gov.cn/a.html#:~:text=3%E4%BB%B6"
    )


def test_pictures_keep_their_greys(tmp_path: Path) -> None:
    rows = [bytes([0, 128, 255]), bytes([16, 32, 48])]
    stride = 8
    png = grey_png(b"".join(row.ljust(stride, b"\7") for row in rows), 3, 2, stride)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (3, 2)
    body = png[png.index(b"IDAT") + 4 :]
    raw = zlib.decompressobj().decompress(body)
    assert raw == bytes([0, 0x08, 0xF0, 0, 0x12, 0x30])
