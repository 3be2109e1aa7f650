"""Pages where people agree to what others asked for, or do not."""
