"""Feeds on other machines (S3, Google Cloud Storage, FTP): written only if the verdict allows.

Scrapy's own storages replace the good file by whatever a failed crawl has got.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from scrapy.crawler import Crawler
from scrapy.extensions.feedexport import (
    BlockingFeedStorage,
    FTPFeedStorage,
    GCSFeedStorage,
    S3FeedStorage,
)

from govcrawl.extensions.publish import Publish

if TYPE_CHECKING:
    from typing_extensions import Self


class _Judged(BlockingFeedStorage):
    """Before Scrapy's storage of the scheme."""

    crawler: Crawler

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> Self:
        # of the storage that a subclass names next
        storage: Self = super().from_crawler(  # type: ignore[misc]
            crawler, uri, feed_options=feed_options
        )
        storage.crawler = crawler
        return storage

    def store(self, file: IO[bytes]) -> Any:
        if not getattr(self.crawler.get_extension(Publish), "publishing", False):
            file.close()
            return None
        return super().store(file)


class S3(_Judged, S3FeedStorage):
    """``s3://bucket/name`` (extra ``s3``)."""


class Gcs(_Judged, GCSFeedStorage):
    """``gs://bucket/name``."""


class Ftp(_Judged, FTPFeedStorage):
    """``ftp://host/name``."""
