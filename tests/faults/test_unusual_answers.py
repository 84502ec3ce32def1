"""Answers that are odd but whole: read as what they are, by the real reader; and a proxy."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT, Command, records
from tests.faults import server as s
from tests.faults.server import FaultServer
from tests.faults.test_addresses import portal
from tests.faults.test_faults import COLUMN, GOOD, HOME, PAGE, TITLE, page

SAMPLE = (ROOT / "samples/pages/list-facts.html").read_text("utf-8")
EXPECTED = json.loads((ROOT / "samples/pages/list-facts.expected.json").read_text("utf-8"))
PLAIN = SAMPLE.replace('charset="utf-8"', "").replace("charset=utf-8", "")
#: What the server says of the encoding, what the page says, and what it is.
ENCODINGS = {
    "utf8": ("text/html; charset=utf-8", "utf-8", "utf-8"),
    "utf8_called_gbk": ("text/html; charset=gbk", "", "utf-8"),
    "gbk_called_utf8": ("text/html; charset=utf-8", "utf-8", "gbk"),
    "gbk_called_latin": ("text/html; charset=ISO-8859-1", "", "gbk"),
    "gbk_unsaid": ("", "", "gbk"),
    "utf8_with_mark": ("text/html; charset=gb2312", "gb2312", "utf-8-sig"),
    "of_no_name": ("text/html; charset=x-sjis-what", "none", "gb18030"),
    "as_pdf": ("application/pdf", "gbk", "gbk"),
}


def encoded(stated: str, actual: str) -> bytes:
    meta = f'<head><meta charset="{stated}">' if stated else "<head>"
    return PLAIN.replace("<head>", meta, 1).encode(actual)


def test_wrong_encodings_give_the_same_report(scrapy: Command) -> None:
    urls = {f"/zfxxgk/nb/t20210101_{n}.html": name for n, name in enumerate(ENCODINGS)}
    rows = "".join(f"<li><a href='{u}'>第{u[-6]}局2020年{TITLE}</a></li>" for u in urls)
    listing = f"<html><body><ul>{rows}</ul></body></html>"
    acts = portal(**{COLUMN: s.send(listing.encode("gbk"), kind="text/html; charset=utf-8")})
    for url, name in urls.items():
        kind, stated, actual = ENCODINGS[name]
        acts[url] = s.send(encoded(stated, actual), kind=kind)
    with FaultServer(acts) as server:
        done = scrapy.crawl(server.url, reader="govcrawl")
    assert done.returncode == 0, done.stderr
    found = records(scrapy.latest)
    titles = {record["title"] for record in found}
    assert len(titles) == 1, titles
    assert {record["report_id"] for record in found} == {found[0]["report_id"]}
    addresses = {u for r in found for u in (r["source"]["url"], *r["source"]["aliases"])}
    assert len(addresses) == len(urls)
    assert all("\ufffd" not in record["body"] for record in found)


NO_TEXT = ("hex", "zip", "rot13", "bz2", "base64", "uu", "idna", "punycode", "undefined")
HEADERS = (
    b"no colon at all",
    b"Bad Name: x",
    b": nameless",
    b" continued",
    b"X-\xe5\xb9\xb4: x",
    b"X: \x00",
)


def test_odd_charsets_and_broken_header_lines_lose_no_page(scrapy: Command) -> None:
    urls = [f"/zfxxgk/nb/t20210101_{n}.html" for n in range(2 * len(NO_TEXT) + len(HEADERS))]
    rows = "".join(f"<li><a href='{u}'>第{u[-6]}局2020年{TITLE}</a></li>" for u in urls)
    acts = portal(**{COLUMN: s.send(f"<html><body><ul>{rows}</ul></body></html>".encode())})
    bodies = [page(f"局{n}") for n in range(len(urls))]
    for n, name in enumerate(NO_TEXT):
        acts[urls[n]] = s.send(bodies[n], kind=f"text/html; charset={name}")
        meta = f'<head><meta charset="{name}">'.encode()
        stated = bodies[n + len(NO_TEXT)].replace(b"<head>", meta)
        acts[urls[n + len(NO_TEXT)]] = s.send(stated, kind="text/html")
    for n, line in enumerate(HEADERS, 2 * len(NO_TEXT)):
        head = b"HTTP/1.1 200 OK\r\n%s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
        acts[urls[n]] = s.raw(head % (line, len(bodies[n])) + bodies[n])
    with FaultServer(acts) as server:
        done = scrapy.crawl(server.url)
    assert done.returncode == 0, (done.stderr, scrapy.issues())
    assert {r["agency"]["name"] for r in records(scrapy.latest)} == {
        f"局{n}" for n in range(len(urls))
    }


def test_addresses_of_a_hundred_thousand_characters_are_named(scrapy: Command) -> None:
    rows = (
        f"<html><body><ul><li><a href='{PAGE}'>乙局2020年{TITLE}</a></li>"
        f"<li><a href='/zfxxgk/nb/t20210101_{'9' * 100_000}.html'>丙局2020年{TITLE}</a></li>"
        f"<li><a href='/zfxxgk/nb/t20210101_4.html'>丁局2020年{TITLE}</a></li></ul></body></html>"
    )
    acts = portal(**{COLUMN: s.send(rows.encode())})
    acts["/zfxxgk/nb/t20210101_4.html"] = s.moved(f"/{'8' * 12_000}.html")
    with FaultServer(acts) as server:
        assert scrapy.crawl(server.url).returncode == 3
    target = scrapy.run()["targets"][0]
    assert (target["new"], target["failed"]) == (1, 2)
    assert max(map(len, server.asked)) < 8000


def test_no_head_request_is_ever_made(scrapy: Command) -> None:
    """So nothing can change between HEAD and GET."""
    with FaultServer(portal()) as server:
        assert scrapy.crawl(server.url).returncode == 0
        assert scrapy.crawl(server.url, "-a", "full=1").returncode == 0
    assert set(server.methods) == {"GET"}


@pytest.mark.parametrize("inside", [False, True], ids=["public names", "leading inside"])
def test_a_proxy_is_the_users_own(scrapy: Command, inside: bool) -> None:
    """Names that only the proxy knows are crawled; addresses of this machine are not asked of it."""
    site = "http://www.example.gov.cn"
    acts = {f"{site}{path}": act for path, act in portal().items()}
    acts[f"{site}/"] = s.send(HOME)
    with FaultServer({"/secret.html": s.send(page("丙局"))}) as canary:
        if inside:
            acts[f"{site}{PAGE}"] = s.moved(f"{canary.url}secret.html")
        with FaultServer(acts) as proxy:
            done = subprocess.run(
                [sys.executable, "-m", "tests.scrapy_standin", "crawl", "reports",
                 "-a", f"url={site}/", "-s", "DOWNLOAD_DELAY=0", "-s", "GOVCRAWL_BROWSER=0"],
                cwd=ROOT, capture_output=True, text=True,
                env={**os.environ, "GOVCRAWL_DATA_DIR": str(scrapy.data), "PYTHONUTF8": "1",
                     "http_proxy": proxy.url},
            )  # fmt: skip
    target = scrapy.run()["targets"][0]
    assert (target["new"], target["failed"]) == ((1, 1) if inside else (2, 0)), done.stderr
    assert canary.asked == []
    assert not any(canary.url in path for path in proxy.asked)


STRANGE = (
    "http://127.0.0.1:99999/", "http://127.0.0.1:abc/", "http://127.0.0.1:-1/", "http://127.0.0.1:80:80/",
    "http://x..invalid/", "http://.invalid/", f"http://{'a' * 300}.invalid/", "http://x_y.invalid/",
    "http://-.invalid/", "http://xn--\u00fc.invalid/", "http://\u0130.invalid/", "http://a b.invalid/",
    "http://[v1.x]/", "http://[::1", "http://127.0.0.1:0/", "http:///x.html", "http://%zz.invalid/",
    "http://user:pass@x.invalid/", "http://x.invalid\\@y.invalid/", "http://?", "//", "http://\x00/",
)  # fmt: skip


def test_strange_addresses_cost_nothing_but_themselves(scrapy: Command) -> None:
    """As links, documents, next pages and redirects: the reports beside them are all had."""
    links = "".join(
        f"<a href='{u}'>丙局2020年{TITLE}</a><a href='{u}x.pdf'>丁局2020年{TITLE}.pdf</a>"
        f"<a href='{u}'>下一页</a><a href='{u}'>政府信息公开年报</a><iframe src='{u}'></iframe>"
        for u in STRANGE
    )
    moved = [f"/zfxxgk/nb/t20210101_{n:03}.html" for n in range(len(STRANGE))]
    rows = "".join(f"<li><a href='{u}'>第{n}局2020年{TITLE}</a></li>" for n, u in enumerate(moved))
    own = "".join(f"<li><a href='{u}'>{u[-6]}局2020年{TITLE}</a></li>" for u in (GOOD, PAGE))
    acts = portal(
        **{
            "/": s.send(HOME + links.encode()),
            COLUMN: s.send(f"<html><body><ul>{own}{rows}</ul>{links}</body></html>".encode()),
            PAGE: s.send(page("乙局") + links.encode()),
            **{u: s.moved(to) for u, to in zip(moved, STRANGE, strict=True)},
        }
    )
    with FaultServer(acts) as server:
        done = scrapy.crawl(server.url, "-s", "GOVCRAWL_BLOCKS_PER_HOST=99")
    assert "Traceback" not in done.stderr, done.stderr
    target = scrapy.run()["targets"][0]
    assert target["new"] == 2
    assert target["found"] == target["new"] + target["failed"]
    assert target["failed"] + target["not_reports"] >= len(STRANGE) - 1
    assert "spider_error" not in scrapy.issues()
