"""Pages about reasons and resolutions: leads, compliance and owners keep them."""
