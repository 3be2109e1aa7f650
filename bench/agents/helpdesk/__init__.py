"""A project around django-helpdesk, run in a virtual environment of its own."""
