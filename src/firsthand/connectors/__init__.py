"""The outside world. Connectors answer the ports of the areas and never know each other."""
