"""What programs may ask of us: JSON under /api/v1, with its OpenAPI document."""
