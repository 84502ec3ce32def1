"""Report pages with what sites put around and into an article, decided line by line beforehand.

A page is a site's layout, a report's text in one of eight kinds of markup, and pieces of chrome above
the title, below it, between paragraphs and behind the text, all in the element that holds the article,
so that neither a known container nor the mass of the text tells them apart. ``Page.lines`` says of
every line whether it is the report's (``body``) or the site's (``chrome``). Sentences and figures of the
site are there too: nothing short of a rule may take those, so that they show what is left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from typing import Literal

Kind = Literal["body", "chrome"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of chrome: its kind, its markup, and the lines that it shows."""

    kind: str
    markup: str
    lines: tuple[str, ...]


@dataclass(slots=True)
class Page:
    """A page, and what each of its article's lines is."""

    name: str
    html: str
    title: str
    kinds: frozenset[str]
    lines: list[tuple[str, Kind]] = field(default_factory=list)


def _piece(kind: str, markup: str, *lines: str) -> Piece:
    return Piece(kind, markup, lines)


PIECES: dict[str, Piece] = {
    "motto": _piece(
        "slogan", '<div class="site-motto">勤政务实 清正廉洁</div>', "勤政务实 清正廉洁"
    ),
    "motto_bare": _piece("slogan", "<div>建设山水宜居新云溪</div>", "建设山水宜居新云溪"),
    "motto_banner": _piece(
        "slogan",
        '<div class="top-banner"><p>牢记嘱托 感恩奋进</p><p>走在前列 勇当先锋</p></div>',
        "牢记嘱托 感恩奋进",
        "走在前列 勇当先锋",
    ),
    "tools": _piece(
        "toolbar",
        '<div class="toolbar"><a href="javascript:void(0)">听文章</a><a href="javascript:void(0)">译文</a>'
        '<a href="javascript:void(0)">护眼</a></div>',
        "听文章译文护眼",
    ),
    "tools_list": _piece(
        "toolbar",
        '<ul class="gongju"><li><a href="#">放大镜</a></li><li><a href="#">导读模式</a></li>'
        '<li><a href="#">生成海报</a></li></ul>',
        "放大镜",
        "导读模式",
        "生成海报",
    ),
    "tools_span": _piece(
        "toolbar", '<div id="readtool"><span>语速</span><span>音色</span></div>', "语速音色"
    ),
    "counter": _piece(
        "counter",
        '<div class="hits">热度 <span id="hit"></span></div>',
        "热度",
    ),
    "counter_figure": _piece(
        "counter", '<div class="hits">累计围观 20931 人</div>', "累计围观 20931 人"
    ),
    "likes": _piece(
        "counter",
        '<div class="article-rating"><span>点赞</span> <span>踩一下</span></div>',
        "点赞 踩一下",
    ),
    "notice": _piece(
        "notice",
        '<div class="notice-bar"><a href="/tz/1.html">国庆假期窗口值班安排</a></div>',
        "国庆假期窗口值班安排",
    ),
    "notice_marquee": _piece(
        "notice",
        '<div class="gundong"><marquee>热烈庆祝全县招商大会胜利召开</marquee></div>',
        "热烈庆祝全县招商大会胜利召开",
    ),
    "notice_sentence": _piece(
        "notice",
        '<div class="tips">温馨提示：本栏目正在改版，部分图片暂时无法显示。</div>',
        "温馨提示：本栏目正在改版，部分图片暂时无法显示。",
    ),
    "share": _piece(
        "share",
        '<div class="share-box"><a href="#" class="s1">微博好友</a> <a href="#" class="s2">豆瓣</a>'
        ' <a href="#" class="s3">人人</a></div>',
        "微博好友 豆瓣 人人",
    ),
    "share_plain": _piece(
        "share",
        '<div class="fx"><span>推给同事</span><a href="#">贴吧</a><a href="#">飞信</a></div>',
        "推给同事贴吧飞信",
    ),
    "weather": _piece(
        "weather", '<div class="weather">云溪 多云转晴 微风</div>', "云溪 多云转晴 微风"
    ),
    "weather_list": _piece(
        "weather",
        '<div class="tq"><span>今日</span> <span>小雨</span> <span>空气质量优</span></div>',
        "今日 小雨 空气质量优",
    ),
    "weather_figure": _piece(
        "weather", '<div class="weather">云溪 晴 12℃～20℃</div>', "云溪 晴 12℃～20℃"
    ),
    "calendar": _piece(
        "calendar", '<div class="nongli">农历甲辰年腊月廿三</div>', "农历甲辰年腊月廿三"
    ),
    "friends": _piece(
        "friend links",
        '<div class="links"><a href="http://a.gov.cn/">市政府门户</a> <a href="http://b.gov.cn/">云溪人大</a> '
        '<a href="http://c.gov.cn/">云溪政协</a> <a href="http://d.gov.cn/">云溪先锋</a></div>',
        "市政府门户 云溪人大 云溪政协 云溪先锋",
    ),
    "friends_list": _piece(
        "friend links",
        '<h3 class="tit">友情导航</h3><ul class="yqlj"><li><a href="http://a.gov.cn/">省水利厅</a></li>'
        '<li><a href="http://b.gov.cn/">市水务集团</a></li><li><a href="http://c.gov.cn/">云溪融媒</a></li></ul>',
        "友情导航",
        "省水利厅",
        "市水务集团",
        "云溪融媒",
    ),
    "friends_select": _piece(
        "friend links",
        '<div class="drop-menu"><span>各区县门户</span><em>各委办局</em></div>',
        "各区县门户各委办局",
    ),
    "hot_words": _piece(
        "search",
        '<div class="sousuo">大家都在搜 <a href="/s?1">公积金</a> <a href="/s?2">不动产</a></div>',
        "大家都在搜 公积金 不动产",
    ),
    "assistant": _piece(
        "assistant",
        '<div class="robot-widget"><p>智能问答小云</p><p>在线客服</p></div>',
        "智能问答小云",
        "在线客服",
    ),
    "app": _piece("app", '<div class="app-download"><p>云溪通客户端</p></div>', "云溪通客户端"),
    "topics": _piece(
        "topics",
        '<div class="related-topics"><h4>热门主题</h4><ul><li><a href="/z/1">营商环境</a></li>'
        '<li><a href="/z/2">乡村振兴</a></li></ul></div>',
        "热门主题",
        "营商环境",
        "乡村振兴",
    ),
    "sections": _piece(
        "side menu",
        '<ul class="left-menu"><li><a href="/1">领导之窗</a></li><li><a href="/2">机构职能</a></li>'
        '<li><a href="/3">权责清单</a></li></ul>',
        "领导之窗",
        "机构职能",
        "权责清单",
    ),
    "rights": _piece(
        "notice",
        '<div class="sm">转载请注明出处，本站保留一切权利。</div>',
        "转载请注明出处，本站保留一切权利。",
    ),
}

# A report of a body that does not exist, as its lines: headings with and without numbers, facts without
# a figure or a full stop, a caption, a signature.
_LONG = (
    "云溪县水务局严格执行《中华人民共和国政府信息公开条例》，围绕供水保障、河湖管护和水旱灾害防御等重点工作，"
    "及时向社会公布应当让群众知晓的各类信息，主动接受监督，公开的质量和时效都有所提高。"
)
_TEXTS: list[list[str]] = [
    [
        _LONG,
        "一、总体情况",
        "全年通过门户网站主动公开政府信息146条，其中政策文件9条，工作动态103条，财政信息34条，均在规定时限内发布。",
        "二、收到和处理政府信息公开申请情况",
        "收到政府信息公开申请7件，其中自然人6件，法人1件，全部在法定期限内答复，没有结转下年度办理的申请。",
        "三、存在的主要问题及改进情况",
        "公开内容与群众期待仍有差距，下一步将加强业务培训，完善目录管理，提高答复申请的规范化水平。",
        "云溪县水务局",
        "2024年1月18日",
    ],
    [
        "云溪县水务局2023年度报告如下，请予监督。",
        _LONG,
        "主动公开情况",
        "本年度在门户网站公开供水水质检测结果12期，公开水利工程建设信息38条，公开行政处罚结果2件。",
        "依申请公开情况",
        "本年度受理公开申请3件，均为网络申请，按期答复3件，答复率为百分之百。",
        "未收取检索复制费用",
        "未发生举报投诉",
        "下一步工作打算",
        "继续梳理公开目录，做到应公开尽公开，加强与县政务公开主管部门的沟通衔接。",
    ],
    [
        _LONG,
        "（一）主动公开",
        "制定公开工作要点，公开重大水利项目批准结果信息21条，公开河长制工作信息55条，回应社会关切4次。",
        "（二）依申请公开",
        "共收到申请11件，予以公开8件，部分公开2件，不予公开1件，未收取任何费用。",
        "（三）平台建设",
        "全面检查门户网站栏目，纠正错别字和失效链接，确保栏目更新及时、信息准确。",
        "（四）监督保障",
        "开展政务公开专题培训1次，参训人员40人次，社会评议结果为良好。",
        "特此报告",
        "云溪县水务局",
    ],
    [
        "社会各界：",
        _LONG,
        "主要做法",
        "所有申请均按时答复",
        "公开目录按月更新",
        "全部事项一网通办",
        "收到群众来信5封，均已转交业务科室办理并向来信人作出说明。",
        "工作成效",
        "供水服务满意率明显提升",
        "办事指南做到图文并茂",
        "本年度通过新媒体发布信息89条，接受群众网上咨询26次，回复率达到百分之百。",
        "联系地址：云溪县滨河路",
        "联系人：办公室",
    ],
    [
        _LONG,
        "主动公开政府信息情况",
        "信息内容",
        "规章",
        "规范性文件",
        "本年制发件数",
        "本年废止件数",
        "行政许可",
        "行政处罚",
        "全年公开行政许可结果64件，公开行政处罚结果2件，公开内容完整，更新及时。",
        "需要说明的事项",
        "本报告所列数据统计期限为全年，电子版可以在门户网站下载，欢迎公众查阅。",
    ],
]


def _paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def _divs(lines: list[str]) -> str:
    return "".join(f"<div>{line}</div>" for line in lines)


def _breaks(lines: list[str]) -> str:
    return "<div>" + "<br>".join(f"　　{line}" for line in lines) + "</div>"


def _spans(lines: list[str]) -> str:
    style = "font-family:仿宋;font-size:16pt"
    return "".join(
        f'<p style="text-indent:2em"><span style="{style}">{line[:6]}</span>'
        f'<span style="{style}">{line[6:]}</span></p>'
        for line in lines
    )


def _items(lines: list[str]) -> str:
    return f"<p>{lines[0]}</p><ul>{''.join(f'<li>{line}</li>' for line in lines[1:])}</ul>"


def _headings(lines: list[str]) -> str:
    return "".join(
        f"<h3>{line}</h3>" if len(line) < 20 and i + 2 < len(lines) else f"<p>{line}</p>"
        for i, line in enumerate(lines)
    )


def _layout(lines: list[str]) -> str:
    rows = "".join(f'<tr><td class="nr">{line}</td></tr>' for line in lines)
    return f'<table width="900"><tbody>{rows}</tbody></table>'


def _bold(lines: list[str]) -> str:
    return "".join(
        f"<div><strong>{line}</strong></div>" if len(line) < 20 else f"<p>{line}</p>"
        for line in lines
    )


_MARKUPS: list[Callable[[list[str]], str]] = [
    _paragraphs, _divs, _breaks, _spans, _items, _headings, _layout, _bold,
]  # fmt: skip
#: A table of figures in the text: its caption is a line, its cells are none.
_TABLE = (
    '<table border="1"><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>'
    "<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>"
    "<tr><td>行政规范性文件</td><td>2</td><td>0</td><td>5</td></tr></table>"
)
_CAPTION = "附表"

# above the title; below it; between paragraphs; behind the text
_PLACES: list[tuple[list[str], list[str], list[str], list[str]]] = [
    (["motto"], ["tools"], [], ["share", "friends"]),
    ([], ["weather"], [], ["topics"]),
    (["notice"], ["tools_list"], [], ["friends_list"]),
    (["weather_list"], [], ["assistant"], ["share_plain"]),
    (["motto_bare"], ["counter"], [], ["likes"]),
    ([], ["tools_span", "counter_figure"], [], ["friends"]),
    (["motto_banner"], [], ["app"], ["share"]),
    ([], ["calendar"], [], ["sections", "friends_select"]),
    (["hot_words"], ["likes"], [], ["topics"]),
    ([], ["notice_marquee"], ["assistant"], ["rights"]),
    (["sections"], ["tools"], [], ["notice_sentence"]),
    (["weather_figure"], ["motto"], [], ["share", "friends_list"]),
]


def pages() -> list[Page]:
    """Thirty-six pages: each kind of markup with each set of chrome at least once in some text."""
    made = []
    markups = cycle(_MARKUPS)
    for number in range(36):
        places = _PLACES[number % len(_PLACES)]
        text = _TEXTS[(number // len(_PLACES) + number) % len(_TEXTS)]
        made.append(_page(number, text, next(markups), places, table=number % 4 == 1))
        if number % len(_MARKUPS) == len(_MARKUPS) - 1:
            next(markups)  # so that markup and chrome do not go in step
    return made


def _page(
    number: int,
    text: list[str],
    markup: Callable[[list[str]], str],
    places: tuple[list[str], list[str], list[str], list[str]],
    *,
    table: bool,
) -> Page:
    title = "云溪县水务局2023年政府信息公开工作年度报告"
    above, below, between, behind = ([PIECES[name] for name in place] for place in places)
    half = len(text) // 2 if between else len(text)
    first, second = text[:half], text[half:]
    parts = [
        "".join(p.markup for p in above),
        f"<h1>{title}</h1>",
        '<div class="xx">发布时间：2024-01-22　来源：云溪县水务局</div>',
        "".join(p.markup for p in below),
        markup(first),
        "".join(p.markup for p in between),
        markup(second) if second else "",
        f"<p>{_CAPTION}</p>{_TABLE}" if table else "",
        "".join(p.markup for p in behind),
    ]
    html = (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}_云溪县水务局</title></head><body>"
        '<div class="top"><a href="/">首页</a><a href="/zwgk/">政务公开</a><a href="/hdjl/">互动交流</a></div>'
        f'<div class="wrap"><div class="detail">{"".join(parts)}</div></div>'
        '<div class="foot"><p>主办单位：云溪县水务局　网站标识码：3300000099</p></div></body></html>'
    )
    lines: list[tuple[str, Kind]] = [(x, "chrome") for p in (*above, *below) for x in p.lines]
    lines += [(x, "body") for x in first]
    lines += [(x, "chrome") for p in between for x in p.lines]
    lines += [(x, "body") for x in second]
    lines += [(_CAPTION, "body")] if table else []
    lines += [(x, "chrome") for p in behind for x in p.lines]
    kinds = frozenset(p.kind for p in (*above, *below, *between, *behind))
    return Page(f"{number:02}-{markup.__name__.strip('_')}", html, title, kinds, lines)
