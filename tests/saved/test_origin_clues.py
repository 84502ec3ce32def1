"""What single files say of where they came from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.saved import origin_clues
from govcrawl.saved.origin_clues import by_folder, by_itself, by_mail, by_program, sites_of, web

_URL = "http://www.yunxi.gov.cn/nb/t1.html"


@pytest.mark.parametrize(
    ("head", "url", "fetched_at"),
    [
        (f"<!-- saved from url=({len(_URL):04}){_URL} -->", _URL, None),
        (f"<!-- saved from url=(0000){_URL} -->", _URL, None),
        (f"<!-- saved from url=({len(_URL):04}){_URL}%20more -->", _URL, None),
        ("<!-- saved from url=(0014)about:internet -->", None, None),
        ("<!-- saved from url=(0022)file:///C:/x/年报.html -->", None, None),
        (
            (
                "<!-- Mirrored from www.yunxi.gov.cn/nb/t1.html by HTTrack Website Copier/3.x "
                "[XR&CO'2014], Mon, 04 Mar 2024 16:01:02 +0800 -->"
            ),
            _URL,
            "2024-03-04T08:01:02Z",
        ),
        (
            (
                f"<!--\n Page saved with SingleFile \n url: {_URL} \n saved date: Mon Mar 04 2024 "
                "16:01:02 GMT+0800 (x)\n-->"
            ),
            _URL,
            "2024-03-04T08:01:02Z",
        ),
        (
            f"<!--\n Page saved with SingleFile \n url: {_URL} \n saved date: neulich\n-->",
            _URL,
            None,
        ),
        (f'<meta name="savepage-url" content="{_URL}">', _URL, None),
        ("<!-- saved from the archive -->", None, None),
    ],
)
def test_comments_of_programs(head: str, url: str | None, fetched_at: str | None) -> None:
    found = by_program(head.encode())
    assert (found and found.url, found and found.fetched_at) == (url, fetched_at)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (f"<link rel=canonical href={_URL}>", [("canonical", _URL)]),
        (f"<LINK HREF='{_URL}#top' REL='Canonical'/>", [("canonical", _URL)]),
        (
            f'<meta content="{_URL}?a=1&amp;b=2" property="og:url">',
            [("og_url", f"{_URL}?a=1&b=2")],
        ),
        (f'<link rel="canonical" href="{_URL[5:]}">', [("canonical", _URL)]),
        ('<link rel="canonical" href="/nb/t1.html">', []),
        ('<link rel="canonical" href="http://www.yunxi.gov.cn/">', []),
        (f'<link rel="alternate" href="{_URL}">', []),
    ],
)
def test_addresses_that_pages_name(head: str, found: list[tuple[str, str]]) -> None:
    assert [(w.kind, w.url) for w in by_itself(head.encode())] == found


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("www.yunxi.gov.cn/nb/t1.html", _URL),
        ("mirror/www.yunxi.gov.cn/nb/t1.html", _URL),
        ("www.yunxi.gov.cn/show.jsp?id=3&a=b", "http://www.yunxi.gov.cn/show.jsp?id=3&a=b"),
        ("www.yunxi.gov.cn/show.jsp?id=3.html", "http://www.yunxi.gov.cn/show.jsp?id=3"),
        ("www.yunxi.gov.cn/show.jsp@id=3.html", "http://www.yunxi.gov.cn/show.jsp?id=3"),
        ("www.yunxi.gov.cn_8080/t1.html", "http://www.yunxi.gov.cn:8080/t1.html"),
        (
            "www.yunxi.gov.cn/年报/1.html",
            "http://www.yunxi.gov.cn/%E5%B9%B4%E6%8A%A5/1.html",
        ),
        ("10.1.2.3/t1.html", "http://10.1.2.3/t1.html"),
        ("old.example.com/www.yunxi.gov.cn/nb/t1.html", _URL),
        ("1.2.3/t1.html", None),
        ("999.1.2.3/t1.html", None),
        ("a.files/t1.html", None),
        ("年报.com/t1.html", None),
        ("www.yunxi.gov.cn", None),
    ],
)
def test_folders_named_after_hosts(path: str, url: str | None) -> None:
    found = by_folder(Path(path).parts)
    assert (found and found.url) == url


def test_the_head_of_a_page_saved_as_one_file() -> None:
    head = f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {_URL}\r\nDate: Mon, 4 Mar 2024 08:01:02 -0000\r\n\r\n"
    found = by_mail(head.encode())
    assert found is not None
    assert (found.url, found.fetched_at) == (_URL, "2024-03-04T08:01:02Z")
    part = f"MIME-Version: 1.0\r\n\r\n--x\r\nContent-Location: {_URL}\r\n\r\n"
    assert (found := by_mail(part.encode()))
    assert found.url == _URL
    assert by_mail(b"Subject: x\r\nDate: yesterday\r\n\r\n") is None


def test_sites_that_a_page_points_to() -> None:
    head = (
        b'<link rel="stylesheet" href="//static.yunxi.gov.cn/a.css"><base href="http://x.com/">'
        b'<meta name="SiteDomain" content="www.other.gov.cn"><script src="https://t.baidu.com/h.js">'
    )
    sites = sites_of(head)
    assert sites.own == {"yunxi.gov.cn", "x.com", "other.gov.cn"}
    assert sites.loaded == {"baidu.com"}


@given(st.binary(max_size=300))
def test_no_bytes_raise(noise: bytes) -> None:
    for head in (
        noise,
        b"<!-- saved from url=(0042)" + noise,
        b"<link rel=canonical href=" + noise,
    ):
        by_program(head)
        by_itself(head)
        sites_of(head)
        by_mail(head)
        assert origin_clues.is_mirrored(head) in (True, False)


@given(st.text(max_size=60))
def test_what_is_an_address_stays_one(text: str) -> None:
    url = web(f"http://{text}")
    assert url is None or (url.isascii() and web(url) == url)
