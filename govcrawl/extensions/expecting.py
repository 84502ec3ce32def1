"""Compares what every portal of a run gave with what is expected of it, before the verdict.

What is expected is in the portal's file; a portal without one is compared with its last good
run alone. That is the last one whose listing was read to its end and that met what was expected;
what it held is in the state, by report year, so that runs over some years keep the others.
"""

from __future__ import annotations

from collections import defaultdict

from govcrawl import portals
from govcrawl.expectations import Holding, Judgement, judge
from govcrawl.messages import Message, say
from govcrawl.report import Severity
from govcrawl.runs import Counts, Run, Target
from govcrawl.spiders.crawl_context import Job
from govcrawl.spiders.walk import Walk
from govcrawl.store.collection import Found
from govcrawl.store.state import State


class Expected:
    """The portals of a run, judged. ``accepted``: the reports that may be published;
    ``messages``: what is not as expected, the first of each portal."""

    def __init__(self, job: Job, resolved: list[Found], *, interrupted: bool) -> None:
        self.messages: list[Message] = []
        self._job, self._interrupted = job, interrupted
        self._good: dict[str, list[Holding]] = {}
        walks: dict[str, set[int]] = defaultdict(set)
        for number, walk in enumerate(job.walks):
            walks[walk.target.portal or walk.target.url].add(number)
        self._portals = portals.load(job.settings.getdict("GOVCRAWL_PORTALS"))
        by_target: dict[int, list[Found]] = defaultdict(list)
        for found in resolved:
            for number in found.targets:
                by_target[number].append(found)
        distrusted: set[int] = set()
        for portal, numbers in walks.items():
            mine = {id(found): found for number in numbers for found in by_target[number]}
            if self._judge(portal, numbers, list(mine.values())):
                distrusted |= numbers
        self.accepted = []
        for found in resolved:
            if found.state != "unchanged" and found.targets <= distrusted:
                self._withhold(found)
            else:
                self.accepted.append(found)

    def remember(self) -> None:
        """Keep what the portals held whose run was good; called before the run publishes."""
        years, run = self._job.arguments.years, self._job.run.run_id
        for portal, holdings in self._good.items():
            self._state(portal).keep_good(portal, holdings, years, run)

    def explain(self, message: Message) -> Message:
        """The verdict's message with what was not as expected."""
        for said in self.messages:
            message = Message(message.code, f"{message.zh}；{said.zh}", f"{message.en}; {said.en}")
        return message

    def _state(self, portal: str) -> State:
        """The state of the portal's store; ``portal`` is its id, or its address."""
        named = portal if portal in self._portals else None
        return self._job.memory.stores.of(named, portal).state

    def _judge(self, portal: str, numbers: set[int], mine: list[Found]) -> bool:
        """Judge one portal, which led to these reports, and mark its targets. Whether its new
        records are withheld."""
        spider = self._job
        walks = [spider.walks[number] for number in sorted(numbers)]
        declared = self._portals.get(portal)
        held = [found.entry.holding for found in mine]
        met = {f.entry.key for f in mine} | {f.replaces.key for f in mine if f.replaces}
        held += spider.memory.holdings_of(walks, without=met)
        judgement = judge(
            declared.expect if declared else None,
            held,
            [found.entry.holding for found in mine if found.state != "unchanged"],
            self._state(portal).last_good(portal),
            years=spider.arguments.years,
            keep=spider.settings.getfloat("GOVCRAWL_EXPECT_SHARE"),
            whole=not self._interrupted
            and any(walk.target.outcome in ("ok", "empty", "incomplete") for walk in walks),
        )
        if judgement.messages:
            self._say(walks, judgement, spider.run)
        elif not self._interrupted and all(walk.target.listing_complete for walk in walks):
            lost = judgement.difference and judgement.difference.missing_reports
            if not lost or not any(walk.target.failed for walk in walks):
                self._good[portal] = held
        return bool(judgement.wrong)

    def _say(self, walks: list[Walk], judgement: Judgement, run: Run) -> None:
        """Mark the portal's targets: those that had troubles of their own, else all."""
        said = judgement.messages
        self.messages.append(said[0])
        for message in said:
            first = walks[0].target
            gone = judgement.difference.missing_reports if judgement.difference else []
            evidence = " ".join(gone) if message.code == "expect_difference" else None
            severity: Severity = "error" if message in judgement.wrong else "warn"
            run.issue(message, severity, url=first.url, portal=first.portal, evidence=evidence)
        targets = [walk.target for walk in walks]
        if not judgement.wrong:
            targets = [t for t in targets if t.outcome not in ("ok", "empty")] or targets
        for target in targets:
            well = target.outcome in ("ok", "empty")
            reasons = [*([] if well else [target.reason]), *map(str, said)]
            target.reason = "; ".join(reasons)
            target.since_last_good = judgement.difference
            if judgement.wrong:
                target.outcome = "failed"
            elif well:
                target.outcome = "incomplete"

    def _withhold(self, found: Found) -> None:
        """A report that is not published counts as failed."""
        run, entry = self._job.run, found.entry
        counted: list[Counts | Target] = [self._job.walks[n].target for n in found.targets]
        for counts in (run.counts, *counted):
            if found.state == "new":
                counts.new -= 1
            else:
                counts.changed -= 1
                counts.reparsed -= found.state == "reparsed"
            counts.failed += 1
        message = say("withheld", report_id=entry.report_id)
        run.issue(message, url=entry.url, portal=entry.portal)
