"""The archive: every response of a crawl as WARC/1.1, written as it arrives, read back later.

``records`` describes what a record holds, ``warc_writer`` appends to size-rotated files, ``index`` has
the place of each content, ``warc_reader`` walks files (also damaged, hostile and foreign ones),
``archived_pages`` gives the pages that a crawl handed to the reader, ``verify`` checks every digest.
"""
