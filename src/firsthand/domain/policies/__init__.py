"""What an outgoing text may say: versions of rules as data, judged before anything leaves.

Owns RuleSet, Override. Judges texts; it neither writes nor sends them.
"""
