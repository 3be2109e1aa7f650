"""The business, one area a folder; areas meet through commands, queries, events, ports."""
