"""Tables and logs from outside: read once, counted row by row, brought in whole or not.

Owns runs, the rows they brought and what each row became. What the rows come to is written
by the areas they belong to: conversations by tickets, orders and reviews by orders. Never
keeps people's words: those go on with the row or not at all.
"""
