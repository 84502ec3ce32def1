"""Runs ``scrapy crawl`` again and again in forks of one process that has everything loaded.

A crawl needs a process of its own (a reactor starts once), but not a second of imports: the
tests ask this server, one JSON line a command, and get back the exit status and the seconds of the
processor that the command took.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import scrapy.cmdline


def run(job: dict[str, Any]) -> int:
    """The command in this process; its exit status."""
    for name, number in (("stdout", 1), ("stderr", 2)):
        with Path(job[name]).open("wb") as file:
            os.dup2(file.fileno(), number)
    os.environ |= job["env"]
    os.environ["SCRAPY_SETTINGS_MODULE"] = "govcrawl.settings"
    if job["reader"] == "standin":
        os.environ["GOVCRAWL_READER"] = "tests.standin.read"
    try:
        scrapy.cmdline.execute(["scrapy", *job["args"]])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def serve() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = run(json.loads(line))
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
        _, status, used = os.wait4(child, 0)
        seconds = used.ru_utime + used.ru_stime
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)} {seconds}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
