"""Portals on known platforms as a stranger would build them: each test serves one from a function
and crawls it from its home page."""
