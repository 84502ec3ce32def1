"""Which records are of one body: what names say, and the reports of one body over the years."""

from govcrawl.bodies.names import Body, alike, body_of, may_name, titled, today
from govcrawl.bodies.series import Places, Record, Series, series_of

__all__ = [
    "Body",
    "Places",
    "Record",
    "Series",
    "alike",
    "body_of",
    "may_name",
    "series_of",
    "titled",
    "today",
]
