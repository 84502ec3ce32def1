"""Which organ reports, and where it is (domain.md §6)."""
