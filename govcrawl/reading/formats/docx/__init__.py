"""DOCX: the parts of the archive to paragraphs and tables."""
