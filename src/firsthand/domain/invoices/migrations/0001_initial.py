import django.db.models.deletion
import firsthand.foundation.personal
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from firsthand.foundation.migrating import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0008_returns_wait_for_answers'),
        ('stores', '0001_squashed_0002_stores_of_imports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='InvoiceSending',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', firsthand.foundation.personal.PersonalCharField(blank=True, max_length=120, retention='buyer')),
                    ('sha256', models.CharField(max_length=64)),
                    ('size', models.PositiveIntegerField()),
                    ('content', firsthand.foundation.personal.PersonalBinaryField(null=True, retention='buyer')),
                    ('state', models.CharField(choices=[('asked', 'Waits to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('refused', 'Not sent'), ('unclear', 'Nobody knows whether it was sent')], default='asked', max_length=8)),
                    ('why', models.CharField(blank=True, choices=[('not_offered', 'Amazon takes no invoice by message for this order.'), ('declined', 'Amazon declined the file or the message.'), ('not_served', 'The store is not connected to Amazon any more.'), ('not_sent', 'Somebody looked: it was not sent.'), ('forgotten', 'The buyer was forgotten before it was sent.')], max_length=11)),
                    ('asked_at', models.DateTimeField()),
                    ('state_at', models.DateTimeField()),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
                ],
                options={
                    'indexes': [models.Index(fields=['order', '-asked_at'], name='invoice_of_order'), models.Index(condition=models.Q(('state__in', ['asked', 'sending'])), fields=['store', 'asked_at'], name='invoice_under_way')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'refused'), _negated=True), fields=('order', 'sha256'), name='invoice_file_sent_once'), models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'sending', 'unclear'])), fields=('order',), name='one_invoice_of_an_order_under_way'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), models.Q(('why', ''), _negated=True)), models.Q(models.Q(('state', 'refused'), _negated=True), ('why', '')), _connector='OR'), name='invoice_not_sent_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', False), ('state__in', ['asked', 'sending'])), models.Q(models.Q(('state__in', ['asked', 'sending']), _negated=True), ('content', None)), _connector='OR'), name='invoice_is_kept_until_it_is_sent')],
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='invoicesending',
                trigger=pgtrigger.compiler.Trigger(name='invoice_sendings_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='403fd682f55a18a15ce5d62d43968d2f7abb2a00', operation='DELETE', pgid='pgtrigger_invoice_sendings_stay_b0095', table='invoices_invoicesending', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='invoicesending',
                trigger=pgtrigger.compiler.Trigger(name='invoices_are_as_asked_for', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."order_id" IS DISTINCT FROM (NEW."order_id") OR OLD."store_id" IS DISTINCT FROM (NEW."store_id") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0cc64245f91a1d632ca714a3911461cf1bdb02f2', operation='UPDATE', pgid='pgtrigger_invoices_are_as_asked_for_aef5b', table='invoices_invoicesending', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='invoicesending',
                trigger=pgtrigger.compiler.Trigger(name='invoice_is_sent_once', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{asked:sending,asked:refused,sending:asked,sending:sent,sending:refused,sending:unclear,unclear:sent,unclear:refused}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='e3a833386db2c4f0422c50e487579a83822e5d0d', operation='UPDATE', pgid='pgtrigger_invoice_is_sent_once_a3a37', table='invoices_invoicesending', when='BEFORE')),
            ),
        ]),
    ]
