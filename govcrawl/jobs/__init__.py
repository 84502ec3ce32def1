"""Many commands side by side, on this machine or on several: portals to crawl.

A job is one ``govcrawl`` command with a data directory of its own, so that nothing is shared but
what no two jobs may have at once: the hosts that they ask. ``supervising`` decides what runs when, an engine
(``local``, ``on_ray``) runs it.
"""
