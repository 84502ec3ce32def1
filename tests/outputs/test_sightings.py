"""Since when a value is known to have stood in its report."""

from __future__ import annotations

from typing import Any

from govcrawl.outputs.sightings import Sightings

KEY = "tables.applications.carried_in.total"


def record(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"source": {"fetched_at": "2026-03-03"}, "changes": list(changes), **more}


def change(by: str = "source") -> dict[str, Any]:
    between = {"seen_before": "2026-02-01", "seen_after": "2026-02-08"}
    return {"field": KEY, "from": 3, "to": 4, "by": by, **between}


def test_a_report_that_never_changed() -> None:
    seen = Sightings(record(seen={"first": "2026-01-01", "last": "2026-03-01"}))
    assert seen.of(KEY, 4) == ("2026-01-01", "2026-03-01")


def test_a_value_that_changed_and_one_that_stayed() -> None:
    seen = Sightings(record(change(), seen={"first": "2026-01-01", "last": "2026-03-01"}))
    assert seen.of(KEY, 4) == ("2026-02-08", "2026-03-01")
    # What stood there in January is no longer known.
    assert seen.of("tables.other", 1) == ("2026-02-01", "2026-03-01")
    assert seen.of_all([("tables.other", 1), (KEY, 4)]) == ("2026-02-08", "2026-03-01")


def test_what_the_reader_changed_stood_there_before() -> None:
    seen = Sightings(record(change("parser"), seen={"first": "2026-01-01", "last": "2026-03-01"}))
    assert seen.of(KEY, 4) == ("2026-01-01", "2026-03-01")


def test_a_saved_file_has_its_own_fetch_or_none() -> None:
    assert Sightings(record()).of(KEY, 4) == ("2026-03-03", "2026-03-03")
    assert Sightings({"source": {}}).of(KEY, 4) == (None, None)
