"""A crawl of ours beside a bare Scrapy spider on the same server, in the same run.

The bare spider has Scrapy's own settings but ``CONCURRENT_ITEMS = 8``, takes the links of the
list and looks at nothing else. Ours parses, archives and stores. Both ask eight pages at a time of
a server that is a process of its own. What is measured, by processor time and by the clock:

* the whole of each crawl, and pages a second;
* the thread of the reactor, a page, and how late a timer of 20 ms in it comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

_TICK = 0.02
_LIST = "<html><head><title>政府信息公开年报</title></head><body><h1>政府信息公开年报</h1><ul>{}</ul></body></html>"
_ROW = '<li><a href="/nb/202401/t20240115_56{0:05}.html">某县第{0}局2023年政府信息公开工作年度报告</a><span>2024-01-15</span></li>'


def _serve(pages: list[bytes], number: int, ready: Any) -> None:
    """Answer with the list at ``/``, with one of the pages at any other address."""
    listing = _LIST.format("".join(map(_ROW.format, range(number)))).encode()

    class Server(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            self.transport, self.held = transport, b""

        def data_received(self, data: bytes) -> None:
            self.held += data
            while b"\r\n\r\n" in self.held:
                head, _, self.held = self.held.partition(b"\r\n\r\n")
                path = head.split(b" ", 2)[1]
                number = path.rpartition(b"_")[2].removesuffix(b".html")
                status, body = b"200 OK", listing
                if number.isdigit():
                    body = pages[int(number) % len(pages)] + b"<!-- %s -->" % number
                elif path != b"/":
                    status, body = b"404 Not Found", b""
                self.transport.write(
                    b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
                    % (status, len(body), body)
                )

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def _measured(kind: str, url: str, number: int) -> None:
    """Crawl in this process and print what it took; ``kind``: ``bare`` or ``ours``."""
    import scrapy
    from scrapy.crawler import CrawlerProcess
    from scrapy.settings import Settings

    late: list[float] = []
    own: list[float] = []

    def tick(due: float) -> None:
        from twisted.internet import reactor

        now = time.perf_counter()
        late.append(now - due)
        own.append(time.thread_time())
        threads.update(_threads())
        reactor.callLater(_TICK, tick, time.perf_counter() + _TICK)  # type: ignore[attr-defined]

    class Watch:
        @classmethod
        def from_crawler(cls, crawler: Any) -> Watch:
            crawler.signals.connect(cls.begin, scrapy.signals.spider_opened)
            return cls()

        @staticmethod
        def begin() -> None:
            begun.append((time.perf_counter(), _processor(), time.thread_time()))
            tick(time.perf_counter())

    class Bare(scrapy.Spider):
        name = "bare"
        start_urls = (url,)

        def parse(self, response: Any) -> Any:
            yield from response.follow_all(css="a", callback=self.page)

        def page(self, response: Any) -> Any:
            yield {"url": response.url, "size": len(response.body)}

    _adopt()
    begun: list[tuple[float, float, float]] = []
    threads: dict[str, float] = {}
    settings = Settings()
    common = {
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "CONCURRENT_ITEMS": 8,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }
    folder = tempfile.TemporaryDirectory()
    feed = Path(folder.name, "feed.jsonl")
    if kind == "ours":
        from govcrawl import settings as project

        settings.setmodule(project)
        settings.setdict(
            {
                "GOVCRAWL_DATA_DIR": folder.name,
                "GOVCRAWL_PORTALS": {"bench": {"name": "某县", "adcode": "420506", "start": [url]}},
            },
            priority="cmdline",
        )
    settings.setdict(
        {**common, "FEEDS": {str(feed): {"format": "jsonlines", "overwrite": True}}}, "cmdline"
    )
    settings.set("EXTENSIONS", {**settings.getdict("EXTENSIONS"), Watch: 1}, "cmdline")
    process = CrawlerProcess(settings)
    if kind == "ours":
        process.crawl("reports", portal="bench")
    else:
        process.crawl(Bare)
    process.start()
    _reap()
    clock, processor, reactor = begun[0]
    itself = time.process_time()
    late.sort()
    print(
        json.dumps(
            {
                "pages": number,
                "clock": time.perf_counter() - clock,
                "processor": _processor() - processor,
                "reactor": own[-1] - reactor,
                "archive": threads.get("archive", 0.0),
                "pool": threads.get("pool", 0.0),
                "workers": _processor() - itself,
                "late": 1000 * late[int(0.99 * len(late))],
                "lines": sum(1 for _ in feed.open("rb")),
                "threads": threading.active_count(),
            }
        )
    )


def _threads() -> dict[str, float]:
    """Seconds of processor time of each thread of this process that has a name of its own."""
    return {
        thread.name: time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
        for thread in threading.enumerate()
        if thread.ident is not None and thread.is_alive()
    }


def _adopt() -> None:
    """Be the parent of the processes that this one's children leave behind, so that their time
    counts: workers are children of the process that forks them."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER


def _reap() -> None:
    """Wait for all of them: they end with the crawl."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _processor() -> float:
    """Seconds of processor time of this process and of those that it has ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def measure(pages: list[bytes], number: int, rounds: int = 2) -> dict[str, dict[str, float]]:
    """What both crawls take of ``number`` pages, the better of the rounds of each."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(pages, number, theirs), daemon=True)
    server.start()
    found: dict[str, dict[str, float]] = {}
    try:
        url = f"http://127.0.0.1:{ours.recv()}/"
        for _ in range(rounds):
            for kind in ("bare", "ours"):
                ran = subprocess.run(
                    [sys.executable, "-m", "benchmarks.crawling", kind, url, str(number)],
                    check=True,
                    capture_output=True,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                )
                taken = json.loads(ran.stdout.splitlines()[-1])
                best = found.setdefault(kind, taken)
                found[kind] = {
                    name: max(best[name], taken[name])
                    if name in ("pages", "lines")
                    else min(best[name], taken[name])
                    for name in taken
                }
    finally:
        server.terminate()
        server.join()
    return found


if __name__ == "__main__":
    _measured(sys.argv[1], sys.argv[2], int(sys.argv[3]))
