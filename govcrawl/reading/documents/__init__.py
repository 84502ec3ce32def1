"""The documents of an article: which are annual reports, their titles, parts, years and periods."""
