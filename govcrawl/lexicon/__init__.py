"""What is data: statutory forms, metrics, rules, regions, agencies, words by which pages are judged; a
loader for each file, which validates it."""
