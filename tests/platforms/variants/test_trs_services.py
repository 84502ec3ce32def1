"""Fujian's TRS sites: lists that a script fills from a service, of today and of before."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Command
from tests.platforms.variants.kit import (
    Answer,
    Asked,
    Portal,
    Reply,
    Town,
    check_all,
    negatives,
)
from tests.platforms.variants.test_trs import reports

JSON = "application/json;charset=UTF-8"
_SCRIPT = """<script>
require(["list2.trsapi", "tools"], function(listModel, tools) {
  listModel({ quickMode: "动静结合", maxStaticIndex: 1,
    listArgs: { channelid: SiteInfo.searchId, classsql: "" || "chnlid=%s",
                sortfield: "-docorderpri,-docreltime" },
    pagebar: { prepage: 10, recordCount: '%d', pgTemp: "pgBar_xxgk.html", displayNum: 2 } });
});
</script>"""
_LOOP = (
    '<div ms-if="list.length==0"><div ms-if="!error" class="loading"></div></div>'
    '<dl ms-repeat="list"><dd><a ms-attr-href="el.chnldocurl" ms-text="el.doctitle|html"></a></dd></dl>'
)


def today(shown: int = 0, newer: bool = True) -> Portal:
    """``/fjdzapp/search``, posted; ``shown`` of the entries stand in the page itself."""
    town = Town("福建省", "福州市", "闽清县", "350124", "闽")
    made = reports(town, "zwgk/zfxxgkzl/zfxxgknb", 12)
    rows: list[tuple[str, str, str]] = [(o.path, o.title, o.published) for o in made]
    rows[4:4] = [
        (f"/zwgk/zfxxgkzl/zfxxgknb/202404/t20240401_{n}.htm", t, "2024-04-01")
        for n, t in enumerate(negatives(town))
    ]
    pages: dict[str, Answer] = {one.path: town.article(one) for one in made}
    for n, title in enumerate(negatives(town)):
        pages[rows[4 + n][0]] = town.text(title, "略。")
    pages["/"] = town.page("首页", '<a href="/zwgk/">政务公开</a>')
    pages["/zwgk/"] = town.page("政务公开", '<a href="./zfxxgkzl/zfxxgknb/">政府信息公开年报</a>')
    ready = "".join(f'<li><a href="{u}">{t}</a><i>{d}</i></li>' for u, t, d in rows[:shown])
    pages["/zwgk/zfxxgkzl/zfxxgknb/"] = town.page(
        "政府信息公开年报",
        f"<ul>{ready}</ul>{_LOOP}{_SCRIPT % (1813, len(rows))}",
        "<script>var SiteInfo = {siteId: '4', searchId: '200210'};</script>",
    )

    def handle(asked: Asked) -> Answer:
        fits = (
            asked.said.get("channelid") == "200210" and asked.said.get("classsql") == "chnlid=1813"
        )
        page, size = int(asked.said.get("page", 1)), min(int(asked.said.get("prepage", 10)), 10)
        some = rows[(page - 1) * size : page * size] if fits else []
        host = f"http://{asked.headers['Host']}"
        if asked.path == "/fjdzapp/search" and newer and asked.method == "POST":
            data = [
                {"doctitle": t, "chnldocurl": host + u, "docpuburl": host + u, "docreltime": f"{d} 09:00:00",
                 "chnlid": 1813, "docid": n}
                for n, (u, t, d) in enumerate(some)
            ]  # fmt: skip
            answer = {"pageCount": -(-len(rows) // size), "recordCount": len(rows), "data": data}
            return Reply(json.dumps(answer, ensure_ascii=False), 200, JSON)
        if asked.path == "/was5/web/search" and not newer:
            docs = ",\n".join(
                f'{{"title":"{t}\n","title2":"{t}","url":"{host}{u}","chnldocurl":"{host}{u}","time":"{d}","docid":"{n}"}}'
                for n, (u, t, d) in enumerate(some)
            )
            return Reply(
                f'{{"count":"{len(rows)}","chnlname":"年报",\n"pagenum":"1",\n"py":\'###\',\n"docs":[\n{docs}\n]}}',
                200, JSON,
            )  # fmt: skip
        return pages.get(asked.path)

    return Portal(handle, made)


def first_page_printed() -> Portal:
    return today(shown=10)


def before() -> Portal:
    """Only ``/was5/web/search`` is there, and its JSON is printed by hand."""
    return today(newer=False)


def neither() -> Portal:
    """The script's service is not there: a list that nobody read is broken, not empty."""
    portal = today()
    handle = portal.handle
    portal.handle = lambda asked: None if "search" in asked.path else handle(asked)
    portal.reports, portal.outcome, portal.complete = [], "broken", False
    return portal


PORTALS = {make.__name__: make for make in (today, first_page_printed, before, neither)}


def test_from_the_home_page(scrapy: Command, tmp_path: Path) -> None:
    check_all(PORTALS, scrapy, tmp_path)
