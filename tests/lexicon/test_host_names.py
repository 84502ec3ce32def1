import csv
from importlib import resources

import pytest

from govcrawl.lexicon.host_names import places_of


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


def test_every_division_of_any_year_has_its_spelling() -> None:
    data = resources.files("govcrawl.lexicon") / "data"
    tables = [(data / name).read_text("utf-8") for name in ("regions.csv", "pinyin.csv")]
    divisions, spelled = ({row["name"] for row in csv.DictReader(t.splitlines())} for t in tables)
    assert divisions == spelled


def test_the_readme_names_every_table() -> None:
    data = resources.files("govcrawl.lexicon") / "data"
    readme = (data / "README.md").read_text("utf-8")
    tables = [entry.name for entry in data.iterdir() if entry.name.endswith(".csv")]
    assert len(tables) == 4
    assert [name for name in tables if f"`{name}`" not in readme] == []
