"""REST under /api/v1, by area. The OpenAPI document is generated from the functions."""
