"""From the records of one run to what is published: compared with what was known, paired,
judged, remembered."""
