"""Personal data is masked, offices and figures are not."""

from __future__ import annotations

import pytest

from govcrawl.outputs.personal import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("联系电话13912345678", "联系电话139＊＊＊＊5678"),
        ("身份证号330102199001011234", "身份证号330102＊＊＊＊＊＊＊＊＊＊＊＊"),
        ("申请人李明向本机关提出申请", "申请人李＊向本机关提出申请"),
        ("原告王小二不服该答复", "原告王＊＊不服该答复"),
        ("村民陈某要求公开", "村民陈＊要求公开"),
    ],
)
def test_masked(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert len(mask(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "联系电话0571-87654321",
        "全年主动公开13812345678901条",
        "申请人向本机关提出申请",
        "原告不服",
        "访问量13812345678.5",
        "市民热线12345",
        "",
    ],
)
def test_left_alone(text: str) -> None:
    assert mask(text) == text
