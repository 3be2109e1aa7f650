"""The settings of a real installation, and with every answer what it took."""

from firsthand.settings.production import *  # noqa: F403

MIDDLEWARE = ["bench.agents.cpu.SayCpu", *MIDDLEWARE]  # noqa: F405
