"""Settings. Everything read from the environment is read in `environment.py`."""
