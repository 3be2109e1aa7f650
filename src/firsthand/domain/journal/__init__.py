"""What happened: one append-only entry for every decision and every outside event.

Owns the journal, its eras and the bookmarks of its readers. Never changes or deletes an
entry, never holds people's words or addresses. Every area above writes through `record()`;
only reactions and figures read.
"""
