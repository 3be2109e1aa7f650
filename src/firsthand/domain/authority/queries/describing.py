"""What a version says, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.domain.authority import rules
from firsthand.domain.authority.queries.words import FLAGS, asked_for, money
from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Person


@dataclass(frozen=True)
class Section:
    """Sentences under one heading."""

    title: str
    lines: tuple[str, ...]


def of_terms(terms: rules.Terms) -> list[Section]:
    """Return what a version says, in the order in which it is asked."""
    return [
        Section(_("Limits by role"), tuple(_grants(terms))),
        Section(_("Restrictions"), tuple(_restrictions(terms))),
        Section(_("Budgets"), tuple(_budgets(terms))),
        Section(_("Sums within hours"), tuple(_windows(terms))),
        Section(_("Buyer flags"), tuple(_flags(terms))),
        Section(_("Notes and rates"), tuple(_rest(terms))),
    ]


def role_name(role: str) -> str:
    """Return a role in the reader's language."""
    return str(dict(Person.RoleName.choices).get(role, role))


def _grants(terms: rules.Terms) -> Iterator[str]:
    for each in terms.grants:
        said = {
            "who": _who(each),
            "alone": money(each.alone_minor_units, terms.currency),
        }
        approves = each.approves_minor_units
        if approves is None:
            yield _("%(who)s: %(alone)s for one order without asking; approves all.") % said
        elif approves:
            said["most"] = money(approves, terms.currency)
            yield (
                _("%(who)s: %(alone)s for one order without asking; approves %(most)s.")
                % said
            )
        else:
            yield _("%(who)s: %(alone)s for one order without asking.") % said


def _who(grant: rules.Grant) -> str:
    role = role_name(grant.role)
    if not grant.level:
        return role
    return _("%(role)s from level %(level)d on") % {"role": role, "level": grant.level}


def _restrictions(terms: rules.Terms) -> Iterator[str]:
    for each in terms.restrictions:
        said = {"for": asked_for(each.asked())}
        if each.always_asks:
            yield _("“%(for)s” always needs approval.") % said
        if each.most_minor_units is not None:
            said["most"] = money(each.most_minor_units, terms.currency)
            yield _("“%(for)s”: at most %(most)s for one order.") % said
        if each.most_share is not None:
            percent = f"{(each.most_share * 100).normalize():f}"
            yield _("“%(for)s”: at most %(percent)s %% of what was paid.") % {
                **said,
                "percent": percent,
            }


def _budgets(terms: rules.Terms) -> Iterator[str]:
    words = {
        "day": _("%(whose)s: %(most)s a day without asking."),
        "month": _("%(whose)s: %(most)s a month without asking."),
    }
    names = _names()
    for each in terms.budgets:
        yield words[each.period] % {
            "whose": names.get((each.of, each.number), f"{each.of} {each.number}"),
            "most": money(each.most_minor_units, terms.currency),
        }


def _names() -> dict[tuple[str, int | None], str]:
    """Return who has budgets, by kind and number."""
    found: dict[tuple[str, int | None], str] = {
        ("agent", None): _("Each agent"),
        ("team", None): _("Each team"),
    }
    found |= {("agent", pk): name for pk, name in people.names_at_work()}
    return found | {("team", team.pk): team.name for team in people.teams()}


def holders() -> list[tuple[str, str]]:
    """Return who may have a budget: as a form writes it ("agent:3"), and by name."""
    return [
        (of if number is None else f"{of}:{number}", name)
        for (of, number), name in _names().items()
    ]


def _windows(terms: rules.Terms) -> Iterator[str]:
    for each in terms.windows:
        figures = {"most": money(each.most_minor_units, terms.currency), "n": each.hours}
        if each.of == rules.Of.AGENT:
            yield (
                ngettext(
                    "One agent gives at most %(most)s within %(n)d hour without asking.",
                    "One agent gives at most %(most)s within %(n)d hours without asking.",
                    each.hours,
                )
                % figures
            )
        else:
            yield (
                ngettext(
                    "One buyer gets at most %(most)s within %(n)d hour without asking.",
                    "One buyer gets at most %(most)s within %(n)d hours without asking.",
                    each.hours,
                )
                % figures
            )


def _flags(terms: rules.Terms) -> Iterator[str]:
    flags = terms.flags
    yield _(
        "%(flag)s: %(claims)d claims by %(channels)d channels, or %(alone)d by one, in "
        "%(days)d days."
    ) % {
        "flag": FLAGS[rules.Flag.REPEAT_CLAIMANT],
        "claims": flags.claims,
        "channels": flags.channels,
        "alone": flags.claims_on_one_channel,
        "days": flags.claims_within_days,
    }
    yield _("%(flag)s: orders worth %(value)s in %(days)d days.") % {
        "flag": FLAGS[rules.Flag.HIGH_VALUE],
        "value": money(flags.value_minor_units, terms.currency),
        "days": flags.value_within_days,
    }


def _rest(terms: rules.Terms) -> Iterator[str]:
    yield _(
        "A note has %(words)d words that say something, and is not one of the last "
        "%(days)d days again."
    ) % {"words": terms.note.words, "days": terms.note.days}
    days = {"days": terms.rates_valid_days}
    yield _("An exchange rate counts for %(days)d days.") % days
