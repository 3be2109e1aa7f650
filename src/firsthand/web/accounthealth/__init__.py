"""Pages about how a marketplace judges our accounts."""
