"""One report beside its source, figure by figure, in one self-contained HTML file.

``facts`` makes the data (one JSON block), ``sources`` the view of the source by format
(``html_view``, ``pdf_view``, ``picture_view``, ``block_view``, ``document_view``), ``page`` the
file, ``viewer/`` holds template, script and style.
"""
