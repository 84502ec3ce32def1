"""The walk from a home page, over the shapes that real portals have."""

from __future__ import annotations

from govcrawl.sampleserver import Answer
from tests.commands.test_crawl import Serve
from tests.conftest import Command, records

TITLE = "政府信息公开工作年度报告"


def gbk(body: str) -> Answer:
    return Answer(200, f"<html><body>{body}</body></html>".encode("gbk"))


def test_shapes_of_a_portal(scrapy: Command, serve: Serve) -> None:
    """A script that sends on; GBK without a word of it; years as sub-columns; a frame that
    holds the list; a page that only carries a document; a title that says too little; other
    columns and other sites left alone."""
    server = serve(
        {
            "/": "<script>location.href='/portal/'</script>",
            "/portal/": gbk(
                '<a href="/gk/">政务公开</a><a href="/qy/">企业年报</a>'
                '<a href="http://other.example.cn/nb/">信息公开年报</a>'
            ),
            "/gk/": '<a href="/gk/nb/">政府信息公开年度报告</a>',
            "/gk/nb/": gbk(
                '<a href="2022/">2022年</a><a href="2021/">2021年</a>'
                '<a href="/gk/zn/t20210105_9.html">政府信息公开指南</a>'
            ),
            "/gk/nb/2022/": '<iframe src="list.html"></iframe>',
            "/gk/nb/2022/list.html": (
                f'<li><a href="t20230105_1.html">甲局2022年{TITLE}</a></li>'
                '<li><a href="t20230105_2.html">乙局年报</a></li>'
                '<li><a href="t20230105_5.html">关于做好2022年'
                f"{TITLE}编制工作的通知</a></li>"
            ),
            "/gk/nb/2022/t20230105_1.html": "<p>报告 甲局 2022 </p>",
            "/gk/nb/2022/t20230105_2.html": "<p>报告 乙局 2022 </p>",
            "/gk/nb/2021/": f'<li><a href="t20220105_3.html">丙局2021年{TITLE}</a></li>',
            "/gk/nb/2021/t20220105_3.html": (
                '<p>附件：<a href="c.doc">年度报告.doc</a><a href="丙局.docx">年度报告</a></p>'
            ),
            "/gk/nb/2021/%E4%B8%99%E5%B1%80.docx": Answer(
                200,
                "报告 丙局 2021 ".encode(),
                {"Content-Type": "application/octet-stream"},
            ),
        }
    )
    done = scrapy.crawl(server.url)
    assert done.returncode == 0, done.stderr
    assert sorted(r["report_id"] for r in records(scrapy.latest)) == [
        "丙局-2021-own",
        "乙局-2022-own",
        "甲局-2022-own",
    ]
    asked = set(server.requests)
    assert not asked & {"/qy/", "/gk/zn/t20210105_9.html", "/gk/nb/2022/t20230105_5.html"}
    assert len(asked) == len(server.requests)
    assert "/gk/nb/2021/c.doc" not in asked, "one format of a document is enough"
    stub = records(scrapy.latest)[0]["source"]
    assert stub["url"].endswith(".docx")
    assert stub["aliases"] == [server.url + "gk/nb/2021/t20220105_3.html"]
    target = scrapy.run()["targets"][0]
    assert (target["outcome"], target["found"], target["not_reports"]) == ("ok", 3, 0)

    server.requests.clear()
    assert scrapy.crawl(server.url).returncode == 0
    assert not [path for path in server.requests if "/t20" in path or ".doc" in path]
    assert scrapy.run()["counts"]["unchanged"] == 3


def test_endless_paging_ends(scrapy: Command, serve: Serve) -> None:
    """A listing whose next page always exists ends where nothing new comes, or at the limit."""
    row = '<li><a href="/nb/t20230105_{0}.html">某局20{1}年' + TITLE + "</a></li>"
    pages = {"/": '<a href="/nb/">政府信息公开年报</a>'}
    for n in range(8):
        name = "/nb/" if n == 0 else f"/nb/?page={n}"
        rows = row.format(n, 10 + n) if n < 3 else row.format(2, 12)
        pages[name] = f'{rows}<a href="/nb/?page={n + 1}">下一页</a>'
        pages[f"/nb/t20230105_{n}.html"] = f"<p>报告 某局 20{10 + n} </p>"
    server = serve(dict(pages))
    assert scrapy.crawl(server.url).returncode == 0
    assert "/nb/?page=5" not in server.requests
    assert scrapy.run()["targets"][0]["found"] == 3

    assert scrapy.crawl(server.url, "-s", "GOVCRAWL_LISTING_LIMIT=2").returncode == 3
    assert "listing_limit" in scrapy.run()["targets"][0]["reason"]


def test_one_report_given_itself(scrapy: Command, serve: Serve) -> None:
    server = serve(
        {
            "/t1.html": Answer(
                200,
                f"<title>甲局2022年{TITLE}</title><p>报告 甲局 2022 </p>".encode(),
                {"Content-Type": "text/html"},
            )
        }
    )
    assert scrapy.crawl(server.url + "t1.html").returncode == 0
    assert [r["report_id"] for r in records(scrapy.latest)] == ["甲局-2022-own"]


def test_what_the_listings_announce_is_on_record(scrapy: Command, serve: Serve) -> None:
    """``listed.jsonl`` has every entry that may be a report, and what it came to."""
    rows = (
        f'<li><a href="t20230105_1.html">甲局2022年{TITLE}</a> 2023-01-05</li>'
        f'<li><a href="t20230105_2.html">乙局2022年{TITLE}</a></li>'
        f'<li><a href="t20230105_3.html">丙局2022年{TITLE}</a></li>'
        f'<li><a href="http://other.example.cn/1.html">丁局2022年{TITLE}</a> 2023-01-06</li>'
        f'<li><a href="t20230105_4.html">关于做好2022年{TITLE}编制工作的通知</a></li>'
        f'<li><a href="t20230105_5.html">2021年各部门{TITLE}</a></li>'
    )
    parts = "".join(f'<li><a href="t20220105_{n}.html">{n}局2021年{TITLE}</a></li>' for n in "678")
    site: dict[str, str | Answer] = {
        "/": '<a href="/nb/">政府信息公开年报</a>',
        "/nb/": rows,
        "/nb/t20230105_1.html": "<p>报告 甲局 2022 </p>",
        "/nb/t20230105_2.html": "<p>没有内容</p>",
        "/nb/t20230105_3.html": Answer(404),
        "/nb/t20230105_5.html": parts,
        **{f"/nb/t20220105_{n}.html": f"<p>报告 {n}局 2021 </p>" for n in "678"},
    }
    server = serve(site)
    expected = {
        "t20230105_1": ("report", ["甲局-2022-own"]),
        "t20230105_2": ("none", []),
        "t20230105_3": ("failed", []),
        "other.example.cn/1": ("away", []),
        "t20230105_5": ("listing", []),
        **{f"t20220105_{n}": ("report", [f"{n}局-2021-own"]) for n in "678"},
    }
    for _ in range(2):  # the second run fetches no article that is known
        assert scrapy.crawl(server.url).returncode == 3
        listed = records(scrapy.data / "runs" / scrapy.run()["run_id"] / "listed.jsonl")
        found = {
            entry["url"]
            .removesuffix(".html")
            .removeprefix("http://")
            .removeprefix(server.url.removeprefix("http://") + "nb/"): (
                entry["outcome"],
                entry["reports"],
            )
            for entry in listed
        }
        assert found == expected
        assert {entry["target"] for entry in listed} == {0}
        assert {entry["date"] for entry in listed} == {"2023-01-05", "2023-01-06", None}
