"""PDF: characters and lines of a page to paragraphs and tables."""
