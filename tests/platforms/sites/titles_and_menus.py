"""Teasers, years in menus, cut titles, lists inside scripts."""

from __future__ import annotations

import json

from .kit import Asked, Page, Portal, Reply, cut, document, negatives, rows
from .known_platforms import (
    JSON,
    _ewb_article,
    _ewb_site,
    _gd_article,
    _ucap_article,
    _vsb_article,
    guid,
)

Row = tuple[str, str, str]


def _listed(p: Portal, where: str, first: int = 2015, last: int = 2024) -> list[Row]:
    return [p.report(where.format(y=y), y) for y in range(last, first - 1, -1)]


def ewb_untagged() -> Portal:
    """The page names neither script nor site; both lie where they always do. Addresses are
    relative to the root, no total is given."""
    p = Portal("徐州市泉山区司法局", "320311", "ewb", wrap=_ewb_article)
    listed = _listed(p, "/zwgk/009/{y}0101/x{y}.html")
    _ewb_site(p, 'var siteInfo = {"siteGuid":"g-05","projectName":"/EWB-FRONT"};')
    p.routes["/"] = document("首页", '<a href="/dynamic/zwgk/govInfoPub.html">政务公开</a>')
    p.routes["/dynamic/zwgk/govInfoPub.html"] = document(
        "公开",
        '<a href="govInfoPub.html?deptcode=7&categorynum=009">信息公开年报</a><div id="EWB-FRONT"></div>',
    )

    def answer(asked: Asked) -> Page | None:
        if "getgovinfolist" not in asked.path:
            return None
        said = asked.json
        pages, at = cut(listed, int(said["pageSize"])), int(said["pageIndex"])
        ok = said["categorynum"] == "009" and said["deptcode"] == "7" and said["siteGuid"] == "g-05"
        part = pages[at] if ok and at < len(pages) else []
        data = [{"infourl": u.lstrip("/"), "title": t, "infodate": d} for u, t, d in part]
        return Reply(json.dumps({"custom": {"data": data}}), type=JSON)

    p.answer = answer
    return p


def ewb_inline() -> Portal:
    """The site's fields stand in the page, the service counts from 1 and repeats its last page."""
    p = Portal("徐州市鼓楼区审计局", "320302", "ewb", wrap=_ewb_article)
    listed = _listed(p, "/xxgk/{y}/" + guid("gl") + ".html", 2001 + 4, 2024)
    p.routes["/"] = document("首页", '<a href="/xxgk/govInfoPub.html">政府信息公开年报</a>')
    p.routes["/xxgk/govInfoPub.html"] = document(
        "年报",
        "<script>var siteInfo={projectName:'/EWB-FRONT',siteGuid:'g-06'};var categorynum='010007';"
        "var deptcode='';$.ajax({url:siteInfo.projectName+'/rest/lightfrontaction/getgovinfolist'})"
        "</script><div id='list'></div>",
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/EWB-FRONT/rest/lightfrontaction/getgovinfolist":
            return None
        pages, at = cut(listed, 8), int(asked.json["pageIndex"])
        part = pages[min(max(at, 1), len(pages)) - 1]
        data = [{"infourl": u, "title": t, "infodate": d} for u, t, d in part]
        return Reply(json.dumps({"data": data, "totalcount": len(listed)}), type=JSON)

    p.answer = answer
    return p


def ucap_inline() -> Portal:
    """The list stands in the page's script, as JavaScript that is no JSON."""
    p = Portal("娄底市档案局", "431300", "ucap", wrap=_ucap_article)
    listed = _listed(p, "/c100009/{y}04/" + guid("ld").replace("-", "") + ".shtml")
    listed += negatives(p, "/c100009/202304/n{n}.shtml")
    items = ",\n".join(f"{{title:'{t}', url:'{u}', pubdate:'{d}'}}" for u, t, d in listed)
    p.routes["/"] = document(
        "首页", '<a href="/c100009/list.shtml">信息公开年报</a>', "<!-- CMSPRO -->"
    )
    p.routes["/c100009/list.shtml"] = document(
        "年报",
        f"<ul id='ul'></ul><script>var docs=[{items}];render(docs);</script>",
        "<!-- CMSPRO -->",
    )
    return p


def ucap_feed() -> Portal:
    """The list is a JSON file beside the page, fetched by name."""
    p = Portal("郴州市统计局", "431000", "ucap", wrap=_ucap_article)
    listed = _listed(p, "/20{y}/" + guid("cz").replace("-", "") + "/c.html")
    p.routes["/"] = document("首页", '<a href="/xxgk/gknb/common_list.shtml">公开年报</a>')
    p.routes["/xxgk/gknb/common_list.shtml"] = document(
        "公开年报", "<ul id=l></ul><script>$.getJSON('list.json',function(d){draw(d)})</script>"
    )
    p.routes["/xxgk/gknb/list.json"] = Reply(
        json.dumps([{"TITLE": t, "URL": u, "DOCRELPUBTIME": d} for u, t, d in listed]), type=JSON
    )
    return p


def gkmlpt_reports_only() -> Portal:
    """The index links nothing; the reports' category is called 年报; attachments in DETAIL."""
    p = Portal("汕尾市民政局", "441500", "gkmlpt", wrap=_gd_article)
    listed = _listed(p, "/gkmlpt/content/0/{y}/post_{y}.html", 2018)
    tree = '[{"id":"11","name":"机构职能"},{"id":"12","name":"年报","parent_id":"3"}]'
    p.routes["/"] = '<meta http-equiv="refresh" content="0;url=/gkmlpt/index">'
    p.routes["/gkmlpt/index"] = (
        "<html><head><title>信息公开</title><script>window._CONFIG = {\nSID: '660', TREE: "
        + tree + "};</script></head><body><div id='app'></div></body></html>"
    )  # fmt: skip

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/gkmlpt/api/all/12" or asked.query.get("sid") != "660":
            return None
        data = [{"title": t, "url": u, "created_at": f"{d} 09:00:00"} for u, t, d in listed]
        return Reply(json.dumps({"articles": data, "total": len(data)}), type=JSON)

    p.answer = answer
    return p


def vsb_bare_pager() -> Portal:
    """Pages counted down, told only by the script that jumps to one."""
    p = Portal("白山市林业局", "220600", "vsb", wrap=_vsb_article)
    listed = _listed(p, "/info/1187/1{y}.htm", 2008)
    p.routes["/"] = document("首页", '<a href="xxgk/nianbao.htm">年度报告</a>', "<script src=/system/resource/js/a.js></script>")  # fmt: skip
    pages = cut(listed, 7)
    for i, part in enumerate(pages):
        where = "/xxgk/nianbao.htm" if i == 0 else f"/xxgk/nianbao/{len(pages) - i}.htm"
        p.routes[where] = document(
            "年度报告",
            f"{rows(part)}<table><tr><td>共{len(listed)}条&nbsp; {i + 1}/{len(pages)}&nbsp;</td></tr></table>"
            "<script src='/system/resource/js/gotopage.js'></script><script>function g(){"
            f"_simple_list_gotopage_fun({len(pages)},'u1_goto',2)}}</script>",
        )
    return p


def vsb_pagenum() -> Portal:
    """``list.jsp?totalpage=3&PAGENUM=2``; articles by another page of the same parameters."""
    p = Portal("辽源市教育局", "220400", "vsb", wrap=_vsb_article)
    base = "/xntz_content.jsp?urltype=news.NewsContentUrl&wbtreeid=1154&wbnewsid="
    listed = [p.report(f"{base}{y}", y) for y in range(2024, 2009, -1)]
    p.routes["/"] = document(
        "首页", "<a href='list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1154'>公开年报</a>"
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path == "/xntz_content.jsp":
            return p.routes.get(f"{base}{asked.query.get('wbnewsid')}")
        if asked.path != "/list.jsp":
            return None
        pages, at = cut(listed, 6), int(asked.query.get("PAGENUM", "1"))
        part = [(u.lstrip("/"), t, d) for u, t, d in pages[at - 1]]
        link = "list.jsp?totalpage=3&PAGENUM={}&urltype=tree.TreeTempUrl&wbtreeid=1154"
        more = f"<a href='{link.format(at + 1)}'>下页</a>" if at < 3 else "<span>下页</span>"
        return document("公开年报", f"{rows(part)}{more}")

    p.answer = answer
    return p


# ---- no platform


def home_teaser() -> Portal:
    """The home page shows the newest three and 更多 leads to all."""
    p = Portal("黄山市屯溪区民政局", "341002")
    listed = _listed(p, "/nb/{y}.html")
    p.routes["/"] = document(
        "首页",
        f'<div><h3>政府信息公开年报<a href="/nb/">更多&gt;&gt;</a></h3><ul>{rows(listed[:3])}</ul></div>',
    )
    p.routes["/nb/"] = document("政府信息公开年报", rows(listed))
    return p


def hub_teaser() -> Portal:
    """The page of disclosure shows the newest, and the column's name leads to all, on two pages."""
    p = Portal("黄山市徽州区司法局", "341004")
    listed = _listed(p, "/nb/{y}.html")
    p.routes["/"] = document("首页", '<a href="/xxgk/">政府信息公开</a>')
    p.routes["/xxgk/"] = document(
        "政府信息公开",
        f'<a href="/zn/">指南</a><a href="/nb/">政府信息公开年报</a><ul>{rows(listed[:4])}</ul>',
    )
    p.routes["/nb/"] = document("年报", f"{rows(listed[:6])}<a href='/nb/2.html'>下一页</a>")
    p.routes["/nb/2.html"] = document("年报", rows(listed[6:]))
    return p


def two_columns() -> Portal:
    """Old and new reports in two columns, bodies in a third."""
    p = Portal("宿州市埇桥区", "341302")
    p.routes["/"] = document("首页", '<a href="/gk/">信息公开</a>')
    parts = {"gknb": "政府信息公开年报", "bmnb": "各部门年报", "lsnb": "历年信息公开年度报告"}
    p.routes["/gk/"] = document(
        "信息公开", "".join(f'<a href="/gk/{k}/">{v}</a>' for k, v in parts.items())
    )
    q = "宿州市埇桥区"
    lists = {
        "gknb": [p.report(f"/gk/gknb/{y}.html", y, agency=f"{q}人民政府") for y in (2023, 2022)],
        "bmnb": [p.report(f"/gk/bmnb/{i}.html", 2023, agency=f"{q}{b}")
                 for i, b in enumerate(("水利局", "司法局", "教育局"))],
        "lsnb": [p.report(f"/gk/lsnb/{y}.html", y, agency=f"{q}人民政府") for y in (2012, 2011)],
    }  # fmt: skip
    for k, listed in lists.items():
        p.routes[f"/gk/{k}/"] = document(parts[k], rows(listed))
    return p


def bare_years() -> Portal:
    """Rows that say 2021年 and no more, each the report itself."""
    p = Portal("阜阳市颍州区审计局", "341202")
    listed = _listed(p, "/nb/{y}/index.html")
    p.routes["/"] = document("首页", '<a href="/nb/">政府信息公开年报</a>')
    years = "".join(f'<li><a href="{u}">{t[9:14]}</a></li>' for u, t, _ in listed)
    p.routes["/nb/"] = document("政府信息公开年报", f"<ul>{years}</ul>")
    return p


def column_is_report() -> Portal:
    """The column opens the newest report; the others stand in a menu of years beside it."""
    p = Portal("亳州市谯城区教育局", "341602")
    years = [2023, 2022, 2021, 2018]
    menu = "".join(f'<li><a href="/gknb/{y}.html">{y}年度报告</a></li>' for y in years)
    p.wrap = lambda t, d, b: document(
        t, f"<ul class=menu>{menu}</ul><div class=con><h1>{t}</h1><p>发布日期：{d}</p>{b}</div>"
    )
    _ = [p.report(f"/gknb/{y}.html", y) for y in years]
    p.routes["/gknb/"] = p.routes["/gknb/2023.html"]
    p.reports[0].aliases.append("/gknb/")
    p.routes["/"] = document("首页", '<a href="/gknb/">政府信息公开年报</a>')
    return p


def cut_titles() -> Portal:
    """Titles cut at sixteen characters, without the whole ones."""
    p = Portal("安庆市迎江区城市管理局", "340802")
    listed = _listed(p, "/nb/{y}.html")
    listed += [
        p.other(
            "/nb/x.html", "安庆市迎江区城市管理局2023年度部门整体支出绩效自评报告", "2024-03-01"
        )
    ]
    p.routes["/"] = document("首页", '<a href="/nb/">政府信息公开年报</a>')
    p.routes["/nb/"] = document(
        "年报", "".join(f'<li><a href="{u}">{t[:20]}...</a><i>{d}</i></li>' for u, t, d in listed)
    )
    return p


def odd_titles() -> Portal:
    """Other words for the same thing."""
    p = Portal("滁州市琅琊区统计局", "341102")
    q = p.agency
    ways = [
        f"{q}关于2023年度政府信息公开工作情况的报告",
        f"{q}2022年度信息公开年报",
        f"2021年度{q}政府信息公开工作总结报告",
        f"【公开年报】{q}2020年政府信息公开工作年度报告",
        f"{q}2019年政府信息公开工作年度报告（PDF版）",
        f"{q}二〇一八年政府信息公开工作年度报告",
        f"{q}政府信息公开年度报告(2017年度)",
        f"{q} 2016 年 政府 信息 公开 年报",
        f"{q}2015年政务公开工作年度报告",
    ]
    listed = [p.report(f"/nb/{2023 - i}.html", 2023 - i, title=t) for i, t in enumerate(ways)]
    listed += negatives(p, "/nb/n{n}.html", 2021)
    p.routes["/"] = document("首页", '<a href="/nb/">政府信息公开年报</a>')
    p.routes["/nb/"] = document("年报", rows(listed, "<li><a href='{url}'>{title}</a> {date}</li>"))
    return p


def select_years() -> Portal:
    """Years in a drop-down list, in tabs with data-url, in an accordion with onclick."""
    p = Portal("池州市贵池区", "341702")
    p.routes["/"] = document("首页", '<a href="/nb/">政府信息公开年报</a>')
    organs = ("教育局", "民政局")
    ways = {
        2023: '<option value="/nb/2023/">2023年</option>',
        2022: '<option value="2022/index.html">2022</option>',
    }
    for y in ways:
        listed = [
            p.report(f"/nb/{y}/{i}.html", y, agency=f"池州市贵池区{o}")
            for i, o in enumerate(organs)
        ]
        page = document(f"{y}", rows(listed))
        p.routes[f"/nb/{y}/"] = p.routes[f"/nb/{y}/index.html"] = page
    for y, tag in ((2021, "<li data-url='/nb/2021/'>2021年</li>"), (2020, "<li onclick=\"go('/nb/2020/')\">2020年</li>")):  # fmt: skip
        ways[y] = tag
        listed = [
            p.report(f"/nb/{y}/{i}.html", y, agency=f"池州市贵池区{o}")
            for i, o in enumerate(organs)
        ]
        p.routes[f"/nb/{y}/"] = document(f"{y}", rows(listed))
    p.routes["/nb/"] = document(
        "年报",
        f"<select onchange='location=this.value'>{ways[2023]}{ways[2022]}</select><ul>{ways[2021]}{ways[2020]}</ul>",
    )
    return p


def index_one() -> Portal:
    """``index_2.html`` is the second page, and only 共3页 tells of it."""
    p = Portal("六安市金安区水利局", "341502")
    listed = _listed(p, "/nb/art/{y}.html", 2010)
    p.routes["/"] = document("首页", '<a href="/nb/index.html">政府信息公开年报</a>')
    pages = cut(listed, 6)
    for i, part in enumerate(pages, 1):
        name = "/nb/index.html" if i == 1 else f"/nb/index_{i}.html"
        p.routes[name] = document("年报", f"{rows(part)}<span>共{len(pages)}页 第{i}页</span>")
    return p


def form_pages() -> Portal:
    """The next page by a form that a script fills in."""
    p = Portal("安庆市大观区财政局", "340803")
    listed = _listed(p, "/view?id={y}", 2010)
    p.routes["/"] = document("首页", '<a href="/list.do?cid=5">政府信息公开年报</a>')

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/list.do":
            return None
        said = asked.query | asked.form
        pages, at = cut(listed, 6), int(said.get("pageNo", "1"))
        if said.get("cid") != "5":
            return Reply("", 404)
        return document(
            "年报",
            f'{rows(pages[at - 1])}<form name="f" action="/list.do" method="post"><input type="hidden" '
            f'name="cid" value="5"><input type="hidden" name="pageNo" value="{at}"></form>'
            f'第{at}页 共{len(pages)}页 <a href="javascript:goPage({at + 1})">下一页</a>'
            "<script>function goPage(n){document.f.pageNo.value=n;document.f.submit();}</script>",
        )

    p.answer = answer
    return p


def framesets() -> Portal:
    """A frameset for a home page, the list in a frame of a frame."""
    p = Portal("宣城市宣州区林业局", "341802")
    listed = _listed(p, "/nb/{y}.htm")
    p.routes["/"] = (
        "<html><head><title>x</title></head><FRAMESET rows='80,*'><FRAME SRC='top.htm'><FRAME SRC='main.htm'></FRAMESET></html>"
    )
    p.routes["/top.htm"] = "<html><body>banner</body></html>"
    p.routes["/main.htm"] = "<html><body><a href='gk.htm'>政府信息公开年报</a></body></html>"
    p.routes["/gk.htm"] = (
        "<html><head><title>年报</title></head><body><iframe src='in1.htm'></iframe></body></html>"
    )
    p.routes["/in1.htm"] = "<html><body><iframe src='in2.htm'></iframe></body></html>"
    p.routes["/in2.htm"] = f"<html><body>{rows(listed)}</body></html>"
    return p


def moved() -> Portal:
    """301 to the folder with its slash, ``<base>``, upper-case and unquoted attributes, links
    in comments that lead nowhere."""
    p = Portal("芜湖市镜湖区商务局", "340202")
    listed = _listed(p, "/xxgk/nb/{y}.html")
    p.routes["/"] = (
        '<html><HEAD><BASE HREF="/xxgk/"></HEAD><BODY><!-- <a href="/old/">政府信息公开年报</a> --><A HREF=nb TITLE=政府信息公开年报>年报</A></BODY></html>'
    )
    p.routes["/xxgk/nb"] = Reply("", 301, headers=(("Location", "/xxgk/nb/"),))
    part = [(u.rpartition("/")[2], t, d) for u, t, d in listed]
    p.routes["/xxgk/nb/"] = document(
        "年报", "<!-- <li><a href='0.html'>旧</a></li> -->" + rows(part)
    )
    return p


def spans_in_titles() -> Portal:
    """Anchors with tags, line breaks and dates inside; the date before the anchor."""
    p = Portal("马鞍山市花山区信访局", "340503")
    listed = _listed(p, "/nb/{y}.html")
    p.routes["/"] = document("首页", '<a href="/nb/">政府信息公开年报</a>')
    markup = (
        "<dl><dt>[{date}]</dt><dd><a\n href='{url}'\n><font color=red>·</font><span>\n  {title}\n</span>"
        "<em>{date}</em></a></dd></dl>"
    )
    p.routes["/nb/"] = document("年报", rows(listed, markup))
    return p


def both_lists_and_years() -> Portal:
    """The column lists the newest year and links the years before; 更多 in each block."""
    p = Portal("淮北市相山区", "340603")
    organs = ("司法局", "水务局", "统计局")
    p.routes["/"] = document("首页", '<a href="/nb/">政府信息公开年报</a>')
    lists = {
        y: [
            p.report(f"/nb/{y}/{i}.html", y, agency=f"淮北市相山区{o}")
            for i, o in enumerate(organs)
        ]
        for y in (2023, 2022, 2021)
    }
    links = "".join(f'<a href="/nb/{y}/">{y}年度</a>' for y in (2022, 2021))
    p.routes["/nb/"] = document("年报", f"<div>{links}</div><ul>{rows(lists[2023])}</ul>")
    for y in (2022, 2021):
        p.routes[f"/nb/{y}/"] = document("年报", rows(lists[y]))
    return p


def blocks_with_more() -> Portal:
    """The column shows two entries of each group and 更多 for the rest."""
    p = Portal("铜陵市铜官区", "340705")
    p.routes["/"] = document("首页", '<a href="/gknb/">政府信息公开年报</a>')
    groups = {
        "bm": ("司法局", "水务局", "统计局", "教育局"),
        "xz": ("西湖镇人民政府", "天井湖社区服务中心", "新城办事处"),
    }
    blocks = ""
    for k, organs in groups.items():
        listed = [
            p.report(f"/gknb/{k}/{i}.html", 2023, agency=f"铜陵市铜官区{o}")
            for i, o in enumerate(organs)
        ]
        p.routes[f"/gknb/{k}/"] = document("年报", rows(listed))
        blocks += (
            f"<div><h3>{k}</h3><a class=more href='{k}/'>更多</a><ul>{rows(listed[:2])}</ul></div>"
        )
    p.routes["/gknb/"] = document("政府信息公开年报", blocks)
    return p


def hub_says_nothing() -> Portal:
    """年度报告 on the page of disclosure, and 暂无数据 behind it."""
    p = Portal("某某甲", "340700", outcome="empty")
    p.routes["/"] = document("首页", '<a href="/gk/">政府信息公开</a>')
    p.routes["/gk/"] = document(
        "政府信息公开", '<a href="/gk/a/">指南</a><a href="/gk/c/">年度报告</a>'
    )
    p.routes["/gk/c/"] = document("年度报告", "<table><tr><td>暂无数据！</td></tr></table>")
    return p


def hidden_notice() -> Portal:
    """暂无数据 stands in a template that a script shows or not: nothing is proved."""
    p = Portal("某某乙", "340700", outcome="broken", complete=False, reason="empty_shell")
    p.routes["/"] = document("首页", '<a href="/gk/c/">政府信息公开年报</a>')
    p.routes["/gk/c/"] = document(
        "年报",
        '<a href="/">首页</a><ul v-cloak><li v-for="a in list"><a :href="a.url">{{a.title}}</a></li></ul>'
        '<div v-if="list.length==0">暂无数据</div><p style="display: none">暂无信息</p>'
        "<script src=/js/vue.min.js></script><script>var none='暂无相关信息';</script>",
    )
    return p


def json_dies() -> Portal:
    """The service of a home-made page answers its third page with an error."""
    p = Portal("淮南市大通区民政局", "340402", outcome="incomplete", complete=False)
    listed = _listed(p, "/a/{y}.html", 2010)
    p.routes["/"] = document("首页", '<a href="/c/">政府信息公开年报</a>')
    p.routes["/c/"] = document(
        "年报", "<ul id=l></ul><script>$.get('/api/list?cid=1&page=1&size=5',f)</script>"
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/api/list":
            return None
        pages, at = cut(listed, 5), int(asked.query["page"])
        if at == 3:
            return Reply('{"code":500,"msg":"系统错误","data":null}', 200, JSON)
        data = [{"title": t, "url": u, "date": d} for u, t, d in pages[at - 1]]
        return Reply(
            json.dumps({"code": 200, "data": {"list": data, "total": len(listed)}}), type=JSON
        )

    p.answer = answer
    p.reports = p.reports[:10]
    return p


def label_dies() -> Portal:
    """The Anhui service fails in the middle, its page states four pages."""
    p = Portal("淮南市潘集区司法局", "340406", "lonsun", "incomplete", False)
    listed = _listed(p, "/public/6001/{y}0001.html", 2005)
    p.routes["/"] = document("首页", '<a href="/public/column/6001?type=3">信息公开年报</a>')
    p.routes["/public/column/6001?type=3"] = document(
        "年报",
        "<div id=l></div><script>Ls.ajax('/site/label/8888',{labelName:'publicInfoList',siteId:'1',"
        "organId:'6001',type:'3',pageSize:5},{pageCount:4})</script>",
    )

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/site/label/8888":
            return None
        at = int(asked.query["pageIndex"])
        if at == 2:
            return ""
        pages = cut(listed, 5)
        return f"<ul>{rows(pages[at - 1])}</ul>" if at <= len(pages) else "暂无相关信息"

    p.answer = answer
    p.reports = p.reports[:5] + p.reports[10:]
    return p


PORTALS = {
    f.__name__: f
    for f in (
        ewb_untagged, ewb_inline, ucap_inline, ucap_feed, gkmlpt_reports_only, vsb_bare_pager,
        vsb_pagenum, home_teaser, hub_teaser, two_columns, bare_years, column_is_report, cut_titles,
        odd_titles, select_years, index_one, form_pages, framesets, moved, spans_in_titles,
        both_lists_and_years, blocks_with_more, hub_says_nothing, hidden_notice, json_dies,
        label_dies,
    )
}  # fmt: skip
