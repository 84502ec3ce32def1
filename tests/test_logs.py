"""The log for machines: every line of a real crawl is a JSON object that says what it is about."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from govcrawl.logs import JsonFormatter, JsonLog
from govcrawl.messages import say
from govcrawl.sampleserver import Answer
from tests.commands.test_crawl import Serve, article, portal
from tests.conftest import Command


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line]


def test_each_line_of_a_crawl_says_what_it_is_about(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    site = portal("a2020", "b2020")
    site[article("b2020")] = Answer(404)
    server, log = serve(site), tmp_path / "crawl.log"
    log.write_text("an earlier line\n")
    args = ("-s", "GOVCRAWL_LOG_FORMAT=json", "--logfile", log)
    done = scrapy.crawl(server.url, *args)
    assert done.returncode == 3
    assert "退出码 exit 3" in done.stderr, "the console is as ever"
    earlier, *rest = log.read_text("utf-8").splitlines()
    assert earlier == "an earlier line", "appended, as Scrapy's setting LOG_FILE_APPEND says"
    said = lines("\n".join(rest))
    assert said[0]["message"].startswith("Scrapy 2")
    assert f"Run {scrapy.run()['run_id']}: exit status 3" in " ".join(x["message"] for x in said)
    (issue,) = [line for line in said if line["logger"] == "govcrawl.issues"]
    run_id = scrapy.run()["run_id"]
    assert (issue["level"], issue["code"], issue["run_id"]) == ("ERROR", "http_status", run_id)
    assert issue["url"].endswith(article("b2020"))
    assert all(line["run_id"] == run_id for line in said if line["logger"].startswith("govcrawl"))

    wrong = scrapy.crawl(server.url, "-s", "GOVCRAWL_LOG_FORMAT=xml")
    assert (wrong.returncode, "text 或 json" in wrong.stderr) == (2, True), wrong.stderr

    text = scrapy.crawl(server.url)
    assert " [govcrawl.issues] ERROR: http_status: " in text.stderr
    with pytest.raises(json.JSONDecodeError):
        lines(text.stderr)


def test_a_command_in_a_process_of_its_own_logs_json_to_its_error_output(
    scrapy: Command, serve: Serve
) -> None:
    """As a scheduler starts it: the format comes from the environment, the log goes to stderr;
    every line but the summary is an object, the first one too."""
    command = [sys.executable, "-m", "tests.scrapy_standin", "crawl", "reports"]
    command += ["-a", f"url={serve(portal('a2020')).url}", "-s", "DOWNLOAD_DELAY=0"]
    env = {**os.environ, "GOVCRAWL_DATA_DIR": str(scrapy.data), "GOVCRAWL_LOG_FORMAT": "json"}
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    printed = done.stderr.splitlines()
    said = lines("\n".join(line for line in printed if line.startswith("{")))
    assert printed[0].startswith('{"time": "2'), "the first line"
    assert any(line["message"].endswith("exit status 0, every target was read") for line in said)
    summary = printed[next(n for n, line in enumerate(printed) if line[0] != "{") :]
    assert not [line for line in summary if line.startswith("{")], "only the summary is text"


def test_a_record_becomes_one_line_whatever_it_holds() -> None:
    formatter = JsonFormatter()

    def line(msg: str, *args: Any, **given: Any) -> dict[str, Any]:
        record = logging.LogRecord("x", logging.WARNING, "", 1, msg, args, given.pop("exc", None))
        record.__dict__.update(given)
        text = formatter.format(record)
        assert "\n" not in text
        value: dict[str, Any] = json.loads(text)
        return value

    message = say("robots", url="http://x/")
    assert line("%s", message, url="http://x/", portal=None)["code"] == "robots"
    assert "portal" not in line("two\nlines \ud800 %s", "x")
    assert line("%d files", "many")["message"] == "%d files", "a faulty call is not lost"
    try:
        raise ValueError("planned")
    except ValueError:
        assert "planned" in line("failed", exc=sys.exc_info())["exception"]


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="text or json"):
        JsonLog.update_pre_crawler_settings(Settings({"GOVCRAWL_LOG_FORMAT": "xml"}))
