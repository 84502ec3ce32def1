"""Scrapy's extensions: archiving, politeness, expectations, progress, publishing."""
