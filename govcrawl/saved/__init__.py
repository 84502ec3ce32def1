"""Saved files with their context: what tells where a page came from, and what belongs to it.

A page that a browser, wget, HTTrack or an archive saved has lost its address, its headers and its date,
and what it links is alone. ``origin_clues`` reads what the file and its folder tell of the origin, ``manifest``
what a list beside the files says, ``context`` weighs them, and ``folder`` puts it all together: every
file with its context, pages with the documents and further parts that are beside them. All of it is
pure but for ``folder``, which opens files; ``govcrawl.reparsing`` reads what comes out.
"""
