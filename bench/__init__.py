"""Measurements. Each file here writes bench/results/NAME.json and judges itself."""
