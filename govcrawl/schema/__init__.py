"""The JSON Schema of a record, generated from ``govcrawl.report`` and committed beside this."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import msgspec

from govcrawl.codebook import Entry, codebook
from govcrawl.report import SCHEMA_VERSION, Report

FILE = "report.schema.json"


def generate() -> dict[str, Any]:
    """The schema of one line of a feed (JSON Schema 2020-12)."""
    schema = msgspec.json.schema(Report)
    fields = schema["$defs"]["Report"]["properties"]
    number = {"anyOf": [{"type": "number"}, {"type": "null"}]}
    fields["tables"]["properties"] = {
        key: {"description": _description(entry), **number}
        for key, entry in codebook().items()
        if entry.kind == "cell"
    }
    metrics = [
        {"const": key, "description": _description(entry)}
        for key, entry in codebook().items()
        if entry.kind == "metric"
    ]
    # A feed of another version may hold others.
    schema["$defs"]["Metric"] = {"anyOf": [{"type": "string"}, *metrics]}
    for name in ("Statistic", "Candidate"):
        schema["$defs"][name]["properties"]["metric"] = {"$ref": "#/$defs/Metric"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"govcrawl report {SCHEMA_VERSION}",
        **schema,
    }


def _description(entry: Entry) -> str:
    """What a key means, in one line; ``scrapy codebook KEY`` has its notice in full. A cell is
    defined by its labels."""
    unit = f" ({entry.unit})" if entry.unit else ""
    definition = "" if entry.kind == "cell" else f" {entry.definition}"
    article = entry.source.rpartition(" / ")[2]
    return f"{entry.zh}{unit} / {entry.en}.{definition} {article}"


def render() -> str:
    """The text of the committed file."""
    return json.dumps(generate(), ensure_ascii=False, indent=2) + "\n"


def load() -> dict[str, Any]:
    """The committed schema."""
    text = resources.files(__name__).joinpath(FILE).read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
