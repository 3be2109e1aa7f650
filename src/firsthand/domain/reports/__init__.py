"""What remedies and authority come to: audits, patterns, costs, effects. No tables."""
