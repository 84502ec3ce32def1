"""From a page and all that is known of it to what can be published: one task, one function, and
the ways to run it (in this process, in worker processes)."""
