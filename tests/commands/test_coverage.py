"""``scrapy coverage`` on the feed and the runs of a real crawl."""

from __future__ import annotations

import csv
import io
import json

from tests.commands.test_crawl import Serve, portal
from tests.conftest import Command


def test_the_matrix_of_a_crawl(scrapy: Command, serve: Serve) -> None:
    server = serve(portal("a2018", "a2020"))
    assert scrapy.crawl(server.url).returncode == 0
    plain = scrapy("coverage", scrapy.latest, "--as-of", "2022-01-10")
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.splitlines()[0] == "a · 2018 ? · 2019 缺 · 2020 ? · 2021 —"
    made = scrapy("coverage", scrapy.latest, "--format", "json", "--years", "2019")
    (cell,) = json.loads(made.stdout)
    assert cell["state"] == "not_found"
    assert [page["entries"] for page in cell["certificate"]["listing"]] == [2]
    table = scrapy("coverage", scrapy.latest, "--format", "csv", "--years", "2018-2019")
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert [row["state"] for row in rows] == ["unknown", "not_found"]
    assert rows[1]["listing_sha256"] == cell["certificate"]["listing"][0]["sha256"]
    for wrong in ([], ["nosuch.jsonl"], [scrapy.latest, "--years", "x"]):
        assert scrapy("coverage", *wrong).returncode == 2
