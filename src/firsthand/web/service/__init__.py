"""How good the service is: figures over time, why buyers write, what a figure means."""
