"""Scrapy settings of the project: each deviation has the default and the reason beside it."""

from __future__ import annotations

import os

from govcrawl import __version__

BOT_NAME = "govcrawl"
SPIDER_MODULES = ["govcrawl.spiders"]
NEWSPIDER_MODULE = "govcrawl.spiders"
COMMANDS_MODULE = "govcrawl.commands"

# --- Ours -------------------------------------------------------------------------------
# Runs, latest records and the lock.
GOVCRAWL_DATA_DIR = os.environ.get("GOVCRAWL_DATA_DIR", "data")
# Who runs this crawler, for the portals' administrators: a web page or an e-mail address.
GOVCRAWL_CONTACT = os.environ.get("GOVCRAWL_CONTACT", "")
# Portals beside those that ship: {id: {"name": …, "adcode": …, "start": […]}}.
GOVCRAWL_PORTALS: dict[str, dict[str, object]] = {}
# Listing pages read per column before the walk is called incomplete.
GOVCRAWL_LISTING_LIMIT = 200
# Bodies of one portal whose columns are sought, pages asked for on the way to one column, and pages
# of ways and listings asked for at one target: where a bound is met, it is reported.
GOVCRAWL_BODIES_LIMIT = 2000
GOVCRAWL_SEEK_LIMIT = 30
GOVCRAWL_PAGES_LIMIT = 20_000
# Block pages in a row after which a host is left alone for the rest of the run.
GOVCRAWL_BLOCKS_PER_HOST = 3
# The longest Crawl-delay of a robots.txt that is kept to, in seconds; a longer one is reported.
GOVCRAWL_CRAWL_DELAY_LIMIT = 30
# The longest Retry-After (429, 503) that is waited for, in seconds. A host that asks for more is
# left alone for the rest of that time, which is reported.
GOVCRAWL_RETRY_AFTER_LIMIT = 120
# Names or addresses of the user's own network that portals may lead to; else only a portal that
# was itself given there is crawled there (govcrawl.fetching.network).
GOVCRAWL_PRIVATE_HOSTS: list[str] = []
# A folder in which crawls that run side by side tell each other which address they ask, so that one
# at a time does (crawlall sets it); empty for a crawl on its own.
GOVCRAWL_LEASES = ""
# The browser for pages that need one (extra "browser"); found on the machine where empty.
# 0 leaves it out even where it is installed.
GOVCRAWL_BROWSER = True
GOVCRAWL_CHROMIUM = os.environ.get("GOVCRAWL_CHROMIUM", "")
# 1 allows the browser without its sandbox: as root, where Chromium has none, it is refused else.
# The scripts of any page that is drawn then run as the crawl's own user. For containers that hold
# nothing else.
GOVCRAWL_BROWSER_NO_SANDBOX = os.environ.get("GOVCRAWL_BROWSER_NO_SANDBOX", "0")
# Hosts beside a portal's own site that pages in the browser may fetch scripts and data from.
GOVCRAWL_BROWSER_HOSTS: list[str] = []
# A portal is short of reports where it holds less than this share of what its last good run held
# and its file names no reports_min. 0 asks for none.
GOVCRAWL_EXPECT_SHARE = 0.5
# Only the way to the column is walked, no report is fetched (scrapy genportal).
GOVCRAWL_PROBE = False
# What reading one page may take, so that no page can end a run: seconds of processor time and MiB
# of memory of the worker process that reads it. Of 517 files of all kinds none takes more than
# 0.6 s, and the process never holds more than 81 MiB; the rest is room for recognising scans.
GOVCRAWL_READ_SECONDS = 60
GOVCRAWL_READ_MEMORY = 2048
# Worker processes that pages are read in, started as there is work; 0 reads them in the crawl's own
# process, unguarded, for debugging.
GOVCRAWL_READ_JOBS = os.environ.get("GOVCRAWL_READ_JOBS") or os.cpu_count() or 1
# The function that reads a page (dotted name); another one is for tests of what surrounds it.
GOVCRAWL_READER = os.environ.get("GOVCRAWL_READER", "govcrawl.reading.read")
# Days after which a known report is asked for again. With validators the portal says "not
# modified" and sends nothing; without them the whole page has to come.
GOVCRAWL_RECHECK_DAYS = 0
GOVCRAWL_REFETCH_DAYS = 30
# Bytes after which the next file of the archive (<data>/archive/*.warc.gz) begins.
GOVCRAWL_ARCHIVE_FILE_SIZE = 256 * 1024 * 1024

# Days that runs are kept, and what of the archive only they rest on, by "scrapy archive prune";
# 0 says nothing, so that the command has to. Records and the bytes they were read from always stay.
GOVCRAWL_KEEP_DAYS = 0

# --- Politeness -------------------------------------------------------------------------
# Default names Scrapy. An honest name, with a contact where one is set.
USER_AGENT = f"govcrawl/{__version__}" + (f" (+{GOVCRAWL_CONTACT})" if GOVCRAWL_CONTACT else "")
ROBOTSTXT_OBEY = True  # default False
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8: county portals are small machines
DOWNLOAD_DELAY = 1  # default 0
DOWNLOAD_DELAY_JITTER = 0  # default 0.5: every second request would come before its second is up
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # default Lifo: last page first
SCHEDULER_DISK_QUEUE = "scrapy.squeues.PickleFifoDiskQueue"
COOKIES_ENABLED = True  # default: some gateways redirect to the same page until a cookie is set

# --- Limits -----------------------------------------------------------------------------
DOWNLOAD_TIMEOUT = 60  # default 180: a stalled server would hold its slot for three minutes
# Seconds for a whole document: scans of many megabytes come slowly from small machines.
GOVCRAWL_DOCUMENT_TIMEOUT = 180
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024  # default 1 GiB: real reports, scans included, stay below
DOWNLOAD_WARNSIZE = 0  # default 32 MiB: the limit above says it
URLLENGTH_LIMIT = 0  # default 2083: longer ones vanish without a word; ours says it (8000)
# default True: a broken answer would not be archived. It is archived, marked, and not used
DOWNLOAD_FAIL_ON_DATALOSS = False
REDIRECT_MAX_TIMES = 8  # default 20
RETRY_TIMES = 2  # default; block pages are not retried at all (govcrawl.fetching.middlewares)
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False: an altered report must not be archived
# default 100 tasks started for each response: measured 1.6 times the pages a second at 8
CONCURRENT_ITEMS = 8

# --- Components -------------------------------------------------------------------------
DOWNLOADER_MIDDLEWARES = {
    # Scrapy's asks the internet for a list at the first cookie.
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "govcrawl.fetching.middlewares.Cookies": 700,
    # Before anything is asked, robots.txt included.
    "govcrawl.fetching.network.AddressMiddleware": 10,
    # default takes a robots.txt that answers 503 for one without rules
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "govcrawl.fetching.middlewares.RobotsMiddleware": 100,
    # default gives a scan of many megabytes no more time than a page
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
    "govcrawl.fetching.middlewares.Timeouts": 350,
    # default takes as much as it can decompress of a stream that breaks off for the whole
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "govcrawl.fetching.middlewares.WholeMiddleware": 590,
    # default raises where a page redirects to an address that is none
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "govcrawl.fetching.middlewares.Refreshes": 580,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "govcrawl.fetching.middlewares.Redirects": 600,
    # After decompression (590), before retries (550): a block page is not asked for again.
    "govcrawl.fetching.middlewares.BlockMiddleware": 570,
    # After that one: a page that has not changed is given as it was.
    "govcrawl.fetching.conditional.ConditionalMiddleware": 560,
    # Nearest to the downloader: what a resumed run has had already is not asked for again.
    "govcrawl.extensions.archiving.ReplayMiddleware": 990,
}
DOWNLOAD_HANDLERS = {  # default counts nothing
    "http": "govcrawl.fetching.downloading.LedgerHandler",
    "https": "govcrawl.fetching.downloading.LedgerHandler",
    **dict.fromkeys(("data", "file", "ftp", "s3")),  # a portal's page has no business there
}
ITEM_PIPELINES = {"govcrawl.pipelines.read.ReadPages": 100}
# Nearest to the spider: what it yields is archived before anything else happens to it.
SPIDER_MIDDLEWARES = {"govcrawl.extensions.archiving.MarkPages": 950}
EXTENSIONS = {
    # Ours writes the feeds too: emission, verdict, feeds, latest and run.json in one order.
    "scrapy.extensions.feedexport.FeedExporter": None,
    "govcrawl.extensions.archiving.Archive": -10,
    "govcrawl.extensions.publish.Publish": 0,
    "govcrawl.extensions.politeness.Politeness": 5,
    "govcrawl.extensions.progress.CrawlProgress": 10,
}
# default True/1: both let other programs on the machine run code in the crawl
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# --- Feeds ------------------------------------------------------------------------------
FEED_EXPORT_ENCODING = "utf-8"  # default None: JSON would be full of \u escapes
FEED_STORAGES = {  # default writes into the published file as the crawl goes
    "": "govcrawl.extensions.publish.WholeFileStorage",
    "file": "govcrawl.extensions.publish.WholeFileStorage",
    # default replaces the good file whatever the verdict
    "s3": "govcrawl.extensions.remote.S3",
    "gs": "govcrawl.extensions.remote.Gcs",
    "ftp": "govcrawl.extensions.remote.Ftp",
}
FEED_EXPORTERS = {  # default writes another JSON than `reparse` does
    # default puts a record's tree into cells, in Python's notation
    "csv": "govcrawl.outputs.item_exporters.FlatCsv",
    "xml": "govcrawl.outputs.item_exporters.FlatXml",
    "jsonlines": "govcrawl.extensions.publish.ReportLines",
    "jsonl": "govcrawl.extensions.publish.ReportLines",
    "jl": "govcrawl.extensions.publish.ReportLines",
}

# --- Log --------------------------------------------------------------------------------
GOVCRAWL_LOG_FORMAT = os.environ.get("GOVCRAWL_LOG_FORMAT", "text")  # or json: a line an event
ADDONS = {"govcrawl.logs.JsonLog": 0}  # default none
LOG_LEVEL = "INFO"  # default DEBUG: a line for each page and the whole item
STATS_DUMP = False  # default True: run.json says it
