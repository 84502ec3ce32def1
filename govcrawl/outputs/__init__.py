"""From a feed to the tables that people use: what is in them (``tables``), indicators
(``indicators``), how they are written (``writers``), and the description beside them (``package``)."""
