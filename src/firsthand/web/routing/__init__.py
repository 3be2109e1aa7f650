"""Who gets which tickets, and what people are able to do."""
