"""What was true of what a buyer said, and how claims against us are answered.

Owns findings with what they rest on, the deadline, answer and outcome of A-to-z claims and
chargebacks, and the record of every evidence pack given out. Never changes what the buyer
says: that is the ticket's tag. The bad news itself is a setback of the orders area.
"""
