"""Pages of the policy: who may give buyers how much without asking."""
