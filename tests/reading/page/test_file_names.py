"""Names of files as servers state them."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.reading import read
from govcrawl.reading.formats.sniff import XLS, sniff
from govcrawl.reading.page.file_names import file_name

NAME = "2023年 统计表.xls"
AS_BYTES = {code: NAME.encode(code).decode("latin-1") for code in ("gbk", "utf-8")}


@pytest.mark.parametrize(
    "header",
    [
        f'attachment; filename="{NAME}"',
        f'attachment;filename="{AS_BYTES["gbk"]}"',
        f"attachment; filename={AS_BYTES['utf-8']}",
        f"attachment; filename={quote(NAME)}",
        f"attachment; filename=x.bin; filename*=UTF-8''{quote(NAME)}",
        f"inline; filename*=GBK''{quote(NAME, encoding='gbk')}",
        f'attachment; filename="C:\\\\年报\\\\{NAME}"',
        f"attachment; filename={quote(NAME, encoding='gbk')}",
        "attachment; filename==?utf-8?B?MjAyM+W5tCDnu5/orqHooaguzGxz?=".replace("zGxz", "eGxz"),
    ],
)
def test_every_way_in_which_a_name_is_written(header: str) -> None:
    assert file_name(header) == NAME


@pytest.mark.parametrize("header", ["", "inline", "attachment", 'attachment; filename=""', "name"])
def test_no_name(header: str) -> None:
    assert file_name(header) is None


@given(st.text(max_size=80))
def test_any_header_is_survived(text: str) -> None:
    file_name(f"attachment; filename={text}")
    file_name(f"attachment; filename*={text}")


def test_the_name_tells_a_format_that_bytes_leave_open() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert sniff(ole, name="统计表.xls", content_type="application/octet-stream") == XLS
    header = {"content-disposition": 'attachment; filename="a.xls"'}
    (unnamed,) = read(ole, url="http://x.gov.cn/down?id=1").issues
    (named,) = read(ole, url="http://x.gov.cn/down?id=1", headers=header).issues
    assert (unnamed.evidence, named.evidence) == ("ole", "damaged")
