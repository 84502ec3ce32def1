"""The surroundings of a list on real portals: menus, tools and drop-down lists around every page;
in every list entries that are no report, dead links and repetitions."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from .kit import Made, Portal

#: Titles beside reports that are none; ``c`` the county, ``a`` one of its organs, ``y`` a year.
BESIDE = (
    "{c}人民政府办公室关于报送{y}年政府信息公开工作年度报告的通知",
    "一图读懂{c}人民政府{y}年政府信息公开工作年度报告",
    "{a}{y}年部门预算公开",
    "{c}{y}年法治政府建设年度报告",
    "关于商请提供{y}年政府信息公开工作年度报告有关材料的函",
    "{a}{y}年政府信息公开工作要点",
    "{c}{y}年度政务公开考核结果通报",
    "{a}政府信息公开指南",
    "{c}{y}年政府网站工作年度报表",
    "{c}恒兴纸业有限公司{y}年度企业年报",
    "{a}{y}年上半年政府信息公开情况统计表",
    "《{a}{y}年政府信息公开工作年度报告》政策解读",
    "{c}{y}年政府信息公开年报编制工作培训会召开",
    "{c}各单位{y}年政府信息公开工作年度报告已全部发布",
)
TITLES = (
    "{a}{y}年政府信息公开工作年度报告", "{a}{y}年政府信息公开工作年度报告",
    "{a}{y}年度政府信息公开工作报告", "{y}年{a}政府信息公开年报",
    "{a}政府信息公开工作年度报告（{y}年）", "关于{a}{y}年度政府信息公开工作年度报告",
    "{a}{h}年政府信息公开工作年度报告",
)  # fmt: skip
_HAN = str.maketrans("0123456789", "〇一二三四五六七八九")


@dataclass
class Dressed(Portal):
    """A portal whose pages have a site's furniture and whose titles differ."""

    def page(self, title: str, main: str, head: str = "", crumbs: str = "") -> str:
        home = f"http://{self.host}"
        return (
            f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={self.encoding}">'
            f'<meta name="SiteName" content="{self.county}人民政府"><meta name="SiteIDCode" content="{self.adcode}0003">'
            f"<title>{title}_{self.county}人民政府</title>{head}</head><body>"
            "<div class='tools'><a href='javascript:void(0)' onclick='wza()'>无障碍</a> <a href='javascript:;'>长者模式</a>"
            f" <a href='{home}/admin/login.jsp'>登录</a><form action='/search'><input name='q'><a href='{home}/search?q=1'>搜索</a></form></div>"
            f"<ul class='nav'><li><a href='{home}/'>首页</a></li><li><a href='{home}/zjbx/'>走进{self.county}</a></li>"
            f"<li><a href='{home}/news/'>新闻中心</a></li><li><a href='{home}/xxgk/'>政府信息公开</a></li><li><a href='{home}/bsfw/'>办事服务</a></li></ul>"
            f"<div class='now'>当前位置：<a href='{home}/'>首页</a> &gt; {crumbs or title}</div>{main}"
            "<div class='links'><select onchange='window.open(this.value)'><option value=''>--相关链接--</option>"
            "<option value='http://www.gov.cn/'>中国政府网</option><option value='http://www.shengzf.gov.cn/'>省人民政府</option>"
            "<option value='http://www.lincheng.gov.cn/'>邻城县人民政府</option></select></div>"
            f"<div class='bottom'><p>主办：{self.county}人民政府办公室 <a href='{home}/wzdt.html'>网站地图</a> | 版权声明 电话：12345</p>"
            f"<p>网站标识码：{self.adcode}0003 <a href='https://beian.miit.gov.cn/'>ICP备10001号</a></p></div></body></html>"
        )

    def home(self, *links: tuple[str, str]) -> None:
        news = [f"{self.county}部署{w}工作" for w in ("防汛", "春耕", "招商引资", "营商环境")]
        rows = []
        for n, title in enumerate(news):
            self.put(f"/news/{n}.html", title, f"<h1>{title}</h1><p>{title}，有关负责人参加。</p>")
            rows.append(
                f"<li><a href='/news/{n}.html'>{title}</a><span>2024-0{n + 1}-11</span></li>"
            )
        shown = f"<ul>{''.join(rows)}</ul>"
        self.put("/", "首页", f"<h2>要闻</h2>{shown}")
        self.put("/news/", "新闻中心", shown)
        for at, name in (("/zjbx/", "概况"), ("/bsfw/", "办事服务"), ("/wzdt.html", "网站地图")):
            self.put(at, name, f"<h1>{name}</h1><p>{self.county}{name}。</p>")
        for at, name in (("/xxgk/zn.html", "政府信息公开指南"), ("/xxgk/zd.html", "制度")):
            self.put(at, name, f"<h1>{name}</h1><p>为便于获取信息，编制本{name}。</p>")
        self.put("/xxgk/", "政府信息公开", self.menu(*links))

    def menu(self, *links: tuple[str, str]) -> str:
        shown = (
            ("政府信息公开指南", "/xxgk/zn.html"),
            ("政府信息公开制度", "/xxgk/zd.html"),
            *links,
        )
        items = "".join(f"<li><a href='{u}' title='{t}'>{t}</a></li>" for t, u in shown)
        return f"<div class='left'><ul>{items}</ul></div>"

    def name_of(self, agency: str, year: int) -> str:
        """The title that a body gives its report."""
        form = self.rng.choice(TITLES)
        return form.format(a=agency, y=year, h=str(year).translate(_HAN))

    def make(self, at: str, agency: str, year: int, **given: Any) -> Made:
        given.setdefault("title", self.name_of(agency, year))
        return self.report(at, agency, year, **given)

    def lines(self, made: list[Made], *, beside: int = 6, where: str = "/qt/{n}.html",
              junk: bool = True, dated: bool = True) -> list[str]:  # fmt: skip
        """Rows of a list: reports, what is none, what leads nowhere, one row twice."""
        rows = [self.line(m.title, _at(m), m.date if dated else "") for m in made]
        for n in range(beside):
            pattern = BESIDE[(n * 3 + self.number) % len(BESIDE)]
            year = self.rng.randint(2019, 2023)
            organ = self.county + self.rng.choice(("教育局", "财政局", "水利局"))
            title = pattern.format(c=self.county, a=organ, y=year)
            at, title, date = self.other(
                where.format(n=self.number_of()), title, f"{year + 1}-02-{10 + n}"
            )
            rows.insert(self.rng.randint(0, len(rows)), self.line(title, at, date))
        if not junk:
            return rows
        extra = [
            self.line("政府信息公开申请表下载", "/fj/none.html", "2019-03-20"),
            self.line("邻城县2023年政府信息公开工作年度报告", "http://www.lincheng.gov.cn/nb/1.html", "2024-01-30"),
            "<li><a href='javascript:void(0)' onclick='openPage(3)'>政府信息公开年报（历年汇编）</a></li>",
        ]  # fmt: skip
        if made:
            again = made[len(made) // 2]
            at = f"http://{again.at}"
            extra.append(
                self.line(again.title, f"{at}{'&' if '?' in at else '?'}from=list", again.date)
            )
        for one in extra:
            rows.insert(self.rng.randint(0, len(rows)), one)
        return rows

    def line(self, title: str, url: str, date: str) -> str:
        text = title if len(title) <= 24 else f"{title[:23]}…"
        day = f"<span>{date}</span>" if date else ""
        return f'<li><a href="{url}" title="{escape(title)}" target="_blank">{text}</a>{day}</li>'


def _at(made: Made) -> str:
    return "/" + made.at.partition("/")[2]


def listed(rows: list[str]) -> str:
    return f"<ul class='list'>{''.join(rows)}</ul>"
