"""The Pareto chart of reasons, in words."""

from __future__ import annotations

import textwrap

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.domain.metrics.queries.core_reasons import Volumes
from firsthand.domain.reasons.queries import Taxonomy
from firsthand.foundation.charts import Cause, pareto
from firsthand.web.service.lines import name_of
from firsthand.web.shared import formats

_BARS, _LINES = 12, 3
_LATIN, _CHINESE = 10, 5  # Characters that fit below a bar.


def pareto_of(found: Volumes, tree: Taxonomy, *, core: int) -> SafeString:
    """Return the most frequent reasons as bars, all others together as the last."""
    causes = [
        Cause(
            lines=folded(name_of(tree, code)),
            said=_said(name_of(tree, code), n),
            count=n,
            stands_out=place < core,
        )
        for place, (code, n) in enumerate(found.ranked[:_BARS])
    ]
    rest = found.ranked[_BARS:]
    if rest:
        name = ngettext("%(n)d other", "%(n)d others", len(rest)) % {"n": len(rest)}
        n = sum(count for _code, count in rest)
        causes.append(Cause(lines=folded(name), said=_said(name, n), count=n, is_rest=True))
    first = found.pareto.reasons_for_most or 0
    reached = ngettext("%(n)d reason brings 80%%", "%(n)d reasons bring 80%%", first)
    return pareto(
        causes,
        label=_("Contacts by reason, most frequent first, with their cumulative share"),
        reached=reached % {"n": first},
    )


def folded(name: str) -> tuple[str, ...]:
    """Return a name on at most three short lines; the table holds it whole."""
    if any("\u3400" <= character <= "\u9fff" for character in name):
        lines = [name[i : i + _CHINESE] for i in range(0, len(name), _CHINESE)]
    else:
        lines = textwrap.wrap(name, _LATIN, break_long_words=False)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1] + "…"]
    return tuple(lines)


def _said(name: str, n: int) -> str:
    return _("%(name)s: %(n)s contacts") % {"name": name, "n": formats.number(n)}
