"""The only file that joins ports to connectors, and events to what follows from them."""

from __future__ import annotations
