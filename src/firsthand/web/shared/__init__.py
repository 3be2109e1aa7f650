"""What every page shares: the frame, its language and time zone, how values are written."""
