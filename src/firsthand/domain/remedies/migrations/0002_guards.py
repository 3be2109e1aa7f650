# Constraints and triggers of 0001's tables, in a file of their own for its length.

import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from firsthand.foundation.migrating import Together


class Migration(migrations.Migration):

    dependencies = [
        ('remedies', '0001_initial'),
    ]

    operations = [
        Together([
            migrations.AddConstraint(
                model_name='stop',
                constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('scope', 'name'), name='stopped_once_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='ledger',
                constraint=models.CheckConstraint(condition=models.Q(('captured__gte', django.db.models.expressions.CombinedExpression(models.F('reserved'), '+', models.F('settled')))), name='ledger_never_gives_more_than_it_took'),
            ),
            migrations.AddConstraint(
                model_name='ledger',
                constraint=models.CheckConstraint(condition=models.Q(('captured__gte', 0), ('over__gte', 0), ('reserved__gte', 0), ('settled__gte', 0)), name='ledger_sums_are_not_negative'),
            ),
            migrations.AddConstraint(
                model_name='cell',
                constraint=models.CheckConstraint(condition=models.Q(('captured__gte', django.db.models.expressions.CombinedExpression(models.F('reserved'), '+', models.F('settled')))), name='cell_never_gives_more_than_it_took'),
            ),
            migrations.AddConstraint(
                model_name='cell',
                constraint=models.CheckConstraint(condition=models.Q(('captured__gte', 0), ('over__gte', 0), ('reserved__gte', 0), ('settled__gte', 0)), name='cell_sums_are_not_negative'),
            ),
            migrations.AddConstraint(
                model_name='cell',
                constraint=models.UniqueConstraint(fields=('ledger', 'line_number', 'component'), name='one_cell_each', nulls_distinct=False),
            ),
            migrations.AddConstraint(
                model_name='outsidepart',
                constraint=models.CheckConstraint(condition=models.Q(('minor_units__gte', 0), ('over_minor_units__gte', 0)), name='outside_part_is_not_negative'),
            ),
            migrations.AddConstraint(
                model_name='remedy',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['goodwill_credit', 'refund', 'returnless_refund']), ('minor_units__gt', 0)), models.Q(models.Q(('kind__in', ['goodwill_credit', 'refund', 'returnless_refund']), _negated=True), ('minor_units', 0)), _connector='OR'), name='remedy_has_money_by_its_kind'),
            ),
            migrations.AddConstraint(
                model_name='remedy',
                constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('requested_by')), _negated=True), _connector='OR'), name='remedy_is_approved_by_another'),
            ),
            migrations.AddConstraint(
                model_name='remedy',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None), ('approved_hash', '')), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('approved_hash', models.F('request_hash'))), _connector='OR'), name='remedy_approval_is_whole_and_of_this_request'),
            ),
            migrations.AddConstraint(
                model_name='remedy',
                constraint=models.CheckConstraint(condition=models.Q(('needs_approval', False), ('approved_by__isnull', False), ('state__in', ['pending_approval', 'rejected', 'expired', 'cancelled']), _connector='OR'), name='remedy_goes_nowhere_unapproved'),
            ),
            migrations.AddConstraint(
                model_name='remedy',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'succeeded'), _negated=True), models.Q(('external_id', ''), _negated=True), _connector='OR'), name='remedy_success_has_proof'),
            ),
            migrations.AddConstraint(
                model_name='remedy',
                constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('account', 'external_id'), name='external_id_once_per_account'),
            ),
            migrations.AddConstraint(
                model_name='remedy',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['needs_human', 'sending', 'taken', 'unknown'])), fields=('ledger',), name='one_remedy_under_way_per_order'),
            ),
            migrations.AddConstraint(
                model_name='part',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('cell__isnull', False), ('minor_units__gt', 0)), models.Q(('cell', None), ('minor_units', 0), ('quantity__gt', 0)), _connector='OR'), name='part_gives_something'),
            ),
            migrations.AddConstraint(
                model_name='outsiderefund',
                constraint=models.UniqueConstraint(fields=('account', 'external_id'), name='outside_refund_once_per_account'),
            ),
            migrations.AddConstraint(
                model_name='outsiderefund',
                constraint=models.CheckConstraint(condition=models.Q(('minor_units__gt', 0)), name='outside_refund_is_of_money'),
            ),
            migrations.AddConstraint(
                model_name='handdecision',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='decision_takes_two'),
            ),
            migrations.AddConstraint(
                model_name='handdecision',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('external_id', ''), ('says', 'failed')), models.Q(('says', 'succeeded'), models.Q(('external_id', ''), _negated=True)), _connector='OR'), name='decision_of_success_has_proof'),
            ),
            migrations.AddConstraint(
                model_name='handdecision',
                constraint=models.UniqueConstraint(condition=models.Q(('confirmed_at', None), ('dropped_at', None)), fields=('remedy',), name='one_open_decision'),
            ),
            migrations.AddConstraint(
                model_name='attempt',
                constraint=models.UniqueConstraint(fields=('remedy', 'fence'), name='fence_once'),
            ),
            migrations.AddConstraint(
                model_name='attempt',
                constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('remedy',), name='one_open_attempt'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='auditrow',
                trigger=pgtrigger.compiler.Trigger(name='audit_is_chained', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE last_seq bigint; last_hash text;', func="\n        PERFORM pg_advisory_xact_lock(4711008);\n        SELECT seq, hash INTO last_seq, last_hash\n          FROM remedies_auditrow ORDER BY seq DESC LIMIT 1;\n        NEW.seq := coalesce(last_seq, 0) + 1;\n        NEW.prev := coalesce(last_hash, '');\n        NEW.at := clock_timestamp();\n        NEW.hash := encode(sha256(convert_to(concat_ws(chr(10),\n            NEW.prev, NEW.seq, (extract(epoch FROM NEW.at) * 1000000)::bigint, NEW.what,\n            NEW.subject, coalesce(NEW.actor_id::text, ''),\n            coalesce(NEW.store_id::text, ''), NEW.facts), 'UTF8')), 'hex');\n        RETURN NEW;", hash='3d55e32a5800fed4a2da7445361479266dc7f265', operation='INSERT', pgid='pgtrigger_audit_is_chained_3155e', table='remedies_auditrow', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='auditrow',
                trigger=pgtrigger.compiler.Trigger(name='audit_is_only_added_to', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'the audit log is only added to';", hash='57b67f3c307274c6bbe2da35f3f8a75849ac091b', operation='UPDATE OR DELETE', pgid='pgtrigger_audit_is_only_added_to_6fef9', table='remedies_auditrow', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='auditrow',
                trigger=pgtrigger.compiler.Trigger(name='is_never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;", hash='dd97822d7aadf8d21b5539786002becf359d6fba', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_never_emptied_60892', table='remedies_auditrow', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='ledger',
                trigger=pgtrigger.compiler.Trigger(name='ledger_begins_empty', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF ROW(NEW.captured, NEW.reserved, NEW.settled, NEW.over)\n           IS DISTINCT FROM ROW(0::bigint, 0::bigint, 0::bigint, 0::bigint)\n           OR NEW.opened_at IS NOT NULL THEN\n            RAISE EXCEPTION 'a ledger begins empty';\n        END IF;\n        RETURN NEW;", hash='0172e9c1ff5de8432f95936cbbba629cdc06dd86', operation='INSERT', pgid='pgtrigger_ledger_begins_empty_c5f46', table='remedies_ledger', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='ledger',
                trigger=pgtrigger.compiler.Trigger(name='ledger_moves_by_triggers', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF ROW(OLD.order_id, OLD.store_id, OLD.currency)\n           IS DISTINCT FROM ROW(NEW.order_id, NEW.store_id, NEW.currency)\n           AND (OLD.opened_at IS NOT NULL OR OLD.order_id <> NEW.order_id) THEN\n            RAISE EXCEPTION 'a ledger stays with its order, store and currency';\n        END IF;\n        IF pg_trigger_depth() < 2 AND (\n            ROW(OLD.captured, OLD.reserved, OLD.settled, OLD.over)\n            IS DISTINCT FROM ROW(NEW.captured, NEW.reserved, NEW.settled, NEW.over)\n            OR (OLD.opened_at IS NOT NULL AND OLD.opened_at IS DISTINCT FROM NEW.opened_at)\n        ) THEN\n            RAISE EXCEPTION 'a ledger is moved by its cells only';\n        END IF;\n        RETURN NEW;", hash='dc8e744e3d8f14a37c9c0c4ac238f88584c599de', operation='UPDATE', pgid='pgtrigger_ledger_moves_by_triggers_e569e', table='remedies_ledger', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='ledger',
                trigger=pgtrigger.compiler.Trigger(name='ledger_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a ledger stays';", hash='e0a0ba1d5ce9fd7fe9121dc3d7711ab27b8d62bb', operation='DELETE', pgid='pgtrigger_ledger_is_never_deleted_82666', table='remedies_ledger', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='ledger',
                trigger=pgtrigger.compiler.Trigger(name='is_never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;", hash='bbd2df00551fad0afa019ebb092f0bcb0eda3588', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_never_emptied_27cf5', table='remedies_ledger', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='cell',
                trigger=pgtrigger.compiler.Trigger(name='cell_begins_untouched', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF ROW(NEW.reserved, NEW.settled, NEW.over)\n           IS DISTINCT FROM ROW(0::bigint, 0::bigint, 0::bigint) THEN\n            RAISE EXCEPTION 'a cell begins untouched';\n        END IF;\n        IF EXISTS (SELECT FROM remedies_ledger\n                    WHERE order_id = NEW.ledger_id AND opened_at IS NOT NULL) THEN\n            RAISE EXCEPTION 'the ledger is open: no cell is added any more';\n        END IF;\n        RETURN NEW;", hash='318c329bcafbdf2ae4761254f85c0e25b4417086', operation='INSERT', pgid='pgtrigger_cell_begins_untouched_3139d', table='remedies_cell', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='cell',
                trigger=pgtrigger.compiler.Trigger(name='cell_moves_by_triggers', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF ROW(OLD.id, OLD.ledger_id, OLD.line_number, OLD.component, OLD.sku, OLD.captured)\n           IS DISTINCT FROM\n           ROW(NEW.id, NEW.ledger_id, NEW.line_number, NEW.component, NEW.sku, NEW.captured)\n        THEN\n            RAISE EXCEPTION 'what was captured stays as it is';\n        END IF;\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'a cell is moved by remedies and outside refunds only';\n        END IF;\n        RETURN NEW;", hash='50be5cc79071903354a876fdd076bb6bd4187135', operation='UPDATE', pgid='pgtrigger_cell_moves_by_triggers_4ffe1', table='remedies_cell', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='cell',
                trigger=pgtrigger.compiler.Trigger(name='cells_make_the_ledger', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF TG_OP = 'INSERT' THEN\n            UPDATE remedies_ledger SET captured = captured + NEW.captured\n             WHERE order_id = NEW.ledger_id;\n        ELSE\n            UPDATE remedies_ledger\n               SET reserved = reserved + NEW.reserved - OLD.reserved,\n                   settled = settled + NEW.settled - OLD.settled,\n                   over = over + NEW.over - OLD.over\n             WHERE order_id = NEW.ledger_id;\n        END IF;\n        RETURN NULL;", hash='aa3ac6254ef06cf6d4c09c73880129d44b5e539c', operation='INSERT OR UPDATE', pgid='pgtrigger_cells_make_the_ledger_3892c', table='remedies_cell', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='cell',
                trigger=pgtrigger.compiler.Trigger(name='cell_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a cell stays';", hash='5acb260b6ccf69e2279c9e28ae64bacab755910d', operation='DELETE', pgid='pgtrigger_cell_is_never_deleted_94fad', table='remedies_cell', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='cell',
                trigger=pgtrigger.compiler.Trigger(name='is_never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;", hash='3e7ebc5e8141d1a6712bdf0d76859e254e16bd52', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_never_emptied_cb4ff', table='remedies_cell', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='outsidepart',
                trigger=pgtrigger.compiler.Trigger(name='outside_part_is_settled', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        UPDATE remedies_cell\n           SET settled = settled + NEW.minor_units, over = over + NEW.over_minor_units\n         WHERE id = NEW.cell_id\n           AND ledger_id = (SELECT ledger_id FROM remedies_outsiderefund\n                             WHERE id = NEW.refund_id AND explained_by_id IS NULL);\n        IF NOT FOUND THEN\n            RAISE EXCEPTION 'a part is of its own order';\n        END IF;\n        RETURN NULL;", hash='87918a245e6b1e64a7220ab0b20df993f8f8d294', operation='INSERT', pgid='pgtrigger_outside_part_is_settled_01e8b', table='remedies_outsidepart', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='outsidepart',
                trigger=pgtrigger.compiler.Trigger(name='outside_parts_add_up', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n            IF EXISTS (\n                SELECT FROM remedies_outsiderefund AS refund\n                 WHERE refund.id = NEW.refund_id\n                   AND CASE WHEN refund.is_counted THEN refund.minor_units ELSE 0 END\n                       <> (SELECT coalesce(sum(minor_units + over_minor_units), 0)\n                             FROM remedies_outsidepart WHERE refund_id = refund.id)\n            ) THEN\n                RAISE EXCEPTION 'an outside refund is counted as a whole or not yet';\n            END IF;\n            RETURN NULL;", hash='162812a70783c20e53a185a9f7caafde9565a996', operation='INSERT OR UPDATE', pgid='pgtrigger_outside_parts_add_up_ffc85', table='remedies_outsidepart', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='outsidepart',
                trigger=pgtrigger.compiler.Trigger(name='outside_part_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a part stays as it is';", hash='91e9f12ba598db120eadf8944c5c8265e7eb899b', operation='UPDATE OR DELETE', pgid='pgtrigger_outside_part_stays_1b099', table='remedies_outsidepart', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='outsidepart',
                trigger=pgtrigger.compiler.Trigger(name='is_never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;", hash='d74613bbbb7a0506f993fb31bc2f1643a347c356', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_never_emptied_14222', table='remedies_outsidepart', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='remedy',
                trigger=pgtrigger.compiler.Trigger(name='remedy_begins_right', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF NEW.state NOT IN ('approved', 'pending_approval') OR NEW.fence <> 0 OR NEW.external_id <> ''\n           OR NEW.approved_by_id IS NOT NULL OR NEW.handle <> ''\n           OR NEW.needs_approval <> (NEW.state = 'pending_approval') THEN\n            RAISE EXCEPTION 'a remedy cannot begin in this way';\n        END IF;\n        IF NOT EXISTS (SELECT FROM remedies_ledger\n                        WHERE order_id = NEW.ledger_id AND store_id = NEW.store_id\n                          AND currency = NEW.currency) THEN\n            RAISE EXCEPTION 'a remedy is of its order''s store and currency';\n        END IF;\n        RETURN NEW;", hash='2e903548753178f2d13a20c0144efc416520dce6', operation='INSERT', pgid='pgtrigger_remedy_begins_right_e8efd', table='remedies_remedy', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='remedy',
                trigger=pgtrigger.compiler.Trigger(name='remedy_stays_as_asked', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n            IF ROW(OLD."id", OLD."key", OLD."request_hash", OLD."store_id", OLD."ledger_id", OLD."ticket_id", OLD."kind", OLD."minor_units", OLD."currency", OLD."part_count", OLD."reason", OLD."account", OLD."requested_by_id", OLD."requested_at", OLD."needs_approval", OLD."approval_why", OLD."approval_by", OLD."expires_at") IS DISTINCT FROM ROW(NEW."id", NEW."key", NEW."request_hash", NEW."store_id", NEW."ledger_id", NEW."ticket_id", NEW."kind", NEW."minor_units", NEW."currency", NEW."part_count", NEW."reason", NEW."account", NEW."requested_by_id", NEW."requested_at", NEW."needs_approval", NEW."approval_why", NEW."approval_by", NEW."expires_at") THEN\n                RAISE EXCEPTION \'a request never changes\';\n            END IF;\n            RETURN NEW;', hash='cba06b07929f6c595d4958ce74f858439809eccf', operation='UPDATE', pgid='pgtrigger_remedy_stays_as_asked_270ef', table='remedies_remedy', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='remedy',
                trigger=pgtrigger.compiler.Trigger(name='remedy_goes_the_allowed_way', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('approved', 'cancelled'), ('approved', 'expired'), ('approved', 'sending'), ('approved', 'succeeded'), ('needs_human', 'failed'), ('needs_human', 'succeeded'), ('pending_approval', 'approved'), ('pending_approval', 'cancelled'), ('pending_approval', 'expired'), ('pending_approval', 'rejected'), ('sending', 'approved'), ('sending', 'failed'), ('sending', 'succeeded'), ('sending', 'taken'), ('sending', 'unknown'), ('taken', 'failed'), ('taken', 'needs_human'), ('taken', 'succeeded'), ('taken', 'unknown'), ('unknown', 'approved'), ('unknown', 'failed'), ('unknown', 'needs_human'), ('unknown', 'sending'), ('unknown', 'succeeded'), ('unknown', 'taken')) THEN\n            RAISE EXCEPTION 'a remedy does not go from % to %', OLD.state, NEW.state;\n        END IF;\n        IF NEW.fence < OLD.fence THEN\n            RAISE EXCEPTION 'a fence only grows';\n        END IF;\n        IF NEW.state = 'sending' AND OLD.state <> 'sending'\n           AND NEW.fence <= OLD.fence THEN\n            RAISE EXCEPTION 'each attempt has a fence of its own';\n        END IF;\n        IF NEW.external_id <> OLD.external_id\n           AND (OLD.external_id <> '' OR NEW.state <> 'succeeded') THEN\n            RAISE EXCEPTION 'the channel''s id comes with success, once';\n        END IF;\n        IF ROW(OLD.approved_by_id, OLD.approved_at, OLD.approved_hash)\n           IS DISTINCT FROM ROW(NEW.approved_by_id, NEW.approved_at, NEW.approved_hash)\n           AND NOT (OLD.state = 'pending_approval'\n                    AND NEW.state = 'approved') THEN\n            RAISE EXCEPTION 'an approval is given once, to a remedy that waits for it';\n        END IF;\n        -- Words are forgotten with the buyer, never changed.\n        IF (NEW.note <> OLD.note AND NEW.note <> '')\n           OR (NEW.details <> OLD.details AND NEW.details <> '[]'::jsonb) THEN\n            RAISE EXCEPTION 'words are forgotten, never changed';\n        END IF;\n        RETURN NEW;", hash='04f4d8d62b345d514b0a7d130a974fdb9d217561', operation='UPDATE', pgid='pgtrigger_remedy_goes_the_allowed_way_9a158', table='remedies_remedy', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='remedy',
                trigger=pgtrigger.compiler.Trigger(name='remedy_moves_money', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF OLD.state IN ('approved', 'needs_human', 'pending_approval', 'sending', 'taken', 'unknown') AND NEW.state NOT IN ('approved', 'needs_human', 'pending_approval', 'sending', 'taken', 'unknown')\n        THEN\n            UPDATE remedies_cell AS cell\n               SET reserved = cell.reserved - part.minor_units,\n                   settled = cell.settled + CASE NEW.state\n                       WHEN 'succeeded' THEN part.minor_units ELSE 0 END\n              FROM (SELECT cell_id, sum(minor_units)::bigint AS minor_units\n                      FROM remedies_part\n                     WHERE remedy_id = NEW.id AND cell_id IS NOT NULL\n                     GROUP BY cell_id) AS part\n             WHERE cell.id = part.cell_id;\n        END IF;\n        RETURN NULL;", hash='bb7c3df44291c754a758d39d97be3f3e27e4859b', operation='UPDATE', pgid='pgtrigger_remedy_moves_money_342ce', table='remedies_remedy', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='remedy',
                trigger=pgtrigger.compiler.Trigger(name='remedy_has_its_parts', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n            IF EXISTS (\n                SELECT FROM remedies_remedy AS remedy\n                 WHERE remedy.id = NEW.id\n                   AND ROW(remedy.minor_units, remedy.part_count::bigint)\n                       IS DISTINCT FROM\n                       (SELECT ROW(coalesce(sum(part.minor_units), 0)::bigint, count(*))\n                          FROM remedies_part AS part WHERE part.remedy_id = remedy.id)\n            ) THEN\n                RAISE EXCEPTION 'the parts of a remedy sum up to its amount';\n            END IF;\n            RETURN NULL;", hash='45e70887457399d65d70bc3754f41123f7d17eec', operation='INSERT', pgid='pgtrigger_remedy_has_its_parts_23fd1', table='remedies_remedy', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='remedy',
                trigger=pgtrigger.compiler.Trigger(name='remedy_is_audited', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        IF TG_OP = 'INSERT' OR OLD.state <> NEW.state THEN\n            INSERT INTO remedies_auditrow (what, subject, actor_id, store_id, facts)\n            VALUES (\n                'remedy.' || NEW.state, NEW.key::text, NEW.state_by_id, NEW.store_id,\n                jsonb_build_object(\n                    'from', CASE WHEN TG_OP = 'UPDATE' THEN OLD.state ELSE '' END,\n                    'order', NEW.ledger_id, 'kind', NEW.kind, 'ticket', NEW.ticket_id,\n                    'minor_units', NEW.minor_units, 'currency', NEW.currency,\n                    'request', NEW.request_hash, 'reason', NEW.reason,\n                    'requested_by', NEW.requested_by_id,\n                    'approved_by', NEW.approved_by_id, 'account', NEW.account,\n                    'external_id', NEW.external_id, 'fence', NEW.fence,\n                    'why', NEW.state_why)::text);\n        END IF;\n        RETURN NULL;", hash='3eb2766f1a97ea7d7881882a5edc1d224f23e915', operation='INSERT OR UPDATE', pgid='pgtrigger_remedy_is_audited_b1723', table='remedies_remedy', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='remedy',
                trigger=pgtrigger.compiler.Trigger(name='remedy_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a remedy stays';", hash='cbc697ba751c3569b778e58cc24b62e84c8195f4', operation='DELETE', pgid='pgtrigger_remedy_is_never_deleted_a84fe', table='remedies_remedy', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='remedy',
                trigger=pgtrigger.compiler.Trigger(name='is_never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;", hash='bf76a6bfd60ccc2626fa8fd627ec0048e68ee1ce', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_never_emptied_5c001', table='remedies_remedy', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='part',
                trigger=pgtrigger.compiler.Trigger(name='part_is_reserved', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF NOT EXISTS (SELECT FROM remedies_remedy\n                        WHERE id = NEW.remedy_id AND state IN ('approved', 'pending_approval')) THEN\n            RAISE EXCEPTION 'parts are written with their remedy';\n        END IF;\n        IF NEW.cell_id IS NOT NULL THEN\n            UPDATE remedies_cell SET reserved = reserved + NEW.minor_units\n             WHERE id = NEW.cell_id\n               AND ledger_id = (SELECT ledger_id FROM remedies_remedy\n                                 WHERE id = NEW.remedy_id);\n            IF NOT FOUND THEN\n                RAISE EXCEPTION 'a part is of its own order';\n            END IF;\n        END IF;\n        RETURN NULL;", hash='36c46a8784e6fe614a187b71252171d92a428332', operation='INSERT', pgid='pgtrigger_part_is_reserved_c3db5', table='remedies_part', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='part',
                trigger=pgtrigger.compiler.Trigger(name='parts_add_up', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n            IF EXISTS (\n                SELECT FROM remedies_remedy AS remedy\n                 WHERE remedy.id = NEW.remedy_id\n                   AND ROW(remedy.minor_units, remedy.part_count::bigint)\n                       IS DISTINCT FROM\n                       (SELECT ROW(coalesce(sum(part.minor_units), 0)::bigint, count(*))\n                          FROM remedies_part AS part WHERE part.remedy_id = remedy.id)\n            ) THEN\n                RAISE EXCEPTION 'the parts of a remedy sum up to its amount';\n            END IF;\n            RETURN NULL;", hash='3e3464a80a14d82574431bc4bda2bd615dd06a3f', operation='INSERT', pgid='pgtrigger_parts_add_up_0a172', table='remedies_part', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='part',
                trigger=pgtrigger.compiler.Trigger(name='part_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a part stays as it is';", hash='c90c0642dd72f63f133efe5e45edb4fab6ae8326', operation='UPDATE OR DELETE', pgid='pgtrigger_part_stays_5f46b', table='remedies_part', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='part',
                trigger=pgtrigger.compiler.Trigger(name='is_never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;", hash='1d5a528051582522d209633551190eb73d845c3f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_never_emptied_557a1', table='remedies_part', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='outsiderefund',
                trigger=pgtrigger.compiler.Trigger(name='outside_is_explained_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF OLD.explained_by_id IS NOT NULL\n           AND OLD.explained_by_id IS DISTINCT FROM NEW.explained_by_id THEN\n            RAISE EXCEPTION 'an outside refund is explained once';\n        END IF;\n        IF OLD.explained_by_id IS NULL AND NEW.explained_by_id IS NOT NULL THEN\n            UPDATE remedies_cell AS cell\n               SET settled = cell.settled - part.minor_units,\n                   over = cell.over - part.over_minor_units\n              FROM (SELECT cell_id, sum(minor_units)::bigint AS minor_units,\n                           sum(over_minor_units)::bigint AS over_minor_units\n                      FROM remedies_outsidepart WHERE refund_id = NEW.id\n                     GROUP BY cell_id) AS part\n             WHERE cell.id = part.cell_id;\n        END IF;\n        RETURN NULL;", hash='de4a1075215ea611945e2e9f201ce8f4334ac162', operation='UPDATE', pgid='pgtrigger_outside_is_explained_once_e27b1', table='remedies_outsiderefund', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='outsiderefund',
                trigger=pgtrigger.compiler.Trigger(name='outside_adds_up', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n            IF EXISTS (\n                SELECT FROM remedies_outsiderefund AS refund\n                 WHERE refund.id = NEW.id\n                   AND CASE WHEN refund.is_counted THEN refund.minor_units ELSE 0 END\n                       <> (SELECT coalesce(sum(minor_units + over_minor_units), 0)\n                             FROM remedies_outsidepart WHERE refund_id = refund.id)\n            ) THEN\n                RAISE EXCEPTION 'an outside refund is counted as a whole or not yet';\n            END IF;\n            RETURN NULL;", hash='6452aea74553ad94334ce938f7be9af7436a38fa', operation='INSERT OR UPDATE', pgid='pgtrigger_outside_adds_up_f2bf9', table='remedies_outsiderefund', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='outsiderefund',
                trigger=pgtrigger.compiler.Trigger(name='outside_is_audited', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        INSERT INTO remedies_auditrow (what, subject, actor_id, store_id, facts)\n        VALUES (\n            CASE WHEN TG_OP = 'INSERT' THEN 'outside.recorded'\n                 WHEN NEW.explained_by_id IS NOT NULL THEN 'outside.explained'\n                 ELSE 'outside.counted' END,\n            NEW.id::text, NULL, NEW.store_id,\n            jsonb_build_object(\n                'order', NEW.ledger_id, 'account', NEW.account,\n                'external_id', NEW.external_id, 'minor_units', NEW.minor_units,\n                'currency', NEW.currency, 'explained_by', NEW.explained_by_id)::text);\n        RETURN NULL;", hash='47bc0bf6063ed61a79c85184371db2533002f7ae', operation='INSERT OR UPDATE', pgid='pgtrigger_outside_is_audited_b4743', table='remedies_outsiderefund', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='outsiderefund',
                trigger=pgtrigger.compiler.Trigger(name='outside_stays_as_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n            IF ROW(OLD."id", OLD."store_id", OLD."ledger_id", OLD."account", OLD."external_id", OLD."minor_units", OLD."currency", OLD."line_number", OLD."happened_at", OLD."recorded_at") IS DISTINCT FROM ROW(NEW."id", NEW."store_id", NEW."ledger_id", NEW."account", NEW."external_id", NEW."minor_units", NEW."currency", NEW."line_number", NEW."happened_at", NEW."recorded_at") THEN\n                RAISE EXCEPTION \'a fact stays as it was recorded\';\n            END IF;\n            RETURN NEW;', hash='eddd25117651ea226868969117c0dc949cd5341c', operation='UPDATE', pgid='pgtrigger_outside_stays_as_recorded_27078', table='remedies_outsiderefund', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='outsiderefund',
                trigger=pgtrigger.compiler.Trigger(name='outside_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a fact stays';", hash='59ebfb7b68c0bc2a81d6de281abf978d90b28582', operation='DELETE', pgid='pgtrigger_outside_is_never_deleted_873dd', table='remedies_outsiderefund', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='outsiderefund',
                trigger=pgtrigger.compiler.Trigger(name='is_never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;", hash='ba43746a9609cf39bd795060706d3eda4e51ee0e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_never_emptied_1c4df', table='remedies_outsiderefund', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='handdecision',
                trigger=pgtrigger.compiler.Trigger(name='decision_stays_as_proposed', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n            IF ROW(OLD."id", OLD."remedy_id", OLD."says", OLD."external_id", OLD."proposed_by_id", OLD."proposed_at") IS DISTINCT FROM ROW(NEW."id", NEW."remedy_id", NEW."says", NEW."external_id", NEW."proposed_by_id", NEW."proposed_at") THEN\n                RAISE EXCEPTION \'a decision stays as it was proposed\';\n            END IF;\n            RETURN NEW;', hash='a46877720d085f89ad364e026cec4cc4c1d0f735', operation='UPDATE', pgid='pgtrigger_decision_stays_as_proposed_85f61', table='remedies_handdecision', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='handdecision',
                trigger=pgtrigger.compiler.Trigger(name='decision_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'it stays';", hash='3d1c3b45ce2eb2f6637bd83aebaf05faf205ff88', operation='DELETE', pgid='pgtrigger_decision_is_never_deleted_5fecc', table='remedies_handdecision', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attempt',
                trigger=pgtrigger.compiler.Trigger(name='attempt_stays_as_begun', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n            IF ROW(OLD."id", OLD."remedy_id", OLD."fence", OLD."key", OLD."body_hash", OLD."started_at") IS DISTINCT FROM ROW(NEW."id", NEW."remedy_id", NEW."fence", NEW."key", NEW."body_hash", NEW."started_at") THEN\n                RAISE EXCEPTION \'an attempt stays as it was begun\';\n            END IF;\n            RETURN NEW;', hash='e97c798a7c682ff7476f9cd2c1741a8fcd138f82', operation='UPDATE', pgid='pgtrigger_attempt_stays_as_begun_97602', table='remedies_attempt', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attempt',
                trigger=pgtrigger.compiler.Trigger(name='attempt_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'an attempt stays';", hash='4dcccd6f64028ff79850f765634ccb7ae84f9e23', operation='DELETE', pgid='pgtrigger_attempt_is_never_deleted_5c7c1', table='remedies_attempt', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='attempt',
                trigger=pgtrigger.compiler.Trigger(name='is_never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;", hash='311ed9c11a8cc64097bd1beeb3740ca3ab1ac906', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_never_emptied_81b45', table='remedies_attempt', when='BEFORE')),
            ),
        ]),
    ]
