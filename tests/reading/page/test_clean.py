import pytest

from govcrawl.reading.formats.html.html import read_html
from govcrawl.reading.formats.text import read_text
from govcrawl.reading.page.clean import clean, ledger
from govcrawl.reading.page.headlines import split_trailing_date
from govcrawl.text import squash

PROSE = [
    "一、总体情况",
    "全年主动公开政府信息120条,均在法定期限内予以公布,并接受监督。",
    "二、依申请公开情况",
    "共收到政府信息公开申请6件,全部按时答复,没有引起行政复议。",
]
TITLE = "某县民政局2020年政府信息公开工作年度报告"
HEAD = ["当前位置：首页 > 政务公开 > 年度报告"]
BAR = [
    "发布时间：2021-01-20 来源：某县民政局 浏览次数：135 字号：[大 中 小]",
    "打印本页",
    "分享到：",
]
TAIL = [
    "扫一扫在手机打开当前页",
    "上一篇：某县民政局2019年政府信息公开工作年度报告",
    "主办单位：某县人民政府办公室 承办：某县大数据局",
    "皖ICP备05000000号-1 皖公网安备 34010002000001号 网站标识码：3401000001",
]


def html(lines):
    return "".join(f"<p>{line}</p>" for line in lines)


def fates(document):
    return {b.text: b.fate for b in document.blocks}


@pytest.mark.parametrize("form", ["text", "one div", "container"])
def test_the_same_article_out_of_text_and_of_pages(form):
    lines = [*HEAD, TITLE, *BAR, *PROSE, *TAIL]
    if form == "text":
        document = read_text("\n".join(lines))
    elif form == "one div":
        document = read_html(f"<div>{html(lines)}</div>")
    else:
        document = read_html(
            f'{html([*HEAD, TITLE, *BAR])}<div id="zoom">{html(PROSE)}</div>{html(TAIL)}'
        )
    cleaned = clean(document)
    assert [b.text for b in cleaned.article] == PROSE
    found = fates(document)
    assert found[BAR[0]] == "metadata:info_bar"
    assert found[BAR[1]] == "boilerplate:tool_bar"
    assert found[HEAD[0]] == "metadata:breadcrumb"
    assert found[TAIL[2]] == found[TAIL[3]] == "metadata:site_footer"
    assert "" not in found.values() or form  # article blocks get theirs when the record is built
    assert not [text for text, fate in found.items() if fate == "unassigned"]


def test_every_character_is_accounted_for():
    document = read_html(f"<nav><a href='#'>首页</a></nav>{html([TITLE, *BAR, *PROSE, *TAIL])}")
    cleaned = clean(document)
    for block in cleaned.article:
        block.fate = "body"
    total = ledger(document.blocks)
    assert total.visible == sum(len(squash(b.text)) for b in document.blocks)
    assert total.visible == total.body + total.metadata + total.boilerplate
    assert total.body == sum(map(len, PROSE))


def test_a_stray_sentence_outside_the_article_is_reported():
    aside = "本网站于三月完成升级改造,新增检索功能,欢迎各界人士提出宝贵意见和建议。"
    document = read_html(f'<div><p>{aside}</p></div><div id="zoom">{html(PROSE)}</div>')
    clean(document)
    assert fates(document)[aside] == "unassigned"


def test_titles_wrapped_over_lines_and_repeated():
    document = read_text("\n".join([TITLE, "2021-01-20", "某县民政局", TITLE[5:], *PROSE]))
    cleaned = clean(document)
    assert cleaned.titles[0].text == TITLE
    assert cleaned.titles[-1].text == TITLE  # 某县民政局 + the rest of the title
    assert [b.text for b in cleaned.article] == PROSE


def test_a_line_that_only_ends_in_a_label_word_is_no_header():
    lines = [TITLE, *PROSE, "三、信息来源", "来源于各科室报送的材料,共计35篇,已经全部公开。"]
    cleaned = clean(read_text("\n".join(lines)))
    assert [b.text for b in cleaned.article] == lines[1:]


def test_dates_behind_a_title():
    assert split_trailing_date(f"{TITLE} 2021-01-20") == (TITLE, "2021-01-20")
    assert split_trailing_date(f"{TITLE}[2021年1月20日]") == (TITLE, "2021年1月20日")
    assert split_trailing_date(TITLE) == (TITLE, None)


def test_a_title_above_the_container_is_the_title():
    page = (
        f"<ul><li>某县民政局2019年政府信息公开工作年度报告</li></ul><h1>{TITLE}</h1>"
        f"<div>某县民政局 2021-01-20 浏览：10次</div><div class='c'>{html(PROSE)}</div>"
    )
    document = read_html(page)
    cleaned = clean(document)
    assert [t.text for t in cleaned.titles] == [TITLE]
    assert [b.text for b in cleaned.article] == PROSE
    assert fates(document)["某县民政局 2021-01-20 浏览：10次"] == "metadata:info_bar"


def test_a_side_bar_above_another_article_gives_no_title():
    page = (
        f"<div><p>{TITLE}</p></div><h1>关于召开防汛会议的通知</h1><div class='c'>"
        "<p>各乡镇:现定于6月1日召开防汛会议,总结去年的工作,部署今年的任务,请按时参加。</p>"
        "<p>会期半天,请各单位做好准备,会后将会议材料报县防汛办公室。</p></div>"
    )
    document = read_html(f"<title>关于召开防汛会议的通知</title>{page}")
    titles = clean(document).titles
    assert not titles or titles[-1].text == "关于召开防汛会议的通知"


def test_labels_and_values_in_dt_and_dd_below_the_title():
    page = (
        f"<h1>{TITLE}</h1><dl><dt>索引号</dt><dd>003/2021-00001</dd><dt>文号</dt><dd></dd>"
        f"<dt>发布机构</dt><dd>县民政局</dd></dl>{html(PROSE)}"
    )
    document = read_html(page)
    assert [b.text for b in clean(document).article] == PROSE
    assert fates(document)["县民政局"] == "metadata:header_block"


def test_links_behind_the_text_leave_it():
    page = f"""<h1>{TITLE}</h1>{html(PROSE)}<p>相关链接：</p>
    <p><a href="a.html">某县民政局2019年政府信息公开工作年度报告</a></p>
    <p><a href="a.xls">政府信息公开情况统计表</a></p>"""
    document = read_html(f"<div>{page}</div>")
    assert [b.text for b in clean(document).article] == PROSE
    found = fates(document)
    assert found["某县民政局2019年政府信息公开工作年度报告"] == "boilerplate:link_list"
    assert found["政府信息公开情况统计表"] == "metadata:attachments"


def test_a_second_copy_of_the_article_is_said_to_be_one():
    copy = f"<h1>{TITLE}</h1>{html(PROSE)}"
    document = read_html(f"<div class='pc'>{copy}</div><div class='phone'>{copy}</div>")
    assert [b.text for b in clean(document).article] == PROSE
    second = [b.fate for b in document.blocks[-len(PROSE) :]]
    assert second == ["boilerplate:second_copy"] * len(PROSE)


@pytest.mark.parametrize(
    "line",
    ["您是第1234位访问者", "本文已被浏览33次", "用微信扫描二维码", "阅读全文", "Produced By 某某发布系统",
     "附件1：统计表", "建议使用1366*768分辨率、IE10以上浏览器获得最佳浏览效果！"],
)  # fmt: skip
def test_lines_behind_the_text(line):
    document = read_html(f"<div><h1>{TITLE}</h1>{html([*PROSE, line])}</div>")
    assert [b.text for b in clean(document).article] == PROSE


def test_linked_contents_leave_the_body():
    contents = "".join(f"<li><a href='#{i}'>{line}</a></li>" for i, line in enumerate(PROSE[::2]))
    document = read_html(f"<div><h1>{TITLE}</h1><ul>{contents}</ul>{html(PROSE)}</div>")
    assert [b.text for b in clean(document).article] == PROSE


def test_bookmarks_are_no_links():
    marked = "".join(f"<p><a name='_Toc{i}'>{line}</a></p>" for i, line in enumerate(PROSE))
    document = read_html(f"<div><h1><a name='x'>{TITLE}</a></h1>{marked}</div>")
    assert [b.text for b in clean(document).article] == PROSE


def test_a_layout_cell_with_header_lines_keeps_its_article():
    lines = "<ul><li>索引号：003/2021-1</li><li>文号：</li><li>公开方式：主动公开</li></ul>"
    page = (
        f"<table><tr><td><a href='/'>首页</a></td><td><table><tr><td>{TITLE}</td></tr>"
        f"<tr><td>{lines}{html(PROSE)}</td></tr></table></td></tr></table>"
    )
    document = read_html(page)
    assert [b.text for b in clean(document).article] == PROSE
    assert fates(document)["索引号：003/2021-1"] == "metadata:header_block"


def test_a_list_between_the_text_and_the_footer():
    years = "".join(
        f"<li><a href='{y}.html'>某县民政局{y}年政府信息公开工作年度报告</a> {y + 1}-01-20</li>"
        for y in (2019, 2018, 2017)
    )
    page = f"<p>{TITLE}</p>{html(PROSE)}<p>某县民政局</p><h3>历年报告</h3><ul>{years}</ul>"
    document = read_html(f"<body>{page}{html(TAIL)}</body>")
    assert [b.text for b in clean(document).article] == [*PROSE, "某县民政局"]
