"""Which names are one portal's: sub-domains, www, http and https, and the name it moved from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from govcrawl.domains import domain_of, is_official
from govcrawl.platforms.links import Link
from govcrawl.platforms.pages import lies_below

#: Printed in ``run.json`` beside the names that were met.
RULE = (
    "同一注册域名（含子域名、www、http/https）为一个网站；另一域名仅在起始网址跳转到它，或栏目的下一页或多条条目"
    "以同一目录出现在该 gov.cn 域名下时，视为本网站的旧名或新名 / "
    "one registered name with its sub-domains, www, http and https is one portal; another name is the "
    "same portal's only where the start redirects to it, or where the column's next page or several of "
    "its entries stand under that gov.cn name in the folder of the column"
)
_PREFIX = re.compile(r"^(?:https?:)?//(?:www\.)?([^/?# ]+)", re.IGNORECASE)
_SEVERAL = 2  # entries of a column under another name


class Hosts:
    """The names of one target. ``also``: other registered names, each with why."""

    def __init__(self, start: str) -> None:
        self.site = domain_of(start)
        self.also: dict[str, str] = {}
        self.met: set[str] = set()

    def near(self, url: str, base: str) -> bool:
        """Whether an address is on the portal's own names, or on those of the page ``base``."""
        site = domain_of(url)
        if site in (self.site, domain_of(base)) or site in self.also:
            self.met.add(urlsplit(url).netloc)
            return True
        return False

    def redirected(self, asked: str, url: str, *, start: bool) -> None:
        """A page was asked for at one address and came from another."""
        other = domain_of(url)
        same_page = urlsplit(asked).path == urlsplit(url).path
        if domain_of(asked) == self.site and other != self.site and (start or same_page):
            self.also.setdefault(other, "redirect")

    def moved(self, base: str, following: Iterable[str], entries: Iterable[Link]) -> None:
        """Learn the other name that a column's page at ``base`` uses for its own next pages or
        entries."""
        counts: dict[str, int] = {}
        for url, weight in [(u, _SEVERAL) for u in following] + [(e.url, 1) for e in entries]:
            site = domain_of(url)
            if (
                site != self.site
                and site not in self.also
                and is_official(site)
                and base.rpartition("/")[0].count("/") > 2
                and lies_below(url, base)
            ):
                counts[site] = counts.get(site, 0) + weight
        for site, count in counts.items():
            if count >= _SEVERAL:
                self.also[site] = f"folder {urlsplit(base).path.rpartition('/')[0]}/"

    def key(self, url: str) -> str:
        """What the spellings of one page have in common: scheme, www and moved names apart."""
        match = _PREFIX.match(url)
        if match is None:
            return url
        host = match[1].lower()
        for site in self.also:
            if host == site or host.endswith(f".{site}"):
                host = host[: -len(site)] + self.site
                break
        return f"//{host.removeprefix('www.')}{url[match.end() :]}"

    def instead(self, url: str) -> str | None:
        """The same page under the portal's present name, where the other one gives nothing."""
        site = domain_of(url)
        if site not in self.also:
            return None
        return re.sub(rf"(?<=[/.]){re.escape(site)}(?=[:/?]|$)", self.site, url, count=1)

    def told(self) -> dict[str, str]:
        """For ``run.json``."""
        names = {name: "sub-domain" for name in sorted(self.met) if domain_of(name) == self.site}
        return names | dict(sorted(self.also.items()))
