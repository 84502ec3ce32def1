"""Portals that refuse, break, stall or never end, and the ways in which they do it."""

from __future__ import annotations

from collections.abc import Callable

from .kit import Asked, Page, Portal, Reply, cut, document, rows

Row = tuple[str, str, str]

JSL = (
    "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+'_clearance_s=1690;max-age=3600;path=/';"
    "location.href=location.pathname+location.search</script>"
)
JSL_LONG = '<script>var x="' + "div@Expires@@captcha@while" * 200 + '",y="z";go({"bts":["1"],"chars":"x","ct":"a","ha":"md5","tn":"__jsl_clearance_s","vt":"3600","wt":"1500"})</script>'  # fmt: skip
RUISHU = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><meta content="g8Y.abc" r="m"><script '
    "type=\"text/javascript\" r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=23850;"
    '$_ts.cd="' + "qEBprqq" * 900 + '";if($_ts.lcd)$_ts.lcd();</script></head><body></body></html>'
)
YUNDUN = (
    "<html><head><title>访问被拦截</title></head><body><div>当前访问疑似黑客攻击，已被创宇盾拦截</div>"
    "<p>请求编号 0001，如属误拦请联系网站管理员</p></body></html>"
)
ALIYUN = (
    "<html><script>\nvar arg1='A1B2C3D4E5F60718293A4B5C6D7E8F9012345678';\nvar _0x4818=['x'];"
    "setCookie('acw_sc__v2', x);document.location.reload();</script></html>"
)
WAF = "<html><body><h1>网站防火墙</h1><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p></body></html>"
JUST = "<html><head><title>Just a moment...</title></head><body><p>请稍候</p></body></html>"
LOGIN = (
    "<html><head><title>用户登录</title></head><body><form method=post action=/login><input "
    'name="user"><input type=password name="pw"><button>登录</button></form></body></html>'
)
GONE = (
    "<html><head><title>提示信息</title></head><body><div class=box><h2>抱歉！</h2><p>您访问的页面不存在或已删除"
    "，请核对网址</p><a href='/'>返回首页</a></div></body></html>"
)
SHELL = (
    "<!DOCTYPE html><html><head><title>政府信息公开</title><link href=/static/css/app.css rel=stylesheet>"
    "</head><body><noscript><strong>We're sorry but this page doesn't work properly without "
    "JavaScript enabled.</strong></noscript><div id=app></div>"
    "<script src=/static/js/chunk-vendors.js></script></body></html>"
)


_BODIES = "民政 司法 财政 审计 统计 教育 水利 商务 林业 体育 交通运输 农业农村 应急管理 生态环境 医疗保障 市场监督管理 城市管理 住房保障 信访 档案".split()  # fmt: skip
_NAMES: list[str] = []


def _body(name: str) -> str:
    """A body of its own for each portal of one place."""
    if name not in _NAMES:
        _NAMES.append(name)
    return _BODIES[_NAMES.index(name) % len(_BODIES)]


def _whole(agency: str, outcome: str, reason: str, *, complete: bool = False) -> Portal:
    """A portal with nothing wrong: hub, column, four reports."""
    p = Portal(agency, "340400", outcome=outcome, reason=reason, complete=complete, most=12)
    listed = [p.report(f"/xxgk/nb/2{y}/a{y}.html", y) for y in (2023, 2022, 2021, 2018)]
    p.routes["/"] = document("首页", '<a href="/xxgk/">政府信息公开</a><a href="/n/">新闻</a>')
    p.routes["/xxgk/"] = document("公开", '<a href="/xxgk/nb/">政府信息公开年报</a>')
    p.routes["/xxgk/nb/"] = document("政府信息公开年报", f"<ul>{rows(listed)}</ul>")
    return p


def _bare(p: Portal) -> Portal:
    """None of its reports can be had."""
    p.reports, p.found = [], 0
    return p


def _at(
    name: str, where: str, page: Page, outcome: str, reason: str, most: int = 6
) -> Callable[[], Portal]:
    """A whole portal but for one page of the way."""

    def make() -> Portal:
        p = _bare(_whole(f"淮南市{_body(name)}局", outcome, reason))
        p.routes[where] = page
        p.most = most
        return p

    make.__name__ = name
    return make


CHROME = "".join(f"<a href='/n/{i}'>政务动态栏目第{i}号入口链接</a>" for i in range(60))
HOME, HUB, COLUMN = "/", "/xxgk/", "/xxgk/nb/"
_WAYS = [
    _at("jsl_521", HOME, Reply(JSL, 521, headers=(("Set-Cookie", "__jsluid_s=1; path=/"),)),
        "blocked", "blocked.jsl", 2),
    _at("jsl_200", HOME, JSL, "blocked", "blocked.jsl", 2),
    _at("jsl_long_column", COLUMN, Reply(JSL_LONG, 521), "blocked", "blocked.jsl"),
    _at("jsl_long_200", COLUMN, JSL_LONG, "blocked", "blocked.jsl"),
    _at("ruishu_412", HOME, Reply(RUISHU, 412), "blocked", "blocked.ruishu", 2),
    _at("ruishu_202", HOME, Reply(RUISHU, 202), "blocked", "blocked.ruishu", 2),
    _at("ruishu_200", COLUMN, RUISHU, "blocked", "blocked.ruishu"),
    _at("yundun_403", HOME, Reply(YUNDUN, 403), "blocked", "blocked.chuangyudun", 2),
    _at("yundun_200", COLUMN, YUNDUN, "blocked", "blocked.chuangyudun"),
    _at("aliyun_405", HOME, Reply(ALIYUN, 405), "blocked", "blocked.aliyun", 2),
    _at("aliyun_200", COLUMN, ALIYUN, "blocked", "blocked.aliyun"),
    _at("waf_200", COLUMN, WAF, "blocked", "blocked.waf"),
    _at("waf_503", HOME, Reply(JUST, 503), "blocked", "blocked.waf", 2),
    _at("forbidden", COLUMN, Reply("<h1>403 Forbidden</h1>", 403), "blocked", "blocked.waf"),
    _at("too_many", COLUMN, Reply("slow down", 429), "blocked", "blocked.waf"),
    _at("login_200", COLUMN, LOGIN, "blocked", "login_required"),
    _at("gone_200", COLUMN, GONE, "broken", "soft_404"),
    _at("gone_home", HOME, GONE, "broken", "soft_404", 2),
    _at("gone_404", COLUMN, Reply("<h1>404</h1>", 404), "broken", "HTTP 404"),
    _at("home_404", HOME, Reply("<h1>404</h1>", 404), "failed", "HTTP 404", 2),
    _at("home_500", HOME, Reply("<h1>500</h1>", 500), "failed", "HTTP 500", 2),
    _at("shell_home", HOME, SHELL, "broken", "empty_shell", 2),
    _at("shell_hub", HUB, SHELL, "broken", "empty_shell"),
    _at("shell_column", COLUMN, SHELL, "broken", "empty_shell"),
    _at("blank_column", COLUMN, "", "broken", ""),
    _at("blank_home", HOME, "", "broken", "", 2),
    _at("home_again", COLUMN, Reply("", 302, headers=(("Location", "/"),)), "broken", "to_home"),
    _at("home_by_script", COLUMN, "<script>location.replace('/');</script>", "broken", "to_home"),
    _at("home_by_meta", COLUMN, '<meta http-equiv=refresh content="0;url=/">', "broken", "to_home"),
    _at("robots_all", "/robots.txt", Reply("User-agent: *\nDisallow: /\n", type="text/plain"),
        "blocked", "robots", 1),
    _at("robots_us", "/robots.txt", Reply("User-agent: govcrawl\nDisallow: /\n\nUser-agent: *\n"
        "Disallow:\n", type="text/plain"), "blocked", "robots", 1),
    _at("robots_column", "/robots.txt", Reply("User-agent: *\nDisallow: /xxgk/nb\n",
        type="text/plain"), "blocked", "robots", 4),
    _at("robots_503", "/robots.txt", Reply("busy", 503), "failed", "robots_unreachable", 2),
    _at("slow_home", HOME, Reply("late", wait=4), "failed", "timeout", 2),
    _at("drip_home", HOME, Reply("<html>" + "x" * 400, drip=0.05), "failed", "timeout", 2),
]  # fmt: skip


def login_redirect() -> Portal:
    """The column sends to the login page."""
    p = _bare(_whole("淮南市某某局", "blocked", "login_required"))
    p.routes[COLUMN] = Reply("", 302, headers=(("Location", "/sso/login?from=nb"),))
    p.routes["/sso/login"] = LOGIN
    return p


def cookie_once() -> Portal:
    """A redirect to the same page until its cookie comes back: an ordinary cookie jar does."""
    p = _whole("淮南市水利局", "ok", "ok", complete=True)
    seen: set[str] = set()

    def answer(asked: Asked) -> Page | None:
        if asked.path == "/robots.txt" or asked.path in seen:
            return None
        seen.add(asked.path)
        headers = (("Location", asked.path), ("Set-Cookie", "C3VK=abc123; path=/"))
        return Reply("", 302, headers=headers)

    p.answer = answer
    p.most = 20
    return p


def cookie_loop() -> Portal:
    """The same, and no cookie is ever good enough."""
    p = _bare(_whole("淮南市畜牧局", "blocked", "cookie_required"))
    p.answer = lambda asked: None if asked.path == "/robots.txt" else Reply(
        "", 302, headers=(("Location", asked.path), ("Set-Cookie", "C3VK=abc; path=/"))
    )  # fmt: skip
    return p


def _paged(p: Portal, pages: list[list[Row]], way: str) -> None:
    """The column over several pages, told of by 下一页, a count or numbers."""
    n = len(pages)
    for i, part in enumerate(pages):
        more = {
            "next": f'<a href="index_{i + 1}.html">下一页</a>' if i + 1 < n else "",
            "count": f"<script>createPageHTML({n}, {i}, 'index', 'html')</script>",
            "numbers": "".join(
                f'<a href="{"index" if k == 0 else f"index_{k}"}.html">{k + 1}</a>'
                for k in range(n)
            ),
        }[way]
        page = document("政府信息公开年报", f"<ul>{rows(part)}</ul><div>{more}</div>")
        p.routes[f"/xxgk/nb/index_{i}.html" if i else "/xxgk/nb/index.html"] = page
        if i == 0:
            p.routes[COLUMN] = page


def _dying(
    name: str, page: Page | None, way: str, lost: int, reason: str = ""
) -> Callable[[], Portal]:
    """Four pages, of which the third is not to be had."""

    def make() -> Portal:
        p = _whole(f"池州市{_body(name)}局", "incomplete", reason)
        p.reports = []
        listed = [p.report(f"/xxgk/nb/2{y}/a{y}.html", y) for y in range(2023, 2011, -1)]
        _paged(p, cut(listed, 3), way)
        where = "/xxgk/nb/index_2.html"
        if page is None:
            del p.routes[where]
        else:
            p.routes[where] = page
        p.reports = p.reports[:6] + p.reports[6 + lost :]
        p.most = 24
        return p

    make.__name__ = name
    return make


EMPTY_LIST = document("政府信息公开年报", "<ul></ul>")
_WAYS += [
    _dying("dead_500_next", Reply("<h1>500</h1>", 500), "next", 6, "index_2"),
    _dying("dead_500_count", Reply("<h1>500</h1>", 500), "count", 3, "index_2"),
    _dying("dead_404_count", None, "count", 3, "index_2"),
    _dying("dead_wait_next", Reply("", wait=4), "next", 6, "index_2"),
    _dying("dead_empty_count", EMPTY_LIST, "count", 3, "index_2"),
    _dying("dead_empty_numbers", EMPTY_LIST, "numbers", 6, "index_2"),
    _dying("dead_stub_count", "<html></html>", "count", 3, "index_2"),
    _dying("dead_gone_count", GONE, "count", 3, "index_2"),
    _dying("dead_jsl_next", Reply(JSL, 521), "next", 6, "jsl"),
    _dying("dead_login_count", LOGIN, "count", 3, "login"),
    _dying("dead_home_next", Reply("", 302, headers=(("Location", "/"),)), "next", 6, "to_home"),
    _dying("dead_shell_next", SHELL, "next", 6),
]  # fmt: skip


def repeated() -> Portal:
    """Every page of six is the first one."""
    p = _whole("池州市甲局", "incomplete", "listing_repeats")
    page = str(p.routes[COLUMN]).replace(
        "</ul>", "</ul>共6页 <a href='/xxgk/nb/?page=2'>下一页</a>"
    )
    p.routes[COLUMN] = page
    p.answer = lambda asked: page if asked.path == COLUMN else None
    return p


def last_page_again() -> Portal:
    """Behind the last page comes the last page: 下一页 for ever, nothing missing."""
    p = _whole("池州市乙局", "ok", "ok", complete=True)
    listed = [p.report(f"/xxgk/nb/3{y}/a{y}.html", y) for y in (2017, 2016, 2015)]
    first = [(r.path, r.title, r.date) for r in p.reports[:4]]
    pages = [first, listed]

    def answer(asked: Asked) -> Page | None:
        if asked.path != COLUMN:
            return None
        at = int(asked.query.get("p", "1"))
        part = pages[min(at, 2) - 1]
        return document("年报", f"{rows(part)}<a href='?p={at + 1}'>下一页</a>")

    p.answer = answer
    p.most = 20
    return p


def endless() -> Portal:
    """Pages without end, each with new notices."""
    p = _whole("池州市丙局", "incomplete", "listing_dry")

    def answer(asked: Asked) -> Page | None:
        if asked.path != COLUMN or "p" not in asked.query:
            return None
        n = int(asked.query["p"])
        news = [
            (f"/xxgk/nb/news/t2020_{n:05}{k}.html", f"第{n}期工作动态之{k}", "2020-01-01")
            for k in range(3)
        ]
        return document("年报", f"{rows(news)}<a href='?p={n + 1}'>下一页</a>")

    p.routes[COLUMN] = str(p.routes[COLUMN]).replace("</ul>", "</ul><a href='?p=2'>下一页</a>")
    p.answer = answer
    p.most = 40
    return p


def calendar() -> Portal:
    """The column links years without end beside its reports."""
    p = _whole("池州市丁局", "", "", complete=False)
    p.outcome = "incomplete"

    def answer(asked: Asked) -> Page | None:
        if asked.path != "/xxgk/nb/archive":
            return None
        y = int(asked.query["year"])
        return document(
            "年报", f"<a href='?year={y - 1}'>{y - 1}年</a><a href='?year={y + 1}'>{y + 1}年</a>"
        )

    p.routes[COLUMN] = str(p.routes[COLUMN]).replace(
        "</ul>", "</ul><a href='archive?year=2020'>2020年</a>"
    )
    p.answer = answer
    p.most = 40
    return p


def sessions() -> Portal:
    """Each answer has a new session id in all its addresses."""
    p = _whole("池州市戊局", "ok", "ok", complete=True)
    visits = [0]
    plain = dict(p.routes)

    def answer(asked: Asked) -> Page | None:
        visits[0] += 1
        page = plain.get(asked.path.partition(";")[0])
        if not isinstance(page, str):
            return None
        sid = f";jsessionid={visits[0]:032X}"
        return page.replace('.html"', f'.html{sid}"').replace(
            'href="/xxgk/nb/"', f'href="/xxgk/nb/?phpsessid={visits[0]}"'
        )

    p.answer = answer
    return p


def huge() -> Portal:
    """One article is 200 MB."""
    p = _whole("池州市己局", "incomplete", "children_failed", complete=True)
    lost = p.reports.pop()
    p.routes[lost.path] = Reply(size=200 << 20)
    p.found = 4
    return p


def huge_listing() -> Portal:
    """The second page of the listing is 200 MB."""
    p = _whole("池州市庚局", "incomplete", "too")
    p.routes[COLUMN] = str(p.routes[COLUMN]).replace("</ul>", "</ul><a href='2.html'>下一页</a>")
    p.routes["/xxgk/nb/2.html"] = Reply(size=200 << 20)
    return p


def drip() -> Portal:
    """One article comes byte by byte."""
    p = _whole("池州市辛局", "incomplete", "children_failed", complete=True)
    lost = p.reports.pop()
    p.routes[lost.path] = Reply("<html><body>" + "字" * 400, drip=0.05)
    p.found = 4
    return p


def _child(
    name: str, page: Page, outcome: str = "incomplete", reason: str = "children_failed"
) -> Callable[[], Portal]:
    """One article of four is not what it should be."""

    def make() -> Portal:
        p = _whole(f"铜陵市{_body(name)}局", outcome, reason, complete=reason == "children_failed")
        lost = p.reports.pop()
        p.routes[lost.path] = page
        p.found = 4
        p.most = 20
        return p

    make.__name__ = name
    return make


_WAYS += [
    _child("child_404", Reply("x", 404)),
    _child("child_gone", GONE),
    _child("child_home", Reply("", 302, headers=(("Location", "/"),))),
    _child("child_home_script", "<script>window.location='/'</script>"),
    _child("child_shell", SHELL),
    _child("child_blank", ""),
    _child("child_ruishu", RUISHU, reason="blocked.ruishu"),
    _child("child_login", LOGIN, reason="login_required"),
    _child("child_loop", Reply("", 302, headers=(("Location", "/xxgk/nb/22018/a2018.html"),))),
    _child("child_gone_chrome", document("提示", CHROME + "<p>您访问的内容已被删除或不存在。</p>")),
    _child("child_404_title", document("404 Not Found", CHROME + "<p>看看别的吧</p>")),
]  # fmt: skip


def robots_articles() -> Portal:
    """The reports' folder is forbidden, the column is not."""
    p = _bare(_whole("铜陵市某某局", "blocked", "robots"))
    p.routes["/robots.txt"] = Reply("User-agent: *\nDisallow: /xxgk/nb/2\n", type="text/plain")
    p.found = 4
    return p


def robots_page() -> Portal:
    """robots.txt answers with the home page: no rules."""
    p = _whole("铜陵市丑局", "ok", "ok", complete=True)
    p.routes["/robots.txt"] = p.routes["/"]
    return p


def fine() -> Portal:
    """Nothing is wrong here: the run goes on."""
    return _whole("铜陵市港航管理局", "ok", "ok", complete=True)


def announced_only() -> Portal:
    """Titles announce reports, the pages hold pictures of them."""
    p = _bare(_whole("铜陵市卯局", "incomplete", "announced_only", complete=True))
    for path in list(p.routes):
        if path.endswith(".html"):
            p.routes[path] = document(
                "年报", "<h1>年报</h1><p><img src=/1.jpg><img src=/2.jpg></p>"
            )
    return p


def gone_chrome() -> Portal:
    """The column's page is the site's own 404 with all its menus, sent with 200."""
    p = _bare(_whole("铜陵市辰局", "broken", "soft_404"))
    p.routes[COLUMN] = document("页面提示", CHROME + "<h2>抱歉，您访问的页面不存在！</h2>")
    return p


def quotes_a_wall() -> Portal:
    """A report that speaks of 用户登录 and 页面不存在, and a column with a login box in its head."""
    p = _whole("铜陵市寅局", "ok", "ok", complete=True)
    for path, page in list(p.routes.items()):
        if isinstance(page, str):
            p.routes[path] = page.replace(
                '<div class="top">',
                '<div class="top"><form>用户登录 <input name=u>请输入验证码<input name=c></form>',
            )
    return p


PORTALS = {
    f.__name__: f
    for f in (
        *_WAYS, login_redirect, cookie_once, cookie_loop, repeated, last_page_again, endless,
        calendar, sessions, huge, huge_listing, drip, robots_articles, robots_page, fine,
        quotes_a_wall, announced_only, gone_chrome,
    )
}  # fmt: skip
SETTINGS = (
    "-s", "DOWNLOAD_MAXSIZE=4000000", "-s", "GOVCRAWL_BLOCKS_PER_HOST=3",
)  # fmt: skip
