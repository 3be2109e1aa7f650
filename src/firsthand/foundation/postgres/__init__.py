"""A PostgreSQL of one's own: for one machine and a small team, with nothing to install."""
