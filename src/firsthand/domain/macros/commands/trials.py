"""Try two versions of a macro against each other, and end that."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.macros import events
from firsthand.domain.macros.commands._common import (
    State,
    alone,
    end,
    record,
    refuse_other_states,
)
from firsthand.domain.macros.models import MacroTrial, MacroVersion
from firsthand.domain.people.queries import Right
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class NothingToTryAgainst(Refused):
    code = "macros.nothing_to_try_against"


class TrialUnfit(Refused):
    code = "macros.trial_unfit"


@transaction.atomic
def start_trial(
    *, version_id: int, ends_on: date, share: float = 0.5, by: Person, at: datetime
) -> MacroTrial:
    """Publish a version for a share of the conversations, beside the one in use.

    Args:
        version_id: the challenger, in review.
        ends_on: the day on which it is looked at.
        share: of conversations that get it, 0 to 1, both ends left out.
        by: who starts it; not who wrote the challenger.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not publish macros.
        MacroVersion.DoesNotExist, NotInThatState: there is no such version in review.
        NothingToTryAgainst: no version, or two, are in use.
        TrialUnfit: it would be over at once, or nobody would get one of them; or `by`
            wrote the challenger.
    """
    alone(by, Right.PUBLISH_MACROS)
    challenger = MacroVersion.objects.select_related("macro").get(pk=version_id)
    refuse_other_states(challenger, State.REVIEW)
    in_use = list(challenger.macro.versions.filter(state=State.PUBLISHED))
    if len(in_use) != 1:
        raise NothingToTryAgainst(
            _("It needs one version in use to be tried against."),
            fix=_("Publish one, or end the trial that runs."),
        )
    if ends_on <= at.date() or not 0 < share < 1 or challenger.drafted_by_id == by.pk:
        raise TrialUnfit(
            _("The trial would end at once, give a version to nobody, or is of your own."),
            fix=_(
                "Choose a day to come and a share between; ask somebody else to start it."
            ),
        )
    challenger.state, challenger.published_by = State.PUBLISHED, by
    challenger.published_at = at
    challenger.save()
    trial = MacroTrial.objects.create(
        macro=challenger.macro,
        control=in_use[0],
        challenger=challenger,
        share=share,
        started_by=by,
        started_at=at,
        ends_on=ends_on,
    )
    facts = {"control": in_use[0].number, "challenger": challenger.number, "share": share}
    record(events.TRIAL_STARTED, trial.macro, by=by, at=at, trial=trial.pk, **facts)
    return trial


@transaction.atomic
def end_trial(*, trial_id: int, winner_id: int, by: Person, at: datetime) -> MacroTrial:
    """End a trial: the winner stays in use, the other is ended.

    Args:
        trial_id: which trial.
        winner_id: one of its two versions.
        by: who decides.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not publish macros.
        MacroTrial.DoesNotExist: there is none that runs.
        TrialUnfit: the winner took no part.
    """
    alone(by, Right.PUBLISH_MACROS)
    trial = MacroTrial.objects.select_related("macro", "control", "challenger").get(
        pk=trial_id, ended_at=None
    )
    both = {version.pk: version for version in (trial.control, trial.challenger)}
    if winner_id not in both:
        raise TrialUnfit(
            _("That version took no part in the trial."), fix=_("Choose one of the two.")
        )
    trial.winner, trial.ended_at = both.pop(winner_id), at
    trial.save()
    for lost in both.values():
        end(lost, "lost", by=by, at=at)
    won = trial.winner.number
    record(events.TRIAL_ENDED, trial.macro, by=by, at=at, trial=trial.pk, winner=won)
    return trial
