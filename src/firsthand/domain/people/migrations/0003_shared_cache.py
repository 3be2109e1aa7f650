from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's database cache: counts of failed log-ins, used codes.

    They must be shared by every process and outlive a restart, which memory does not.
    """

    dependencies = [("people", "0002_density_and_session_stamp")]

    operations = [
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
