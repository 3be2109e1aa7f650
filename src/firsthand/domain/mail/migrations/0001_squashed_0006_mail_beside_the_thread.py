import django.db.models.deletion
import firsthand.foundation.personal
from django.db import migrations, models
from firsthand.foundation.migrating import Together


class Migration(migrations.Migration):
    """All steps of this area until then in one; see docs/adr/0024."""

    replaces = [
        ('mail', '0001_initial'),
        ('mail', '0002_outbox_liveness_by_session_lock'),
        ('mail', '0003_a_mail_that_kills_twice_is_set_aside'),
        ('mail', '0004_mails_of_a_thread_find_each_other'),
        ('mail', '0005_silent_mailboxes_are_noticed'),
        ('mail', '0006_mail_beside_the_thread'),
    ]

    initial = True

    dependencies = [
        ('stores', '0001_squashed_0002_stores_of_imports'),
    ]

    operations = [
        Together([
            migrations.CreateModel('Mailbox', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
                ('address', models.CharField(max_length=254, unique=True)),
                ('imap_host', models.CharField(blank=True, max_length=253)),
                ('imap_port', models.PositiveIntegerField(default=993)),
                ('imap_security', models.CharField(choices=[('tls', 'TLS from the start'), ('starttls', 'STARTTLS'), ('plain', 'None (only on this machine)')], default='tls', max_length=8)),
                ('imap_folder', models.CharField(default='INBOX', max_length=120)),
                ('smtp_host', models.CharField(blank=True, max_length=253)),
                ('smtp_port', models.PositiveIntegerField(default=465)),
                ('smtp_security', models.CharField(choices=[('tls', 'TLS from the start'), ('starttls', 'STARTTLS'), ('plain', 'None (only on this machine)')], default='tls', max_length=8)),
                ('user_name', models.CharField(blank=True, max_length=254)),
                ('password_encrypted', models.TextField(blank=True)),
                ('is_active', models.BooleanField(default=True)),
                ('uid_validity', models.BigIntegerField(default=0)),
                ('last_uid', models.BigIntegerField(default=0)),
                ('is_being_read', models.BooleanField(default=False)),
                ('suspected_uid', models.BigIntegerField(default=0)),
                ('fetched_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=500)),
                ('is_watched', models.BooleanField(db_default=True, default=True)),
                ('last_mail_at', models.DateTimeField(null=True)),
                ('last_buyer_mail_at', models.DateTimeField(null=True)),
            ], options={
                'verbose_name_plural': 'mailboxes',
            }),
            migrations.CreateModel('MailHour', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mail.mailbox')),
                ('hour', models.DateTimeField()),
                ('buyers', models.PositiveIntegerField(default=0)),
            ], options={
                'constraints': [models.UniqueConstraint(fields=('mailbox', 'hour'), name='one_count_an_hour')],
            }),
            migrations.CreateModel('Probe', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mail.mailbox')),
                ('message_id', models.CharField(max_length=250, unique=True)),
                ('sent_at', models.DateTimeField()),
                ('arrived_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=500)),
            ], options={
                'indexes': [models.Index(fields=['mailbox', '-sent_at'], name='probe_latest')],
            }),
            migrations.CreateModel('Silence', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mail.mailbox')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
                ('kind', models.CharField(choices=[('path', 'No mail reaches us, not even our own'), ('buyers', 'Buyers are silent for longer than ever'), ('orders', 'Returns or claims come in, and no message')], max_length=6)),
                ('since', models.DateTimeField(null=True)),
                ('raised_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ], options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('mailbox', 'kind'), name='one_alarm_of_a_kind')],
            }),
            migrations.CreateModel('RawMail', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('content', firsthand.foundation.personal.PersonalBinaryField(null=True, retention='mail')),
                ('received_at', models.DateTimeField()),
                ('purge_on', models.DateField()),
                ('purged_at', models.DateTimeField(null=True)),
            ], options={
                'indexes': [models.Index(condition=models.Q(('purged_at', None)), fields=['purge_on'], name='raw_to_purge')],
            }),
            migrations.CreateModel('MailIdentity', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mail.mailbox')),
                ('message_id', models.CharField(max_length=500)),
                ('content_sha256', models.CharField(max_length=64)),
                ('raw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mail.rawmail')),
                ('ticket_message_id', models.BigIntegerField(null=True)),
                ('side_message_id', models.BigIntegerField(null=True)),
                ('taken_at', models.DateTimeField()),
                ('thread_root', models.CharField(blank=True, max_length=500)),
                ('answers', models.CharField(blank=True, max_length=500)),
            ], options={
                'verbose_name_plural': 'mail identities',
                'indexes': [models.Index(fields=['message_id'], name='mail_by_message_id'), models.Index(fields=['ticket_message_id'], name='mail_by_ticket_message'), models.Index(condition=models.Q(('side_message_id__isnull', False)), fields=['side_message_id'], name='mail_by_side_message'), models.Index(condition=models.Q(('thread_root', ''), _negated=True), fields=['thread_root'], name='mail_by_thread_root'), models.Index(condition=models.Q(('answers', ''), _negated=True), fields=['answers'], name='mail_by_answers')],
                'constraints': [models.UniqueConstraint(fields=('mailbox', 'message_id', 'content_sha256'), name='mail_taken_once')],
            }),
            migrations.CreateModel('Quarantined', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mail.mailbox')),
                ('raw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mail.rawmail')),
                ('why', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
            ]),
            migrations.CreateModel('Blob', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size', models.PositiveIntegerField()),
                ('content', firsthand.foundation.personal.PersonalBinaryField(null=True, retention='mail')),
                ('purge_on', models.DateField()),
            ]),
            migrations.CreateModel('Attachment', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticket_message_id', models.BigIntegerField(db_index=True, null=True)),
                ('side_message_id', models.BigIntegerField(null=True)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='mail.blob')),
                ('name', firsthand.foundation.personal.PersonalCharField(max_length=200, retention='buyer')),
                ('content_type', models.CharField(max_length=120)),
            ], options={
                'indexes': [models.Index(condition=models.Q(('side_message_id__isnull', False)), fields=['side_message_id'], name='file_of_side_message')],
            }),
            migrations.CreateModel('OutboundMail', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mail.mailbox')),
                ('ticket_message_id', models.BigIntegerField(null=True, unique=True)),
                ('side_message_id', models.BigIntegerField(null=True, unique=True)),
                ('message_id', models.CharField(max_length=250, unique=True)),
                ('recipient', firsthand.foundation.personal.PersonalCharField(max_length=320, retention='buyer')),
                ('subject', firsthand.foundation.personal.PersonalCharField(max_length=500, retention='buyer')),
                ('body', firsthand.foundation.personal.PersonalTextField(retention='buyer')),
                ('in_reply_to', models.CharField(blank=True, max_length=500)),
                ('references', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be sent'), ('preparing', 'Being sent'), ('handed_over', 'Handed to the mail server'), ('sent', 'Sent'), ('unknown', 'May have been sent'), ('failed', 'Not sent'), ('bounced', 'Came back')], default='waiting', max_length=12)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ], options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'preparing', 'handed_over'])), fields=['next_try_at'], name='outbox_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('side_message_id__isnull', False), ('ticket_message_id__isnull', True)), models.Q(('side_message_id__isnull', True), ('ticket_message_id__isnull', False)), _connector='OR'), name='mail_goes_to_the_buyer_or_beside_him')],
            }),
        ]),
    ]
