import django.db.models.deletion
from django.db import migrations, models

import firsthand.foundation.personal
from firsthand.foundation.migrating import Together


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0006_what_marketplaces_tell_by_their_ids'),
        ('stores', '0001_squashed_0002_stores_of_imports'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order_number', models.CharField(max_length=40)),
                    ('kind', models.CharField(choices=[('return', 'Return asked for'), ('refund', 'Refund under way'), ('cancel', 'Cancellation asked for')], max_length=6)),
                    ('mail_hash', models.CharField(max_length=64)),
                    ('ticket_message_id', models.BigIntegerField()),
                    ('sent_at', models.DateTimeField()),
                    ('refund_minor_units', models.BigIntegerField(null=True)),
                    ('currency', models.CharField(blank=True, max_length=3)),
                    ('quantity', models.PositiveIntegerField(null=True)),
                    ('carrier', models.CharField(blank=True, max_length=80)),
                    ('tracking_number', models.CharField(blank=True, max_length=60)),
                    ('reason_text', firsthand.foundation.personal.PersonalCharField(blank=True, max_length=500, retention='buyer')),
                    ('comment', firsthand.foundation.personal.PersonalCharField(blank=True, max_length=500, retention='buyer')),
                    ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('store', 'order_number', 'kind', 'mail_hash'), name='notice_taken_once'), models.CheckConstraint(condition=models.Q(models.Q(('currency', ''), ('refund_minor_units', None)), models.Q(('kind', 'refund'), ('refund_minor_units__gt', 0), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='only_a_refund_has_a_sum')],
                },
            ),
        ]),
    ]
