import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from firsthand.foundation.migrating import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('stores', '0001_squashed_0002_stores_of_imports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='MarketplaceAccount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('channel', models.CharField(choices=[('amazon', 'Amazon')], default='amazon', max_length=10)),
                    ('region', models.CharField(choices=[('na', 'North America'), ('eu', 'Europe, Middle East, India'), ('fe', 'Far East and Australia')], max_length=2)),
                    ('seller_id', models.CharField(blank=True, max_length=40)),
                    ('address', models.CharField(blank=True, max_length=200)),
                    ('client_id', models.CharField(max_length=200)),
                    ('client_secret_encrypted', models.TextField()),
                    ('refresh_token_encrypted', models.TextField()),
                    ('client_secret_changed_at', models.DateTimeField()),
                    ('refresh_token_changed_at', models.DateTimeField()),
                    ('created_at', models.DateTimeField()),
                    ('paused_at', models.DateTimeField(null=True)),
                    ('tested_at', models.DateTimeField(null=True)),
                    ('test_problems', models.JSONField(default=list)),
                    ('paused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('paused_at__isnull', False), ('paused_by', None), _connector='OR'), name='account_is_paused_by_somebody_at_a_time'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Flow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40)),
                    ('part', models.CharField(blank=True, max_length=20)),
                    ('cursor', models.JSONField(default=dict)),
                    ('every', models.DurationField()),
                    ('next_due_at', models.DateTimeField()),
                    ('run', models.PositiveIntegerField(default=0)),
                    ('is_running', models.BooleanField(default=False)),
                    ('heard_at', models.DateTimeField(null=True)),
                    ('started_at', models.DateTimeField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('succeeded_at', models.DateTimeField(null=True)),
                    ('newest_at', models.DateTimeField(null=True)),
                    ('complete_until', models.DateTimeField(null=True)),
                    ('counts', models.JSONField(default=dict)),
                    ('failures', models.PositiveIntegerField(default=0)),
                    ('problem_kind', models.CharField(blank=True, max_length=40)),
                    ('problem_facts', models.JSONField(default=dict)),
                    ('problem_since', models.DateTimeField(null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flows', to='accounts.marketplaceaccount')),
                ],
                options={
                    'ordering': ['account', 'name', 'part'],
                    'indexes': [models.Index(fields=['next_due_at'], name='flow_due')],
                    'constraints': [
                        models.UniqueConstraint(fields=('account', 'name', 'part'), name='flow_once_per_account'),
                        models.CheckConstraint(condition=models.Q(models.Q(('failures', 0), ('problem_kind', ''), ('problem_since', None)), models.Q(models.Q(('problem_kind', ''), _negated=True), ('failures__gt', 0), ('problem_since__isnull', False)), _connector='OR'), name='flow_with_a_problem_says_since_when'),
                        models.CheckConstraint(condition=models.Q(('is_running', False), models.Q(('heard_at__isnull', False), ('run__gt', 0), ('started_at__isnull', False)), _connector='OR'), name='flow_that_runs_has_begun'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RightFound',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(max_length=80)),
                    ('answer', models.CharField(choices=[('granted', 'Granted'), ('missing', 'Missing'), ('unknown', 'Not known')], max_length=8)),
                    ('operation', models.CharField(max_length=80)),
                    ('at', models.DateTimeField()),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rights', to='accounts.marketplaceaccount')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('account', 'role'), name='one_answer_per_role'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ServedStore',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('marketplace_id', models.CharField(max_length=20)),
                    ('participates', models.BooleanField(null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='served', to='accounts.marketplaceaccount')),
                    ('store', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('account', 'marketplace_id'), name='marketplace_once_per_account'),
                    ],
                },
            ),
        ]),
    ]
