"""What any program could use: knows nothing about customer service."""
