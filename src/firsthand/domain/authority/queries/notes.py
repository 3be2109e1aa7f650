"""What a note about a remedy begins with, in a language or in every one."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from firsthand.domain.authority import rules
from firsthand.domain.authority.queries import words
from firsthand.domain.reasons import queries as reasons

# Between two templates in one text: a blank, so that each is taken out of a note by itself.
_BETWEEN = " [.] "


def beginning(
    reason: str, kind: str, *, language: str, tree: reasons.Taxonomy | None = None
) -> str:
    """Return the text a note begins with, its other blanks left to be filled in.

    Args:
        reason: a code of the tree of reasons.
        kind: what is done for the buyer.
        language: of the text: "en" or "zh-hans".
        tree: of reasons, where it was read just now; None: to be read.
    """
    node = (tree or reasons.taxonomy()).by_code(reason)
    name = reason if node is None else node.labels.get(language) or node.labels["en"]
    with translation.override(language):
        remedy = str(words.KINDS.get(kind, kind))
    template = rules.template(reason, kind)
    return template.filled(language, reason=name, remedy=remedy)


def beginnings(reason: str, kind: str, tree: reasons.Taxonomy) -> str:
    """Return the texts of every language as one: nobody says which one he began with."""
    codes = [code for code, _name in settings.LANGUAGES]
    return _BETWEEN.join(
        beginning(reason, kind, language=code, tree=tree) for code in codes
    )
