"""Our side of the sandbox: one adapter a kind, each of them port `Channel`.

Each makes exactly one call that can have an effect, and everything before it is without.
So what fails before that call was certainly not sent; what fails in it is unclear, unless
the connection was never made or the marketplace says in plain words that it did not act.
"""
