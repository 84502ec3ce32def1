"""The whole function on pages of our own, and its promises."""

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from govcrawl import feed, parse
from govcrawl.reading import read
from govcrawl.reading.model import LinkedFrom, Listed

BODY = """
<p style="text-align:center"><strong>芜湖市鸠江区民政局2020年政府信息公开工作年度报告</strong></p>
<p>本报告根据有关规定编制,统计期限自2020年1月1日至2020年12月31日。如有疑问,请联系鸠江区民政局
(地址:芜湖市鸠江区九华中路1号,邮编:241000,电话:0553-5880000)。</p>
<p>一、总体情况</p>
<p>2020年,我局通过区政府网站主动公开政府信息215条,收到政府信息公开申请3件,均按时答复。未发生行政复议、行政诉讼案件。</p>
<p>二、存在的主要问题及改进情况</p>
<p>公开内容还不够丰富,下一步将进一步规范。</p>
<p style="text-align:right">芜湖市鸠江区民政局</p><p style="text-align:right">2021年1月18日</p>
"""
PAGE = f"""<html><head><title>芜湖市鸠江区民政局2020年政府信息公开工作年度报告_鸠江区人民政府</title>
<meta name="ArticleTitle" content="芜湖市鸠江区民政局2020年政府信息公开工作年度报告">
<meta name="PubDate" content="2021-01-19 10:20"><meta name="SiteIDCode" content="3402070001"></head>
<body><div class="nav"><a href="/">首页</a><a href="/xxgk">信息公开</a></div>
<div>发布时间：2021-01-19 10:20 来源：区民政局 浏览次数：88</div>
<div class="art">{BODY}</div>
<div class="foot">主办单位：鸠江区人民政府办公室 皖ICP备05000000号 电话：0553-1111111</div></body></html>"""
URL = "http://www.jjq.gov.cn/xxgk/202101/t20210119_1.html"


def one(data, url=URL):
    reading = read(data.encode() if isinstance(data, str) else data, url=url)
    assert len(reading.reports) == 1, reading.issues
    return reading.reports[0]


def test_a_page_becomes_a_record():
    report = one(PAGE)
    assert report.title == "芜湖市鸠江区民政局2020年政府信息公开工作年度报告"
    assert (report.report_year, report.coverage) == (2020, "own")
    assert report.agency.name == "安徽省芜湖市鸠江区民政局"
    assert report.agency.region.adcode == "340207"
    assert (report.publish_date, report.document_date) == ("2021-01-19", "2021-01-18")
    assert report.content_source == "区民政局"
    assert (report.contact.phone, report.contact.postal_code) == ("0553-5880000", "241000")
    assert report.site.site_code == "3402070001"
    assert report.period.inferred is False
    assert report.source.provenance == "official"
    assert report.source.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
    figures = {(s.metric, s.value, s.modifier) for s in report.statistics}
    assert {
        ("applications.received", 3, "exact"),
        ("proactive_disclosure.channel.website", 215, "exact"),
        ("administrative_reconsideration.total", 0, "zero_expression"),
        ("administrative_litigation.total", 0, "zero_expression"),
    } <= figures


def test_the_body_has_the_narrative_and_nothing_else():
    lines = one(PAGE).body.split("\n")
    assert lines[0].startswith("本报告根据")
    assert lines[-1] == "公开内容还不够丰富,下一步将进一步规范。"
    assert not [w for w in ("浏览次数", "ICP备", "首页", "2021年1月18日") if w in "".join(lines)]


def test_every_visible_character_is_in_the_ledger():
    ledger = one(PAGE).ledger
    parts = (
        ledger.body,
        ledger.table,
        ledger.metadata,
        ledger.boilerplate,
        ledger.other_documents,
        ledger.unassigned,
    )
    assert sum(parts) == ledger.visible
    assert ledger.unassigned == 0


def test_ids_do_not_depend_on_the_address_or_the_markup():
    plain = PAGE.replace('class="art"', 'class="TRS_Editor"').replace("<p>", "<p class='x'>")
    assert one(PAGE).report_id == one(plain, "http://other.gov.cn/1.htm").report_id
    assert one(PAGE).report_id != one(PAGE.replace("2020年", "2019年")).report_id


def test_the_same_bytes_give_the_same_line():
    assert feed.encode(one(PAGE)) == feed.encode(one(PAGE))


def test_encodings_and_a_lying_meta_do_not_change_the_record():
    lying = PAGE.replace("<head>", '<head><meta charset="utf-8">')
    expected = one(lying)
    for codec in ("gb18030", "utf-16", "utf-8-sig"):
        got = one(lying.encode(codec))
        assert (got.body, got.title, got.statistics) == (
            expected.body,
            expected.title,
            expected.statistics,
        )


def test_third_party_copies_are_marked():
    assert one(PAGE, "http://www.example.com/a.html").source.provenance == "third_party"
    assert one(PAGE, "file:///tmp/a.html").source.provenance == "local"
    assert one(PAGE, "http://127.0.0.1:8000/a.html").source.provenance == "local"


def test_what_is_no_address_is_not_the_authority():
    for url in ("http://[", "http://[::1", "http://a]b.gov.cn/"):
        assert one(PAGE, url).source.provenance == "third_party"


def test_bad_input_gives_an_entry_and_no_record():
    cases = {
        b"": "empty_file",
        b"   \n ": "empty_file",
        bytes(range(256)) * 8: None,
        b"<html><body></body></html>": "empty",
        "<p>今天天气很好,适合出门散步,公园里的人很多。</p>".encode(): "not_a_report",
        b"%PDF-1.4 broken": None,
        b"PK\x03\x04 broken zip": None,
    }
    for data, code in cases.items():
        reading = read(data, url="file:///x.html")
        assert reading.reports == []
        assert reading.issues, data[:20]
        assert "internal_error" not in {i.code for i in reading.issues}
        if code:
            assert code in {i.code for i in reading.issues}, (data[:20], reading.issues)


def test_a_title_without_a_body_is_no_record():
    stub = '<h1>某县教育局2021年政府信息公开工作年度报告</h1><div><a href="a.pdf">附件</a></div>'
    reading = read(stub.encode(), url=URL)
    assert reading.reports == []
    assert [i.code for i in reading.issues] == ["not_a_report"]


def test_an_attached_report_takes_the_metadata_of_its_page():
    title = "芜湖市鸠江区民政局2020年政府信息公开工作年度报告"
    stub = f"""<html><head><meta name="ArticleTitle" content="{title}"></head><body>
    <table><tr><td>索引号</td><td>003000001/2021-00004</td><td>发布日期</td><td>2021-01-20</td></tr></table>
    <h1>{title}</h1><div id="zoom"><a href="/files/report.txt">附件</a><a href="b.pdf">附表</a></div>
    <p>主办单位：鸠江区人民政府办公室 网站标识码：3402070001</p></body></html>"""
    text = "本报告按照规定编制。\n一、总体情况\n全年主动公开政府信息215条,收到政府信息公开申请3件,均按时答复。\n二、存在的主要问题\n内容不够丰富。"
    url = "http://www.jjq.gov.cn/files/report.txt"
    reading = read(
        text.encode(),
        url=url,
        linked_from=LinkedFrom(stub.encode(), "http://www.jjq.gov.cn/a/1.html"),
    )
    (report,) = reading.reports
    assert (report.title, report.report_year) == (title, 2020)
    assert (report.index_number, report.publish_date) == ("003000001/2021-00004", "2021-01-20")
    assert report.site.site_code == "3402070001"
    assert report.source.url == url
    assert [(a.parsed, a.title) for a in report.attachments] == [(True, ""), (False, "附表")]
    assert report.attachments[0].sha256 == report.source.sha256


def test_what_a_listing_says_fills_only_what_a_document_leaves_open():
    title = "某县水务局2020年政府信息公开工作年度报告"
    text = "一、总体情况\n本局全年主动公开政府信息31条，收到政府信息公开申请2件，均已按期答复。\n二、存在的主要问题\n公开内容还不够丰富。"
    listed = Listed(title, "2021-01-12")
    url = "http://www.x.gov.cn/files/t20210320_1.txt"
    (report,) = read(text.encode(), url=url, listed=listed).reports
    assert (report.title, report.report_year) == (title, 2020)
    assert report.publish_date == "2021-01-12"
    assert [e.rule for e in report.field_evidence if e.field == "publish_date"] == ["listing"]
    own = f"某县教育局2019年政府信息公开工作年度报告\n{text}"
    (report,) = read(own.encode(), url=url, listed=Listed(title, "2021-02-31")).reports
    assert (report.title, report.report_year) == ("某县教育局2019年政府信息公开工作年度报告", 2019)
    assert report.publish_date == "2021-03-20", "a day that there never was is no date"
    page = one(PAGE)
    (same,) = read(PAGE.encode(), url=URL, listed=listed).reports
    assert same == page, "a web page speaks for itself"


def test_monstrous_nesting_ends():
    nested = "<div>" * 300_000 + PAGE + "</div>" * 300_000
    assert one(nested).report_year == 2020
    reading = read(b"<div>" * 6_000_000, url=URL)
    assert reading.reports == []
    assert "too_large" in {i.code for i in reading.issues}


def test_parse_takes_paths_and_bytes(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    (from_path,) = parse(path)
    assert from_path.source.url == path.as_uri()
    assert parse(PAGE.encode(), url=path.as_uri()) == [from_path]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_pages_never_raise_and_never_lie(data):
    page = bytearray(PAGE.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(page) - 1))
        size = data.draw(st.integers(0, 400))
        page[start : start + size] = data.draw(st.binary(max_size=20))
    reading = read(bytes(page), url=URL)
    assert "internal_error" not in {i.code for i in reading.issues}
    for report in reading.reports:
        for s in report.statistics:
            assert report.body[s.evidence.start : s.evidence.end] == s.evidence.text


ARTICLE = BODY.split("</p>", 1)[1]


def test_a_title_of_the_site_is_no_title_of_the_report():
    opening = "<p>现公布芜湖市鸠江区民政局2020年度政府信息公开工作年度报告。</p>"
    report = one(f"<title>鸠江区人民政府</title><div>{opening}{ARTICLE}</div>")
    assert report.title == "芜湖市鸠江区民政局2020年度政府信息公开工作年度报告"
    assert report.agency.name == "安徽省芜湖市鸠江区民政局"


def test_the_site_before_the_title_is_dropped():
    title = "芜湖市鸠江区民政局2020年政府信息公开工作年度报告"
    for between in ("-", "——", "_", " | "):
        head = f"<title>鸠江区人民政府门户网站{between}{title}</title>"
        assert one(f"{head}<div id='zoom'>{ARTICLE}</div>").title == title


def test_a_tag_left_from_another_year_is_outvoted():
    title = "芜湖市鸠江区民政局2020年政府信息公开工作年度报告"
    old = title.replace("2020", "2018")
    page = f"""<title>{title}_鸠江区</title><meta name="ArticleTitle" content="{old}">
    <h1>{title}</h1><div>{ARTICLE}</div>"""
    report = one(page)
    assert (report.title, report.report_year) == (title, 2020)


def test_a_date_below_the_title_goes_before_the_time_the_page_was_made():
    title = "芜湖市鸠江区民政局2020年政府信息公开工作年度报告"
    page = f"""<meta name="PubDate" content="2024-05-01 00:00"><h1>{title}</h1>
    <p>[ 2021-1-19 ] 阅读次数：33</p>{ARTICLE}"""
    assert one(f"<div>{page}</div>", None).publish_date == "2021-01-19"


def test_a_copy_in_traditional_characters_is_placed():
    page = PAGE.replace("区", "區").replace("报", "報").replace("关", "關").replace("开", "開")
    assert one(page, None).agency.region.adcode == "340207"
