"""Real servers for tests, on this machine only, thrown away afterwards."""
