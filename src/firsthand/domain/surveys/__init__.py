"""What buyers answer when they are asked how it went: votes, each dated and kept.

Owns Vote. Whether a vote counts is for the figures: here every one of them stays.
"""
