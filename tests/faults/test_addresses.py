"""No portal leads the crawl into the user's own network, whatever the way and the spelling; a
portal that was itself given there is crawled there."""

from __future__ import annotations

import ipaddress
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.settings import default_settings

from govcrawl import settings
from govcrawl.fetching.middlewares import SaidError
from govcrawl.fetching.network import Guard, GuardedResolver, is_private, literal
from tests.conftest import Command
from tests.faults import server as s
from tests.faults.server import Act, FaultServer
from tests.faults.test_faults import COLUMN, GOOD, HOME, PAGE, TITLE, listing, page

SPELLINGS = (
    "127.0.0.1", "localhost", "localhost.", "LOCALHOST", "2130706433", "0x7f000001", "0177.0.0.1",
    "127.1", "0.0.0.0", "127.0.0.2", "[::1]", "[::ffff:127.0.0.1]", "[::]", "0", "127。0。0。1",
    "inner.here.gov.cn",
)  # fmt: skip


def portal(**more: Act | list[Act]) -> dict[str, Act | list[Act]]:
    made = {"/": s.send(HOME), COLUMN: s.send(listing()), GOOD: s.send(page("甲局"))}
    return {**made, PAGE: s.send(page("乙局")), **more}


def test_no_redirect_reaches_another_port_of_this_machine(scrapy: Command) -> None:
    secret = {"/secret.html": s.send(page("丙局"))}
    with FaultServer(secret) as canary:
        urls = {
            f"/zfxxgk/nb/t20210101_{n:03}.html": f"http://{name}:{canary.port}/secret.html"
            for n, name in enumerate(SPELLINGS)
        }
        rows = "".join(
            f"<li><a href='{u}'>第{n}局2020年{TITLE}</a></li>" for n, u in enumerate(urls)
        )
        acts = portal(**{u: s.moved(to) for u, to in urls.items()})
        acts[COLUMN] = s.send(f"<html><body><ul>{rows}</ul></body></html>".encode())
        with FaultServer(acts) as server:
            done = scrapy.crawl(
                server.url, "-s", "TWISTED_DNS_RESOLVER=tests.faults.names.Pretended"
            )
    assert canary.asked == []
    assert done.returncode in (3, 4), done.stderr
    target = scrapy.run()["targets"][0]
    assert (target["new"], target["failed"]) == (0, len(SPELLINGS))
    codes = scrapy.issues()
    assert codes.count("private_address") >= len(SPELLINGS) - 1, codes


def test_no_link_document_frame_or_refresh_does_either(scrapy: Command) -> None:
    with FaultServer({"/secret.html": s.send(page("丙局"))}) as canary:
        secret = f"http://localhost:{canary.port}/secret"
        body = (
            f"<html><head></head><body><a href='{secret}.pdf'>乙局2020年{TITLE}.pdf</a>"
            f"<iframe src='{secret}.html'></iframe><img src='{secret}.png'>"
            f"<embed src='{secret}.docx'></body></html>"
        )
        refresh = (
            f"<html><head><meta http-equiv='refresh' content='0;url={secret}.html'></head></html>"
        )
        rows = (
            f"<html><body><ul><li><a href='{GOOD}'>甲局2020年{TITLE}</a></li>"
            f"<li><a href='{PAGE}'>乙局2020年{TITLE}</a></li>"
            f"<li><a href='/zfxxgk/nb/t20210101_3.html'>丁局2020年{TITLE}</a></li>"
            f"<li><a href='{secret}.html'>丙局2020年{TITLE}</a></li></ul>"
            f"<a href='{secret}.html'>下一页</a><iframe src='{secret}.html'></iframe></body></html>"
        )
        acts = portal(
            **{
                COLUMN: s.send(rows.encode()),
                PAGE: s.send(body.encode()),
                "/zfxxgk/nb/t20210101_3.html": s.send(refresh.encode()),
                "/robots.txt": s.send(f"Sitemap: {secret}.html\n".encode(), kind="text/plain"),
            }
        )
        with FaultServer(acts) as server:
            scrapy.crawl(server.url)
    assert canary.asked == []
    target = scrapy.run()["targets"][0]
    assert (target["new"], target["failed"]) == (1, 2)


def test_a_portal_given_by_a_private_name_is_crawled_and_stays_there(scrapy: Command) -> None:
    """Its other names on the same address and port are the same private host."""
    with FaultServer({"/secret.html": s.send(page("丙局"))}) as canary:
        acts = portal()
        with FaultServer(acts) as server:
            own = f"http://other.here.gov.cn:{server.port}/moved.html"
            server.acts |= {
                GOOD: s.moved(own),
                "/moved.html": s.send(page("甲局")),
                PAGE: s.moved(f"http://inner.here.gov.cn:{canary.port}/secret.html"),
            }
            done = scrapy.crawl(
                f"http://www.here.gov.cn:{server.port}/",
                *("-s", "TWISTED_DNS_RESOLVER=tests.faults.names.Pretended"),
            )
    assert canary.asked == []
    assert done.returncode == 3, done.stderr
    target = scrapy.run()["targets"][0]
    assert (target["new"], target["failed"]) == (1, 1)
    assert scrapy.issues() == ["private_address"]


def test_the_user_can_name_hosts_of_the_own_network(scrapy: Command) -> None:
    with FaultServer({"/moved.html": s.send(page("乙局"))}) as other:
        acts = portal(**{PAGE: s.moved(f"http://localhost:{other.port}/moved.html")})
        with FaultServer(acts) as server:
            done = scrapy.crawl(server.url, "-s", "GOVCRAWL_PRIVATE_HOSTS=localhost")
    assert done.returncode == 0, done.stderr


def test_a_public_portal_does_not_lead_to_a_private_one() -> None:
    """Metadata services and the like: refused before any connection."""
    for address in (
        "169.254.169.254",
        "100.100.100.200",
        "10.0.0.1",
        "192.168.1.1",
        "[fd00:ec2::254]",
    ):
        guard = Guard(crawler("http://www.example.gov.cn/"))
        with pytest.raises(SaidError) as refused:
            guard.check(f"http://{address}/latest/meta-data/")
        assert refused.value.message.code == "private_address"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x.gov.cn/", "data:text/html,x", "gopher://x/"]
)
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(SaidError):
        Guard(crawler("http://www.example.gov.cn/")).check(url)


def test_dns_that_changes_its_mind_is_refused() -> None:
    """The portal's own name: public when first met, private later."""
    guard = Guard(crawler("http://www.example.gov.cn/"))
    answers = iter(["202.96.0.1", "127.0.0.1", "::1", "169.254.169.254"])

    class Dns:
        def resolveHostName(self, receiver: Any, *_: Any) -> None:  # noqa: N802
            receiver.addressResolved(SimpleNamespace(host=next(answers)))
            receiver.resolutionComplete()

    passed: list[str] = []
    receiver = SimpleNamespace(
        addressResolved=lambda address: passed.append(address.host), resolutionComplete=lambda: None
    )
    resolver = GuardedResolver(Dns(), guard)
    for _ in range(4):
        resolver.resolveHostName(receiver, "www.example.gov.cn", 80)
    assert passed == ["202.96.0.1"]
    assert guard.explains("http://www.example.gov.cn/x") is not None


@pytest.mark.parametrize(
    "ip",
    ["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.8.9.1", "169.254.0.1", "172.31.0.1", "192.168.0.1",
     "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "ff02::1",
     "::ffff:192.168.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::"],
)  # fmt: skip
def test_what_is_private(ip: str) -> None:
    assert is_private(ipaddress.ip_address(ip))


@pytest.mark.parametrize(
    "ip", ["1.2.4.8", "59.252.1.1", "2400:3200::1", "::ffff:1.2.4.8", "64:ff9b::102:408"]
)
def test_what_is_public(ip: str) -> None:
    assert not is_private(ipaddress.ip_address(ip))


@pytest.mark.parametrize(
    "host", ["www.x.gov.cn", "1.2.3.4.5", "1x", "", "999.1.1.1", "12306.cn", "0xzz"]
)
def test_names_are_no_addresses(host: str) -> None:
    assert literal(host) is None


def crawler(url: str) -> Any:
    walk = SimpleNamespace(target=SimpleNamespace(url=url))
    settings = SimpleNamespace(getlist=lambda name: [])
    return SimpleNamespace(spider=SimpleNamespace(walks=[walk]), settings=settings)


def test_nothing_listens_while_a_crawl_goes(scrapy: Command) -> None:
    with FaultServer(portal()) as server:
        done = scrapy.crawl(server.url, "-L", "DEBUG")
    enabled = done.stderr.partition("Enabled extensions")[2].partition("]")[0]
    assert "Publish" in enabled
    assert "TelnetConsole" not in enabled
    assert "RemoteControl" not in enabled
    assert "listening on" not in done.stderr


def test_settings_open_no_door() -> None:
    assert settings.TELNETCONSOLE_ENABLED is False
    assert settings.REMOTE_CONTROL_ENABLED is False
    assert settings.DOWNLOAD_VERIFY_CERTIFICATES is True
    handlers = {**default_settings.DOWNLOAD_HANDLERS_BASE, **settings.DOWNLOAD_HANDLERS}
    assert {name for name, handler in handlers.items() if handler} == {"http", "https"}
    for name in ("HTTPCACHE_ENABLED", "JOBDIR"):
        assert not getattr(settings, name, getattr(default_settings, name)), name
