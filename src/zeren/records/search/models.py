"""Our own index of character bigrams, the same on both databases: every two-character word is found."""

from __future__ import annotations

from django.db import models


class SearchUnit(models.Model):
    """One searchable unit: a provision's wording, the number and title of a matter or a document, a name."""

    noun = models.CharField(max_length=20)
    target = models.BigIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["noun", "target"], name="search_unit_once")]


class SearchGram(models.Model):
    """One posting: these two characters stand in this unit. Clustered by gram (see the first migration)."""

    pk = models.CompositePrimaryKey("gram", "unit")
    gram = models.BigIntegerField()
    unit = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "records_searchgram"
