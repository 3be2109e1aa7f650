import django.core.serializers.json
import django.db.models.deletion
import firsthand.foundation.personal
from django.conf import settings
from django.db import migrations, models
from firsthand.foundation.migrating import Together


class Migration(migrations.Migration):
    """All steps of this area until then in one; see docs/adr/0024."""

    replaces = [
        ('imports', '0001_initial'),
        ('imports', '0002_needs_in_file_order'),
        ('imports', '0003_cases_go_with_their_tickets'),
    ]

    initial = True

    dependencies = [
        ('people', '0001_squashed_0006_skills_and_who_is_away'),
        ('stores', '0001_squashed_0002_stores_of_imports'),
        ('tickets', '0001_squashed_0017_views_are_saved'),
    ]

    operations = [
        Together([
            migrations.CreateModel('Run', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('needs', 'Need records'), ('reasons', 'Reasons'), ('events', 'Event log'), ('orders', 'Orders'), ('reviews', 'Reviews')], max_length=8)),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
                ('state', models.CharField(choices=[('waiting', 'Waiting for your word'), ('checking', 'Being checked'), ('applying', 'Being brought in'), ('done', 'Done'), ('refused', 'Refused'), ('dropped', 'Dropped'), ('undone', 'Taken back')], default='waiting', max_length=8)),
                ('file_name', models.CharField(max_length=200)),
                ('file_sha256', models.CharField(max_length=64)),
                ('file_path', models.CharField(blank=True, max_length=500)),
                ('mapping', models.JSONField(default=dict)),
                ('encoding', models.CharField(blank=True, max_length=20)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('read', models.PositiveIntegerField(default=0)),
                ('accepted', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('repeated', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('taken_back', models.PositiveIntegerField(default=0)),
                ('last_record', models.PositiveIntegerField(default=0)),
                ('last_case', models.CharField(blank=True, max_length=200)),
                ('last_staged', models.BigIntegerField(default=0)),
                ('problem', models.JSONField(null=True)),
                ('notices', models.JSONField(default=list)),
            ], options={
                'indexes': [models.Index(fields=['-created_at'], name='import_run_recent')],
            }),
            migrations.CreateModel('Source', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
                ('family', models.CharField(max_length=8)),
                ('name', models.CharField(max_length=80)),
            ], options={
                'constraints': [models.UniqueConstraint(fields=('store', 'family', 'name'), name='import_source_once')],
            }),
            migrations.CreateModel('Staged', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='staged', to='imports.run')),
                ('line', models.PositiveIntegerField()),
                ('case', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=64)),
                ('content_hash', models.CharField(max_length=64)),
                ('facts', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('words', firsthand.foundation.personal.PersonalJSONField(null=True, retention='buyer')),
            ], options={
                'indexes': [models.Index(fields=['run', 'case'], name='import_staged_case')],
            }),
            migrations.CreateModel('Row', fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='imports.source')),
                ('case', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=64)),
                ('content_hash', models.CharField(max_length=64)),
                ('facts', models.JSONField()),
                ('first_run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='imports.run')),
                ('last_run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='imports.run')),
            ], options={
                'constraints': [models.UniqueConstraint(fields=('source', 'case', 'key'), name='import_row_once')],
            }),
            migrations.CreateModel('Case', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='imports.source')),
                ('case', models.CharField(max_length=200)),
                ('ticket', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket')),
            ], options={
                'constraints': [models.UniqueConstraint(fields=('source', 'case'), name='import_case_once')],
            }),
            migrations.CreateModel('Rejection', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rejections', to='imports.run')),
                ('line', models.PositiveIntegerField()),
                ('code', models.CharField(max_length=40)),
                ('column', models.CharField(blank=True, max_length=120)),
                ('value', firsthand.foundation.personal.PersonalCharField(blank=True, max_length=80, retention='buyer')),
                ('known', models.CharField(blank=True, max_length=200)),
            ], options={
                'indexes': [models.Index(fields=['run', 'line'], name='import_rejection_line')],
            }),
            migrations.CreateModel('ReasonText', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True)),
                ('level', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=200)),
            ]),
        ]),
    ]
