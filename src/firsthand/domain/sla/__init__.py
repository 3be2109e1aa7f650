"""What the team promises itself: calendars, service level policies, their clocks.

Owns Calendar, Policy, Clock. Knows tickets and messages by number only: the tickets' own
commands tell it what was said, and it keeps the clocks that follow from that.
"""
