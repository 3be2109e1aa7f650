"""Pages of calendars and service level policies."""
