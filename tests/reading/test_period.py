from govcrawl.reading.period import read_period


def period(body, year=2021, document_date=None):
    issues = []
    found = read_period(body, year, document_date=document_date, evidence=[], issues=issues)
    return found, [i.code for i in issues]


def test_printed_periods():
    for text in (
        "统计期限自2021年1月1日起至2021年12月31日止。",
        "所列数据的统计期限为2021年1月1日至12月31日。",
        "数据时间从 2021 年 1 月 1 日到 2021 年 12 月 31 日",
        "数据统计时限为20211月1日至202112月31日。",
    ):
        found, issues = period(text)
        assert (found.start, found.end, found.inferred) == ("2021-01-01", "2021-12-31", False)
        assert issues == []


def test_without_one_it_is_the_calendar_year_and_marked():
    found, _ = period("全年公开信息。")
    assert (found.start, found.end, found.inferred) == ("2021-01-01", "2021-12-31", True)


def test_a_report_signed_before_its_year_ended_gets_none():
    found, issues = period("全年公开信息。", document_date="2021-11-20")
    assert found is None
    assert issues == ["dated_before_period_end"]


def test_a_contradiction_is_said():
    found, issues = period("统计期限为2020年1月1日至2020年12月31日。")
    assert found.inferred
    assert issues == ["year_conflict"]
