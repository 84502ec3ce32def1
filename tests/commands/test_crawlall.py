"""Many portals are crawled side by side, each on its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from govcrawl.sampleserver import Answer, SampleServer
from tests.commands.test_crawl import portal
from tests.conftest import Command, records
from tests.jobs.loopback import Loopback

Serve = Callable[[dict[str, str | Answer]], SampleServer]
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "GOVCRAWL_BROWSER=0")


def listing(path: Path, *urls: str) -> Path:
    rows = [f"某县{n},420506,{url}" for n, url in enumerate(urls)]
    path.write_text("\n".join(["name,adcode,url", *rows, ""]), "utf-8")
    return path


@pytest.mark.timeout(600)
def test_each_portal_of_a_list_is_crawled_on_its_own(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    well = serve(portal("a2020"))
    away = serve(portal("b2020"))
    away.close()
    path = listing(tmp_path / "list.csv", well.url, away.url)
    done = scrapy(
        "crawlall", path, "--jobs", "2", "-a", "years=2020", "-s", "RETRY_TIMES=0", *QUICK
    )
    assert done.returncode == 3, done.stderr
    assert [r["report_id"] for r in records(scrapy.data / "latest")] == ["a-2020-own"]
    found = json.loads((scrapy.data / "crawlall.json").read_text("utf-8"))
    ended = {one["portal"]: one for one in found["results"]}
    assert sorted(one["exit_status"] for one in ended.values()) == [0, 4]
    assert found["not_come_to"] == 0
    for name in ended:
        assert (scrapy.data / "portals" / name / "runs").is_dir()
        assert f"{name} · 退出码 exit {ended[name]['exit_status']}" in done.stderr
    asked = len(well.requests)
    again = scrapy(
        "crawlall",
        path,
        "--jobs",
        "2",
        "-a",
        "years=2020",
        "-s",
        "RETRY_TIMES=0",
        *QUICK,
        "--resume",
    )
    assert again.returncode == 3, again.stderr
    assert len(well.requests) == asked, "what has ended is not done again"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["nowhere.csv"], "nowhere.csv"),
        (["no_such_portal"], "unknown_portal"),
        (["-a", "url=http://x.gov.cn/"], "bad_batch_argument"),
        (["--jobs", "0"], "bad_number"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_one_line(
    scrapy: Command, given: list[str], said: str
) -> None:
    done = scrapy("crawlall", *given)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.long  # tests/fetching/test_leases.py is its twin
@pytest.mark.timeout(600)
@pytest.mark.parametrize("leases", [True, False])
def test_a_host_that_two_crawls_are_led_to_is_asked_by_one_at_a_time(
    scrapy: Command, tmp_path: Path, leases: bool
) -> None:
    common: dict[str, str | Answer] = {}
    sites: dict[int, dict[str, str | Answer]] = {}
    for number in (2, 3):
        sites[number] = {"/": "-"}
        for path, answer in portal(*(f"s{number}n{n}2020" for n in range(6))).items():
            assert isinstance(answer, str)
            common[f"/p{number}{path}"] = re.sub(r"(href=['\"]?)/", rf"\1/p{number}/", answer)
    with Loopback({**sites, 9: common}, 0.1) as server:
        for number in (2, 3):
            at = {"Location": server.url(9, f"/p{number}/")}
            server.sites[f"127.0.0.{number}"]["/"] = Answer(302, b"", at)
        path = listing(tmp_path / "list.csv", server.url(2), server.url(3))
        given = ["-s", "GOVCRAWL_PRIVATE_HOSTS=127.0.0.9", *QUICK]
        given += [] if leases else ["-s", "GOVCRAWL_LEASES="]
        done = scrapy("crawlall", path, "--jobs", "2", *given)
        assert done.returncode == 0, done.stderr
        assert len([r for f in scrapy.latest.glob("*.jsonl") for r in records(f)]) == 12
        assert (server.most["127.0.0.9"] == 1) is leases
