"""Portals of many bodies, of other structures: every report of every body is found, none is called missing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Command, records
from tests.platforms.bodies import (
    check,
    choices_and_frames,
    combined,
    lists,
    scripted,
    structures,
)
from tests.platforms.bodies.kit import Portal, rows

PORTALS = (
    structures.PORTALS
    | combined.PORTALS
    | scripted.PORTALS
    | lists.PORTALS
    | choices_and_frames.PORTALS
)
_PLAIN, _MET = sorted(structures.PORTALS), [*combined.PORTALS, *scripted.PORTALS, *lists.PORTALS]
#: Those of the kind that were once lost; the rest takes minutes.
_REPAIRED = [
    "chosen_by_postback", "frames_with_lists", "tree_in_xml", "area_tabs", "lonsun_tree",
    "ewb_departments", "tree_that_calls", "years_in_the_menu", "bare_titles_elsewhere",
    "names_elsewhere", "pager_plugins",
]  # fmt: skip
_LEFT = [name for name in _MET if name not in _REPAIRED]


def _runs(names: list[str], size: int, *marks: pytest.MarkDecorator) -> list[Any]:
    """Several portals a crawl: a process begins once for all of them."""
    parts = [names[at : at + size] for at in range(0, len(names), size)]
    return [pytest.param(part, marks=marks, id=part[0]) for part in parts]


RUNS = [
    *_runs(_PLAIN[:12], 6), *_runs(_REPAIRED, len(_REPAIRED)),
    *_runs([*choices_and_frames.PORTALS], len(choices_and_frames.PORTALS)), *_runs(_PLAIN[12:], 6, pytest.mark.long), *_runs(_LEFT, 6, pytest.mark.long),
]  # fmt: skip


@pytest.mark.parametrize("names", RUNS)
def test_every_body_is_walked_and_nobody_accused(scrapy: Command, names: list[str]) -> None:
    made = {name: PORTALS[name]() for name in names}
    wrong = check.crawl(scrapy, made)
    assert not any(wrong.values()), "\n".join(f"{n}: {x}" for n, xs in wrong.items() for x in xs)
    for target in scrapy.run()["targets"]:
        assert target["bodies_asked"] == "all"
        assert [b for b in target["bodies"] if not b["walked"] or not b["reason"]] == []
        assert "registered name" in target["hosts_rule"]
    hosts = {host["host"]: host["requests"] for host in scrapy.run()["hosts"]}
    served = sum(len(portal.log) for portal in made.values())
    assert sum(hosts.values()) == served, "the ledger is the servers' log"


def test_a_second_run_asks_for_no_known_article(scrapy: Command) -> None:
    made = {
        "mixed_column": structures.mixed_column(),
        "files_of_bodies": structures.files_of_bodies(),
    }
    assert not any(check.crawl(scrapy, made).values())
    for portal in made.values():
        portal.log.clear()
    check.crawl(scrapy, made, "-s", "GOVCRAWL_RECHECK_DAYS=9")
    articles = {one.at for portal in made.values() for one in portal.reports}
    asked = {line.split()[1] for portal in made.values() for line in portal.log}
    assert not articles & asked
    assert scrapy.run()["counts"]["unchanged"] == 66


def test_only_the_own_column_where_that_was_asked_for(scrapy: Command) -> None:
    portal = structures.mixed_column()
    check.crawl(scrapy, {"one": portal}, "-a", "bodies=own")
    (target,) = scrapy.run()["targets"]
    assert (target["outcome"], target["found"], target["bodies_asked"]) == ("ok", 3, "own")
    left = [body for body in target["bodies"] if not body["walked"]]
    assert len(left) >= 11
    assert all("bodies=all" in body["reason"] for body in left)


def test_a_body_that_cannot_be_walked_makes_the_target_incomplete(scrapy: Command) -> None:
    portal = structures.bureaus_on_subdomains()
    gone = portal.also[2]
    portal.pages = {at: page for at, page in portal.pages.items() if not at.startswith(gone)}
    check.crawl(scrapy, {"one": portal})
    (target,) = scrapy.run()["targets"]
    assert (target["outcome"], target["listing_complete"]) == ("incomplete", False)
    (left,) = [body for body in target["bodies"] if not body["walked"]]
    assert gone in left["url"]
    assert "404" in left["reason"]


def test_a_body_without_a_column_is_said_and_one_whose_column_is_not_understood_is_not_walked(
    scrapy: Command,
) -> None:
    assert check.crawl(scrapy, {"one": choices_and_frames.column_by_script()}) == {"one": []}
    (target,) = scrapy.run()["targets"]
    unread, without = [body for body in target["bodies"] if not body["columns"]]
    assert (unread["walked"], without["walked"]) == (False, True)
    assert unread["reason"].startswith("body_unread")
    assert unread["name"] in target["reason"]
    assert without["reason"].startswith("body_without")


def test_reports_on_one_page_are_one_record_each(scrapy: Command) -> None:
    portal = choices_and_frames.reports_on_one_page()
    check.crawl(scrapy, {"one": portal})
    (target,) = scrapy.run()["targets"]
    assert target["outcome"] == "ok"
    found = {(r["source"]["url"].split("://")[1], r["title"]): r for r in records(scrapy.latest)}
    assert found.keys() == {(m.at, m.title) for m in portal.reports}
    for made in portal.reports:
        record = found[made.at, made.title]
        assert record["tables"] == made.tables
        assert record["agency"]["name"].endswith(made.agency)


def test_a_page_of_bodies_that_a_script_alone_can_fill_is_said(scrapy: Command) -> None:
    portal = choices_and_frames.tree_loaded_by_node()
    assert check.crawl(scrapy, {"one": portal}) == {"one": []}
    (target,) = scrapy.run()["targets"]
    assert target["reason"].startswith("hub_unread")
    assert "/xxgk/tree.html" in target["reason"]


def fleet(count: int) -> Portal:
    """A portal of so many bodies, a report each."""
    portal = Portal(24)
    portal.home(("政府信息公开年报", "/nb/"), ("部门乡镇信息公开", "/bm/"))
    own = portal.report("/nb/1.html", f"{portal.county}人民政府", 2023)
    portal.put("/nb/", "政府信息公开年报", rows([own]))
    nav = []
    for n in range(count):
        name = f"{'东南西北中'[n % 5]}{'山河湖林田'[n // 5 % 5]}{'甲乙丙丁戊'[n // 25 % 5]}{'一二三四五'[n // 125 % 5]}镇"
        made = portal.report(f"/bm/{n}/nb/{n}.html", f"{portal.county}{name}人民政府", 2023)
        portal.put(f"/bm/{n}/", name, portal.menu(("政府信息公开年报", f"/bm/{n}/nb/")))
        portal.put(f"/bm/{n}/nb/", "政府信息公开年报", rows([made]))
        nav.append(f"<li><a href='/bm/{n}/'>{name}</a></li>")
    portal.put("/bm/", "部门乡镇信息公开", f"<ul>{''.join(nav)}</ul>")
    return portal


@pytest.mark.parametrize(
    "count", [40, pytest.param(600, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
)
def test_a_portal_of_many_bodies_finishes_and_says_how_long_it_took(
    scrapy: Command, count: int
) -> None:
    portal = fleet(count)
    assert check.crawl(scrapy, {"fleet": portal}) == {"fleet": []}
    run = scrapy.run()
    assert len(run["targets"][0]["bodies"]) >= count
    assert run["started_at"] <= run["finished_at"]


def test_a_bound_that_is_met_is_said(scrapy: Command) -> None:
    portal = fleet(8)
    check.crawl(scrapy, {"fleet": portal}, "-s", "GOVCRAWL_BODIES_LIMIT=3")
    (target,) = scrapy.run()["targets"]
    assert target["outcome"] == "incomplete"
    assert sum("GOVCRAWL_BODIES_LIMIT" in body["reason"] for body in target["bodies"]) == 5
    assert len(records(scrapy.latest)) == 4


def test_a_page_of_bodies_leads_to_all_of_them_and_to_the_governments_own(scrapy: Command) -> None:
    portal = fleet(6)
    portal.start = "/bm/"
    assert check.crawl(scrapy, {"fleet": portal}) == {"fleet": []}


def test_a_column_that_was_given_leads_to_all_bodies_where_they_are_asked_for(
    scrapy: Command,
) -> None:
    portal = fleet(6)
    portal.start = "/nb/"
    assert check.crawl(scrapy, {"fleet": portal}, "-a", "bodies=all") == {"fleet": []}


def test_a_column_that_was_given_is_walked_alone_and_the_pages_of_bodies_are_named(
    scrapy: Command,
) -> None:
    portal = fleet(6)
    check.crawl(scrapy, {"fleet": portal}, "-a", "bodies=own")
    (target,) = scrapy.run()["targets"]
    assert (target["outcome"], target["found"]) == ("ok", 1)
    (left,) = target["bodies"]
    assert (left["name"], left["walked"]) == ("部门乡镇信息公开", False)
    assert "bodies=all" in left["reason"]
