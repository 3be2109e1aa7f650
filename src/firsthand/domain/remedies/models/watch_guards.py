"""The triggers that hold what people do about money, and what reaches the audit log."""

from __future__ import annotations

from collections.abc import Iterable

import pgtrigger

# What decides who may give how much, besides the remedies themselves.
AUDITED_KINDS = ("authority.%", "people.role_changed")


def ended_once(name: str, columns: Iterable[str], *, words: str = "") -> pgtrigger.Trigger:
    """Return the trigger that keeps how something ended; the first column says that it has.

    Args:
        name: the trigger's.
        columns: what is written when it ends, once.
        words: the one of them that is forgotten with the buyer, and changed by nothing.
    """
    listed = tuple(columns)
    kept = [each for each in listed if each != words]
    old, new = (", ".join(f"{side}.{each}" for each in kept) for side in ("OLD", "NEW"))
    changed = f"ROW({old}) IS DISTINCT FROM ROW({new})"
    if words:
        changed += f" OR (NEW.{words} <> OLD.{words} AND NEW.{words} <> '')"
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
            IF OLD.{listed[0]} IS NOT NULL AND ({changed}) THEN
                RAISE EXCEPTION 'what has ended stays as it ended';
            END IF;
            RETURN NEW;""",
    )


INCIDENT_IS_AUDITED = pgtrigger.Trigger(
    name="incident_is_audited",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when=pgtrigger.After,
    timing=pgtrigger.Deferred,
    func="""
        IF TG_OP = 'INSERT' OR (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL) THEN
            INSERT INTO remedies_auditrow (what, subject, actor_id, store_id, facts)
            VALUES (
                CASE WHEN TG_OP = 'INSERT' THEN 'incident.raised'
                     ELSE 'incident.closed' END,
                NEW.id::text, NEW.closed_by_id, NEW.store_id,
                jsonb_build_object(
                    'order', NEW.ledger_id, 'kind', NEW.kind, 'remedy', NEW.remedy_id,
                    'found', NEW.found, 'facts', NEW.facts)::text);
        END IF;
        RETURN NULL;""",
)

# The area that keeps the policy lies below and cannot write the log. What it does stands in
# the journal in the same transaction: from there it is taken over, or nothing is committed.
JOURNAL_IS_AUDITED = pgtrigger.Trigger(
    name="journal_is_audited",
    operation=pgtrigger.Insert,
    when=pgtrigger.After,
    timing=pgtrigger.Deferred,
    condition=pgtrigger.Condition(
        " OR ".join(f"NEW.kind LIKE '{each}'" for each in AUDITED_KINDS)
    ),
    func="""
        INSERT INTO remedies_auditrow (what, subject, actor_id, store_id, facts)
        VALUES (NEW.kind, NEW.subject_id::text, NEW.actor_id, NEW.store_id,
                NEW.facts::text);
        RETURN NULL;""",
)
