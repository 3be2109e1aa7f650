import django.db.models.deletion
import firsthand.foundation.personal
from django.conf import settings
from django.db import migrations, models
from firsthand.foundation.migrating import Together


class Migration(migrations.Migration):
    """All steps of this area until then in one; see docs/adr/0024."""

    replaces = [
        ('orders', '0001_initial'),
        ('orders', '0002_feedback_has_stars'),
        ('orders', '0003_orders_are_counted_by_when_they_were_placed'),
        ('orders', '0004_no_index_twice'),
        ('orders', '0005_buyers_are_joined_by_people'),
    ]

    initial = True

    dependencies = [
        ('people', '0001_squashed_0006_skills_and_who_is_away'),
        ('stores', '0001_squashed_0002_stores_of_imports'),
    ]

    operations = [
        Together([
            migrations.CreateModel('Product', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
                ('sku', models.CharField(max_length=80)),
                ('asin', models.CharField(blank=True, max_length=10)),
                ('family', models.CharField(blank=True, max_length=80)),
                ('title', models.CharField(max_length=250)),
            ], options={
                'constraints': [models.UniqueConstraint(fields=('store', 'sku'), name='sku_in_store')],
            }),
            migrations.CreateModel('Buyer', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', firsthand.foundation.personal.PersonalCharField(blank=True, max_length=200, retention='buyer')),
                ('language', models.CharField(blank=True, max_length=12)),
                ('first_seen_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(null=True)),
                ('joined_into', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='orders.buyer')),
            ], options={
                'indexes': [models.Index(condition=models.Q(('joined_into__isnull', False)), fields=['joined_into'], name='buyer_joined')],
            }),
            migrations.CreateModel('Joining', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('buyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joinings', to='orders.buyer')),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.buyer')),
                ('members', models.JSONField(default=list)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_at', models.DateTimeField(null=True)),
            ], options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('buyer',), name='joined_into_one')],
            }),
            migrations.CreateModel('BuyerIdentity', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('buyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='orders.buyer')),
                ('kind', models.CharField(max_length=20)),
                ('key_hash', models.CharField(max_length=64)),
                ('address', firsthand.foundation.personal.PersonalCharField(blank=True, max_length=320, retention='buyer')),
            ], options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'key_hash'), name='identity_belongs_to_one')],
            }),
            migrations.CreateModel('Order', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
                ('number', models.CharField(max_length=40)),
                ('buyer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='orders.buyer')),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('unshipped', 'Not shipped'), ('shipped', 'Shipped'), ('delivered', 'Delivered'), ('cancelled', 'Cancelled')], max_length=10)),
                ('fulfilment', models.CharField(choices=[('FBA', 'By Amazon (FBA)'), ('FBM', 'By us (FBM)')], max_length=3)),
                ('currency', models.CharField(max_length=3)),
                ('shipping_minor_units', models.BigIntegerField(default=0)),
                ('tax_minor_units', models.BigIntegerField(default=0)),
                ('total_minor_units', models.BigIntegerField()),
                ('placed_at', models.DateTimeField()),
                ('ship_by', models.DateTimeField(null=True)),
                ('deliver_by', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('address', firsthand.foundation.personal.PersonalJSONField(null=True, retention='buyer')),
            ], options={
                'indexes': [models.Index(fields=['number'], name='order_number'), models.Index(fields=['buyer', '-placed_at'], name='order_buyer_time'), models.Index(fields=['placed_at'], include=('store_id',), name='order_placed')],
                'constraints': [models.UniqueConstraint(fields=('store', 'number'), name='order_number_in_store')],
            }),
            migrations.CreateModel('OrderLine', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.order')),
                ('product', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.product')),
                ('line_number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=250)),
                ('quantity', models.PositiveIntegerField()),
                ('price_minor_units', models.BigIntegerField()),
            ], options={
                'constraints': [models.UniqueConstraint(fields=('order', 'line_number'), name='line_in_order')],
            }),
            migrations.CreateModel('Parcel', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parcels', to='orders.order')),
                ('carrier', models.CharField(max_length=40)),
                ('tracking_number', models.CharField(max_length=60)),
                ('shipped_at', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('scans', models.JSONField(default=list)),
            ]),
            migrations.CreateModel('OrderReturn', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='returns', to='orders.order')),
                ('reason_text', firsthand.foundation.personal.PersonalCharField(blank=True, max_length=500, retention='buyer')),
                ('quantity', models.PositiveIntegerField(default=1)),
                ('requested_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(null=True)),
            ]),
            migrations.CreateModel('Setback', fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='setbacks', to='orders.order')),
                ('kind', models.CharField(choices=[('feedback', 'Seller feedback'), ('claim', 'A-to-z claim'), ('chargeback', 'Chargeback')], max_length=10)),
                ('external_id', models.CharField(max_length=80)),
                ('happened_at', models.DateTimeField()),
                ('stars', models.PositiveSmallIntegerField(null=True)),
                ('denied_at', models.DateTimeField(null=True)),
                ('comment', firsthand.foundation.personal.PersonalCharField(blank=True, max_length=2000, retention='buyer')),
            ], options={
                'constraints': [models.UniqueConstraint(fields=('order', 'kind', 'external_id'), name='setback_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'feedback'), ('stars__isnull', False), ('stars__range', (1, 5))), models.Q(models.Q(('kind', 'feedback'), _negated=True), ('stars__isnull', True)), _connector='OR'), name='only_feedback_has_stars')],
            }),
        ]),
    ]
