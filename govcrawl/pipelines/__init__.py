"""Scrapy's item pipeline: hands pages to the execution."""
