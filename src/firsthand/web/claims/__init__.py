"""What was true of what buyers say, and claims against us."""
