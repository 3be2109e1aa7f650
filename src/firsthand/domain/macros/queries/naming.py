"""What variables are called."""

from __future__ import annotations

from django.utils import translation

from firsthand.domain.macros.rules.variables import Kind, catalogue


def label_of(name: str) -> str:
    """Return what a variable is called in the language in force."""
    labels = catalogue()[name].labels
    return labels.get(translation.get_language() or "", labels["en"])


def kind_of(name: str) -> Kind:
    """Return how its values are read and written."""
    return catalogue()[name].kind
