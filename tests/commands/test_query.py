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


@pytest.mark.parametrize("sql", ["SELEC", "SELECT nothing FROM reports", "DROP TABLE reports"])
def test_what_is_no_question(sql: str, tmp_path: Path) -> None:
    export([generated(tmp_path / "feed.jsonl", 1)], ["sqlite"], tmp_path / "out")
    with pytest.raises(UsageError):
        ask(tmp_path / "out", sql)
    with pytest.raises(UsageError, match="none"):
        ask(tmp_path / "none", "SELECT 1")
