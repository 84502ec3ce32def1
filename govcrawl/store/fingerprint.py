"""The reader's fingerprint under its former place, for modules not yet moved."""

from govcrawl.fingerprint import reader_version

__all__ = ["reader_version"]
