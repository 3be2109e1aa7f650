"""What an outgoing text may say: rules as data, judged before anything leaves.

Judges texts; it neither writes nor sends them.
"""
