import django.db.models.deletion
import django.db.models.functions.datetime
import firsthand.domain.journal.models
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """All steps of this area until then in one; see docs/adr/0024."""

    replaces = [
        ('journal', '0001_initial'),
        ('journal', '0002_a_deadly_entry_is_set_aside'),
        ('journal', '0003_entries_may_be_withdrawn'),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel('Era', fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ('why', models.CharField(max_length=80)),
        ]),
        # In the database, so that writing an entry needs no question first.
        migrations.RunSQL(
            """
            create function journal_current_era() returns bigint language sql stable
            return (select coalesce(max(id), 0) from public.journal_era);
            insert into journal_era (why) values ('first start');
            """,
            "drop function journal_current_era()",
        ),
        migrations.CreateModel('Entry', fields=[
            ('id', models.BigAutoField(primary_key=True, serialize=False)),
            ('era', models.BigIntegerField(db_default=firsthand.domain.journal.models.CurrentEra())),
            ('transaction', models.BigIntegerField(db_default=firsthand.domain.journal.models.CurrentTransaction())),
            ('kind', models.CharField(max_length=80)),
            ('version', models.PositiveSmallIntegerField(default=1)),
            ('happened_at', models.DateTimeField()),
            ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ('actor_id', models.BigIntegerField(null=True)),
            ('subject_id', models.BigIntegerField()),
            ('store_id', models.BigIntegerField(null=True)),
            ('buyer_id', models.BigIntegerField(null=True)),
            ('ticket_id', models.BigIntegerField(null=True)),
            ('facts', models.JSONField(default=dict)),
        ], options={
            'indexes': [models.Index(fields=['era', 'transaction', 'id'], name='entry_reading_order'), models.Index(condition=models.Q(('buyer_id__isnull', False)), fields=['buyer_id', 'happened_at'], name='entry_buyer_time'), models.Index(condition=models.Q(('ticket_id__isnull', False)), fields=['ticket_id', 'happened_at'], name='entry_ticket_time'), models.Index(condition=models.Q(('kind', 'journal.withdrawn')), fields=['subject_id'], name='entry_withdrawn')],
        }),
        migrations.CreateModel('Bookmark', fields=[
            ('reader', models.CharField(max_length=40, primary_key=True, serialize=False)),
            ('era', models.BigIntegerField(default=0)),
            ('transaction', models.BigIntegerField(default=0)),
            ('entry_id', models.BigIntegerField(default=0)),
            ('moved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ('is_reading', models.BooleanField(default=False)),
            ('one_by_one', models.PositiveSmallIntegerField(default=0)),
        ]),
        migrations.CreateModel('Parked', fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('reader', models.CharField(max_length=40)),
            ('reaction', models.CharField(max_length=120)),
            ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ('attempts', models.PositiveSmallIntegerField(default=1)),
            ('error', models.CharField(max_length=500)),
            ('next_try_at', models.DateTimeField(null=True)),
            ('parked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
        ], options={
            'constraints': [models.UniqueConstraint(fields=('reaction', 'entry'), name='parked_once')],
        }),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='entries_are_only_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c099659a3840a1bb40360c16319ef2755f0a5312', operation='UPDATE OR DELETE', pgid='pgtrigger_entries_are_only_added_534d4', table='journal_entry', when='BEFORE')),
        ),
    ]
