from tests.scenes import agent, lead, place, placed

__all__ = ["agent", "lead", "place", "placed"]
