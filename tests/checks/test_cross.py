from govcrawl.checks import check_narrative
from govcrawl.reading.narrative import read_statistics


def checks(text, **values):
    keys = {key.replace("__", "."): value for key, value in values.items()}
    statistics = read_statistics(text, [], report_year=2020).statistics
    return [(c.rule, c.status, c.actual, c.expected) for c in check_narrative(keys, statistics)]


def received(text, new, carried=None):
    return checks(
        text,
        applications__received_new__total=new,
        applications__carried_in__total=carried,
    )


def test_the_text_agrees_with_the_table():
    assert received("全年共收到政府信息公开申请12件。", 12) == [("X1", "pass", 12, 12)]


def test_a_total_with_what_was_carried_over_is_a_rightful_reading():
    assert received("全年共收到政府信息公开申请12件。", 10, 2) == [("X1", "pass", 12, 12)]


def test_a_contradiction_is_a_conflict_and_says_both():
    assert received("全年共收到政府信息公开申请12件。", 11) == [("X1", "conflict", 12, 11)]


def test_an_approximation_agrees_inside_its_bounds():
    text = "主动公开政府信息2400余条。"
    assert checks(text, stat2014__proactive__total=2431)[0][1] == "pass"
    assert checks(text, stat2014__proactive__total=2250)[0][1] == "conflict"


def test_nothing_is_assessed_on_a_blank_cell_or_without_a_table():
    assert received("全年共收到政府信息公开申请12件。", None) == []
    assert checks("全年共收到政府信息公开申请12件。") == []


def test_one_agreeing_statement_is_enough():
    text = "全市共收到政府信息公开申请12件。市教育局收到政府信息公开申请3件。"
    assert [c[1] for c in received(text, 12)] == ["pass"]


def test_parts_add_up_to_their_whole():
    text = "主动公开政府信息100条。其中政策法规类信息{}条,业务类信息60条。"
    assert checks(text.format(40)) == [("X3", "pass", 100, 100)]
    assert checks(text.format(45))[0][:2] == ("X3", "conflict")
    # the list may leave minor kinds out
    assert checks(text.format(30))[0][:2] == ("X3", "not_assessable")
