from tests.scenes import agent, lead, place, placed, ticket

__all__ = ["agent", "lead", "place", "placed", "ticket"]
