"""What the small portals share: reports from few words, pages, rows of listings, answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..forms import LABELS, Table, fill
from ..markup import Report, Sign, body, facts
from ..trs_reports import form

NOTE = "<!-- 示例页面：govcrawl 的测试材料，数字和文字均为虚构 -->"
Row = tuple[str, str, str]  # address, title, date

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
{metas}
<title>{title}</title>
{note}
{head}
</head>
<body>
<div class="{skin}-top"><a href="/index.html">网站首页</a> <a href="{hub}">政府信息公开</a> <a href="{news}">政务动态</a> <a href="javascript:void(0)">长辈版</a></div>
{main}
<div class="{skin}-foot">
<p>主办单位：{sponsor}</p>
<p>网站标识码：{adcode}0098 {icp}ICP备00000098号-1 {icp}公网安备 {adcode}02000098号</p>
<p>联系电话：{phone} 版权所有 {name}（示例网站）</p>
</div>
</body>
</html>
"""


@dataclass
class Other:
    """A page in the column that is no report."""

    kind: str
    path: str
    title: str
    date: str
    paragraphs: list[str]


@dataclass
class Site:
    """One portal. ``hub`` and ``news`` are root-relative addresses of its pages."""

    folder: str
    platform: str
    place: tuple[str, str, str]  # province, city, county
    adcode: str
    icp: str
    phone: str
    skin: str
    hub: str
    news: str
    head: str = ""
    suffix: str = "人民政府"
    reports: list[Report] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    dead: list[Row] = field(default_factory=list)
    offsite: list[Row] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.place[2]}{self.suffix}"

    def page(self, title: str, main: str, head: str = "", **metas: str) -> bytes:
        site = {"SiteName": self.name, "SiteIDCode": f"{self.adcode}0098"} | metas
        return _PAGE.format(
            metas="\n".join(f'<meta name="{n}" content="{v}">' for n, v in site.items()),
            title=title, note=NOTE, head="\n".join(filter(None, (self.head, head))),
            skin=self.skin, hub=self.hub, news=self.news, main=main, name=self.name,
            sponsor=f"{self.name}办公室", adcode=self.adcode, icp=self.icp, phone=self.phone,
        ).encode()  # fmt: skip

    def rows(self) -> list[Row]:
        """The whole listing, newest first; addresses from the root, or absolute."""
        rows = [(f"/{r.path}", r.title, r.published) for r in self.reports]
        rows += [(f"/{o.path}", o.title, o.date) for o in self.others]
        rows += [(path, title, date) for path, title, date in (*self.dead, *self.offsite)]
        return sorted(rows, key=lambda row: row[2], reverse=True)

    def articles(self, template: str) -> dict[str, bytes]:
        """Every article in the family's markup: ``{title} {date} {source} {body} {header}``."""
        files: dict[str, bytes] = {}
        for r in self.reports:
            files[r.path] = self._article(template, r.title, r.published, r.source, body(r), r)
            for alias in r.aliases:
                files[alias] = files[r.path]
        for o in self.others:
            text = "\n".join(f'<p style="text-indent: 2em;">{p}</p>' for p in o.paragraphs)
            files[o.path] = self._article(template, o.title, o.date, f"{self.name}办公室", text)
        return files

    def _article(
        self, template: str, title: str, date: str, source: str, text: str,
        report: Report | None = None,
    ) -> bytes:  # fmt: skip
        index = report.index_number if report else ""
        header = (
            '<table class="head"><tr><td>索引号：</td><td>' + index + "</td><td>发布机构：</td><td>"
            + source + "</td></tr><tr><td>文号：</td><td></td><td>发布日期：</td><td>" + date
            + "</td></tr></table>\n" if index else ""
        )  # fmt: skip
        main = template.format(
            title=title, date=date, source=source, body=text, header=header, hub=self.hub
        )
        return self.page(
            f"{title}_{self.name}", main, ColumnName="政府信息公开年报", ArticleTitle=title,
            PubDate=f"{date} 09:12", ContentSource=source,
        )  # fmt: skip

    def expected(
        self, column: str, listing: list[str], files: dict[str, str] | None = None
    ) -> dict[str, object]:
        """The answer file. ``files``: where the page of a path that a service answers lies."""
        province, city, county = self.place
        return {
            "portal": self.folder,
            "platform": self.platform,
            "start": "index.html",
            "column": column,
            "listing": listing,
            "region": {
                "adcode": self.adcode, "province": province, "city": city or None,
                "county": county,
            },
            "site": {
                "site_code": f"{self.adcode}0098", "icp": f"{self.icp}ICP备00000098号-1",
                "police_record": f"{self.icp}公网安备 {self.adcode}02000098号",
            },
            "reports": [
                facts(r) | ({"file": files[r.path]} if files and r.path in files else {})
                for r in self.reports
            ],
            "not_reports": [
                {"path": o.path, "kind": o.kind, "title": o.title, "is_report": False}
                for o in self.others
            ],
            "dead_links": [path.lstrip("/") for path, _, _ in self.dead],
            "offsite_links": [url for url, _, _ in self.offsite],
        }  # fmt: skip

    def report(
        self, organ: str, year: int, path: str, published: str, items: list[str | Table | Sign],
        era: str, **more: Any,
    ) -> Report:  # fmt: skip
        """A report of the place's government (``organ`` empty) or of one of its bodies."""
        province, city, county = self.place
        name = organ or self.suffix
        title = more.pop("title", f"{county}{name}{year}年政府信息公开工作年度报告")
        return Report(
            path=path, title=title, year=year, agency=f"{province}{city}{county}{name}",
            adcode=self.adcode, published=published, era=era, items=items,
            coverage="own" if organ else "aggregate",
            source=more.pop("source", f"{county}{organ}" if organ else f"{self.name}办公室"),
            **more,
        )  # fmt: skip

    def modern(
        self, organ: str, year: int, path: str, published: str, opening: str,
        overview: list[str], rows: dict[str, list[int]], given: dict[str, int | float],
        problems: str, other: str, **more: Any,
    ) -> Report:  # fmt: skip
        """A report in the form of 2019 or of 2021, as the year had it."""
        era = "format_2019_trial" if year < 2021 else "format_2021"
        shown = more.pop("shown", {})
        if unknown := set(rows) - {name for name, _ in LABELS[era]["applications"]}:
            raise ValueError(f"no such rows: {unknown}")
        values = fill(era, rows, **given)
        items = form(era, [opening], overview, values, shown, [problems], [other])
        return self.report(organ, year, path, published, items, era, **more)

    def narrative(
        self, organ: str, year: int, path: str, published: str, opening: str,
        proactive: str, applied: str, fees: str, disputes: str, problems: str,
        signed: str = "", **more: Any,
    ) -> Report:  # fmt: skip
        """A report of the years without tables."""
        items: list[str | Table | Sign] = [
            opening,
            "#一、主动公开政府信息的情况", proactive,
            "#二、依申请公开政府信息的情况", applied,
            "#三、政府信息公开的收费及减免情况", fees,
            "#四、因政府信息公开申请行政复议、提起行政诉讼的情况", disputes,
            "#五、存在的主要问题及改进情况", problems,
        ]  # fmt: skip
        if signed:
            year_, month, day = (int(part) for part in signed.split("-"))
            name = f"{self.place[2]}{organ or self.suffix}"
            items.append(Sign(name, f"{year_}年{month}月{day}日"))
            more.setdefault("document_date", signed)
        era = "narrative_pre2019"
        return self.report(organ, year, path, published, items, era, style="br", **more)


def pages(rows: list[Row], size: int) -> list[list[Row]]:
    return [rows[at : at + size] for at in range(0, len(rows), size)]


def short(title: str, length: int = 24) -> str:
    return title if len(title) <= length else title[:length] + "…"


def items(rows: list[Row], markup: str) -> str:
    """Rows of a listing in the family's markup: ``{url} {title} {short} {date}``."""
    return "\n".join(
        markup.format(url=url, title=title, short=short(title), date=date)
        for url, title, date in rows
    )


def homepage(site: Site, extra: str = "") -> dict[str, bytes]:
    """The home page and its news."""
    news = site.news.lstrip("/")
    return {
        "index.html": site.page(
            f"{site.name}门户网站",
            f'<div class="quick"><a href="{site.hub}">政府信息公开</a></div>\n'
            f'<ul class="news"><li><a href="{site.news}">政务动态</a></li></ul>\n{extra}',
        ),
        news: site.page(
            f"政务动态_{site.name}",
            f'<div class="text"><p>{site.place[2]}召开调度会，部署3月份的安全检查工作。</p></div>',
        ),
    }


def menu(column: str, name: str = "政府信息公开年报") -> str:
    return (
        '<ul class="menu"><li><a href="/zn.html">政府信息公开指南</a></li>'
        '<li><a href="/zd.html">政府信息公开制度</a></li>'
        f'<li><a href="{column}">{name}</a></li></ul>'
    )


def menu_pages(site: Site) -> dict[str, bytes]:
    return {
        "zn.html": site.page(
            f"政府信息公开指南_{site.name}",
            '<div class="text"><p>申请人可以当面、来信或者在网上提出申请。</p></div>',
        ),
        "zd.html": site.page(
            f"政府信息公开制度_{site.name}",
            '<div class="text"><p>发布前先审查，谁发布谁负责。</p></div>',
        ),
    }
