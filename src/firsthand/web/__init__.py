"""Pages, by area. A view asks permission, calls one command or queries, renders."""
