"""Small generators of documents for tests. What they print is our own text."""
