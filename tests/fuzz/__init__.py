"""Mutated pages and documents through the pure function, in processes that may be killed.

``python -m tests.fuzz`` runs any number of cases; ``test_fuzz.py`` a fixed share of them in CI.
A case is its kind and its number: the same everywhere, so that a failure is replayed by name.
"""
