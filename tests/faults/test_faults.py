"""Every fault in every place of a portal, in one crawl by the real spider: each page is had
whole or named as failed, nothing partial becomes a record, and the sums are right."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from tests.conftest import Command, alone, records
from tests.faults import server as s
from tests.faults.server import Act, FaultServer

TITLE = "政府信息公开工作年度报告"
HOME = "<html><body><a href='/zfxxgk/nb/'>政府信息公开年报</a></body></html>".encode()
ROBOTS = b"User-agent: *\nDisallow: /admin/\n"
COLUMN, GOOD, PAGE, FILE = (
    f"/zfxxgk/nb/{name}" for name in ("", "t20210101_1.html", "t20210101_2.html", "P020210101.pdf")
)
PADDING = f"<p>{'本机关依法公开政府信息。' * 40}</p>\n" * 20


def page(agency: str) -> bytes:
    text = f"<p>报告 {agency} 2020 1</p>" if agency else ""
    return f"<html><head></head><body><div>{text}{PADDING}</div></body></html>\n".encode()


def listing() -> bytes:
    rows = [(GOOD, "甲局"), (PAGE, "乙局")]
    items = "".join(f"<li><a href='{u}'>{n}2020年{TITLE}</a> 2021-01-01</li>" for u, n in rows)
    return f"<html><body><div><ul>{items}</ul></div>{PADDING}</body></html>".encode()


def carrier() -> bytes:
    link = f"<a href='{FILE}'>乙局2020年{TITLE}.pdf</a>"
    return f"<html><body><div>{link}</div></body></html>".encode()


DOCUMENT = f"%PDF-1.4\n报告 乙局 2020 1\n{PADDING}%%EOF\n".encode()


class Fault(NamedTuple):
    """``make``: the broken answer from the body that the whole one has. ``lost``: places where
    nothing can be had of it."""

    make: Callable[[bytes, str], Act | list[Act]]
    lost: tuple[str, ...]


ALL = ("robots", "home", "column", "article", "file")
PAGES = ALL[1:]
NEVER: tuple[str, ...] = ()


def half(body: bytes) -> bytes:
    return body[: len(body) * 2 // 3]


FAULTS = {
    # broken off
    "reset_before": Fault(lambda b, k: s.reset(), ALL),
    "reset_after_head": Fault(lambda b, k: s.reset(s.send(b"", length=len(b), kind=k)), ALL),
    "reset_in_body": Fault(lambda b, k: s.reset(s.send(half(b), length=len(b), kind=k)), ALL),
    "reset_in_chunks": Fault(lambda b, k: s.reset(s.chunked(half(b), b"")), ALL),
    "reset_without_length": Fault(lambda b, k: s.reset(s.old(half(b), k)), PAGES),
    "reset_then_whole": Fault(
        lambda b, k: [s.reset(s.send(half(b), length=len(b), kind=k)), s.send(b, kind=k)], NEVER
    ),
    "cut": Fault(lambda b, k: s.send(half(b), length=len(b), kind=k), ALL),
    "cut_without_length": Fault(lambda b, k: s.old(half(b), k), PAGES),
    "length_too_small": Fault(lambda b, k: s.send(b, length=len(half(b)), kind=k), PAGES),
    "length_too_large": Fault(lambda b, k: s.send(b, length=len(b) + 99, kind=k), ALL),
    "chunks_cut": Fault(lambda b, k: s.chunked(half(b), b""), ALL),
    "chunks_bad": Fault(lambda b, k: s.chunked(half(b), b"zz\r\n"), ALL),
    "partial_content": Fault(lambda b, k: s.send(half(b), "HTTP/1.1 206 Partial", kind=k), ALL),
    # no HTTP, or hardly
    "not_http": Fault(lambda b, k: s.raw(b"SSH-2.0-OpenSSH_9.9\r\n"), PAGES),
    "no_status": Fault(lambda b, k: s.raw(b"\r\n\r\n" + b), PAGES),
    "lengths_differ": Fault(lambda b, k: s.send(b, kind=k, Content_Length="5"), PAGES),
    "length_negative": Fault(lambda b, k: s.send(b, length=None, kind=k, Content_Length="-7"), PAGES),
    "length_no_number": Fault(lambda b, k: s.send(b, length=None, kind=k, Content_Length="?"), PAGES),
    "chunk_without_end": Fault(lambda b, k: s.chunked(half(b), b"f" * 999), PAGES),
    "status_of_no_kind": Fault(lambda b, k: s.send(b, "HTTP/1.1 999 What", kind=k), PAGES),
    "interim_without_end": Fault(lambda b, k: s.raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 99_999), PAGES),
    "header_without_colon": Fault(
        lambda b, k: s.send(b, "HTTP/1.1 200 OK\r\nno colon\r\nX-Odd: 年报\x1b[2J", kind=k), NEVER
    ),
    # never there, or not in time
    "unavailable": Fault(lambda b, k: s.status(503), ALL),
    "error": Fault(lambda b, k: s.status(500), ALL),
    "unavailable_twice": Fault(
        lambda b, k: [s.status(503, Retry_After="1"), s.status(503), s.send(b, kind=k)], NEVER
    ),
    "range_refused": Fault(lambda b, k: s.status(416), PAGES),
    "no_content": Fault(lambda b, k: s.status(204, b""), PAGES),
    "empty": Fault(lambda b, k: s.send(b"", kind=k), PAGES),
    "hang": Fault(lambda b, k: s.hang, ALL),
    "drip": Fault(lambda b, k: s.drip(b, 0.4), ALL),
    # too much
    "endless_head": Fault(lambda b, k: s.flood, ALL),
    "endless_body": Fault(lambda b, k: s.endless(k), ALL),
    "huge_length": Fault(lambda b, k: s.send(b, length=1 << 31, kind=k), ALL),
    "bomb": Fault(lambda b, k: s.bomb(), ALL),
    # compressed
    "gzip": Fault(lambda b, k: s.squeezed(b), NEVER),
    "deflate": Fault(lambda b, k: s.squeezed(b, "deflate"), NEVER),
    "gzip_cut": Fault(lambda b, k: s.squeezed(b, part=0.6), ALL),
    "deflate_cut": Fault(lambda b, k: s.squeezed(b, "deflate", part=0.6), ALL),
    "gzip_altered": Fault(
        lambda b, k: s.send(s.gzip.compress(b)[:-8] + b"12345678", Content_Encoding="gzip"), ALL
    ),
    "gzip_that_is_none": Fault(lambda b, k: s.send(b, kind=k, Content_Encoding="gzip"), ("robots",)),
    "deflate_garbage": Fault(lambda b, k: s.send(b"\xff" * 99, Content_Encoding="deflate"), ALL),
    "brotli_garbage": Fault(lambda b, k: s.send(b"\xff" * 99, Content_Encoding="br"), ALL),
    "encoding_of_no_kind": Fault(lambda b, k: s.send(b, kind=k, Content_Encoding="utf-8"), NEVER),
    # odd, but whole
    "without_length": Fault(lambda b, k: s.old(b, k), NEVER),
    "chunked": Fault(lambda b, k: s.chunked(b), NEVER),
    "type_of_another": Fault(
        lambda b, k: s.send(b, kind="text/html" if "pdf" in k else "application/pdf"), NEVER
    ),
    "type_unknown": Fault(lambda b, k: s.send(b, kind="application/octet-stream"), NEVER),
    "type_missing": Fault(lambda b, k: s.send(b, kind=""), NEVER),
    # redirects
    "to_itself": Fault(lambda b, k: s.moved(""), PAGES),
    "to_file": Fault(lambda b, k: s.moved("file:///etc/passwd"), PAGES),
    "to_ftp": Fault(lambda b, k: s.moved("ftp://127.0.0.1/x"), PAGES),
    "to_nowhere": Fault(lambda b, k: s.moved("http://nowhere.invalid/x"), ALL),
    "to_no_address": Fault(lambda b, k: s.moved("http://[::1"), ALL),
    "refresh_to_no_address": Fault(
        lambda b, k: s.send(b'<meta http-equiv="refresh" content="0;url=http://[::1">' + b), NEVER
    ),
}  # fmt: skip


def acts(fault: Fault, place: str) -> dict[str, Act | list[Act]]:
    """A portal of two reports with the fault in one place. The second report is a document where
    the fault is the document's."""
    second = carrier() if place == "file" else page("乙局")
    bodies = {
        "robots": ("/robots.txt", ROBOTS, "text/plain"),
        "home": ("/", HOME, "text/html"),
        "column": (COLUMN, listing(), "text/html"),
        "good": (GOOD, page("甲局"), "text/html"),
        "article": (PAGE, second, "text/html"),
        "file": (FILE, DOCUMENT, "application/pdf"),
    }
    made = {path: s.send(body, kind=kind) for path, body, kind in bodies.values()}
    path, body, kind = bodies[place]
    return {**made, path: fault.make(body, kind)}


#: What befalls a home page befalls it as it does the column's page, and a robots.txt that is had
#: is read as any; these show that it is so.
SHOWN = {
    "home": {"reset_before", "cut", "unavailable", "hang", "empty", "bomb", "gzip", "to_file"},
    "robots": {
        "reset_before", "reset_in_body", "reset_without_length", "cut", "length_too_small", "chunks_bad",
        "partial_content", "unavailable", "unavailable_twice", "range_refused", "no_content", "empty",
        "hang", "drip", "endless_head", "endless_body", "bomb", "gzip", "gzip_cut", "gzip_that_is_none",
        "brotli_garbage", "without_length", "to_itself", "to_file", "to_nowhere", "to_no_address",
    },
}  # fmt: skip
CASES = {
    f"{fault}-{place}".replace("_", "-"): (fault, place)
    for fault in FAULTS
    for place in ALL
    if fault in SHOWN.get(place, FAULTS)
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Command:
    scrapy = Command(tmp_path_factory.mktemp("faults") / "data")
    with ExitStack() as stack:
        portals = {}
        for name, (fault, place) in CASES.items():
            server = stack.enter_context(FaultServer(acts(FAULTS[fault], place)))
            portals[name] = {"name": name, "adcode": "110101", "start": [server.url]}
        done = scrapy(
            "crawl", "reports", "-a", f"portal={','.join(portals)}",
            "-s", f"GOVCRAWL_PORTALS={json.dumps(portals)}", "-s", "CONCURRENT_REQUESTS=64",
            "-s", "DOWNLOAD_DELAY=0", "-s", "DOWNLOAD_TIMEOUT=1.5",
            "-s", "GOVCRAWL_DOCUMENT_TIMEOUT=1.5", "-s", "DOWNLOAD_MAXSIZE=4000000",
            "-s", "GOVCRAWL_BROWSER=0",
            "-O", scrapy.data / "feed.jsonl",
        )  # fmt: skip
    assert done.returncode == 3, done.stderr[-3000:]
    (scrapy.data / "log").write_text(done.stderr, "utf-8")
    return scrapy


def test_every_page_is_had_whole_or_named(crawled: Command) -> None:
    run = crawled.run()
    named = records(crawled.data / "runs" / run["run_id"] / "issues.jsonl")
    wrong = []
    for target in run["targets"]:
        fault, place = CASES[target["portal"]]
        lost = place in FAULTS[fault].lost
        new, failed = (2, 0) if not lost else (1, 1) if place in ("article", "file") else (0, 0)
        outcomes = (
            {"ok"} if not lost else {"incomplete"} if new else {"failed", "broken", "incomplete"}
        )
        path = {"robots": "", "home": "", "column": COLUMN, "article": PAGE, "file": FILE}[place]
        said = [i for i in named if i["portal"] == target["portal"] and i["severity"] == "error"]
        got = (target["new"], target["failed"])
        if (
            got != (new, failed)
            or target["found"] != sum(target[k] for k in ("new", "changed", "unchanged", "failed"))
            or target["outcome"] not in outcomes
            or (place in ("article", "file") and lost and not any(path in i["url"] for i in said))
            or (lost and not (said or "broken" in target["outcome"]))
            or (said and not lost)
        ):
            codes = [(i["code"], (i["url"] or "")[-20:]) for i in said]
            wrong.append((target["portal"], got, target["outcome"], target["reason"][:60], codes))
    assert not wrong, f"{len(wrong)} of {len(CASES)}\n" + "\n".join(map(str, wrong))


def test_sums_feed_and_archive_hold(crawled: Command) -> None:
    counts = crawled.run()["counts"]
    assert counts["found"] == sum(counts[k] for k in ("new", "changed", "unchanged", "failed"))
    assert len(records(crawled.latest)) == counts["new"]
    assert {r["source"]["portal"] for r in records(crawled.latest)} <= set(CASES)
    done = crawled("archive", "verify", reader="govcrawl")
    assert done.returncode == 0, done.stdout + done.stderr
    again = crawled.data / "again.jsonl"
    crawled("reparse", crawled.data / "archive", "-O", again)
    assert alone(again) == alone(crawled.data / "feed.jsonl")


def test_the_log_holds_no_traceback(crawled: Command) -> None:
    assert "Traceback" not in (crawled.data / "log").read_text("utf-8")


def test_what_failed_is_asked_again_by_the_next_run(scrapy: Command) -> None:
    broken = s.reset(s.send(half(page("乙局")), length=9999))
    made = acts(
        Fault(lambda b, k: [broken, broken, broken, s.send(page("乙局"))], NEVER), "article"
    )
    with FaultServer(made) as server:
        assert scrapy.crawl(server.url).returncode == 3
        first = scrapy.run()["targets"][0]
        assert scrapy.crawl(server.url).returncode == 0
        second = scrapy.run()["targets"][0]
    assert (first["new"], first["failed"]) == (1, 1)
    assert (second["new"], second["unchanged"], second["failed"]) == (1, 1, 0)
    assert len(records(scrapy.latest)) == 2


def test_a_page_that_changes_between_two_gets_is_one_record(scrapy: Command) -> None:
    """The same address in two targets: each asks, the answers differ."""
    other = page("乙局").replace(b" 2020 1", b" 2020 2")
    made = acts(Fault(lambda b, k: [s.send(b), s.send(other)], NEVER), "article")
    with FaultServer(made) as server:
        given = {
            f"p{n}": {"name": "同一网站", "adcode": "110101", "start": [f"{server.url}?{n}"]}
            for n in (1, 2)
        }
        server.acts |= {"/?1": server.acts["/"], "/?2": server.acts["/"]}
        done = scrapy(
            "crawl", "reports", "-a", "portal=p1,p2", "-s", f"GOVCRAWL_PORTALS={json.dumps(given)}",
            "-s", "DOWNLOAD_DELAY=0", "-s", "GOVCRAWL_BROWSER=0",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert server.asked.count(PAGE) == 2
    run = scrapy.run()
    # Each portal keeps the two reports that it listed; of the changed page each its own version.
    assert run["counts"]["found"] == run["counts"]["new"] == 4
    versions = {record["source"]["sha256"] for record in records(scrapy.latest)}
    assert len(versions) == 3
    assert scrapy("archive", "verify", reader="govcrawl").returncode == 0


def test_a_document_has_more_time_than_a_page(scrapy: Command) -> None:
    slowly = Fault(lambda b, k: s.drip(b[:90] + b[-90:], 0.02), NEVER)
    given = (
        "-s",
        "DOWNLOAD_TIMEOUT=1.5",
        "-s",
        "GOVCRAWL_DOCUMENT_TIMEOUT=30",
        "-s",
        "RETRY_TIMES=0",
    )
    with FaultServer(acts(slowly, "file")) as server:
        assert scrapy.crawl(server.url, *given).returncode == 0
    with FaultServer(acts(slowly, "article")) as server:
        assert scrapy.crawl(server.url, *given).returncode == 3
    assert scrapy.issues() == ["timeout"]
