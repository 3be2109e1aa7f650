"""A hundred simulated agents at their desks, and at those of others."""
