"""The archive: every response of a crawl as WARC/1.1, written as it arrives, read back later.

``records`` says what a record holds, ``writer`` appends to size-rotated files, ``index`` knows
where each content lies, ``reader`` walks files (also damaged, hostile and foreign ones),
``pages`` gives the pages that a crawl handed to the reader, ``verify`` checks every digest.
"""
