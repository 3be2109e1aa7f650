"""Write a draft of the rules, throw it away, publish it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.queries import Right
from firsthand.domain.policies import events, queries
from firsthand.domain.policies.commands._common import (
    State,
    alone,
    next_number,
    published,
)
from firsthand.domain.policies.models import RuleSetVersion
from firsthand.domain.policies.rules import Outgoing, Severity, changing
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

# Of harmless texts of one kind, so many at the least, a rule may newly block this share.
MOST_HARMLESS_BLOCKED, ENOUGH_HARMLESS = 0.10, 10

_SAME_MOMENT = timedelta(milliseconds=1)  # As finely as JSON tells a time.


class ChangeUnfit(Refused):
    code = "policies.change_unfit"


class NoDraft(Refused):
    code = "policies.no_draft"


class NothingChanged(Refused):
    code = "policies.nothing_changed"


class OwnWriting(Refused):
    code = "policies.own_writing"


class ChangedMeanwhile(Refused):
    code = "policies.changed_meanwhile"


class BlocksEverything(Refused):
    code = "policies.blocks_everything"


@transaction.atomic
def change_rule(
    *, key: str, fields: Mapping[str, Any], by: Person, at: datetime
) -> RuleSetVersion:
    """Write into the draft what is different about one rule; begins a draft if need be.

    Args:
        key: of the rule, see `rules.changing`.
        fields: all that is different; empty: the rule as it was shipped.
        by: who writes it.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not write rules.
        ChangeUnfit: it cannot be kept; says where and what is wrong.
    """
    alone(by, Right.WRITE_POLICIES)
    changes = changing.with_change(_begun_from(), key, fields)
    return _keep(changes, [key], by=by, at=at)


@transaction.atomic
def change_words(
    *,
    language: str,
    name: str,
    add: Sequence[str],
    remove: Sequence[str],
    by: Person,
    at: datetime,
) -> RuleSetVersion:
    """Write into the draft which lines a vocabulary has more, and which not any more.

    Raises:
        NotAllowed, ChangeUnfit: as `change_rule`.
    """
    alone(by, Right.WRITE_POLICIES)
    changes = changing.with_words(_begun_from(), language, name, add, remove)
    return _keep(changes, [f"{language}.{name}"], by=by, at=at)


@transaction.atomic
def discard(*, by: Person, at: datetime) -> None:
    """Throw the draft away.

    Raises:
        NotAllowed: `by` may not write rules.
        NoDraft: there is none.
    """
    alone(by, Right.WRITE_POLICIES)
    draft = _draft()
    _record(events.DISCARDED, draft, by, at)
    draft.delete()


@transaction.atomic
def publish(
    *,
    by: Person,
    at: datetime,
    harmless: Iterable[Outgoing] = (),
    seen_at: datetime | None = None,
) -> RuleSetVersion:
    """Have texts judged by the draft from now on.

    Args:
        by: who publishes it; not who wrote it.
        at: when (UTC).
        harmless: texts, besides the rules' own examples, that must not all be blocked.
        seen_at: when the draft that `by` read was last changed; None skips the check.

    Raises:
        NotAllowed: `by` may not publish rules.
        NoDraft: there is none.
        ChangedMeanwhile: it was changed after `by` read it.
        NothingChanged: it says what is in force already.
        OwnWriting: `by` wrote it.
        ChangeUnfit: it does not fit the rules of this program any more.
        BlocksEverything: it blocks too many harmless texts; says of which kind.
    """
    alone(by, Right.PUBLISH_POLICIES)
    draft, before = _draft(), published()
    if seen_at is not None and abs(seen_at - draft.changed_at) >= _SAME_MOMENT:
        raise ChangedMeanwhile(
            _("The draft was changed after you opened it. Nothing was published."),
            fix=_("Read what it says now, then decide again."),
        )
    if draft.drafted_by_id == by.pk:
        raise OwnWriting(
            _("You wrote this draft."), fix=_("Ask somebody else to read and publish it.")
        )
    was = before.changes if before is not None else queries.no_changes()
    if draft.changes == was:
        raise NothingChanged(
            _("The draft says what is in force already."), fix=_("Change a rule first.")
        )
    _check(draft.changes)
    refuse_blocking_everything(was, draft.changes, harmless)
    if before is not None:
        before.state, before.ended_at = State.ENDED, at
        before.save(update_fields=["state", "ended_at"])
    draft.state, draft.published_by, draft.published_at = State.PUBLISHED, by, at
    draft.pack_sha256 = queries.digest()
    draft.save()
    _record(
        events.PUBLISHED, draft, by, at,
        ends=before.number if before is not None else None,
        pack=draft.pack_sha256, sha256=_digest(draft.changes),
    )  # fmt: skip
    return draft


def refuse_blocking_everything(
    was: Mapping[str, Any], will: Mapping[str, Any], harmless: Iterable[Outgoing]
) -> None:
    """Refuse changes that block what nobody would call wrong.

    The harmless are what every rule's own examples say must pass, by language, and what is
    given besides; of each kind only those count that are not blocked today.

    Raises:
        BlocksEverything: more than a tenth of one kind; says which.
    """
    ids = queries.affected(was, will)
    before, after = (changing.only(queries.rules_with(each), ids) for each in (was, will))
    if not any(rule.severity == Severity.BLOCK for rule in after.rules):
        return
    languages = _languages(was, will)
    texts = [
        (each.outgoing.language, each.outgoing)
        for each in queries.examples()
        if not each.must_match and each.outgoing.language in languages
    ]
    texts += [("macros", each) for each in harmless]
    asked: Counter[str] = Counter()
    blocked: Counter[str] = Counter()
    for kind, outgoing in texts:
        if not queries.blocks(queries.findings(outgoing, before)):
            asked[kind] += 1
            blocked[kind] += bool(queries.blocks(queries.findings(outgoing, after)))
    for kind, n in asked.items():
        if n >= ENOUGH_HARMLESS and blocked[kind] > MOST_HARMLESS_BLOCKED * n:
            raise BlocksEverything(
                _("The draft would block %(count)s of %(n)s harmless texts (%(kind)s).")
                % {"count": blocked[kind], "n": n, "kind": kind},
                fix=_("Make its words or conditions narrower. Nothing was published."),
            )


def _languages(was: Mapping[str, Any], will: Mapping[str, Any]) -> set[str]:
    """Return the languages in which something may be judged otherwise."""
    if was["rules"] != will["rules"]:
        return set(queries.LANGUAGES)
    words = (was["words"], will["words"])
    return {each for each in queries.LANGUAGES if words[0].get(each) != words[1].get(each)}


def _begun_from() -> Mapping[str, Any]:
    """Return what the draft says, or else what is in force."""
    draft = queries.draft() or published()
    return draft.changes if draft is not None else queries.no_changes()


def _keep(
    changes: Mapping[str, Any], what: Sequence[str], *, by: Person, at: datetime
) -> RuleSetVersion:
    _check(changes)
    draft = queries.draft()
    if draft is None:
        draft = RuleSetVersion(number=next_number())
    draft.changes, draft.drafted_by, draft.changed_at = dict(changes), by, at
    draft.pack_sha256 = queries.digest()
    draft.save()
    _record(events.DRAFTED, draft, by, at, rules=list(what))
    return draft


def _check(changes: Mapping[str, Any]) -> None:
    try:
        changing.problems(queries.shipped(), queries.shipped_rules(), changes)
    except changing.Unfit as problem:
        raise ChangeUnfit(
            _("The change cannot be kept at %(where)s: %(what)s.")
            % {"where": problem.where, "what": problem.what.rstrip(".")},
            fix=_("Correct that place. Nothing was saved."),
        ) from problem


def _draft() -> RuleSetVersion:
    draft = queries.draft()
    if draft is None:
        raise NoDraft(_("There is no draft of the rules."), fix=_("Change a rule first."))
    return draft


def _digest(changes: Mapping[str, Any]) -> str:
    return sha256(json.dumps(changes, sort_keys=True).encode()).hexdigest()


def _record(
    kind: str, of: RuleSetVersion, by: Person, at: datetime, **facts: object
) -> None:
    facts = {"version": of.number, **facts}
    journal.record(kind, subject_id=of.pk, at=at, by=by, facts=facts)
