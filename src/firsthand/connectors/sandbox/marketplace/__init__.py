"""A marketplace of our own to try things on, in a process of its own.

It behaves like four kinds of channel (`kinds`), goes wrong as it is told to (`faults`) and
remembers what it has really done (`books`). Whoever talks to it as an account sees no more
than a seller would; what is behind that, and the faults, are steered on a second port.
"""
