"""Commands on a real cluster of Ray with several nodes: what a killed worker and a node that goes
cost is time, never a record; what comes out is what one process makes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from govcrawl.sampleserver import Answer
from tests.commands.test_crawl import portal
from tests.commands.test_crawlall import listing
from tests.conftest import ROOT, Command, records
from tests.jobs.loopback import Loopback
from tests.jobs.test_on_ray import children, parent

pytest.importorskip("ray", reason="the extra [ray] is not installed")

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
_PATIENCE = 120.0  # seconds for a job to begin


class Nodes:
    """Two nodes of a core each, beside one that runs nothing; ``lose`` takes one away that runs a
    job."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        self.cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
        self.nodes = [self.cluster.add_node(num_cpus=1) for _ in range(2)]

    @property
    def address(self) -> str:
        return str(self.cluster.address)

    def lose(self, job: int) -> None:
        """The node of a job's process."""
        worker = parent(job)
        raylet = parent(worker)
        for node in self.nodes:
            if raylet in [process.process.pid for process in node.all_processes["raylet"]]:
                self.cluster.remove_node(node, allow_graceful=False)
                self.nodes.remove(node)
                return
        raise AssertionError("no node has it")


@pytest.fixture
def nodes() -> Iterator[Nodes]:
    found = Nodes()
    yield found
    found.cluster.shutdown()


def kill_worker(nodes: Nodes, job: int) -> None:
    os.kill(parent(job), signal.SIGKILL)


def lose_node(nodes: Nodes, job: int) -> None:
    nodes.lose(job)


def run(
    scrapy: Command, nodes: Nodes, harm: Callable[[Nodes, int], None] | None, *args: str | Path
) -> tuple[int, str]:
    """A command on the cluster, to which something happens once it has a job under way."""
    env = {
        **os.environ,
        "RAY_ADDRESS": nodes.address,
        "GOVCRAWL_DATA_DIR": str(scrapy.data),
        "GOVCRAWL_READER": "tests.standin.read",
        "GOVCRAWL_READ_JOBS": "1",
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, "-m", "govcrawl", *map(str, args), "--engine", "ray"]
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) as process:
        if harm is not None:
            until = time.monotonic() + _PATIENCE
            while not (found := children(str(scrapy.data).encode())):
                assert process.poll() is None
                assert time.monotonic() < until
                time.sleep(0.1)
            time.sleep(2)  # it is at its work
            harm(nodes, (children(str(scrapy.data).encode()) or found)[0])
        assert process.stderr is not None
        said = process.stderr.read()
    return process.returncode, said


@pytest.mark.parametrize("harm", [None, kill_worker, lose_node])
def test_a_reparse(
    scrapy: Command, nodes: Nodes, tmp_path: Path, harm: Callable[[Nodes, int], None] | None
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(90):
        (pages / f"{number}.html").write_text(f"SLOW 报告 局{number} 2020", "utf-8")
    scrapy.jobs = "1"
    whole, feed = tmp_path / "whole.jsonl", tmp_path / "feed.jsonl"
    assert scrapy("reparse", pages, "-O", whole).returncode == 0
    counts = scrapy.run()["counts"]
    status, said = run(scrapy, nodes, harm, "reparse", pages, "-O", feed, "--shards", "3")
    assert status == 0, said
    assert feed.read_bytes() == whole.read_bytes()
    assert scrapy.run()["counts"] == counts
    assert ("attempt 2" in said) is (harm is not None), said
    assert not list((scrapy.data / "parts").glob("*")), "no part is left"


@pytest.mark.parametrize("harm", [None, kill_worker, lose_node])
def test_crawls_of_many_portals(
    scrapy: Command, nodes: Nodes, tmp_path: Path, harm: Callable[[Nodes, int], None] | None
) -> None:
    sites: dict[int, dict[str, str | Answer]] = {
        n: portal(*(f"s{n}n{page}2020" for page in range(5))) for n in range(2, 5)
    }
    with Loopback(sites, 0.3) as server:
        path = listing(tmp_path / "list.csv", *(server.url(n) for n in sites))
        quick = ("-s", "DOWNLOAD_DELAY=0", "-s", "GOVCRAWL_BROWSER=0")
        status, said = run(scrapy, nodes, harm, "crawlall", path, *quick)
        assert status == 0, said
        one = Command(tmp_path / "one")
        for n in sites:
            assert one.crawl(server.url(n)).returncode == 0
        if harm is None:
            assert max(server.asked.values()) == 2, "once by each"
    found, wanted = (
        [r for f in sorted((c.data / "latest").glob("*.jsonl")) for r in records(f)]
        for c in (scrapy, one)
    )
    ids = [record["report_id"] for record in found]
    assert len(ids) == len(set(ids)) == 15
    assert sorted(map(_told, found)) == sorted(map(_told, wanted))
    ended = json.loads((scrapy.data / "crawlall.json").read_text("utf-8"))
    tries = sum(one["attempts"] for one in ended["results"])
    assert (tries > 3) is (harm is not None)


def _told(record: dict[str, Any]) -> str:
    """A record but for what names its crawl."""
    source = {**record["source"], "fetched_at": "", "portal": ""}
    return json.dumps({**record, "source": source, "seen": None}, sort_keys=True)
