"""What the work came to: contacts, issues and first replies, and the figures over them.

Owns the facts derived from the journal and the catalogue of metrics. Never reads the desk's
own tables and never changes what happened: the facts can be deleted and built again at any
time. Pages, the API and the command line ask `queries`; the worker calls `commands`.
"""
