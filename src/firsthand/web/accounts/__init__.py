"""Pages about our accounts at marketplaces: connect them, see how they are. Owners only."""
