"""The page: its bytes as text, its article, and the page's own data about it."""
