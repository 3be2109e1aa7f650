from django.db import migrations, models


class Migration(migrations.Migration):
    """All steps of this area until then in one; see docs/adr/0024."""

    replaces = [
        ('stores', '0001_initial'),
        ('stores', '0002_stores_of_imports'),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel('Store', fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(max_length=80, unique=True)),
            ('channel', models.CharField(choices=[('amazon', 'Amazon'), ('ebay', 'eBay'), ('walmart', 'Walmart'), ('shopify', 'Shopify'), ('shop', 'Own shop'), ('import', 'Imported')], max_length=10)),
            ('marketplace', models.CharField(blank=True, max_length=4)),
            ('currency', models.CharField(max_length=3)),
            ('time_zone', models.CharField(max_length=64)),
            ('language', models.CharField(max_length=12)),
            ('created_at', models.DateTimeField()),
            ('closed_at', models.DateTimeField(null=True)),
        ], options={
            'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('channel', 'amazon'), _negated=True), models.Q(('marketplace', ''), _negated=True), _connector='OR'), name='store_on_amazon_names_its_marketplace')],
        }),
    ]
