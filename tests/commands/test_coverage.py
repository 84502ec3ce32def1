"""``scrapy coverage`` on the feed and the runs of a real crawl."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import msgspec

from govcrawl.commands.coverage import _json
from govcrawl.coverage import matrix
from govcrawl.sampleserver import Answer
from tests.commands.test_crawl import Serve, article, portal
from tests.conftest import Command
from tests.coverage.test_matrix import TODAY, line


def test_the_matrix_of_a_crawl(scrapy: Command, serve: Serve) -> None:
    server = serve(portal("a2018", "a2020"))
    for _ in range(2):  # a run that finds nothing new proves as much
        assert scrapy.crawl(server.url).returncode == 0
    plain = scrapy("coverage", scrapy.latest, "--as-of", "2022-01-10")
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.splitlines()[0] == "a · 2018 ? · 2019 缺 · 2020 ? · 2021 —"
    made = scrapy("coverage", scrapy.latest, "--format", "json", "--years", "2019")
    (cell,) = json.loads(made.stdout)
    assert cell["state"] == "not_found"
    assert [page["entries"] for page in cell["certificate"]["listing"]] == [2]
    assert cell["certificate"]["run_id"] == scrapy.run()["run_id"]
    table = scrapy("coverage", scrapy.latest, "--format", "csv", "--years", "2018-2019")
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert [row["state"] for row in rows] == ["unknown", "not_found"]
    assert rows[1]["listing_sha256"] == cell["certificate"]["listing"][0]["sha256"]
    out = scrapy.data / "matrix.json"
    moved = scrapy.data.parent / "elsewhere"
    assert Command(moved)("coverage", scrapy.latest, "-O", out, "--years", "2019").returncode == 0
    assert json.loads(out.read_text("utf-8")) == [cell], "the runs beside the feed are found"
    bad = scrapy.data / "bad.jsonl"
    bad.write_text('{"report_id": "a-2019-own"}\n{"report_id": 1}\n', "utf-8")
    refused = scrapy("coverage", bad)
    assert refused.returncode == 2
    assert f"feed_bad_line: {bad}:2 " in refused.stdout + refused.stderr
    for wrong in ([], ["nosuch.jsonl"], [scrapy.latest, "--years", "x"]):
        assert scrapy("coverage", *wrong).returncode == 2


def test_what_was_not_read_is_not_missing(scrapy: Command, serve: Serve, tmp_path: Path) -> None:
    """A page that is gone, a page without a report, and a feed that lacks what the crawl read."""
    names = [f"{agency}{year}" for agency in "abc" for year in (2018, 2019, 2020)]
    site = portal(*names)
    site[article("a2019")] = Answer(404)
    site[article("b2019")] = "<p>扫描件</p>"
    server = serve(site)
    first, feed = tmp_path / "first.jsonl", tmp_path / "feed.jsonl"
    assert scrapy.crawl(server.url, "-O", first).returncode == 3
    lines = first.read_text("utf-8").splitlines(keepends=True)
    feed.write_text("".join(x for x in lines if "c-2019" not in x), "utf-8")
    made = scrapy("coverage", feed, "--json", "--years", "2019,2021")
    found = {(c["agency"], c["year"]): c for c in json.loads(made.stdout)}
    assert {key: c["state"] for key, c in found.items()} == {
        ("a", 2019): "unknown", ("b", 2019): "unknown", ("c", 2019): "unknown",
        ("a", 2021): "not_found", ("b", 2021): "not_found", ("c", 2021): "not_found",
    }  # fmt: skip
    said = [found[agency, 2019]["reason"] for agency in "abc"]
    assert ["没有取到" in said[0], "没有读出" in said[1], "不在给出" in said[2]] == [True] * 3


def test_a_report_that_its_source_changed(scrapy: Command, serve: Serve) -> None:
    server = serve(portal("a2020"))
    assert scrapy.crawl(server.url).returncode == 0
    server.answers[article("a2020")] = Answer(200, "<p>报告 a 2020 13</p>".encode())
    assert scrapy.crawl(server.url, "-a", "full=1").returncode == 0
    made = scrapy("coverage", scrapy.latest, "--json", "--years", "2020")
    (cell,) = json.loads(made.stdout)
    assert (cell["state"], cell["timing"]) == ("changed", "unknown")
    assert "body" in cell["reason"], cell["reason"]
    assert scrapy.run()["finished_at"][:10] in cell["reason"]


def test_cells_are_written_one_after_the_other_as_all_at_once_would_be() -> None:
    cells = matrix([line(year, f"{year + 1}-01-20") for year in (2019, 2020)], [], {}, today=TODAY)
    assert len(cells) > 2
    for some in (cells, cells[:1], []):
        whole = msgspec.json.format(msgspec.json.encode(some), indent=2).decode() + "\n"
        assert "".join(_json(some)) == whole
