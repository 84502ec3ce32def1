"""HTML: what a reader of the page sees, as blocks."""
