from govcrawl.reading.model import Block
from govcrawl.reading.signature import take_signature


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
