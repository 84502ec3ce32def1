"""Variants of portals on known platforms: each test serves one from a function and crawls it from
its home page."""
