import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0019_forged_senders_are_shown'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReplyFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('asked', 'what the buyer asked for'), ('instructions', 'product instructions'), ('warranty', 'warranty'), ('invoice', 'invoice')], max_length=12)),
                ('attachment_id', models.BigIntegerField(unique=True)),
                ('added_at', models.DateTimeField()),
                ('held', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='files', to='tickets.heldreply')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ticket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reply_files', to='tickets.ticket')),
            ],
            options={
                'indexes': [models.Index(fields=['ticket', 'person'], name='reply_file_of_writer')],
            },
        ),
    ]
