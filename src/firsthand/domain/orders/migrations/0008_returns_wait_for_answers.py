from django.db import migrations, models

from firsthand.foundation.migrating import Together


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0007_what_marketplaces_write_is_kept'),
        ('stores', '0001_squashed_0002_stores_of_imports'),
    ]

    operations = [
        Together([
            migrations.AddIndex(
                model_name='notice',
                index=models.Index(condition=models.Q(('kind', 'return')), fields=['sent_at'], name='notice_of_return'),
            ),
            migrations.AddIndex(
                model_name='orderreturn',
                index=models.Index(condition=models.Q(('received_at', None)), fields=['requested_at'], name='return_not_back'),
            ),
        ]),
    ]
