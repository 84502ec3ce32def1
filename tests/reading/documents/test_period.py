from govcrawl.reading.documents.period import find_period, impossible_dates, read_period


def period(body, year=2021, document_date=None):
    found = read_period(find_period(body), year, document_date=document_date)
    return found.value, [i.code for i in found.issues]


def test_printed_periods():
    for text in (
        "统计期限自2021年1月1日起至2021年12月31日止。",
        "所列数据的统计期限为2021年1月1日至12月31日。",
        "数据时间从 2021 年 1 月 1 日到 2021 年 12 月 31 日",
        "数据统计时限为20211月1日至202112月31日。",
        "统计期限自202111日起20211231止。",
        "统计期限自二〇二一年一月一日至二○二一年十二月三十一日止。",
        "统计期限自二零二一年元月一日起至十二月三十一日止。",
        "统计期限自2021年一月一日至二Ｏ二一年12月31日止。",
        "數據的統計期限：2021年1月1日——2021年12月31日。",
    ):
        found, issues = period(text)
        assert (found.start, found.end, found.inferred) == ("2021-01-01", "2021-12-31", False)
        assert issues == []


def test_a_day_that_no_calendar_has_is_no_period():
    found, _ = period("统计期限自二〇二一年一月一日至二〇二一年十三月三十一日止。")
    assert found.inferred


def test_ends_of_two_years_leave_both_open():
    printed = find_period("统计期限为2021年1月1日至2012年12月31日。")
    assert printed is not None
    assert printed.years == (2012, 2021)


def test_without_one_it_is_the_calendar_year_and_marked():
    found, _ = period("全年公开信息。")
    assert (found.start, found.end, found.inferred) == ("2021-01-01", "2021-12-31", True)


def test_a_report_signed_before_its_year_ended_gets_none():
    found, issues = period("全年公开信息。", document_date="2021-11-20")
    assert found is None
    assert issues == ["dated_before_period_end"]


def test_a_period_of_another_year_is_not_the_reports():
    found, _ = period("统计期限为2020年1月1日至2020年12月31日。")
    assert found.inferred


def test_dates_that_no_calendar_has_are_said():
    said = impossible_dates("自2020年1月1日至202020年12月31日。2021年13月1日印发。2020年2月28日。")
    assert [i.evidence for i in said] == ["202020年12月31日", "2021年13月1日"]
