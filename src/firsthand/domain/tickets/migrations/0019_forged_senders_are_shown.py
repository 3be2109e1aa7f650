from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0018_approvals_are_awaited'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='flag',
            field=models.CharField(blank=True, choices=[('same_id', 'Another mail had the same Message-ID'), ('other_thread', "Pointed at another buyer's conversation"), ('forged', 'The mail server calls its sender forged')], max_length=12),
        ),
    ]
