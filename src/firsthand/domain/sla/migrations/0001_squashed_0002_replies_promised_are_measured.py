import django.db.models.deletion
from django.db import migrations, models
from firsthand.foundation.migrating import Together


class Migration(migrations.Migration):
    """All steps of this area until then in one; see docs/adr/0024."""

    replaces = [
        ('sla', '0001_initial'),
        ('sla', '0002_replies_promised_are_measured'),
    ]

    initial = True

    dependencies = [
        ('orders', '0001_squashed_0005_buyers_are_joined_by_people'),
        ('reasons', '0001_initial'),
        ('stores', '0001_squashed_0002_stores_of_imports'),
    ]

    operations = [
        Together([
            migrations.CreateModel('Calendar', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('time_zone', models.CharField(max_length=64)),
                ('week', models.JSONField()),
                ('holidays', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('archived_at', models.DateTimeField(null=True)),
            ]),
            migrations.CreateModel('Policy', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sla.calendar')),
                ('respond_minutes', models.PositiveIntegerField(null=True)),
                ('next_reply_minutes', models.PositiveIntegerField(null=True)),
                ('resolve_minutes', models.PositiveIntegerField(null=True)),
                ('warn_minutes', models.PositiveIntegerField(default=30)),
                ('escalate_to', models.CharField(blank=True, choices=[('', 'Nobody'), ('assignee', 'Whoever has the ticket'), ('lead', 'The leads of the store'), ('both', 'Both')], default='both', max_length=8)),
                ('channel', models.CharField(blank=True, max_length=10)),
                ('store', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
                ('reason', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reasons.reason')),
                ('priority', models.CharField(blank=True, choices=[('low', 'Low'), ('normal', 'Normal'), ('high', 'High'), ('urgent', 'Urgent')], max_length=6)),
                ('buyer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.buyer')),
                ('created_at', models.DateTimeField()),
                ('archived_at', models.DateTimeField(null=True)),
            ], options={
                'verbose_name_plural': 'policies',
                'constraints': [models.CheckConstraint(condition=models.Q(('respond_minutes__gt', 0), ('next_reply_minutes__gt', 0), ('resolve_minutes__gt', 0), _connector='OR'), name='policy_promises_something'), models.CheckConstraint(condition=models.Q(('resolve_minutes', None), ('respond_minutes', None), ('resolve_minutes__gte', models.F('respond_minutes')), _connector='OR'), name='policy_resolves_after_it_responds')],
            }),
            migrations.CreateModel('Clock', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticket_id', models.BigIntegerField()),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sla.policy')),
                ('target', models.CharField(choices=[('respond', 'First reply'), ('next_reply', 'Next reply'), ('resolve', 'Resolution')], max_length=10)),
                ('message_id', models.BigIntegerField(null=True)),
                ('since', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('warn_at', models.DateTimeField(null=True)),
                ('left_seconds', models.PositiveIntegerField(null=True)),
                ('why_paused', models.CharField(blank=True, choices=[('buyer', 'It is the buyer’s turn'), ('snoozed', 'The ticket is snoozed')], max_length=8)),
                ('missed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('met', 'Kept'), ('missed', 'Missed'), ('dropped', 'No longer owed')], max_length=7)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('escalated_to', models.CharField(blank=True, choices=[('', 'Nobody'), ('assignee', 'Whoever has the ticket'), ('lead', 'The leads of the store'), ('both', 'Both')], max_length=8)),
            ], options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None), ('escalated_at', None), ('warn_at__isnull', False)), fields=['warn_at'], name='clock_to_escalate'), models.Index(condition=models.Q(('due_at__isnull', False), ('ended_at', None), ('missed_at', None)), fields=['due_at'], name='clock_to_miss'), models.Index(condition=models.Q(('target__in', ['respond', 'next_reply'])), fields=['since'], name='clock_of_reply'), models.Index(condition=models.Q(('ended_at', None), ('escalated_at__isnull', False)), fields=['ticket_id'], name='clock_escalated')],
                'constraints': [models.UniqueConstraint(fields=('ticket_id', 'target', 'since'), name='one_clock_from_one_moment'), models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('why_paused', '')), models.Q(('due_at', None), ('left_seconds__isnull', False), models.Q(('why_paused', ''), _negated=True)), _connector='OR'), name='clock_runs_or_stands_still'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('outcome', '')), models.Q(('ended_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='ended_clock_has_an_outcome')],
            }),
            migrations.CreateModel('Recount', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('after_ticket_id', models.BigIntegerField(default=0)),
                ('tickets', models.PositiveIntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True)),
            ]),
        ]),
    ]
