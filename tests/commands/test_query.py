"""``scrapy query``: a feed, an export and a delta are asked alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from govcrawl.commands.query import Command
from govcrawl.outputs.package import export
from tests.outputs.records import generated


def ask(path: Path, sql: str) -> int:
    command = Command()
    command.settings = Settings({"GOVCRAWL_DATA_DIR": str(path.parent), "GOVCRAWL_PORTALS": {}})
    command.run([str(path), sql], None)  # type: ignore[arg-type]
    return command.exitcode


def test_feeds_and_exports_answer_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed = generated(tmp_path / "feed.jsonl", 3)
    export([feed], ["csv"], tmp_path / "csv")
    export([feed], ["sqlite"], tmp_path / "sqlite")
    sql = "SELECT record, title FROM reports ORDER BY record"
    answers = []
    for path in (feed, tmp_path / "csv", tmp_path / "sqlite"):
        assert ask(path, sql) == 0
        answers.append(capsys.readouterr().out)
    assert answers[0].startswith("record,title\n000000-x-2008-own,")
    assert len(set(answers)) == 1
    ask(feed, "tables")
    assert "figures,anchor,TEXT" in capsys.readouterr().out


def test_lines_that_are_no_record_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = generated(tmp_path / "feed.jsonl", 2)
    feed.write_bytes(feed.read_bytes()[:-40])
    assert ask(feed, "SELECT count(*) AS n FROM reports") == 3
    said = capsys.readouterr()
    assert said.out == "n\n1\n"
    assert said.err.startswith(f"export_bad_line: {feed}:2 ")


def test_trouble_with_a_feed_is_said_in_both_languages(tmp_path: Path) -> None:
    newer = generated(tmp_path / "newer.jsonl", 1)
    newer.write_bytes(newer.read_bytes().replace(b'"schema_version":"1.', b'"schema_version":"2.'))
    (tmp_path / "empty").mkdir()
    for name, code in (
        ("newer.jsonl", "feed_newer: .+:1 是.+ / .+:1 is of schema 2"),
        ("none.jsonl", "no_such_path: 没有.+ / no such file"),
        ("empty", "no_feed_in_folder: 文件夹.+ / no feed"),
    ):
        with pytest.raises(UsageError, match=f"^{code}"):
            ask(tmp_path / name, "SELECT 1")


@pytest.mark.parametrize("sql", ["SELEC", "SELECT nothing FROM reports", "DROP TABLE reports"])
def test_what_is_no_question(sql: str, tmp_path: Path) -> None:
    export([generated(tmp_path / "feed.jsonl", 1)], ["sqlite"], tmp_path / "out")
    with pytest.raises(UsageError):
        ask(tmp_path / "out", sql)
    with pytest.raises(UsageError, match="none"):
        ask(tmp_path / "none", "SELECT 1")
