"""Print which version is installed."""

from importlib.metadata import version

print(version("django-helpdesk"))
