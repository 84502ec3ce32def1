import pytest

from govcrawl.lexicon.evidence import LADDERS, rank


def test_every_ladder_has_its_order_and_its_words() -> None:
    assert set(LADDERS) == {"title", "report_year", "agency.name", "agency.region", "coverage"}
    for field, rungs in LADDERS.items():
        assert [rank(field, id) for id in rungs] == list(range(len(rungs)))
        assert all(rung.zh and rung.en for rung in rungs.values())


def test_the_year_is_the_printed_periods_first_and_the_publications_last() -> None:
    order = list(LADDERS["report_year"])
    assert order[:3] == ["printed_period", "title", "opening"]
    assert order[-1] == "publish_date"


def test_a_rung_that_no_ladder_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        rank("report_year", "horoscope")
