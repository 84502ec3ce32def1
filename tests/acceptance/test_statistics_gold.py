"""The narrative figures of the five seeds and of Huai'an's section one, against the gold.

The criteria are those of the scorer in ``shared/tools``; bodies are cut from the seed texts by
the line numbers that the gold gives, so this runs without the other stages.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from govcrawl.reading.narrative import StatisticsResult, read_statistics
from govcrawl.report import Section

SHARED = Path(__file__).resolve().parents[3] / "shared"
SEEDS = [f"seed_{i:03}" for i in range(5)]
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="material not here")
_SPACE = re.compile(r"[\s\u200b\ufeff\u00ad]+")


def squash(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def collapse(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def body_and_sections(gold: dict[str, Any]) -> tuple[str, list[Section]]:
    raw = (SHARED / "seeds" / gold["seed_file"]).read_text(encoding="utf-8").split("\n")
    lines, starts, length = [], {}, 0
    table = re.compile(r"^附表|\|$|^(?:指标|单位|数量)")
    for number in range(gold["body"]["first_line"], gold["body"]["last_line"] + 1):
        line = collapse(raw[number - 1])
        if not line or table.search(line):
            continue
        starts[number] = length
        lines.append(line)
        length += len(line) + 1
    body = "\n".join(lines)
    sections = []
    for entry in gold["section_outline"]:
        if entry["line"] in starts:
            start = starts[entry["line"]]
            at = body.find(collapse(entry["title"])[:8], start)
            start = max(start, at - 6) if at > start + 12 else start
            sections.append(
                Section(
                    level=entry["level"],
                    marker=entry.get("marker") or "",
                    title=entry["title"],
                    path=entry["path"],
                    start=start,
                    end=len(body),
                )
            )
    return body, sections


def read_seed(name: str, *, outline: bool) -> tuple[dict[str, Any], str, StatisticsResult]:
    gold = json.loads((SHARED / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    body, sections = body_and_sections(gold)
    year = gold["record"]["report_year"]
    return gold, body, read_statistics(body, sections if outline else [], report_year=year)


def missing(gold: dict[str, Any], result: StatisticsResult, requirement: str) -> list[str]:
    out = []
    for want in gold["statistics"]:
        if want["requirement"] != requirement:
            continue
        also = want.get("accept_metric_also", [])
        keys = {want["metric"], *([also] if isinstance(also, str) else also)}
        clause = squash(want["evidence"]["clause"])[:40]
        if not any(
            s.metric in keys
            and s.value == want["value"]
            and s.modifier == want["modifier"]
            and clause in squash(s.evidence.text)
            for s in result.statistics
        ):
            out.append(f"{want['metric']}={want['value']} {want['evidence']['clause']}")
    return out


def wrong(gold: dict[str, Any], result: StatisticsResult) -> list[str]:
    values: dict[str, set[float]] = {}
    for want in gold["statistics"]:
        values.setdefault(want["metric"], set()).add(want["value"])
    for conflict in gold.get("conflicts", []):
        values.setdefault(conflict["metric"], set()).update(v["value"] for v in conflict["values"])
    absent = {entry["metric"] for entry in gold["expected_absent"]}
    counted = ("report", "agency", "region", "unspecified")
    return [
        f"{s.metric}={s.value} ({s.scope}): {s.evidence.text}"
        for s in result.statistics
        if s.metric in absent
        or (s.metric in values and s.value not in values[s.metric] and s.scope in counted)
    ]


@pytest.mark.parametrize("outline", [True, False], ids=["sections", "no-sections"])
@pytest.mark.parametrize("name", SEEDS)
def test_musts_are_read_and_nothing_is_wrong(name: str, outline: bool) -> None:
    gold, body, result = read_seed(name, outline=outline)
    assert missing(gold, result, "must") == []
    assert wrong(gold, result) == []
    for s in result.statistics:
        e = s.evidence
        assert body[e.start : e.end] == e.text
        assert body[e.value_start : e.value_end] == s.value_text


def test_the_expected_figures_are_read() -> None:
    wanted, lost = 0, []
    for name in SEEDS:
        gold, _, result = read_seed(name, outline=True)
        wanted += sum(s["requirement"] == "should" for s in gold["statistics"])
        lost += missing(gold, result, "should")
    assert len(lost) <= wanted * 0.05, lost


def test_most_of_the_optional_figures_are_read() -> None:
    wanted, lost = 0, []
    for name in SEEDS:
        gold, _, result = read_seed(name, outline=True)
        wanted += sum(s["requirement"] == "may" for s in gold["statistics"])
        lost += missing(gold, result, "may")
    assert len(lost) <= wanted * 0.2, lost


def test_bounds_follow_the_gold() -> None:
    for name in SEEDS:
        gold, _, result = read_seed(name, outline=True)
        for want in gold["statistics"]:
            if want["modifier"] != "approx":
                continue
            for s in result.statistics:
                if s.metric == want["metric"] and s.value == want["value"]:
                    assert (s.lower, s.upper) == (
                        want.get("lower_bound"),
                        want.get("upper_bound"),
                    )


def test_contradictions_are_said() -> None:
    gold, _, result = read_seed("seed_004", outline=True)
    said = {
        i.message_en.split(" gives ")[1].split("（")[0]
        for i in result.issues
        if i.code == "conflicting_values"
    }
    assert said == {c["metric"] for c in gold["conflicts"]}


HUAIAN = {
    "proactive_disclosure.channel.website": (5500, "approx"),
    "proactive_disclosure.government_rules": (1, "exact"),
    "proactive_disclosure.documents": (11, "exact"),
    "interpretation.count": (21, "exact"),
    "proactive_disclosure.channel.gazette": (6, "exact"),
    "press_conference.count": (12, "exact"),
    "applications.received": (3119, "exact"),
    "applications.replied": (3050, "exact"),
    "applications.replied_on_time": (3050, "exact"),
    "applications.carried_in": (34, "exact"),
    "applications.carried_out": (103, "exact"),
    "administrative_reconsideration.total": (351, "exact"),
    "administrative_reconsideration.upheld": (72, "exact"),
    "administrative_reconsideration.corrected": (64, "exact"),
    "administrative_reconsideration.other_outcome": (178, "exact"),
    "administrative_reconsideration.pending": (37, "exact"),
    "administrative_litigation.total": (46, "exact"),
    "administrative_litigation.upheld": (25, "exact"),
    "administrative_litigation.corrected": (5, "exact"),
    "administrative_litigation.other_outcome": (9, "exact"),
    "administrative_litigation.pending": (7, "exact"),
    "new_media.accounts": (95, "exact"),
    "inspections.count": (4, "exact"),
}


def test_section_one_of_a_recent_report() -> None:
    gold = json.loads((SHARED / "gold" / "huaian_2024.json").read_text(encoding="utf-8"))
    section = gold["sections"][0]
    body = "\n".join(map(collapse, [section["title"], *section["paragraphs"]]))
    result = read_statistics(body, [], report_year=2024)
    assert {s.metric: (s.value, s.modifier) for s in result.statistics} == HUAIAN
    assert [i for i in result.issues if i.severity != "info"] == []
