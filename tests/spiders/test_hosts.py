"""Names of one portal."""

from __future__ import annotations

from govcrawl.platforms.links import Link
from govcrawl.spiders.hosts import Hosts

START = "http://www.new.gov.cn/"
COLUMN = "http://www.new.gov.cn/zwgk/nb/index.html"


def test_spellings_of_one_page() -> None:
    hosts = Hosts(START)
    assert hosts.key("https://new.gov.cn/a") == hosts.key("http://www.new.gov.cn/a")
    assert hosts.key("http://jyj.new.gov.cn/a") != hosts.key("http://www.new.gov.cn/a")
    assert hosts.near("https://jyj.new.gov.cn/", START)
    assert not hosts.near("http://www.other.gov.cn/", START)


def test_a_name_is_the_portals_where_its_column_says_so() -> None:
    old = "http://www.old.gov.cn"
    hosts = Hosts(START)
    hosts.moved(COLUMN, [], [Link(f"{old}/zwgk/nb/t1.html", "甲")])
    assert not hosts.near(f"{old}/zwgk/nb/t1.html", COLUMN), "one row may be anybody's"
    hosts.moved(COLUMN, [f"{old}/zwgk/nb/index_1.html"], [])
    assert hosts.near(f"{old}/x.html", COLUMN)
    assert hosts.key(f"{old}/zwgk/nb/") == hosts.key("http://new.gov.cn/zwgk/nb/")
    assert hosts.instead(f"{old}/a.html") == "http://www.new.gov.cn/a.html"
    assert hosts.told()["old.gov.cn"].startswith("folder")


def test_other_folders_and_other_sites_stay_away() -> None:
    hosts = Hosts(START)
    rows = [Link(f"http://www.sf.gov.cn/tj/t{n}.html", "甲") for n in range(5)]
    rows += [Link(f"http://www.a.com/zwgk/nb/t{n}.html", "甲") for n in range(5)]
    hosts.moved(COLUMN, [], rows)
    hosts.moved(
        "http://www.new.gov.cn/index.html",
        [],
        [Link(f"http://b.gov.cn/{n}", "甲") for n in range(5)],
    )
    assert hosts.also == {}


def test_a_start_that_redirects_is_one_portal() -> None:
    hosts = Hosts("http://www.old.gov.cn/")
    hosts.redirected("http://www.old.gov.cn/", "https://www.new.gov.cn/", start=True)
    assert hosts.near("https://www.new.gov.cn/nb/", "https://www.new.gov.cn/")
    hosts.redirected("http://www.old.gov.cn/a", "http://login.c.com/b", start=False)
    assert "c.com" not in hosts.also
