"""Reports about authority and remedies: pages, and the same as files."""
