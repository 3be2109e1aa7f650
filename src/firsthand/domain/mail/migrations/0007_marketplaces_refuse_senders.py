from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0001_squashed_0006_mail_beside_the_thread'),
    ]

    operations = [
        migrations.AddField(
            model_name='mailbox',
            name='sender_refused_at',
            field=models.DateTimeField(null=True),
        ),
    ]
