"""The seeker and the readers, on pages alone: no engine, no server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse
from scrapy.settings import Settings

from govcrawl.execution.task import Inline, PageTask
from govcrawl.platforms.links import Link
from govcrawl.runs import Run
from govcrawl.spiders.arguments import Arguments
from govcrawl.spiders.articles import ArticleReader, Visit
from govcrawl.spiders.asking import Ask
from govcrawl.spiders.columns import ListingReader
from govcrawl.spiders.crawl_context import Job
from govcrawl.spiders.seeking import Seeker
from govcrawl.spiders.walk import Step
from tests.platforms.sites.kit import plain, text

HOME = "http://www.x.gov.cn/"
TITLE = "甲县财政局{}年政府信息公开工作年度报告"


def page(body: str, url: str) -> HtmlResponse:
    html = f"<html><head><title>甲县</title></head><body>{body}</body></html>"
    return HtmlResponse(url, body=html.encode(), encoding="utf-8")


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    settings = Settings()
    settings.setmodule("govcrawl.settings")
    settings.set("GOVCRAWL_READ_JOBS", 0)
    run = Run.begin(tmp_path / "data", "crawl reports", stores=["www.x.gov.cn"])
    made = Job(Arguments([(None, HOME)], None, False), run, settings, {})
    made.walks[0].first_visit(HOME)
    yield made
    made.memory.close()
    made.execution.close()


def readers(job: Job) -> tuple[Seeker, ListingReader]:
    seeker = Seeker(job)
    articles = ArticleReader(
        job, lambda page, target, search: listings.listing_of(page, target, search)
    )
    listings = ListingReader(job, seeker, articles)
    return seeker, listings


def urls(output: list[Ask | PageTask], what: str) -> list[str]:
    return [x.fetch.url.removeprefix(HOME) for x in output if isinstance(x, Ask) and x.what == what]


def test_a_home_page_leads_to_columns_and_bodies(job: Job) -> None:
    _, listings = readers(job)
    home = page(
        '<a href="/nb/">政府信息公开年报</a><a href="/bm/">部门信息公开</a><a href="/qy/">企业年报</a>',
        HOME,
    )
    asked = urls(list(listings.read(home, 0, Step(0))), "listing")
    assert asked == ["nb/", "bm/"]
    assert job.walks[0].bodies == "all"


def test_a_hub_begins_a_search_for_each_body(job: Job) -> None:
    _, listings = readers(job)
    job.walks[0].bodies = "all"
    names = ("县财政局", "县教育局", "青山镇", "县供销合作社")
    hub = (
        "<ul>"
        + "".join(f'<li><a href="/b/{n}/">{x}</a></li>' for n, x in enumerate(names))
        + "</ul>"
    )
    asked = urls(list(listings.read(page(hub, f"{HOME}bm/"), 0, Step(1, hub=True))), "listing")
    assert asked == ["b/0/", "b/1/", "b/2/", "b/3/"]
    assert [search.body for search in job.walks[0].searches] == ["", *names]


def test_a_listing_is_read_by_the_shape_of_its_rows(job: Job) -> None:
    """Addresses of two digits, titles cut short: the list's own majority tells an article."""
    _, listings = readers(job)
    rows = "".join(
        f'<li><a href="/nb/show.aspx?id={n}" title="{TITLE.format(2010 + n)}">甲县…</a></li>'
        for n in range(9)
    )
    column = page(f"{rows}<a href='/nb/list.aspx?page=2'>下一页</a>", f"{HOME}nb/list.aspx")
    out = list(listings.read(column, 0, Step(1, "政府信息公开年报")))
    assert urls(out, "listing") == ["nb/list.aspx?page=2"]
    assert urls(out, "article") == [f"nb/show.aspx?id={n}" for n in range(9)]
    (listing,) = job.walks[0].listings
    assert (listing.usable, listing.wanted, listing.counts) == (True, 9, True)
    assert {entry.column for entry in job.walks[0].entries.values()} == {listing.url}


def test_what_comes_back_for_a_year_is_an_article(job: Job) -> None:
    _, listings = readers(job)
    column = page('<a href="11.html">2022年</a><a href="12.html">2021年</a>', f"{HOME}nb/")
    out = list(listings.read(column, 0, Step(1, "政府信息公开年报")))
    assert urls(out, "listing") == ["nb/11.html", "nb/12.html"]
    body, _ = text("甲县财政局", 2022, "2023-01-12")
    html = plain(TITLE.format(2022), "2023-01-12", body)
    report = HtmlResponse(f"{HOME}nb/11.html", body=html.encode(), encoding="utf-8")
    step = next(x for x in out if isinstance(x, Ask)).given["step"]
    (task,) = listings.read(report, 0, step)
    assert isinstance(task, PageTask)
    assert task.announced
    assert len(job.walks[0].listings) == 1


def test_the_pages_of_an_article_are_fetched_before_it_is_read(job: Job) -> None:
    _, listings = readers(job)
    first = page(
        f"<h1>{TITLE.format(2022)}</h1><div class='c'><p>一、</p></div>"
        "<script>createPageHTML(2, 0, 't20230112_7', 'html');</script>",
        f"{HOME}nb/t20230112_7.html",
    )
    visit = Visit(Link(first.url, TITLE.format(2022)), announced=True, at_home=True)
    (ask,) = listings.articles.arrived(first, 0, visit)
    assert isinstance(ask, Ask)
    assert (ask.what, ask.fetch.url) == ("part", f"{HOME}nb/t20230112_7_1.html")
    second = page(f"<h1>{TITLE.format(2022)}</h1><div class='c'><p>二、</p></div>", ask.fetch.url)
    (task,) = listings.articles.read_part(second, 0, ask.given["parts"])
    assert isinstance(task, PageTask)
    assert isinstance(task.place, Inline)
    assert task.place.data.count(b"govcrawl-page") == 2
