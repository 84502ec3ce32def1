"""``scrapy crawl reports``: each exit status by a real crawl over loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from govcrawl.sampleserver import Answer, SampleServer
from govcrawl.store.store_names import store_name
from tests.conftest import Command, alone, page, records

Serve = Callable[[dict[str, str | Answer]], SampleServer]

HOME = '<a href="/zfxxgk/">政府信息公开</a>'
HUB = '<a href="/zfxxgk/zn/">政府信息公开指南</a><a href="/zfxxgk/nb/">政府信息公开年报</a>'


def listing(*names: str, more: str = "") -> str:
    """A column: each name ``乙局2020`` leads to ``/zfxxgk/nb/t20210101_<name>.html``."""
    rows = "".join(
        f'<li><a href="t20210101_{name}.html">{name}年政府信息公开工作年度报告</a> 2021-01-01</li>'
        for name in names
    )
    return f"<ul>{rows}</ul>{more}"


def portal(*names: str, **pages: str | Answer) -> dict[str, str | Answer]:
    """A portal whose column lists the names, each with its report page."""
    site: dict[str, str | Answer] = {
        "/": HOME,
        "/zfxxgk/": HUB,
        "/zfxxgk/nb/": listing(*names),
    }
    for name in names:
        site[article(name)] = f"<p>报告 {name[:-4]} {name[-4:]} 12</p>"
    return site | pages


def article(name: str) -> str:
    return f"/zfxxgk/nb/t20210101_{name}.html"


def ids(path: Path) -> list[str]:
    return [record["report_id"] for record in records(path)]


def test_status_0_and_what_later_runs_emit(scrapy: Command, serve: Serve, tmp_path: Path) -> None:
    site = portal("b2020", "a2020")
    server = serve(site)
    feed = tmp_path / "feed.jsonl"

    first = scrapy.crawl(server.url, "-O", feed)
    assert first.returncode == 0, first.stderr
    assert ids(feed) == ["a-2020-own", "b-2020-own"]
    assert records(scrapy.latest) == records(feed)
    run = scrapy.run()
    assert list(run) == [
        "run_id", "command", "started_at", "finished_at", "govcrawl_version", "exit_status",
        "reason", "counts", "targets", "hosts",
    ]  # fmt: skip
    assert run["counts"] == {
        "found": 2, "new": 2, "changed": 0, "unchanged": 0, "not_reports": 0, "failed": 0,
        "reparsed": 0, "vanished": 0,
    }  # fmt: skip
    target = run["targets"][0]
    assert (target["outcome"], target["listing_complete"], target["pages"]) == ("ok", True, 5)
    assert len(server.requests) == len(set(server.requests))
    assert server.requests[0] == "/robots.txt"

    before = alone(scrapy.latest)
    server.requests.clear()
    second = scrapy.crawl(server.url, "-O", feed)
    assert second.returncode == 0, second.stderr
    assert f"{feed}（全部现有记录 every current record: 2）" in second.stderr
    assert alone(feed) == before, "every current record"
    assert feed.read_bytes() == scrapy.latest.read_bytes()
    assert scrapy.increment == []
    assert scrapy.issues() == []
    assert (scrapy.data / "runs" / scrapy.run()["run_id"] / "issues.jsonl").exists()
    assert scrapy.run()["counts"]["unchanged"] == 2
    assert server.requests == ["/robots.txt", "/", "/zfxxgk/", "/zfxxgk/nb/"], "known articles"

    server.answers[article("a2020")] = Answer(200, "<p>报告 a 2020 13</p>".encode())
    server.answers["/zfxxgk/nb/"] = page(listing("a2020", "b2020").replace("01-01", "03-01", 1))
    server.requests.clear()
    third = scrapy.crawl(server.url, "-O", feed)
    assert third.returncode == 0, third.stderr
    assert [r["report_id"] for r in scrapy.increment] == ["a-2020-own"]
    assert scrapy.increment[0] == records(feed)[0]
    assert "13" in records(scrapy.latest)[0]["body"]
    assert ids(scrapy.latest) == ["a-2020-own", "b-2020-own"]
    counts = scrapy.run()["counts"]
    assert (counts["changed"], counts["unchanged"]) == (1, 1)
    assert server.requests[-1:] == [article("a2020")], "its row in the listing has changed"

    appended = tmp_path / "appended.jsonl"
    full = scrapy.crawl(server.url, "-a", "full=1", "-o", appended)
    assert full.returncode == 0
    assert f"{appended}（追加新的和变更的 appended, new or changed: 0）" in full.stderr
    assert records(appended) == [], "refetched, and nothing is new"
    assert article("a2020") in server.requests


def test_status_3_publishes_what_was_got(scrapy: Command, serve: Serve, tmp_path: Path) -> None:
    site = portal("a2020", "b2020")
    site[article("b2020")] = Answer(404)
    feed = tmp_path / "feed.jsonl"
    done = scrapy.crawl(serve(site).url, "-O", feed)
    assert done.returncode == 3, done.stderr
    assert ids(feed) == ids(scrapy.latest) == ["a-2020-own"]
    run = scrapy.run()
    assert run["exit_status"] == 3
    assert run["targets"][0]["outcome"] == "incomplete"
    counts = run["counts"]
    assert counts["found"] == 2 == counts["new"] + counts["failed"]
    assert scrapy.issues() == ["http_status"]


def test_status_4_leaves_both_files_alone(scrapy: Command, serve: Serve, tmp_path: Path) -> None:
    server = serve(portal("a2020"))
    feed = tmp_path / "feed.jsonl"
    assert scrapy.crawl(server.url, "-O", feed).returncode == 0
    good, latest = feed.read_bytes(), scrapy.latest.read_bytes()

    challenge = Answer(521, b"<script>document.cookie='__jsl_clearance=1'</script>")
    dead = Answer(500)
    shell = Answer(200, b"<html><body><div id=app></div></body></html>")
    for path, answer, outcome in (
        ("/", challenge, "blocked"),
        ("/", dead, "failed"),
        ("/", shell, "broken"),
        ("/zfxxgk/nb/", shell, "broken"),
        ("/robots.txt", Answer(200, b"User-agent: *\nDisallow: /"), "blocked"),
    ):
        before = dict(server.answers)
        server.answers[path] = answer
        server.requests.clear()
        done = scrapy.crawl(server.url, "-O", feed)
        server.answers = before
        assert done.returncode == 4, (outcome, done.stderr)
        assert scrapy.run()["targets"][0]["outcome"] == outcome
        assert (feed.read_bytes(), scrapy.latest.read_bytes()) == (good, latest)
        assert not list(tmp_path.glob(".feed*"))
        if answer is challenge:
            assert server.requests == ["/robots.txt", "/"], "a challenge is not asked for again"


def test_status_5_and_2_and_1(scrapy: Command, serve: Serve, tmp_path: Path) -> None:
    url = serve(portal("a2020")).url
    scrapy.data.mkdir()
    name = store_name(None, url)
    (scrapy.data / "state").mkdir()
    with FileLock(scrapy.data / "state" / f"{name}.lock"):
        locked = scrapy.crawl(url)
    assert locked.returncode == 5
    assert name in locked.stderr
    assert scrapy.run()["exit_status"] == 5

    for wrong, hint in (
        (["-a", "porta=x"], "portal"),
        (["-a", f"url={url}", "-a", "years=last"], "2019-2024"),
        (["-a", "url=www.x.cn"], "http://"),
        ([], "portal=ID"),
    ):
        usage = scrapy("crawl", "reports", *wrong)
        assert usage.returncode == 2
        assert hint in usage.stderr

    for typo in (
        ["crawl", "report", "-a", f"url={url}"],
        ["crawl"],
        ["crawl", "reports", "portal=x"],
    ):
        done = scrapy(*typo)
        assert done.returncode == 2
        assert "scrapy crawl reports -a portal=ID" in done.stderr
        assert "Traceback" not in done.stderr

    folder = tmp_path / "folder.jsonl"
    folder.mkdir()
    (folder / "x").touch()
    crashed = scrapy.crawl(url, "-O", tmp_path / "folder.jsonl" / "x" / "feed.jsonl")
    assert crashed.returncode == 1
    assert scrapy.run()["exit_status"] == 1
    assert not scrapy.latest.exists()


def test_a_dead_host_is_called_dead(scrapy: Command, serve: Serve) -> None:
    server = serve(portal("a2020"))
    server.close()
    assert scrapy.crawl(server.url, "-s", "RETRY_TIMES=0").returncode == 4
    assert set(scrapy.issues()) == {"host_dead"}
    assert "robots" not in scrapy.run()["targets"][0]["reason"]


def test_a_listing_is_walked_to_its_end_or_said_not_to_be(scrapy: Command, serve: Serve) -> None:
    more = '<script>createPageHTML(3, {}, "index", "html");</script>'
    site = portal("a2018", "b2019", "c2020")
    site["/zfxxgk/nb/"] = listing("a2018", more=more.format(0))
    site["/zfxxgk/nb/index_1.html"] = listing("b2019", more=more.format(1))
    site["/zfxxgk/nb/index_2.html"] = listing("c2020", more=more.format(2))
    server = serve(site)
    assert scrapy.crawl(server.url).returncode == 0
    assert scrapy.run()["targets"][0]["found"] == 3

    server.answers["/zfxxgk/nb/index_1.html"] = Answer(404)
    assert scrapy.crawl(server.url).returncode == 3
    target = scrapy.run()["targets"][0]
    assert (target["outcome"], target["listing_complete"]) == ("incomplete", False)
    assert "index_1.html" in target["reason"]
    assert ids(scrapy.latest) == ["a-2018-own", "b-2019-own", "c-2020-own"], "none is forgotten"

    server.answers["/zfxxgk/nb/"] = Answer(
        200, f"<ul>{listing('a2018')}</ul>共3页 <a href='javascript:go(2)'>下一页</a>".encode()
    )
    server.answers["/zfxxgk/"] = Answer(
        200, b'<a href="/zfxxgk/nb/?x">' + "信息公开年报</a>".encode()
    )
    assert scrapy.crawl(server.url).returncode == 3


def test_empty_years_aliases_and_rejects(scrapy: Command, serve: Serve, tmp_path: Path) -> None:
    site = portal("a2018", "b2019")
    site["/zfxxgk/nb/"] = listing("a2018", "b2019", "c2019", "d2019")
    site[article("c2019")] = site[article("b2019")]
    site[article("d2019")] = "<p>通知</p>"
    feed = tmp_path / "feed.jsonl"
    server = serve(site)
    done = scrapy.crawl(server.url, "-a", "years=2019", "-O", feed)
    assert done.returncode == 0, done.stderr
    (record,) = records(feed)
    base = server.url.rstrip("/")
    assert record["source"]["url"] == base + article("b2019")
    assert record["source"]["aliases"] == [base + article("c2019")]
    assert scrapy.run()["counts"]["not_reports"] == 1
    assert scrapy.issues() == ["not_a_report"]
    assert article("a2018") not in server.requests

    empty = serve({"/": HUB, "/zfxxgk/nb/": "<ul class=list>暂无信息</ul>"})
    done = scrapy.crawl(empty.url, "-O", feed)
    assert done.returncode == 0
    assert scrapy.run()["targets"][0]["outcome"] == "empty"


def test_portals_are_data(scrapy: Command, serve: Serve) -> None:
    good, bad = serve(portal("a2020")), serve({"/": Answer(412)})
    portals = {
        "one": {"name": "甲区", "adcode": "110101", "start": [good.url]},
        "two": {"name": "乙区", "adcode": "110102", "start": [bad.url]},
    }
    args = ("-s", f"GOVCRAWL_PORTALS={json.dumps(portals)}", "-s", "DOWNLOAD_DELAY=0")
    done = scrapy("crawl", "reports", "-a", "portal=one,two", *args)
    assert done.returncode == 3, done.stderr
    assert [(t["portal"], t["outcome"]) for t in scrapy.run()["targets"]] == [
        ("one", "ok"),
        ("two", "blocked"),
    ]
    assert records(scrapy.latest)[0]["source"]["portal"] == "one"
    portals["broken"] = {"name": "丙区", "adcode": "999999", "start": ["http://x/"]}
    broken = ("-s", f"GOVCRAWL_PORTALS={json.dumps(portals)}", "-s", "DOWNLOAD_DELAY=0")
    done = scrapy("crawl", "reports", "-a", "portal=one", *broken)
    assert done.returncode == 0, done.stderr
    assert scrapy.issues() == ["portal_broken"]
    assert "999999" in scrapy("crawl", "reports", "-a", "portal=broken", *broken).stderr
    typo = scrapy("crawl", "reports", "-a", "portal=oen", *args)
    assert typo.returncode == 2
    assert "did you mean one?" in typo.stderr
