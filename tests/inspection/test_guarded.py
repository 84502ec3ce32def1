"""A view is drawn within limits: what takes too much takes a worker down, never the command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from govcrawl.execution.execution import Execution, Inline
from govcrawl.execution.killers import Killers
from govcrawl.execution.pool import Pool
from govcrawl.execution.read_settings import Limits
from govcrawl.execution.task import InFile, PageTask
from govcrawl.inspection.facts import Facts
from govcrawl.inspection.guarded import guarded_shows, guarded_view
from govcrawl.reading.model import Traced
from tests.conftest import ROOT
from tests.makers.pdf import Maker

PAGE = ROOT / "samples/pages/list-facts.html"
TASK = PageTask(place=InFile(PAGE), url=PAGE.as_uri())
READ = Facts({}, [], [Traced("读到的段落12", "body", "", None)])


def pool(seconds: float) -> Pool:
    limits = Limits(seconds=seconds)
    return Pool(limits, Killers(None, "1", limits), 1)


@pytest.fixture(params=["pool", "inline"])
def execution(request: pytest.FixtureRequest) -> Iterator[Execution]:
    limits = Limits()
    made = pool(60) if request.param == "pool" else Inline(limits, Killers(None, "1", limits))
    with closing(made):
        yield made


def test_where_it_is_drawn_makes_no_difference(execution: Execution) -> None:
    data = PAGE.read_bytes()
    assert "data-d" in guarded_view(execution, Facts({}, [], []), data, TASK)
    assert guarded_shows(execution, data, TASK, "石狮市农业局2016年度")
    assert not guarded_shows(execution, data, TASK, "不在页面上")


def test_what_takes_too_long_is_listed_instead() -> None:
    maker = Maker()
    for _ in range(40):
        maker.paragraph("公开内容的质量还需提高，下一步将加强业务学习，完善审查程序。" * 20)
    with closing(pool(0.05)) as execution:
        shown = guarded_view(execution, READ, maker.done(), TASK)
    assert "more time or memory" in shown
    assert "读到的段落" in shown
    assert "<img" not in shown
