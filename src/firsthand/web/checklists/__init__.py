"""Templates of steps: the settings page."""
