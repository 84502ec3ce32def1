"""Between Scrapy and the portals: what may be asked, how, and whether the answer is all of it."""
