"""How often something may be done, agreed between all processes by way of the database."""
