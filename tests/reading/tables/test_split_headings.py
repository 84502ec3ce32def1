"""Headings broken over several lines of a flattened table."""

from __future__ import annotations

import random

import pytest

from govcrawl.lexicon.forms import FORMS
from govcrawl.reading.tables import find_dumps, read_tables
from govcrawl.reading.tables.split_headings import rejoined

APPLICANTS = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
OUTCOMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def broken(labels: list[str], rng: random.Random, lines: int) -> list[str]:
    """The labels cut at random into so many lines, none cut shorter than it has characters."""
    pieces = []
    for label in labels:
        cuts = sorted(rng.sample(range(1, len(label)), min(lines, len(label)) - 1))
        pieces.append([label[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)])
    return [" ".join(p[n] for p in pieces if n < len(p)) for n in range(lines)]


@pytest.mark.parametrize(
    "labels", [APPLICANTS[:4], OUTCOMES[:4] * 3], ids=["applicants", "outcomes"]
)
@pytest.mark.parametrize("lines", [2, 3])
def test_wherever_they_are_cut_they_come_out_whole_or_not_at_all(
    labels: list[str], lines: int
) -> None:
    rng = random.Random(7)
    whole = 0
    for _ in range(200):
        headings, more = rejoined(broken(labels, rng, lines), 0)
        assert not headings or headings == labels
        whole += headings == labels and more == lines - 1
    assert whole > 150


def test_a_table_under_them_is_read() -> None:
    rows = FORMS.applications.rows
    text = [
        "申请人情况",
        "自然人 法人或其他组织 总计",
        "商业 科研 社会公 法律服 其他",
        "企业 机构 益组织 务机构",
        f"一、{rows[0].labels[0]} 1 2 0 0 0 3 6",
        f"二、{rows[1].labels[0]} 0 0 0 0 1 0 1",
    ]
    values = read_tables([d.grid for d in find_dumps(text)], report_year=2022).values
    assert values["applications.received_new.other_org"] == 3
    assert values["applications.carried_in.legal_service_org"] == 1


@pytest.mark.parametrize(
    "lines", [["自然人 总计", "0 0"], ["一、总体情况", "二、主动公开"], ["", ""]]
)
def test_other_lines_are_left_alone(lines: list[str]) -> None:
    assert rejoined(lines, 0) == ([], 0)
