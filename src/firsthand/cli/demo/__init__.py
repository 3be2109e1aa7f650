"""A shop that does not exist, with a month of its mail: to look around and to try things.

`cast` names who takes part, `texts` what they write, `story` what happens, `load` turns
that into rows.
"""
