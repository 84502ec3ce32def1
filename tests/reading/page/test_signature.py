import pytest

from govcrawl import parse
from govcrawl.reading.model import Block
from govcrawl.reading.page.signature import opens_with_signature, take_signature


def blocks(*texts):
    return [Block(kind="paragraph", text=t) for t in texts]


def test_organ_and_date_on_two_lines():
    parts = blocks("一、情况", "全年公开信息3条。", "某市某区民政局", "2020年1月15日")
    signature = take_signature(parts, not_after=None)
    assert signature.agencies == ["某市某区民政局"]
    assert signature.date == "2020-01-15"
    assert [b.text for b in signature.blocks] == ["2020年1月15日", "某市某区民政局"]


def test_organ_and_date_on_one_line():
    signature = take_signature(blocks("文字。", "某县教育局 2020年1月15日"), not_after=None)
    assert (signature.agencies, signature.date) == (["某县教育局"], "2020-01-15")


def test_a_repaired_date_is_said():
    signature = take_signature(blocks("文字。", "某委员会", "20161123"), not_after=None)
    assert signature.date == "2016-11-23"
    assert [i.code for i in signature.issues] == ["date_repaired"]


def test_the_last_paragraph_is_no_signature():
    text = "下一步,我局将继续推进政府信息公开工作,切实保障公众的知情权,不断提升服务水平,努力建设人民满意的服务型机关和法治政府。"
    assert take_signature(blocks("一、问题", text), not_after=None).blocks == []
    assert take_signature(blocks("一、问题", "（一）公开办公室"), not_after=None).blocks == []


def test_sealed_organs_and_months_without_a_day():
    signature = take_signature(blocks("文字。", "某县教育局（盖章）", "2018-1-26"), not_after=None)
    assert (signature.agencies, signature.date) == (["某县教育局"], "2018-01-26")
    signature = take_signature(blocks("文字。", "某县教育局", "2018年1月"), not_after=None)
    assert (signature.agencies, signature.date, len(signature.blocks)) == (["某县教育局"], None, 2)
    assert take_signature(blocks("文字。", "2018年1月"), not_after=None).blocks == []


@pytest.mark.parametrize(
    ("lines", "signed"),
    [
        (("某县统计局", "2013年2月20日"), True),
        (("某县统计局（盖章）", "２０１３年２月２０日"), True),
        (("某县统计局", "2013-02-20"), False),  # the day the page was put up
        (("某县统计局公开目录说明：", "2013年2月20日"), False),
        (("某县统计局",), False),
    ],
)
def test_a_signature_above_the_text(lines, signed):
    assert opens_with_signature(blocks(*lines), 0) is signed


def test_the_day_below_a_signed_headline_is_the_documents():
    page = (
        "<h1>文成县统计局2012年政府信息公开年度报告</h1><p>发布日期：2016-08-01</p>"
        "<p>文成县统计局</p><p>2013年2月20日</p><p>一、概述</p><p>主动公开政府信息12条。</p>"
        "<p>二、依申请公开情况</p><p>收到申请3件，均已答复。</p>"
    )
    [report] = parse(page.encode())
    assert (report.document_date, report.publish_date) == ("2013-02-20", "2016-08-01")
