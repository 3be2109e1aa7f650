"""How each kind of marketplace is talked to; one module a kind, one class in it."""
