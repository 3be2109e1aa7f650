"""The send gate: the pages on which its rules are read, tried, changed and published."""
