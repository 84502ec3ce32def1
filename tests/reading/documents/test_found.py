from govcrawl.reading import read
from govcrawl.reading.documents.found import opening_subject, split
from govcrawl.reading.documents.recogniser import judge
from govcrawl.reading.model import Block, Grid

FIRST = [
    "本报告根据条例要求,由某市民政局编制的2012年度政府信息公开年度报告。全文包括概述和附表。",
    "一、概述",
    "全年公开工作平稳有序,各科室按照职责做好信息发布,没有发生失泄密事件,群众反映良好。" * 2,
    "二、主动公开情况",
    "主动公开政府信息170条。",
    "三、附表",
    "附表1 主动公开情况统计",
]
TABLE = Block(kind="table", text="170", grid=Grid([], 0, 0))


def paragraphs(*texts):
    return [Block(kind="paragraph", text=t) for t in texts]


def kinds(article):
    parts = split(article, [])
    judge(parts, None, url=None, column=None)
    return [(p.kind, p.trigger) for p in parts]


def test_one_report_stays_one():
    assert kinds([*paragraphs(*FIRST), TABLE]) == [("report", "first")]


def test_a_second_opening_sentence_starts_a_second_report():
    second = [t.replace("民政局", "交通局").replace("2012", "2010") for t in FIRST]
    assert kinds([*paragraphs(*FIRST), TABLE, *paragraphs(*second), TABLE]) == [
        ("report", "first"),
        ("report", "opening"),
    ]


def test_numbering_that_starts_over_behind_the_schedules_is_another_document():
    article = [
        *paragraphs(*FIRST),
        TABLE,
        *paragraphs("一、主要做法", "认真组织,抓好落实,成效明显。"),
    ]
    assert kinds(article) == [("report", "first"), ("fragment", "numbering")]


def test_prose_behind_the_closing_schedules_is_not_the_report():
    article = [
        *paragraphs(*FIRST),
        TABLE,
        *paragraphs("首先要明确,公开的主体是谁,公开的内容又是什么,这些都有待法律来规定..."),
    ]
    assert kinds(article) == [("report", "first"), ("fragment", "behind_tables")]


def test_notes_and_sections_behind_a_table_are_the_report():
    article = [
        *paragraphs(*FIRST[:5]),
        TABLE,
        *paragraphs(
            "注:数据截至12月31日,由各科室报送。", "三、存在的主要问题", "力量不足,有待加强。"
        ),
    ]
    assert kinds(article) == [("report", "first")]


def test_an_excerpt_under_a_title_yields_no_report():
    title = "2008年某县建设局政府信息公开年度报告"
    parts = split([*paragraphs(*FIRST), TABLE, *paragraphs(title, "引言 本局认真贯彻落实")], [])
    judge(parts, None, url=None, column=None)
    assert [(p.kind, p.title) for p in parts][1] == ("excerpt", title)


def test_the_subject_of_an_opening_sentence():
    assert opening_subject(FIRST[0]) == "某市民政局2012年度政府信息公开年度报告"
    assert opening_subject("全年公开信息12条。") is None


def test_a_list_with_excerpts_is_no_report():
    entries = "".join(
        f"<h3><a href='{year}.html'>某县审计局{year}年政府信息公开工作年度报告</a></h3>"
        f"<p>根据条例的规定,现公布{year}年度政府信息公开工作年度报告,全文由概述、主动公开等部分组成...</p>"
        for year in range(2012, 2018)
    )
    reading = read(f"<title>年度报告</title><div>{entries}</div>".encode())
    assert reading.reports == []
    assert [i.code for i in reading.issues] == ["not_a_report"]


def test_an_announced_report_names_itself():
    text = "根据《条例》规定,现公布某县审计局2016年度政府信息公开工作年度报告。全文包括概述等。"
    assert opening_subject(text) == "某县审计局2016年度政府信息公开工作年度报告"


def test_short_reports_on_one_page_are_as_many_as_have_titles_and_sections():
    bodies = [f"某县{name}乡人民政府" for name in "东西南北中上下前后高"]
    for title in ("h2", "p"):
        text = "".join(
            f"<{title}>{body}2009年政府信息公开工作年度报告</{title}><p>一、概述。本乡按要求编制。</p>"
            f"<p>二、公开情况。主动公开政府信息{number}条，没有收到申请。</p>"
            for number, body in enumerate(bodies, 11)
        )
        page = f"<title>某县各乡镇2009年政府信息公开工作年度报告</title><h1>某县各乡镇2009年政府信息公开工作年度报告</h1><div>{text}</div>"
        reports = read(page.encode(), url="http://www.x.gov.cn/nb/1.html").reports
        assert [r.title for r in reports] == [
            f"{body}2009年政府信息公开工作年度报告" for body in bodies
        ]


def test_snippets_of_reports_without_sections_are_none():
    text = "".join(
        f"<p>某县{n}乡人民政府2009年政府信息公开工作年度报告</p><p>2009年，主动公开政府信息{i}条。</p>"
        for i, n in enumerate("东西南北中上下前后高", 11)
    )
    page = f"<title>年度报告</title><h1>某县东乡人民政府2009年政府信息公开工作年度报告</h1><div>{text}</div>"
    assert len(read(page.encode(), url="http://www.x.gov.cn/nb/1.html").reports) <= 1
