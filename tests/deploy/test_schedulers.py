"""What stands in ``deploy/``, run as its scheduler would run it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import venv
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from govcrawl.sampleserver import SampleServer
from tests.conftest import ROOT, Command

DEPLOY = ROOT / "deploy"
QUICK = ["-s", "DOWNLOAD_DELAY=0", "-s", "GOVCRAWL_BROWSER=0"]
#: What cron gives a job, and no more.
CRON = {"HOME": "/", "LOGNAME": "nobody", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The project as it is installed under /opt/govcrawl: its folder, with .venv in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("scrapy.cfg", "govcrawl", "deploy"):
        (folder / name).symlink_to(ROOT / name)
    scripts = folder / ".venv" / "bin"
    scripts.mkdir(parents=True)
    scrapy = scripts / "scrapy"
    scrapy.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m scrapy "$@"\n')
    scrapy.chmod(0o755)
    return folder


@pytest.fixture
def portals() -> Iterator[Callable[[str], SampleServer]]:
    servers: list[SampleServer] = []

    def serve(name: str) -> SampleServer:
        servers.append(SampleServer(ROOT / "samples" / "portals" / name))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


def command_of(crontab: Path) -> tuple[dict[str, str], str]:
    """The variables of a crontab, and its one command."""
    variables, commands = {}, []
    for line in crontab.read_text("utf-8").splitlines():
        setting = re.fullmatch(r'(\w+)="?([^"]*)"?', line)
        job = re.fullmatch(r"(?:[\d*/,-]+\s+){5}(.+)", line)
        if setting:
            variables[setting[1]] = setting[2]
        elif job:
            commands.append(job[1])
        else:
            assert not line or line.startswith("#"), f"cron would refuse: {line}"
    (command,) = commands
    assert "%" not in command, "cron makes a new line of it"
    return variables, command


def run_by_cron(
    command: str, env: dict[str, str], tmp_path: Path
) -> subprocess.CompletedProcess[str]:
    """Through ``sh -c`` with next to no environment, no terminal and no standard input."""
    return subprocess.run(
        ["/bin/sh", "-c", command],
        env=CRON | env,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def test_the_line_of_the_crontab(
    scrapy: Command, home: Path, portals: Callable[[str], SampleServer], tmp_path: Path
) -> None:
    variables, command = command_of(DEPLOY / "govcrawl.crontab")
    command = command.replace("/opt/govcrawl", str(home))
    log = tmp_path / "crawl.log"
    env = variables | {
        "GOVCRAWL_DATA_DIR": str(scrapy.data), "GOVCRAWL_HOME": str(home), "GOVCRAWL_LOG": str(log),
    }  # fmt: skip

    def crawl(url: str) -> subprocess.CompletedProcess[str]:
        line = re.sub(r"-a portal=\S+", shlex.join(["-a", f"url={url}", *QUICK]), command)
        assert url in line
        return run_by_cron(line, env, tmp_path)

    whole = crawl(portals("shanghai").url)
    assert (whole.returncode, whole.stdout, whole.stderr) == (0, "", ""), "cron mails nothing"
    assert scrapy.run()["counts"]["new"] == 4
    assert "exit status 0" in log.read_text("utf-8")

    partial = crawl(portals("gkmlpt").url)
    assert partial.returncode == 3
    assert "退出码 exit 3" in partial.stdout, "the mail says what was wrong, in Chinese too"
    assert "issues.jsonl" in partial.stdout
    assert " [govcrawl.issues] ERROR: " in log.read_text("utf-8")


def test_runs_that_overlap_end_at_once(scrapy: Command, home: Path, tmp_path: Path) -> None:
    """The lock is the run's own: a crontab needs no flock(1)."""
    from filelock import FileLock

    _, command = command_of(DEPLOY / "govcrawl.crontab")
    env = {"GOVCRAWL_DATA_DIR": str(scrapy.data), "GOVCRAWL_HOME": str(home)}
    env["GOVCRAWL_LOG"] = str(tmp_path / "crawl.log")
    scrapy.data.mkdir()
    with FileLock(scrapy.data / ".lock"):
        done = run_by_cron(command.replace("/opt/govcrawl", str(home)), env, tmp_path)
    assert (done.returncode, "locked" in done.stdout) == (5, True)


def unit_settings(unit: Path) -> dict[str, list[str]]:
    settings: dict[str, list[str]] = {}
    for line in unit.read_text("utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            settings.setdefault(name, []).append(value)
    return settings


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
def test_systemd_accepts_the_units(home: Path, tmp_path: Path) -> None:
    for name in ("govcrawl.service", "govcrawl.timer"):
        text = (DEPLOY / name).read_text("utf-8").replace("/opt/govcrawl", str(home))
        (tmp_path / name).write_text(text, "utf-8")
    units = [str(tmp_path / "govcrawl.service"), str(tmp_path / "govcrawl.timer")]
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True
    )
    # What it says of other units is none of ours.
    said = [line for line in verified.stderr.splitlines() if "govcrawl" in line]
    assert (verified.returncode, said) == (0, [])

    moments = subprocess.run(
        ["systemd-analyze", "calendar", *unit_settings(DEPLOY / "govcrawl.timer")["OnCalendar"]],
        capture_output=True,
        text=True,
    )
    assert "Next elapse" in moments.stdout
    exposed = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", units[0]],
        capture_output=True,
        text=True,
    )
    if "unrecognized option" not in exposed.stderr:  # before systemd 250
        assert exposed.returncode == 0, exposed.stdout[-300:]


def test_the_units_agree_with_the_contract() -> None:
    service = unit_settings(DEPLOY / "govcrawl.service")
    assert service["SuccessExitStatus"] == ["3"], "partial is published; 1, 4 and 5 are failures"
    assert (service["Restart"], service["NoNewPrivileges"]) == (["no"], ["yes"])
    data = next(v for v in service["Environment"] if v.startswith("GOVCRAWL_DATA_DIR="))
    assert service["ReadWritePaths"] == [data.partition("=")[2]]


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("unshare"), reason="needs root and unshare(1)"
)
def test_the_service_writes_to_its_data_directory_only(
    scrapy: Command, home: Path, portals: Callable[[str], SampleServer], tmp_path: Path
) -> None:
    """Its command with its environment, where all but ReadWritePaths and a /tmp of its own is
    read-only, as ProtectSystem=strict and PrivateTmp have it."""
    service = unit_settings(DEPLOY / "govcrawl.service")
    env = dict(value.split("=", 1) for value in service["Environment"])
    env["GOVCRAWL_DATA_DIR"] = str(scrapy.data)
    scrapy.data.mkdir()
    url = portals("shanghai").url
    command = service["ExecStart"][0].replace("/opt/govcrawl", str(home))
    command = command.replace("$CRAWL", shlex.join(["-a", f"url={url}", *QUICK]))
    data = shlex.quote(str(scrapy.data))
    script = (
        f"mount --bind {data} {data} && mount -o remount,ro,bind / && cd {shlex.quote(str(home))}"
        f" && ! touch {shlex.quote(str(tmp_path / 'elsewhere'))} 2>/dev/null && exec {command}"
    )
    if subprocess.run(["unshare", "-m", "mount", "-o", "remount,ro,bind", "/"]).returncode:
        pytest.skip("mounts cannot be made here")
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode == 1 and not done.stderr.startswith("{"):
        pytest.skip(f"its folders lie on a file system of their own: {done.stderr[:200]}")
    assert done.returncode == 0, done.stderr[-1000:]
    assert scrapy.run()["counts"]["new"] == 4
    said = [line for line in done.stderr.splitlines() if line.startswith("{")]
    assert all(json.loads(line) for line in said), "the journal gets JSON"


def test_logrotate_accepts_its_file() -> None:
    program = shutil.which("logrotate") or shutil.which("logrotate", path="/usr/sbin")
    if program is None:
        pytest.skip("no logrotate here")
    done = subprocess.run(
        [program, "--debug", str(DEPLOY / "govcrawl.logrotate")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr


class Scrapyd:
    """A real Scrapyd on loopback, in an environment that holds what govcrawl needs, but not
    govcrawl: it must come out of the egg."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.folder = folder
        folder.mkdir()
        venv.create(folder / "venv", with_pip=False)
        python = folder / "venv" / "bin" / "python"
        (site,) = (folder / "venv").glob("lib/python*/site-packages")
        # Folders named in a .pth do not have their own .pth (of editable packages) read.
        here = [p for p in sys.path if p.endswith("site-packages")]
        (site / "needs.pth").write_text("\n".join(here) + "\n")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        conf = (DEPLOY / "scrapyd.conf").read_text("utf-8")
        (folder / "scrapyd.conf").write_text(
            f"{conf}\nhttp_port = {self.port}\npoll_interval = 0.2\n", "utf-8"
        )
        env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
        self.log = folder / "scrapyd.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(python), "-m", "scrapyd"],
                cwd=folder,
                env={**env, "GOVCRAWL_DATA_DIR": str(data), "PYTHONWARNINGS": "ignore"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def ask(
        self, method: str, body: bytes | None = None, kind: str | None = None, **query: str
    ) -> Any:
        url = f"http://127.0.0.1:{self.port}/{method}.json?{urllib.parse.urlencode(query)}"
        request = urllib.request.Request(url, body, {"Content-Type": kind} if kind else {})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def wait(self, done: Callable[[], Any]) -> Any:
        """Until it is done; pytest ends a hang."""
        while True:
            with suppress(OSError):
                if result := done():
                    return result
            assert self.process.poll() is None, self.log.read_text("utf-8", "replace")[-2000:]
            time.sleep(0.2)

    def crawl(self, **given: str | list[str]) -> None:
        body = urllib.parse.urlencode({"project": "govcrawl", "spider": "reports", **given}, True)
        job = self.ask("schedule", body.encode(), "application/x-www-form-urlencoded")
        assert job["status"] == "ok", job
        self.wait(
            lambda: (
                job["jobid"]
                in [one["id"] for one in self.ask("listjobs", project="govcrawl")["finished"]]
            )
        )


def build_egg(folder: Path) -> Path:
    """As docs/operations.en.md says, in a copy: building leaves folders behind."""
    shutil.copytree(ROOT / "govcrawl", folder / "govcrawl")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder / name)
    done = subprocess.run(
        [sys.executable, "-c", "from setuptools import setup; setup()", "-q", "bdist_egg"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-1000:]
    (egg,) = (folder / "dist").glob("*.egg")
    return egg


def test_scrapyd_runs_it_out_of_an_egg(
    scrapy: Command, portals: Callable[[str], SampleServer], tmp_path: Path
) -> None:
    pytest.importorskip("scrapyd", reason="scrapyd is not installed")
    egg = build_egg(tmp_path / "egg").read_bytes()
    scrapyd = Scrapyd(tmp_path / "scrapyd", scrapy.data)
    try:
        scrapyd.wait(lambda: scrapyd.ask("daemonstatus")["status"] == "ok")
        mark = "govcrawl-egg-boundary"
        part = f'--{mark}\r\nContent-Disposition: form-data; name="{{}}"{{}}\r\n\r\n'
        body = b"".join(
            part.format(name, "").encode() + value + b"\r\n"
            for name, value in (("project", b"govcrawl"), ("version", b"0_1"))
        )
        body += part.format("egg", '; filename="govcrawl.egg"').encode() + egg
        body += f"\r\n--{mark}--\r\n".encode()
        added = scrapyd.ask("addversion", body, f"multipart/form-data; boundary={mark}")
        assert (added["status"], added["spiders"]) == ("ok", 1), added

        scrapyd.crawl(url=portals("shanghai").url, setting=QUICK[1::2])
        run = scrapy.run()
        assert (run["exit_status"], run["counts"]["new"]) == (0, 4)
        assert scrapy.latest.is_file()

        scrapyd.crawl(url=portals("gkmlpt").url, setting=QUICK[1::2])
        assert scrapy.run()["exit_status"] == 3
        assert "exitstatus=3" in scrapyd.log.read_text("utf-8", "replace")
        logs = [p.read_text("utf-8") for p in (tmp_path / "scrapyd" / "logs").rglob("*.log")]
        assert any(" [govcrawl.issues] ERROR: " in text for text in logs)
    finally:
        scrapyd.process.terminate()
        scrapyd.process.wait()
