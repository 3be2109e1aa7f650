"""What is read of an account again and again: steps from a place to the next.

A step asks Amazon once or a few times, and returns what it found with the place to go on
from. Nothing is written here: whoever takes steps keeps what they found together with the
place, so that one who dies between two goes on with the second. Places are JSON.
"""
