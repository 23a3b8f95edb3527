"""Payloads and drafts are sealed, papers get keys of their own, and a trail entry may name the approval it rests on."""

from types import SimpleNamespace

from django.db import migrations, models

from zeren.records import triggers, vault

BATCH = 500


def _batches(rows):
    rows = rows.order_by("pk")
    last = None
    while part := list(rows.filter(pk__gt=last)[:BATCH] if last is not None else rows[:BATCH]):
        yield part
        last = part[-1].pk


def _seal(row, place, text):
    made = SimpleNamespace(purpose=vault.SealedKey.purpose)
    row.sealed = vault.seal(made, place, text.encode())
    row.key_id, row.wrapped = made.key_id, made.wrapped


def _unseal(row, place):
    made = SimpleNamespace(purpose=vault.SealedKey.purpose, key_id=row.key_id, wrapped=row.wrapped)
    return vault.unseal(made, place, bytes(row.sealed)).decode()


def _payload_place(payload):
    return f"payload m{payload.event.matter_id}e{payload.event.seq}"


def _draft_place(draft):
    return f"draft {draft.account} {draft.matter_id} {draft.step}"


def seal(apps, editor):
    triggers.remove(editor.connection)
    for part in _batches(apps.get_model("records", "EventPayload").objects.select_related("event")):
        for payload in part:
            _seal(payload, _payload_place(payload), f"{payload.salt}\n{payload.body}")
            payload.save()
    for part in _batches(apps.get_model("records", "Draft").objects.all()):
        for draft in part:
            _seal(draft, _draft_place(draft), draft.body)
            draft.save()


def unseal(apps, editor):
    triggers.remove(editor.connection)
    for part in _batches(apps.get_model("records", "EventPayload").objects.select_related("event")):
        for payload in part:
            payload.salt, _, payload.body = _unseal(payload, _payload_place(payload)).partition("\n")
            payload.save()
    for part in _batches(apps.get_model("records", "Draft").objects.all()):
        for draft in part:
            draft.body = _unseal(draft, _draft_place(draft))
            draft.save()


def sealed_columns(model):
    return [
        migrations.AddField(model, "key_id", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField(model, "wrapped", models.BinaryField(null=True)),
    ]


class Migration(migrations.Migration):
    dependencies = [("records", "0002_postings_and_triggers")]

    operations = [
        *(operation for model in ("eventpayload", "draft", "attachment") for operation in sealed_columns(model)),
        migrations.AddField("eventpayload", "sealed", models.BinaryField(default=b"")),
        migrations.AddField("draft", "sealed", models.BinaryField(default=b"")),
        migrations.AddField("attachment", "file", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("trailentry", "basis", models.CharField(blank=True, default="", max_length=80)),
        # Going back the columns come first, so they must stand empty for a while.
        migrations.AlterField("eventpayload", "salt", models.CharField(default="", max_length=32)),
        migrations.AlterField("eventpayload", "body", models.TextField(default="")),
        migrations.AlterField("draft", "body", models.TextField(default="")),
        migrations.RunPython(seal, unseal),
        migrations.RemoveField("eventpayload", "salt"),
        migrations.RemoveField("eventpayload", "body"),
        migrations.RemoveField("draft", "body"),
    ]
