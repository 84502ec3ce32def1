"""The record: one published annual report on government information disclosure.

Field order is the order of the contract (``CONTRACT.md``) and so the order of the feed.
Everything here is plain data that itemadapter understands; nothing here reads or decides.
Dates are ISO 8601 strings (``2017-03-21``), offsets count Unicode characters into ``body``.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, TypedDict

import msgspec

SCHEMA_VERSION = "1.1"

Number: TypeAlias = int | float
Coverage: TypeAlias = Literal["own", "aggregate"]
Era: TypeAlias = Literal[
    "narrative_pre2019",
    "guangzhou_schedule_2008_2013",
    "stat_2014",
    "format_2019_trial",
    "format_2021",
]
AgencyLevel: TypeAlias = Literal[
    "central", "province", "city", "county", "township", "functional_zone", "village"
]
AgencyType: TypeAlias = Literal[
    "government",
    "government_office",
    "department",
    "management_committee",
    "institution",
    "enterprise",
    "other",
]
Modifier: TypeAlias = Literal["exact", "approx", "zero_expression"]
Scope: TypeAlias = Literal[
    "report", "agency", "region", "unspecified", "out_of_period", "cumulative", "cited"
]
#: Scopes of figures on the body itself, or its region, in the year reported on: those that may be
#: compared and added up. The others are about another time, or of another body.
OWN_SCOPES: Final[frozenset[Scope]] = frozenset({"report", "agency", "region", "unspecified"})
StatisticSource: TypeAlias = Literal["text", "table"]
CheckStatus: TypeAlias = Literal["pass", "fail", "conflict", "not_assessable", "assumed_zero_pass"]
Severity: TypeAlias = Literal["error", "warn", "info"]
CellState: TypeAlias = Literal["read", "blank", "not_applicable", "refused", "unknown"]
Provenance: TypeAlias = Literal["official", "third_party", "local"]


@dataclass(slots=True, kw_only=True)
class Period:
    """The reporting period; ``inferred`` where the text does not print it."""

    start: str
    end: str
    inferred: bool


@dataclass(slots=True, kw_only=True)
class Region:
    """Administrative region (GB/T 2260); codes are text, six digits."""

    adcode: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    zone: str | None = None


@dataclass(slots=True, kw_only=True)
class Agency:
    """The organ that reports. ``name`` is its full name in the year reported on."""

    name: str | None = None
    name_as_written: str | None = None
    level: AgencyLevel | None = None
    type: AgencyType | None = None
    region: Region = field(default_factory=Region)


@dataclass(slots=True, kw_only=True)
class Contact:
    """How the report says its office can be reached; never the site's footer."""

    address: str | None = None
    postal_code: str | None = None
    phone: str | None = None
    fax: str | None = None
    email: str | None = None


@dataclass(slots=True, kw_only=True)
class Site:
    """Identifiers of the website that carries the page."""

    site_code: str | None = None
    icp: str | None = None
    police_record: str | None = None
    sponsor: str | None = None
    organizer: str | None = None


@dataclass(slots=True, kw_only=True)
class Section:
    """A heading and the span of ``body`` it governs, up to the next heading of its level."""

    level: int
    marker: str
    title: str
    path: str
    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class Evidence:
    """Where a figure is. For ``source: text``, ``body[start:end] == text`` always and
    ``body[value_start:value_end]`` is the value as printed. A figure from a table has no
    offsets: ``table_cells`` locates it. ``anchor`` leads to the value in the source bytes
    (``govcrawl.anchors``), None where the format gives no place. ``confidence``, 0 to 1, is given
    where the value was read by character recognition (OCR), and None where it is printed."""

    text: str
    start: int | None = None
    end: int | None = None
    value_start: int | None = None
    value_end: int | None = None
    anchor: str | None = None
    confidence: float | None = None


@dataclass(slots=True, kw_only=True)
class Statistic:
    """One figure of the narrative. ``lower``/``upper`` bound the true value (inclusive,
    None for open); they equal ``value`` where the figure is exact."""

    metric: str
    value: Number | None
    value_text: str
    unit: str | None
    modifier: Modifier
    lower: Number | None
    upper: Number | None
    scope: Scope
    source: StatisticSource
    evidence: Evidence


@dataclass(slots=True, kw_only=True)
class Candidate(Statistic):
    """A figure with a likely meaning and an open question: ``reason`` names what in its clause
    is not understood. At most one a span; never to be summed."""

    reason: str


@dataclass(slots=True, kw_only=True)
class TableCell:
    """Where one value of ``tables`` is in the source.

    ``table`` counts the report's tables from 0; ``row`` and ``column`` count from 0 within
    it; ``page`` counts from 1, None for pages that have none (HTML). ``text`` is the cell as
    printed; ``state`` says how it was taken: ``read``, ``blank``, ``not_applicable``
    (``/`` ``-`` ``—`` ``无``), ``refused`` (printed but not a number that can be placed), or
    ``unknown`` (a row or column no form lists). ``anchor`` and
    ``confidence``: as in ``Evidence``.
    """

    key: str
    text: str
    table: int
    row: int
    column: int
    page: int | None
    state: CellState
    anchor: str | None = None
    confidence: float | None = None


@dataclass(slots=True, kw_only=True)
class TableQuality:
    """How completely one table was read: cells the form expects, read, blank, refused."""

    table: int
    name: str
    era: Era | None
    expected: int
    read: int
    blank: int
    refused: int
    unknown: int


@dataclass(slots=True, kw_only=True)
class Operand:
    """One term of a check: the key and the value it was evaluated with."""

    key: str
    value: Number | None


@dataclass(slots=True, kw_only=True)
class Check:
    """One rule evaluated on this record."""

    rule: str
    status: CheckStatus
    severity: Severity
    expected: Number | None
    actual: Number | None
    message: str
    message_en: str
    operands: list[Operand] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Issue:
    """What could not be read, was repaired, or contradicts itself."""

    code: str
    severity: Severity
    message: str
    message_en: str
    evidence: str | None = None


@dataclass(slots=True, kw_only=True)
class Attachment:
    """A file linked from the page."""

    url: str
    title: str
    media_type: str | None = None
    sha256: str | None = None
    parsed: bool = False


#: A difference from the last published version of the same report (a TypedDict because
#: ``from`` is a keyword). ``by`` says whether the source or the parser changed.
Change = TypedDict(
    "Change",
    {
        "field": str,
        "from": "Number | str | None",
        "to": "Number | str | None",
        "seen_before": "str | None",
        "seen_after": "str | None",
        "by": Literal["source", "parser"],
    },
)


@dataclass(slots=True, kw_only=True)
class FieldEvidence:
    """What a field outside the narrative was read from: the rule (for a report's identity a
    rung of ``lexicon/evidence.toml``), the text as printed, and the ``anchor`` of that text
    where it is in the source itself. ``taken`` is false for a witness that was passed
    over; ``value`` is what it gives, where that is not the text itself."""

    field: str
    rule: str
    text: str
    anchor: str | None = None
    value: str | None = None
    taken: bool = True


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The loss ledger: characters of visible text by where they ended (white space not
    counted). ``boilerplate`` is broken down by rule in ``rules``; text that no rule claims
    is ``unassigned`` and is also reported as an issue."""

    visible: int
    body: int
    table: int
    metadata: int
    boilerplate: int
    other_documents: int
    unassigned: int
    rules: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Seen:
    """When crawls met the report: ISO 8601 in UTC. ``gone_since`` while none of its addresses
    gives it. Filled by the store; outside the record's hash."""

    first: str | None = None
    last: str | None = None
    gone_since: str | None = None


@dataclass(slots=True, kw_only=True)
class Source:
    """Where the bytes came from. ``fetched_at`` and ``aliases`` are outside the hash."""

    url: str | None
    aliases: list[str]
    portal: str | None
    fetched_at: str | None
    sha256: str
    media_type: str | None
    encoding: str | None
    provenance: Provenance


class _Read:
    """What a report was read from, where nothing else leads back to it: no field of the record."""

    __slots__ = ("_data",)
    _data: bytes

    def keep(self, data: bytes) -> None:
        """Keep the bytes that the report was read from, for ``trace`` and ``view``."""
        self._data = data


@dataclass(slots=True, kw_only=True, repr=False)
class Report(_Read):
    """One report, one line of the feed.

    ``id_provisional``: region or body is unknown and something else takes its place in
    ``report_id``; coverage and series pass such records over. ``quantities`` counts every
    quantity and denial of ``body`` by its fate. ``duplicate_of`` is the ``report_id`` of the
    current record where this one is another version of the same report; ``seen`` and
    ``duplicate_of`` are filled by the store.
    """

    schema_version: str
    report_id: str
    id_provisional: bool = False
    title: str | None
    report_year: int | None
    coverage: Coverage
    format_era: Era
    period: Period | None
    agency: Agency
    publish_date: str | None
    document_date: str | None
    index_number: str | None
    doc_number: str | None
    issuer: str | None
    content_source: str | None
    contact: Contact
    site: Site
    body: str
    sections: list[Section]
    statistics: list[Statistic]
    candidates: list[Candidate] = field(default_factory=list)
    quantities: dict[str, int] = field(default_factory=dict)
    tables: dict[str, Number | None]
    table_cells: list[TableCell]
    checks: list[Check]
    issues: list[Issue]
    attachments: list[Attachment]
    changes: list[Change]
    seen: Seen = field(default_factory=Seen)
    duplicate_of: str | None = None
    source: Source
    table_quality: list[TableQuality]
    field_evidence: list[FieldEvidence]
    ledger: Ledger

    def __repr__(self) -> str:
        """One line: whose report, of which year, and how much was read."""
        name = self.agency.name or self.title or self.report_id
        cells = sum(value is not None for value in self.tables.values())
        return (
            f"<Report {name} · {self.report_year or '?'} · {self.coverage} · "
            f"{len(self.statistics)} figures · {cells} cells · {len(self.issues)} issues>"
        )

    def to_dict(self) -> dict[str, Any]:
        """The record as plain data, as it is in a feed."""
        record: dict[str, Any] = msgspec.to_builtins(self)
        return record

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Report:
        """The record of plain data, of this or an earlier minor version of the schema. Raises
        msgspec.ValidationError where it is none."""
        return msgspec.convert(record, cls)

    def table(self, name: str, *, library: str | None = None) -> Any:
        """A statutory table as a data frame: ``applications`` (rows by applicants), ``outcomes``
        (reconsideration and litigation by outcome), ``proactive``, ``stat2014`` or ``gz``. Keys
        and Chinese labels of the rows come first; a blank is null. ``library``: ``pandas`` or
        ``polars``; the first that is installed where it is None. Raises ValueError for another
        name, MissingLibraryError."""
        return _room("outputs.frames").frame_of_table(self.tables, name, library)

    def evidence(self, fact: Statistic | TableCell | FieldEvidence | str) -> Any:
        """Where a fact is: ``text`` (its sentence or cell) and ``printed`` (the value itself),
        the ``anchor`` with its ``places`` in the bytes of ``source`` (of its part, or of the attached
        file, that the anchor begins with), and ``link``, the address that leads a browser to it on
        the live page. ``fact``: a statistic, candidate, cell or field evidence of this report, or
        the key of one: the first that is under it. Raises KeyError where there is none."""
        return _room("inspection.proof").evidence(self, fact)

    def trace(self, *, data_dir: str | None = None) -> list[Any]:
        """Every block of the source with its text, ``fate``, ``rule`` and ``anchor``. The source is
        what ``parse`` was given, the file that ``source.url`` names, or the archive of ``data_dir``
        (by default ``GOVCRAWL_DATA_DIR``). Raises LookupError where it is not there, or other
        bytes are."""
        traced: list[Any] = _room("inspection.proof").trace(self, data_dir)
        return traced

    def view(self, path: Any = None, *, show: bool = True, data_dir: str | None = None) -> Any:
        """Write the source with every figure in its place (``scrapy inspect``) to ``path`` (a
        temporary file where it is None), and open it in a browser where ``show``; the path. Raises
        LookupError as ``trace``, OSError."""
        return _room("inspection.proof").view(self, path, show=show, data_dir=data_dir)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        shown: str = _room("outputs.notebook").report_html(self)
        return shown

    def to_json(self) -> str:
        """The record as one line of JSON."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Report:
        """The record of one line of a feed. Raises msgspec.ValidationError, or its base
        msgspec.DecodeError, where it is none."""
        return msgspec.json.decode(text, type=cls)


def _room(name: str) -> Any:
    """A module of the package, imported when it is called: the record itself depends on nothing
    of it."""
    return importlib.import_module(f"govcrawl.{name}")
