import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import firsthand.domain.people.models
import firsthand.foundation.personal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """All steps of this area until then in one; see docs/adr/0024."""

    replaces = [
        ('people', '0001_initial'),
        ('people', '0002_density_and_session_stamp'),
        ('people', '0003_shared_cache'),
        ('people', '0004_invitations'),
        ('people', '0005_seconds_to_undo'),
        ('people', '0006_skills_and_who_is_away'),
    ]

    initial = True

    dependencies = [
        ('stores', '0001_squashed_0002_stores_of_imports'),
    ]

    operations = [
        migrations.CreateModel('Team', fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(max_length=80, unique=True)),
            ('stores', models.ManyToManyField(related_name='teams', to='stores.store')),
        ]),
        migrations.CreateModel('Person', fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('password', models.CharField(max_length=128, verbose_name='password')),
            ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
            ('email', firsthand.foundation.personal.PersonalCharField(max_length=254, retention='staff', unique=True)),
            ('name', firsthand.foundation.personal.PersonalCharField(max_length=80, retention='staff')),
            ('role', models.CharField(choices=[('agent', 'Agent'), ('lead', 'Lead'), ('reviewer', 'Reviewer'), ('compliance', 'Compliance'), ('analyst', 'Analyst'), ('owner', 'Owner')], max_length=12)),
            ('language', models.CharField(default='en', max_length=12)),
            ('time_zone', models.CharField(default='Asia/Shanghai', max_length=64)),
            ('theme', models.CharField(choices=[('system', 'As the device'), ('light', 'Light'), ('dark', 'Dark')], default='system', max_length=6)),
            ('density', models.CharField(choices=[('compact', 'Compact'), ('roomy', 'Roomy')], default='compact', max_length=7)),
            ('undo_seconds', models.PositiveSmallIntegerField(db_default=10, default=10)),
            ('is_active', models.BooleanField(default=True)),
            ('away_since', models.DateTimeField(null=True)),
            ('created_at', models.DateTimeField()),
            ('session_stamp', models.CharField(default=firsthand.domain.people.models.new_session_stamp, max_length=32)),
            ('teams', models.ManyToManyField(blank=True, related_name='people', to='people.team')),
        ], options={
            'verbose_name': 'person',
            'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='person_email_is_lower_case'), models.CheckConstraint(condition=models.Q(('undo_seconds', 0), ('undo_seconds__range', (5, 30)), _connector='OR'), name='person_undoes_within_half_a_minute')],
        }),
        migrations.CreateModel('Skill', fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='skills', to=settings.AUTH_USER_MODEL)),
            ('kind', models.CharField(choices=[('language', 'Language'), ('reason', 'Reason')], max_length=8)),
            ('code', models.CharField(max_length=60)),
        ], options={
            'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'code'), name='each_skill_once')],
        }),
        migrations.CreateModel('Invitation', fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('token_hash', models.CharField(max_length=64, unique=True)),
            ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ('created_at', models.DateTimeField()),
            ('expires_at', models.DateTimeField()),
            ('used_at', models.DateTimeField(null=True)),
        ], options={
            'constraints': [models.UniqueConstraint(condition=models.Q(('used_at', None)), fields=('person',), name='invitation_one_open_per_person'), models.CheckConstraint(condition=models.Q(('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('created_at'), '+', models.Value(datetime.timedelta(days=3))))), name='invitation_ends_within_72_hours')],
        }),
        migrations.CreateModel('ApiToken', fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to=settings.AUTH_USER_MODEL)),
            ('name', models.CharField(max_length=80)),
            ('token_hash', models.CharField(max_length=64, unique=True)),
            ('scopes', models.JSONField(default=list)),
            ('created_at', models.DateTimeField()),
            ('expires_at', models.DateTimeField()),
            ('last_used_at', models.DateTimeField(null=True)),
            ('revoked_at', models.DateTimeField(null=True)),
        ]),
        # The table of Django's database cache: counts of failed log-ins, used codes. They must
        # be shared by every process and outlive a restart, which memory does not.
        migrations.RunSQL(
            sql="""
                create table shared_cache (
                    cache_key varchar(255) primary key,
                    value text not null,
                    expires timestamptz not null
                );
                create index shared_cache_expires on shared_cache (expires);
            """,
            reverse_sql="drop table shared_cache;",
        ),
    ]
