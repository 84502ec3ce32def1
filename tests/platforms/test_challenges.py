"""Block pages are recognised; pages that only look like them are not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.platforms.challenges import _shows, _visible, recognise

ARTICLE = "<p>" + "本年度报告由办公室编制。" * 100 + "</p>"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (521, "", "blocked.jsl"),
        (200, "<script>document.cookie='a=1';location.href=location.pathname+location.search</script>", "blocked.jsl"),
        (412, "<html></html>", "blocked.ruishu"),
        (200, '<meta content="x" r="m"><script>$_ts=window[\'$_ts\'];$_ts.nsd=2;</script>', "blocked.ruishu"),
        (200, "<html>当前访问疑似黑客攻击，已被创宇盾拦截</html>", "blocked.chuangyudun"),
        (200, "<script>var arg1='ABC';</script>", "blocked.aliyun"),
        (403, "", "blocked.waf"),
        (512, "", "blocked.waf"),
        (200, "<html><title>安全验证</title></html>", "blocked.waf"),
        (200, "<html>请输入验证码<input></html>", "login_required"),
        (200, "<html>抱歉，您访问的页面不存在</html>", "soft_404"),
    ],
)  # fmt: skip
def test_recognised(status: int, body: str, code: str) -> None:
    for encoding in ("utf-8", "gb18030"):
        message = recognise(status, body.encode(encoding))
        assert message is not None
        assert message.code == code


@pytest.mark.parametrize(
    "body",
    [
        ARTICLE,
        ARTICLE + "<script>$_ts=window['$_ts'];$_ts.nsd=2;</script>",
        ARTICLE + "<form>用户登录 请输入验证码</form>",
        "%PDF-1.7 安全验证",
    ],
)
def test_not_mistaken(body: str) -> None:
    assert recognise(200, body.encode()) is None


@pytest.mark.parametrize("piece", ["<script", "<", "document.cookie=", "<script>$_ts.cd</style>"])
def test_hostile_pages_take_no_time(piece: str) -> None:
    body = ("<html>$_ts.cd" + piece * (1_000_000 // len(piece))).encode()
    begun = time.process_time()
    recognise(200, body)
    assert time.process_time() - begun < 2


_PIECES = [
    "<p>", "</p>", "<a href=x>", "</a>", "</A>", "<script>", "</script>", "<STYLE>", "</style>", "<", ">", " ",
    "公开" * 30, "text " * 20, "<!--", "-->", "<a\n>" + "名" * 2100, "\u3000" * 50,
]  # fmt: skip


@given(
    st.lists(st.sampled_from(_PIECES), max_size=25),
    st.sampled_from(["utf-8", "gb18030"]),
    st.integers(1, 300),
)
def test_a_page_that_certainly_shows_so_much_does(
    pieces: list[str], encoding: str, number: int
) -> None:
    body = "".join(pieces).encode(encoding)
    if _shows(body, number):
        assert _visible(body) >= number


def test_a_long_article_certainly_shows_much() -> None:
    assert _shows(ARTICLE.encode(), 600)
