"""DOC, the binary format of Word up to 2003."""
