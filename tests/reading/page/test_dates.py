import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.reading.page.dates import date_line, find_date, stamp_date, url_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("发布时间：2021-01-29 09:05", "2021-01-29"),
        ("2021年1月29日", "2021-01-29"),
        ("2021/01/29", "2021-01-29"),
        ("2021.1.29", "2021-01-29"),
        ("2021 年 1 月 29 日", "2021-01-29"),
        ("二〇二一年一月二十九日", "2021-01-29"),
        ("二○一八年十二月三十一日", "2018-12-31"),
        ("二零一五年三月十日", "2015-03-10"),
        ("二0一九年一月十五日", "2019-01-15"),
        ("二O一八年元月二十六日", "2018-01-26"),
        ("２０２１-０１-２９", "2021-01-29"),
        ("２０２１－０１－２９", "2021-01-29"),
        ("２０２１年１月２９日", "2021-01-29"),
        ("2021–01—29", "2021-01-29"),
        ("𝟐𝟎𝟐𝟏／０１／２９", "2021-01-29"),
        ("2\u200b021年1\ufeff月29日", "2021-01-29"),
        ("2021年13月2日", None),
        ("电话 0830-4250655", None),
        ("〔2021〕12号", None),
    ],
)
def test_find_date(text, iso):
    assert find_date(text) == iso


@pytest.mark.parametrize(
    ("text", "iso", "repaired"),
    [
        ("2020年2月1日", "2020-02-01", False),
        ("(2020年2月1日)", "2020-02-01", False),
        ("2020年2月1日印发", "2020-02-01", False),
        ("20200213", "2020-02-13", True),
        ("2020213", "2020-02-13", True),  # 2020-21-3 is no date
    ],
)
def test_date_lines(text, iso, repaired):
    line = date_line(text)
    assert line is not None
    assert (line.iso, line.repaired) == (iso, repaired)


def test_an_ambiguous_line_is_not_guessed():
    assert date_line("2016111") is None  # 1 November or 11 January
    assert date_line("2016111", not_after="2016-10-01").iso == "2016-01-11"


@pytest.mark.parametrize("text", ["共2020条", "2020年工作报告", "84834383", "一、总体情况", "2020"])
def test_other_lines_are_no_dates(text):
    assert date_line(text) is None


def test_url_dates():
    assert url_date("http://a.gov.cn/art/2024/1/20/art_1_2.html") == "2024-01-20"
    assert url_date("http://a.gov.cn/xxgk/202401/t20240120_7.shtml") == "2024-01-20"
    assert url_date("http://a.gov.cn/info/1053/6730.htm") is None


@given(st.dates(min_value=__import__("datetime").date(2007, 1, 1)).filter(lambda d: d.year < 2100))
def test_round_trip(day):
    assert find_date(f"于{day.year}年{day.month}月{day.day}日印发") == day.isoformat()
    assert find_date(day.isoformat()) == day.isoformat()


@pytest.mark.parametrize(
    "text", ["2018-01-29 09:11", "20180129", "20180129091100", "Mon Jan 29 09:11:00 CST 2018"]
)
def test_stamps(text):
    assert stamp_date(text) == "2018-01-29"


def test_other_stamps_are_no_dates():
    assert stamp_date("20181329") is stamp_date("1517188260000") is stamp_date("") is None


def test_a_month_and_a_day_in_two_folders():
    assert url_date("http://x.gov.cn/html/201801/29/1.html") == "2018-01-29"
