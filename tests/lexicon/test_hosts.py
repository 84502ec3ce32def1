import pytest

from govcrawl.lexicon.hosts import places_of


@pytest.mark.parametrize(
    ("host", "codes"),
    [
        ("www.ruian.gov.cn", ("330381",)),
        ("xxgk.zhoushan.gov.cn", ("330900",)),
        ("www.xinchengqu.gov.cn", ("150102", "610102")),
        ("linxiaxian.gov.cn", ("622921",)),
        ("zjj.sz.gov.cn", ("440300",)),
        ("yndali.gov.cn", ("532900", "532901")),
        ("www.example.com", ()),
        ("ruian.example.com", ()),
        ("gov.cn", ()),
    ],
)
def test_names_spelled_out(host: str, codes: tuple[str, ...]) -> None:
    assert places_of(host).spelled == codes


@pytest.mark.parametrize(
    ("host", "code"),
    [("qzlj.gov.cn", "350504"), ("www.gdmx.gov.cn", "441403"), ("xncz.gov.cn", "630103")],
)
def test_initials_of_a_county_behind_those_above_it(host: str, code: str) -> None:
    assert code in places_of(host).initials
    assert places_of(host).spelled == ()


def test_two_letters_are_nobodys_initials() -> None:
    assert places_of("www.gl.gov.cn") == ((), ())


def test_the_table_of_the_year() -> None:
    assert places_of("jingshan.gov.cn", 2020).spelled == ("420882",)
    assert places_of("jingshan.gov.cn", 2015).spelled == ("420821",)
