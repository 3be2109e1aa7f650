"""The settings of a real installation, and a count of queries with every answer."""

from firsthand.settings.production import *  # noqa: F403

MIDDLEWARE = ["bench.counting.CountQueries", *MIDDLEWARE]  # noqa: F405
