"""Servers that break: what the crawl makes of them."""
