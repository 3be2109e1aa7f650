"""Pages to bring tables in and take them out."""
