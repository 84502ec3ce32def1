"""Single pages, one trap each: what real pages do to a reader. Our own wording throughout.

Every page has ``name.expected.json``: the facts of its report (see ``markup.facts``), the trap
it sets, and ``absent``, strings that must not appear in the record's body.
"""

# ruff: noqa: ISC004 -- markup keeps its long lines, prose is wrapped
from __future__ import annotations

from dataclasses import dataclass, field

from .markup import Report, Sign, body, facts, plain

_PAGE = """<!DOCTYPE html>
<html>
<head>
{charset}<meta name="SiteName" content="{site}">
<meta name="SiteIDCode" content="{code}0001">
<title>{head_title}</title>
</head>
<body>
<div class="top"><a href="/">网站首页</a> <a href="/zfxxgk/">政府信息公开</a></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zfxxgk/">政府信息公开</a> &gt; <a href="/zfxxgk/nb/">政府信息公开年报</a></div>
{header}<h1>{title}</h1>
{info}
<div id="zoom">
{body}
</div>
<div class="share">分享到：微信 微博</div>
<div class="foot"><p>主办单位：{site}办公室</p><p>网站标识码：{code}0001 {icp} {police}</p><p>地址：{site}大楼 联系电话：{phone}</p></div>
</body>
</html>
"""
_INFO = '<div class="info">发布时间：{date} 来源：{source} 浏览次数：21 【字体：大 中 小】</div>'


@dataclass
class Odd:
    """A page: its report, the trap in words, and how it departs from the plain page."""

    name: str
    trap: str
    report: Report
    site: str
    prefix: str
    phone: str = "0000-0000000"
    charset: str = '<meta charset="utf-8">\n'
    head_title: str = ""
    header: str = ""
    info: str = _INFO
    replace: list[tuple[str, str]] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    encoding: str = "utf-8"
    provenance: str | None = None


def _narrative(
    agency: str, adcode: str, year: int, published: str, opened: int, received: int,
    extra: list[str | Sign] | None = None, **more: object,
) -> Report:  # fmt: skip
    """A short report of the years before 2019 with three figures."""
    short = agency.rsplit("市", 1)[-1].rsplit("县", 1)[-1].rsplit("区", 1)[-1]
    place = agency[: -len(short)].rsplit("省", 1)[-1]
    county = place.split("市", 1)[-1] or place
    settings: dict[str, object] = {
        "path": "", "title": f"{county}{short}{year}年度政府信息公开工作报告", "year": year,
        "agency": agency, "adcode": adcode, "published": published, "era": "narrative_pre2019",
        "source": f"{county}{short}",
    }  # fmt: skip
    return Report(
        items=[
            f"现将{county}{short}{year}年度政府信息公开工作情况报告如下。",
            "#一、主动公开情况",
            f"全年主动公开政府信息[[proactive_disclosure.total={opened}|{opened}]]条，"
            "内容由业务科室起草、办公室核对。",
            "#二、依申请公开情况",
            f"全年收到信息公开申请[[applications.received={received}|{received}]]件，按时答复。",
            *(extra or []),
            "#三、存在的问题和改进措施",
            "发布节奏前松后紧，下一年按月安排。",
        ],
        **(settings | more),  # type: ignore[arg-type]
    )


def _pages() -> list[Odd]:
    return [
        Odd(
            "early-html-end", "文档在正文之前就用 </html> 结束",
            _narrative("江苏省南通市如皋市水利局", "320682", 2016, "2017-02-14", 233, 4),
            "如皋市人民政府", "320682", replace=[("<h1>", "</body>\n</html>\n<h1>")],
        ),
        Odd(
            "utf16-lying-meta", "UTF-16，而 meta 声明 gb2312",
            _narrative("浙江省嘉兴市桐乡市财政局", "330483", 2015, "2016-03-08", 518, 12),
            "桐乡市人民政府", "330483", charset='<meta charset="gb2312">\n', encoding="utf-16",
        ),
        Odd(
            "gbk-undeclared", "GBK，没有声明编码",
            _narrative("四川省乐山市峨眉山市审计局", "511181", 2014, "2015-03-20", 141, 2),
            "峨眉山市人民政府", "511181", charset="", encoding="gb18030",
        ),
        Odd(
            "gbk-declared-utf8", "GBK，而 meta 声明 utf-8",
            _narrative("湖南省湘潭市韶山市林业局", "430382", 2013, "2014-03-11", 95, 1),
            "韶山市人民政府", "430382", encoding="gb18030",
        ),
        Odd(
            "list-facts", "日期、来源和正文中的数字写在 <li> 里",
            _narrative(
                "福建省泉州市石狮市农业局", "350581", 2016, "2017-01-19", 305, 6,
                ["政策解读[[interpretation.count=18|18]]篇",
                 "办理热线工单[[hotline.handled=264|264]]件"],
            ),
            "石狮市人民政府", "350581",
            info='<ul class="info"><li>发布时间：{date}</li><li>来源：{source}</li>'
                 "<li>浏览次数：88</li></ul>",
            replace=[
                ('<p style="text-indent: 2em;">政策解读18篇</p>', "<ul><li>政策解读18篇</li>"),
                ('<p style="text-indent: 2em;">办理热线工单264件</p>',
                 "<li>办理热线工单264件</li></ul>"),
            ],
        ),
        Odd(
            "html-in-title", "<title> 里是 HTML 片段",
            _narrative("河南省洛阳市栾川县教育局", "410324", 2017, "2018-03-02", 402, 3),
            "栾川县人民政府", "410324",
            head_title='<p style="text-align:center"><b>{title}</b></p>_栾川县人民政府',
        ),
        Odd(
            "ratio-time", "时间里的冒号是比号：10∶08",
            _narrative("陕西省渭南市华阴市民政局", "610582", 2016, "2017-03-21", 88, 5),
            "华阴市人民政府", "610582", info=_INFO.replace("{date}", "{date} 10∶08"),
        ),
        Odd(
            "empty-label", "标签后面没有值，同一行接着下一个标签",
            _narrative(
                "安徽省黄山市歙县水利局", "341021", 2017, "2018-02-23", 176, 2,
                index_number="003153000/2018-00006",
            ),
            "歙县人民政府", "341021",
            header='<div class="xxgk"><p>索引号: 003153000/2018-00006 发布机构: 歙县水利局</p>'
                   "<p>发文日期: 2018-02-23 主题分类: 农业、林业、水利</p>"
                   "<p>文 号: 关键词: 报告</p><p>内容概述:</p></div>\n",
            absent=["关键词", "内容概述"],
        ),
        Odd(
            "footer-phone", "页脚的电话是网站的，报告的在开头一段",
            _narrative(
                "江西省上饶市婺源县旅游局", "361130", 2016, "2017-03-09", 267, 3,
                ["联系方式：地址：婺源县示例路8号；邮编：333200；电话：0793—0000208；"
                 "电子邮箱：sample@example.cn。"],
                contact={"address": "婺源县示例路8号", "postal_code": "333200",
                         "phone": "0793-0000208", "email": "sample@example.cn"},
            ),
            "婺源县人民政府", "361130", phone="0793-0000999", absent=["0793-0000999"],
        ),
        Odd(
            "lost-characters", "自动编号和另一种字体的字丢失：年、〕、顿号、落款日期",
            _narrative(
                "贵州省遵义市赤水市环境保护局", "520381", 2016, "2016-12-02", 129, 2,
                ["1、制度建设。我局于201511月印发工作规则（赤环办〔201555号）。",
                 "2、平台建设。截至201610月底，专栏共设6个子栏目。",
                 "3完成信息员培训[[training.courses=2|2]]期。",
                 Sign("赤水市环境保护局", "20161123")],
                document_date="2016-11-23",
            ),
            "赤水市人民政府", "520381",
        ),
        Odd(
            "glued-headings", "标题粘在上一段末尾",
            _narrative(
                "云南省大理白族自治州剑川县档案局", "532931", 2015, "2016-03-30", 74, 1,
                title="剑川县档案局2015年度政府信息公开工作报告", source="剑川县档案局",
            ),
            "剑川县人民政府", "532931",
            replace=[
                ('</p>\n<p style="text-indent: 2em;"><strong><span style="font-family: 黑体, '
                 'SimHei;">二、依申请公开情况</span></strong></p>', " 二、依申请公开情况</p>"),
            ],
        ),
        Odd(
            "injected", "被植入博彩文字并加注拼音的镜像页",
            _narrative("山东省烟台市蓬莱市交通运输局", "370684", 2016, "2017-03-06", 198, 2),
            "蓬莱市人民政府", "370684", provenance="third_party",
            replace=[("网站首页", "某某赌场_真人娱乐官网"), ("分享到", "分(fen)享(xiang)到")],
        ),
    ]  # fmt: skip


def _odd_page(odd: Odd) -> bytes:
    report = odd.report
    province = {"32": "苏", "33": "浙", "51": "川", "43": "湘", "35": "闽", "41": "豫", "61": "陕",
                "34": "皖", "36": "赣", "52": "黔", "53": "滇", "37": "鲁"}[odd.prefix[:2]]  # fmt: skip
    text = _PAGE.format(
        charset=odd.charset, site=odd.site, code=odd.prefix, title=report.title,
        head_title=(odd.head_title or "{title}_" + odd.site).format(title=report.title),
        header=odd.header, info=odd.info.format(date=report.published, source=report.source),
        body=body(report), phone=odd.phone, icp=f"{province}ICP备00000088号",
        police=f"{province}公网安备 {odd.prefix}02000088号",
    )  # fmt: skip
    for old, new in odd.replace:
        if old not in text:
            raise ValueError(f"{odd.name}: nothing to replace: {old}")
        text = text.replace(old, new, 1)
    return text.encode(odd.encoding)


def _several_documents() -> tuple[bytes, dict[str, object]]:
    """Text of a page that a copying site glued together: two reports and a stray notice."""
    own = _narrative(
        "湖北省宜昌市当阳市粮食局", "420582", 2012, "2013-03-15", 163, 2,
        title="当阳市粮食局2012年度政府信息公开工作报告", source="当阳市粮食局",
    )  # fmt: skip
    other = _narrative(
        "湖北省宜昌市枝江市气象局", "420583", 2011, "2012-03-20", 58, 0,
        title="枝江市气象局2011年度政府信息公开工作报告", source="枝江市气象局",
    )  # fmt: skip
    other.items = [
        i.replace("收到信息公开申请[[applications.received=0|0]]件，按时答复",
                  "[[applications.received=0|未收到]]信息公开申请")
        if isinstance(i, str) else i
        for i in other.items
    ]  # fmt: skip
    notice = [
        "关于调整查阅场所开放时间的公告",
        "每周六上午增开半天，地点不变，电话预约2小时内有效。",
    ]
    own_facts, other_facts = facts(own), facts(other)
    lines = ["选择字号", "请输入关键词", own.title]
    for report in (own, other):
        if report is other:
            lines.append(other.title)
        lines += [plain(item.lstrip("#")) for item in report.items if isinstance(item, str)]
    lines += notice
    expected = own_facts | {
        "name": "several-documents", "trap": "一页之内有两份报告和一则公告，文字粘在一起",
        "publish_date": None, "absent": ["选择字号", "请输入关键词"],
        "other_documents": [
            other_facts | {"publish_date": None},
            {"kind": "notice", "is_report": False, "title": notice[0], "paragraphs": notice[1:]},
        ],
    }  # fmt: skip
    return ("\n".join(lines) + "\n").encode(), expected


def build() -> dict[str, bytes | dict[str, object]]:
    """Files of ``samples/pages`` by name: pages as bytes, their facts as objects."""
    files: dict[str, bytes | dict[str, object]] = {}
    for odd in _pages():
        odd.report.path, odd.report.encoding = f"{odd.name}.html", odd.encoding
        files[f"{odd.name}.html"] = _odd_page(odd)
        told = facts(odd.report) | {"name": odd.name, "trap": odd.trap, "absent": odd.absent}
        if odd.provenance:
            told["provenance"] = odd.provenance
        files[f"{odd.name}.expected.json"] = told
    text, expected = _several_documents()
    files["several-documents.txt"] = text
    files["several-documents.expected.json"] = expected | {"path": "several-documents.txt"}
    return files
