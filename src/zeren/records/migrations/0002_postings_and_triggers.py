"""The postings of the search index, clustered by gram on either engine; and the triggers' way back."""

from django.db import migrations

from zeren.records import triggers

SQLITE = "CREATE TABLE records_searchgram (gram INTEGER NOT NULL, unit INTEGER NOT NULL, PRIMARY KEY (gram, unit)) WITHOUT ROWID"
OTHER = "CREATE TABLE records_searchgram (gram BIGINT NOT NULL, unit BIGINT NOT NULL, PRIMARY KEY (gram, unit))"


def lay(apps, editor):
    editor.execute(SQLITE if editor.connection.vendor == "sqlite" else OTHER)
    editor.execute("CREATE INDEX searchgram_unit ON records_searchgram (unit)")


def take_up(apps, editor):
    editor.execute("DROP TABLE records_searchgram")


def nothing(apps, editor):
    """The triggers are laid after every migration (``zeren.records.apps``)."""


def remove_triggers(apps, editor):
    triggers.remove(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_organs_people_matters_events")]

    operations = [
        migrations.RunPython(lay, take_up),
        migrations.RunPython(nothing, remove_triggers),
    ]
