"""The triggers that hold what money and its audit rest on, as SQL.

Nothing in the program can go round them, and neither can somebody at the database's own
prompt. A row that only triggers may move is told from others by how deep they call.
"""

from __future__ import annotations

from collections.abc import Iterable

import pgtrigger

from firsthand.domain.remedies.rules.states import ALLOWED, FIRST, RESERVING, State

AUDIT_LOCK = 4_711_008


def never(name: str, operation: pgtrigger.Operation, why: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses an operation on any row."""
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        when=pgtrigger.Before,
        func=f"RAISE EXCEPTION '{why}';",
    )


def never_emptied() -> pgtrigger.Trigger:
    """Return the trigger that refuses to empty the table as a whole."""
    return pgtrigger.Trigger(
        name="is_never_emptied",
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;",
    )


def fixed(name: str, columns: Iterable[str], *, why: str) -> pgtrigger.Trigger:
    """Return the trigger that keeps these columns as they were written."""
    listed = tuple(columns)
    old, new = (", ".join(f'{side}."{each}"' for each in listed) for side in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
            IF ROW({old}) IS DISTINCT FROM ROW({new}) THEN
                RAISE EXCEPTION '{why}';
            END IF;
            RETURN NEW;""",
    )


def _listed(states: Iterable[State]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


# The first row of an order's money has nothing in it; whatever comes is moved by triggers.
LEDGER_BEGINS_EMPTY = pgtrigger.Trigger(
    name="ledger_begins_empty",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    func="""
        IF ROW(NEW.captured, NEW.reserved, NEW.settled, NEW.over)
           IS DISTINCT FROM ROW(0::bigint, 0::bigint, 0::bigint, 0::bigint)
           OR NEW.opened_at IS NOT NULL THEN
            RAISE EXCEPTION 'a ledger begins empty';
        END IF;
        RETURN NEW;""",
)

# By hand it can only be opened, once, and then its cells are complete.
LEDGER_IS_MOVED_BY_TRIGGERS = pgtrigger.Trigger(
    name="ledger_moves_by_triggers",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
        IF ROW(OLD.order_id, OLD.store_id, OLD.currency)
           IS DISTINCT FROM ROW(NEW.order_id, NEW.store_id, NEW.currency)
           AND (OLD.opened_at IS NOT NULL OR OLD.order_id <> NEW.order_id) THEN
            RAISE EXCEPTION 'a ledger stays with its order, store and currency';
        END IF;
        IF pg_trigger_depth() < 2 AND (
            ROW(OLD.captured, OLD.reserved, OLD.settled, OLD.over)
            IS DISTINCT FROM ROW(NEW.captured, NEW.reserved, NEW.settled, NEW.over)
            OR (OLD.opened_at IS NOT NULL AND OLD.opened_at IS DISTINCT FROM NEW.opened_at)
        ) THEN
            RAISE EXCEPTION 'a ledger is moved by its cells only';
        END IF;
        RETURN NEW;""",
)

CELL_BEGINS_UNTOUCHED = pgtrigger.Trigger(
    name="cell_begins_untouched",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    func="""
        IF ROW(NEW.reserved, NEW.settled, NEW.over)
           IS DISTINCT FROM ROW(0::bigint, 0::bigint, 0::bigint) THEN
            RAISE EXCEPTION 'a cell begins untouched';
        END IF;
        IF EXISTS (SELECT FROM remedies_ledger
                    WHERE order_id = NEW.ledger_id AND opened_at IS NOT NULL) THEN
            RAISE EXCEPTION 'the ledger is open: no cell is added any more';
        END IF;
        RETURN NEW;""",
)

CELL_IS_MOVED_BY_TRIGGERS = pgtrigger.Trigger(
    name="cell_moves_by_triggers",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
        IF ROW(OLD.id, OLD.ledger_id, OLD.line_number, OLD.component, OLD.sku, OLD.captured)
           IS DISTINCT FROM
           ROW(NEW.id, NEW.ledger_id, NEW.line_number, NEW.component, NEW.sku, NEW.captured)
        THEN
            RAISE EXCEPTION 'what was captured stays as it is';
        END IF;
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'a cell is moved by remedies and outside refunds only';
        END IF;
        RETURN NEW;""",
)

CELLS_MAKE_THE_LEDGER = pgtrigger.Trigger(
    name="cells_make_the_ledger",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when=pgtrigger.After,
    func="""
        IF TG_OP = 'INSERT' THEN
            UPDATE remedies_ledger SET captured = captured + NEW.captured
             WHERE order_id = NEW.ledger_id;
        ELSE
            UPDATE remedies_ledger
               SET reserved = reserved + NEW.reserved - OLD.reserved,
                   settled = settled + NEW.settled - OLD.settled,
                   over = over + NEW.over - OLD.over
             WHERE order_id = NEW.ledger_id;
        END IF;
        RETURN NULL;""",
)

REMEDY_BEGINS_RIGHT = pgtrigger.Trigger(
    name="remedy_begins_right",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    func=f"""
        IF NEW.state NOT IN ({_listed(FIRST)}) OR NEW.fence <> 0 OR NEW.external_id <> ''
           OR NEW.approved_by_id IS NOT NULL OR NEW.handle <> ''
           OR NEW.needs_approval <> (NEW.state = '{State.PENDING_APPROVAL}') THEN
            RAISE EXCEPTION 'a remedy cannot begin in this way';
        END IF;
        IF NOT EXISTS (SELECT FROM remedies_ledger
                        WHERE order_id = NEW.ledger_id AND store_id = NEW.store_id
                          AND currency = NEW.currency) THEN
            RAISE EXCEPTION 'a remedy is of its order''s store and currency';
        END IF;
        RETURN NEW;""",
)


def _pairs() -> str:
    return ", ".join(f"('{before}', '{after}')" for before, after in sorted(ALLOWED))


REMEDY_GOES_THE_ALLOWED_WAY = pgtrigger.Trigger(
    name="remedy_goes_the_allowed_way",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func=f"""
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({_pairs()}) THEN
            RAISE EXCEPTION 'a remedy does not go from % to %', OLD.state, NEW.state;
        END IF;
        IF NEW.fence < OLD.fence THEN
            RAISE EXCEPTION 'a fence only grows';
        END IF;
        IF NEW.state = '{State.SENDING}' AND OLD.state <> '{State.SENDING}'
           AND NEW.fence <= OLD.fence THEN
            RAISE EXCEPTION 'each attempt has a fence of its own';
        END IF;
        IF NEW.external_id <> OLD.external_id
           AND (OLD.external_id <> '' OR NEW.state <> '{State.SUCCEEDED}') THEN
            RAISE EXCEPTION 'the channel''s id comes with success, once';
        END IF;
        IF ROW(OLD.approved_by_id, OLD.approved_at, OLD.approved_hash)
           IS DISTINCT FROM ROW(NEW.approved_by_id, NEW.approved_at, NEW.approved_hash)
           AND NOT (OLD.state = '{State.PENDING_APPROVAL}'
                    AND NEW.state = '{State.APPROVED}') THEN
            RAISE EXCEPTION 'an approval is given once, to a remedy that waits for it';
        END IF;
        IF NEW.approval_by <> OLD.approval_by
           AND (OLD.state, NEW.state)
               <> ('{State.PENDING_APPROVAL}', '{State.PENDING_APPROVAL}') THEN
            RAISE EXCEPTION 'another role is asked only while nobody has decided';
        END IF;
        -- Words are forgotten with the buyer, never changed.
        IF (NEW.note <> OLD.note AND NEW.note <> '')
           OR (NEW.details <> OLD.details AND NEW.details <> '[]'::jsonb) THEN
            RAISE EXCEPTION 'words are forgotten, never changed';
        END IF;
        RETURN NEW;""",
)

# What a remedy holds moves with its state: set aside, paid, or free again.
REMEDY_MOVES_MONEY = pgtrigger.Trigger(
    name="remedy_moves_money",
    operation=pgtrigger.Update,
    when=pgtrigger.After,
    func=f"""
        IF OLD.state IN ({_listed(RESERVING)}) AND NEW.state NOT IN ({_listed(RESERVING)})
        THEN
            UPDATE remedies_cell AS cell
               SET reserved = cell.reserved - part.minor_units,
                   settled = cell.settled + CASE NEW.state
                       WHEN '{State.SUCCEEDED}' THEN part.minor_units ELSE 0 END
              FROM (SELECT cell_id, sum(minor_units)::bigint AS minor_units
                      FROM remedies_part
                     WHERE remedy_id = NEW.id AND cell_id IS NOT NULL
                     GROUP BY cell_id) AS part
             WHERE cell.id = part.cell_id;
        END IF;
        RETURN NULL;""",
)

PART_IS_RESERVED = pgtrigger.Trigger(
    name="part_is_reserved",
    operation=pgtrigger.Insert,
    when=pgtrigger.After,
    func=f"""
        IF NOT EXISTS (SELECT FROM remedies_remedy
                        WHERE id = NEW.remedy_id AND state IN ({_listed(FIRST)})) THEN
            RAISE EXCEPTION 'parts are written with their remedy';
        END IF;
        IF NEW.cell_id IS NOT NULL THEN
            UPDATE remedies_cell SET reserved = reserved + NEW.minor_units
             WHERE id = NEW.cell_id
               AND ledger_id = (SELECT ledger_id FROM remedies_remedy
                                 WHERE id = NEW.remedy_id);
            IF NOT FOUND THEN
                RAISE EXCEPTION 'a part is of its own order';
            END IF;
        END IF;
        RETURN NULL;""",
)


def parts_add_up(name: str) -> pgtrigger.Trigger:
    """Return the check, at the commit, that parts are complete and sum up to the amount."""
    remedy = "NEW.id" if name == "remedy_has_its_parts" else "NEW.remedy_id"
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        func=f"""
            IF EXISTS (
                SELECT FROM remedies_remedy AS remedy
                 WHERE remedy.id = {remedy}
                   AND ROW(remedy.minor_units, remedy.part_count::bigint)
                       IS DISTINCT FROM
                       (SELECT ROW(coalesce(sum(part.minor_units), 0)::bigint, count(*))
                          FROM remedies_part AS part WHERE part.remedy_id = remedy.id)
            ) THEN
                RAISE EXCEPTION 'the parts of a remedy sum up to its amount';
            END IF;
            RETURN NULL;""",
    )


# At the commit, so that the chain is held for as short a time as there is.
REMEDY_IS_AUDITED = pgtrigger.Trigger(
    name="remedy_is_audited",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when=pgtrigger.After,
    timing=pgtrigger.Deferred,
    func="""
        IF TG_OP = 'INSERT' OR OLD.state <> NEW.state THEN
            INSERT INTO remedies_auditrow (what, subject, actor_id, store_id, facts)
            VALUES (
                'remedy.' || NEW.state, NEW.key::text, NEW.state_by_id, NEW.store_id,
                jsonb_build_object(
                    'from', CASE WHEN TG_OP = 'UPDATE' THEN OLD.state ELSE '' END,
                    'order', NEW.ledger_id, 'kind', NEW.kind, 'ticket', NEW.ticket_id,
                    'minor_units', NEW.minor_units, 'currency', NEW.currency,
                    'request', NEW.request_hash, 'reason', NEW.reason,
                    'requested_by', NEW.requested_by_id,
                    'approved_by', NEW.approved_by_id, 'account', NEW.account,
                    'external_id', NEW.external_id, 'fence', NEW.fence,
                    'why', NEW.state_why)::text);
        END IF;
        RETURN NULL;""",
)

OUTSIDE_IS_SETTLED = pgtrigger.Trigger(
    name="outside_part_is_settled",
    operation=pgtrigger.Insert,
    when=pgtrigger.After,
    func="""
        UPDATE remedies_cell
           SET settled = settled + NEW.minor_units, over = over + NEW.over_minor_units
         WHERE id = NEW.cell_id
           AND ledger_id = (SELECT ledger_id FROM remedies_outsiderefund
                             WHERE id = NEW.refund_id AND explained_by_id IS NULL);
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a part is of its own order';
        END IF;
        RETURN NULL;""",
)

# It was a remedy's after all, which counts it from now on.
OUTSIDE_IS_EXPLAINED = pgtrigger.Trigger(
    name="outside_is_explained_once",
    operation=pgtrigger.Update,
    when=pgtrigger.After,
    func="""
        IF OLD.explained_by_id IS NOT NULL
           AND OLD.explained_by_id IS DISTINCT FROM NEW.explained_by_id THEN
            RAISE EXCEPTION 'an outside refund is explained once';
        END IF;
        IF OLD.explained_by_id IS NULL AND NEW.explained_by_id IS NOT NULL THEN
            UPDATE remedies_cell AS cell
               SET settled = cell.settled - part.minor_units,
                   over = cell.over - part.over_minor_units
              FROM (SELECT cell_id, sum(minor_units)::bigint AS minor_units,
                           sum(over_minor_units)::bigint AS over_minor_units
                      FROM remedies_outsidepart WHERE refund_id = NEW.id
                     GROUP BY cell_id) AS part
             WHERE cell.id = part.cell_id;
        END IF;
        RETURN NULL;""",
)


def outside_adds_up(name: str) -> pgtrigger.Trigger:
    """Return the check, at the commit, that a counted fact is in the ledger as a whole."""
    refund = "NEW.refund_id" if name == "outside_parts_add_up" else "NEW.id"
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        func=f"""
            IF EXISTS (
                SELECT FROM remedies_outsiderefund AS refund
                 WHERE refund.id = {refund}
                   AND CASE WHEN refund.is_counted THEN refund.minor_units ELSE 0 END
                       <> (SELECT coalesce(sum(minor_units + over_minor_units), 0)
                             FROM remedies_outsidepart WHERE refund_id = refund.id)
            ) THEN
                RAISE EXCEPTION 'an outside refund is counted as a whole or not yet';
            END IF;
            RETURN NULL;""",
    )


OUTSIDE_IS_AUDITED = pgtrigger.Trigger(
    name="outside_is_audited",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when=pgtrigger.After,
    timing=pgtrigger.Deferred,
    func="""
        INSERT INTO remedies_auditrow (what, subject, actor_id, store_id, facts)
        VALUES (
            CASE WHEN TG_OP = 'INSERT' THEN 'outside.recorded'
                 WHEN NEW.explained_by_id IS NOT NULL THEN 'outside.explained'
                 ELSE 'outside.counted' END,
            NEW.id::text, NULL, NEW.store_id,
            jsonb_build_object(
                'order', NEW.ledger_id, 'account', NEW.account,
                'external_id', NEW.external_id, 'minor_units', NEW.minor_units,
                'currency', NEW.currency, 'explained_by', NEW.explained_by_id)::text);
        RETURN NULL;""",
)

# Each row holds the hash of the one before it. The lock makes writers queue, so that the
# numbers have no gap and there is one order; it goes with the commit.
AUDIT_IS_CHAINED = pgtrigger.Trigger(
    name="audit_is_chained",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    declare=[("last_seq", "bigint"), ("last_hash", "text")],
    func=f"""
        PERFORM pg_advisory_xact_lock({AUDIT_LOCK});
        SELECT seq, hash INTO last_seq, last_hash
          FROM remedies_auditrow ORDER BY seq DESC LIMIT 1;
        NEW.seq := coalesce(last_seq, 0) + 1;
        NEW.prev := coalesce(last_hash, '');
        NEW.at := clock_timestamp();
        NEW.hash := encode(sha256(convert_to(concat_ws(chr(10),
            NEW.prev, NEW.seq, (extract(epoch FROM NEW.at) * 1000000)::bigint, NEW.what,
            NEW.subject, coalesce(NEW.actor_id::text, ''),
            coalesce(NEW.store_id::text, ''), NEW.facts), 'UTF8')), 'hex');
        RETURN NEW;""",
)
