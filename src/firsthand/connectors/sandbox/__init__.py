"""Stand-ins for the outside world: for the demo, and for tests beside the real adapters."""
