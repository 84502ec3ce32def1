"""Pages whose reading fails are counted, never lost."""

from __future__ import annotations

from tests.commands.test_crawl import Serve, article, portal
from tests.conftest import Command, records


def test_a_failing_page_is_counted_and_the_rest_is_kept(scrapy: Command, serve: Serve) -> None:
    site = portal("a2020", "b2020", "c2020")
    site[article("b2020")] = "<p>RAISE</p>"
    site[article("c2020")] = "<p>报告 c 2020 </p>\n<p>报告 d 2020 </p>"
    done = scrapy.crawl(serve(site).url)
    assert done.returncode == 3, done.stderr
    assert [r["report_id"] for r in records(scrapy.latest)] == [
        "a-2020-own",
        "c-2020-own",
        "d-2020-own",
    ]
    counts = scrapy.run()["counts"]
    assert (counts["found"], counts["new"], counts["failed"]) == (4, 3, 1)
    assert scrapy.issues() == ["reading_failed"]
