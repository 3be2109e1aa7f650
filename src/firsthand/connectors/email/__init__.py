"""Mail as bytes: reading it, cleaning it, and telling people from machines."""
