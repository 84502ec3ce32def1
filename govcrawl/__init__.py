"""govcrawl: annual reports on government information disclosure, read with their evidence."""

__version__ = "0.1.0"
