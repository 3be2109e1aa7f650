"""How much there must be to do for the compiled rules to do it, and how much at once."""

# From so many entries on they are quicker, even where they have to be compiled first.
MANY = 50_000
# Not more: until the commit no reader of the journal sees what was written since.
MANY_AT_ONCE = 200_000
