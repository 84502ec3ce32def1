"""Lines of a feed are completed without decoding what the record says."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl import feed
from govcrawl.report import Change, Ledger, Seen
from tests import standin

texts = st.text(max_size=20) | st.sampled_from(
    [',"changes":[],"seen":', '"changes":', ',"table_quality":', "\ud800", '\\","changes":[]']
)


@given(texts, texts, st.lists(texts, max_size=3))
def test_completing_a_line_is_decoding_filling_and_encoding(
    body: str, url: str, aliases: list[str]
) -> None:
    report = standin.report("某局", 2020, url=url)
    report.body, report.ledger = body, Ledger(**vars_of(report.ledger), rules={body: 1})
    line = feed.encode(report)
    change: Change = {
        "field": body, "from": 1, "to": None, "seen_before": None, "seen_after": url, "by": "source"
    }  # fmt: skip
    given = {"changes": [change], "seen": Seen(first="2026"), "duplicate_of": body}
    done = feed.complete(line, aliases=aliases, **given)  # type: ignore[arg-type]
    same = feed.decode(line)
    same.changes, same.seen, same.duplicate_of = [change], Seen(first="2026"), body
    same.source.aliases = aliases
    assert done == feed.encode(same)
    assert feed.complete(line) == line


def vars_of(ledger: Ledger) -> dict[str, int]:
    plain = msgspec.to_builtins(ledger)
    plain.pop("rules")
    return dict(plain)


def test_a_line_without_the_fields_of_later_versions_gains_them_in_their_place() -> None:
    report = standin.report("某局", 2020)
    line = feed.encode(report)
    empty = b'"seen":{"first":null,"last":null,"gone_since":null},"duplicate_of":null,'
    assert empty in line
    done = feed.complete(line.replace(empty, b""), seen=Seen(), duplicate_of=None)
    assert done == line


def test_what_is_no_line_is_refused() -> None:
    for wrong in (b"{}\n", b"", b',"table_quality":,"changes":'):
        with pytest.raises(ValueError, match="line"):
            feed.complete(wrong)


def test_records_of_a_later_major_version_are_refused() -> None:
    for version in ("1.0", "1.1", "1.99", "0.9", None, ""):
        feed.check_version(version, "a.jsonl:1")
    for version in ("2.0", "10.1"):
        with pytest.raises(feed.FeedError, match=r"^feed_newer: a\.jsonl:1 .* / a\.jsonl:1 "):
            feed.check_version(version, "a.jsonl:1")


def test_a_feed_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.jsonl", "no_such_path"), (tmp_path, "unreadable_file")):
        with pytest.raises(feed.FeedFileError, match=f"^{code}: ") as raised:
            list(feed.lines(path))
        assert "Errno" not in str(raised.value)
