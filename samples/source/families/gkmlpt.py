"""``gkmlpt``: a county of Guangdong; tree and article inside ``window._CONFIG``, lists as JSON."""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from ..markup import body
from .kit import Other, Site, homepage, pages

SITE = Site(
    "gkmlpt", "gkmlpt", ("广东省", "韶关市", "始兴县"), "440222", "粤", "0751-0000098", "gk",
    "/gkmlpt/index", "/news/index.html",
)  # fmt: skip
_SID, _CATEGORY = "751098", 9817
_API = f"gkmlpt/api/all/{_CATEGORY}"


def _path(number: int) -> str:
    return f"gkmlpt/content/2/{number // 1000}/post_{number}.html"


SITE.reports = [
    SITE.modern(
        "", 2024, _path(2690101), "2025-03-28",
        "本报告由始兴县人民政府办公室编制，统计期限为2024年1月1日至2024年12月31日。",
        ["古树名木、碧道和驿站的管护责任人全部公开。",
         "全年主动公开政府信息[[proactive_disclosure.total=5580|5580]]条，收到申请"
         "[[applications.received=47|47]]件。"],
        {"received_new": [42, 3, 0, 0, 2, 0], "carried_in": [1, 0, 0, 0, 0, 0],
         "results.granted": [20, 2, 0, 0, 1, 0], "results.partially_granted": [4, 0, 0, 0, 0, 0],
         "results.unable_to_provide.not_held": [15, 1, 0, 0, 1, 0],
         "results.not_processed.repeated": [2, 0, 0, 0, 0, 0]},
        {"proactive__art20_1__normative_documents__issued": 3,
         "proactive__art20_1__normative_documents__in_force": 24,
         "proactive__art20_5__administrative_license__decisions": 7733,
         "proactive__art20_6__administrative_penalty__decisions": 690,
         "reconsideration__upheld": 2},
        "责任人换岗后没有同步更新，今年按季核对。", "没有收取信息处理费。",
        index_number="006640098/2025-00021",
    ),
    SITE.modern(
        "财政局", 2022, _path(2380102), "2023-01-17",
        "始兴县财政局编制本报告，统计期限为2022年1月1日至2022年12月31日。",
        ["惠农补贴的发放进度按月上网。",
         "全年主动公开政府信息[[proactive_disclosure.total=268|268]]条，收到申请"
         "[[applications.received=1|1]]件。"],
        {"received_new": [1, 0, 0, 0, 0, 0], "results.granted": [1, 0, 0, 0, 0, 0]},
        {"proactive__art20_8__administrative_fees__amount": 12.5},
        "补贴项目的名称前后不一，已统一。", "无。", style="wps", index_number="006640012/2023-00004",
    ),
    SITE.modern(
        "卫生健康局", 2019, _path(1980103), "2020-01-20",
        "始兴县卫生健康局编制本报告，统计期限为2019年1月1日至2019年12月31日。",
        ["疫苗接种点的号源提前一周公布。",
         "全年主动公开政府信息[[proactive_disclosure.total=190|190]]条。"],
        {}, {"proactive__art20_5__administrative_license__decisions": 215},
        "号源放出后变动频繁，改为每天固定时间更新。", "没有其他事项。",
        index_number="006640034/2020-00002",
    ),
]  # fmt: skip
for _report in SITE.reports:
    _report.document_date = _report.published  # the platform prints 成文日期 from ``date``
SITE.others = [
    Other("notice", _path(2680111), "关于编制始兴县2024年政府信息公开工作年度报告的通知", "2024-12-27",
          ["请在1月20日前完成系统填报。"]),
    Other("interpretation", _path(2690112), "一图读懂始兴县2024年政府信息公开工作年度报告", "2025-03-31",
          ["图中列出5580条信息。"]),
]  # fmt: skip
SITE.dead = [(f"/{_path(1780120)}", "始兴县文化局2016年政府信息公开工作年度报告", "2017-03-01")]


def _config(**more: Any) -> str:
    tree = [
        {"id": 9801, "name": "机构概况", "children": []},
        {
            "id": 9805,
            "name": "规划计划",
            "children": [{"id": 9806, "name": "统计数据", "children": []}],
        },
        {"id": _CATEGORY, "name": "政府信息公开年度报告", "children": []},
        {"id": 9820, "name": "部门预算", "children": []},
    ]
    parts = [f"SITE_ID: '{_SID}'", f"SID: '{_SID}'", "SERVICE_AREA_ID: 98",
             f"TREE: {json.dumps(tree, ensure_ascii=False)}"]  # fmt: skip
    parts += [f"{name}: {json.dumps(value)}" for name, value in more.items()]
    return "<script>window._CONFIG = {\n  " + ",\n  ".join(parts) + "\n}</script>"


def _seconds(date: str) -> int:
    """Nine in the morning in China, as the service counts."""
    at = datetime.fromisoformat(date).replace(hour=9, tzinfo=timezone(timedelta(hours=8)))
    return int(at.timestamp())


def _article(title: str, date: str, source: str, index: str, content: str) -> bytes:
    detail = {
        "title": title, "content": content, "publisher": source, "identifier": index,
        "date": _seconds(date), "created_at": f"{date} 09:00:00",
        "display_publish_time": _seconds(date), "document_number": "", "keywords": "",
    }  # fmt: skip
    empty = '<div id="app"><div class="classify"></div><div class="article-content"></div></div>'
    return SITE.page(
        title, empty + '<script src="/gkmlpt/js/app.js"></script>', _config(DETAIL=detail),
        ArticleTitle=title, PubDate=f"{date} 09:00", ContentSource=source,
    )  # fmt: skip


def build() -> tuple[dict[str, bytes], dict[str, object]]:
    files = homepage(SITE)
    app = '<div id="app"></div><script src="/gkmlpt/js/app.js"></script>'
    files["gkmlpt/index"] = SITE.page(f"{SITE.name}信息公开目录平台", app, _config())
    for r in SITE.reports:
        files[r.path] = _article(r.title, r.published, r.source, r.index_number, body(r))
    for o in SITE.others:
        text = "".join(f"<p>{p}</p>" for p in o.paragraphs)
        files[o.path] = _article(o.title, o.date, f"{SITE.name}办公室", "", text)
    rows, answers = SITE.rows(), []
    parts = pages(rows, 4)
    for number, part in enumerate(parts, start=1):
        data = {
            "articles": [
                {"id": i, "title": title, "url": url, "date": _seconds(date),
                 "created_at": f"{date} 09:00:00"}
                for i, (url, title, date) in enumerate(part)
            ],
            "total": len(rows), "classify": {"id": _CATEGORY, "post_count": len(rows)},
        }  # fmt: skip
        files[f"_answers/all_{number}.json"] = json.dumps(data, ensure_ascii=False).encode()
        for page in [str(number)] if number > 1 else ["0", "1"]:
            query = {"page": page, "sid": _SID}
            answers.append(
                {"path": f"/{_API}", "query": query, "file": f"_answers/all_{number}.json"}
            )
    answers.append({"path": "/gkmlpt/index", "file": "gkmlpt/index", "type": "text/html"})
    return files, SITE.expected(_API, [_API]) | {"answers": answers}
