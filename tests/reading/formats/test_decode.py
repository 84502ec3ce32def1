from hypothesis import given
from hypothesis import strategies as st

from govcrawl.reading.formats.decode import decode
from govcrawl.text import squash

TEXT = (
    "<html><head><title>某局2020年度报告</title></head><body>主动公开政府信息12条。</body></html>"
)


def test_utf8_is_strict_and_gb18030_is_the_rest():
    assert decode(TEXT.encode()).encoding == "utf-8"
    for codec in ("gbk", "gb18030", "gb2312"):
        decoded = decode(TEXT.encode(codec))
        assert decoded.encoding == "gb18030"
        assert decoded.text == TEXT


def test_short_gbk_text_is_not_taken_for_korean():
    assert decode("年报".encode("gbk")).text == "年报"


def test_a_byte_order_mark_outranks_a_lying_meta():
    lying = TEXT.replace("<head>", '<head><meta charset="gb2312">')
    for codec in ("utf-16", "utf-8-sig"):
        decoded = decode(lying.encode(codec))
        assert decoded.text == lying
        assert not decoded.issues


def test_utf16_without_a_mark_is_told_by_its_tags():
    assert decode(TEXT.encode("utf-16-le")).text == TEXT
    assert decode(TEXT.encode("utf-16-be")).text == TEXT


def test_big5_is_believed_where_declared():
    page = '<meta charset="big5">政府資訊公開年度報告'
    assert decode(page.encode("big5")).text == page


def test_a_cut_page_is_read_and_the_damage_is_said():
    decoded = decode(TEXT.encode()[:-30] + b"\xe5\xb9")
    assert decoded.encoding == "utf-8"
    assert "主动公开" in decoded.text
    assert [issue.code for issue in decoded.issues] == ["undecodable_bytes"]


def test_what_nobody_sees_parts_no_number():
    for unseen in ("\x01", "\x7f", "\ufeff", "\u2060"):
        page = f"<p>主动公开政府信息15{unseen}8条。</p>".encode()
        assert squash(decode(page).text) == "<p>主动公开政府信息158条。</p>"
        assert "\x01" not in decode(page).text


@given(st.binary(max_size=300))
def test_any_bytes_decode(data):
    assert isinstance(decode(data).text, str)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_han_text_survives_both_codecs(text):
    assert decode(text.encode()).text == text
    page = f"<p>{text}</p>，。"
    assert decode(page.encode("gb18030")).text == page
