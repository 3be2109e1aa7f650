"""A fake of Amazon's interface, made of Amazon's own model files. Knows nothing of ours."""
