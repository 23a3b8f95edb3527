"""A secret ballot: what was fixed before it, who is eligible and came, codes, sealed slips, and what came of it.

Nothing here joins a slip to anybody. A slip has a random id and its sealed choices: no voter, code, time, machine or
number in a row; its ids are drawn anew with every cast (``casting``). ``docs/ballots.md`` says what is kept and why.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.vault import Sealed


class Ballot(models.Model):
    """One ballot of a matter: its setting, and the counts that must agree.

    ``at``: the provision it rests on. ``basis``: on what the points of the options rest; ``exact``: whether the
    organiser sees points that would give a small figure away; ``self_out``: those voted on draw no slip.
    ``made``: codes that were made and not voided. From closing on ``left`` (slips that nobody drew), ``given``
    (paper slips handed out), ``attended`` and ``cast``; ``back`` and ``paper_void`` once both tellers agree on them.
    ``opened``, ``closed``, ``counted``, ``handed``: the entries of the matter's log.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", "筹备"
        OPEN = "open", "投票中"
        CLOSED = "closed", "已闭票"
        COUNTED = "counted", "已开票"
        OFF = "off", "已作废"

    class Abstain(models.TextChoices):
        LEFT_OUT = "left_out", "弃权不计入分母"
        AS_ZERO = "as_zero", "弃权按 0 分计入"

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="ballots")
    title = models.CharField(max_length=80)
    at = models.CharField(max_length=40)
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    basis = models.CharField(max_length=200, blank=True)
    abstain = models.CharField(max_length=10, choices=Abstain.choices, blank=True)
    exact = models.BooleanField(default=False)
    self_out = models.BooleanField(default=False)
    made = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(null=True)
    given = models.PositiveIntegerField(null=True)
    attended = models.PositiveIntegerField(null=True)
    cast = models.PositiveIntegerField(null=True)
    back = models.PositiveIntegerField(null=True)
    paper_void = models.PositiveIntegerField(null=True)
    opened = models.PositiveIntegerField(null=True)
    closed = models.PositiveIntegerField(null=True)
    counted = models.PositiveIntegerField(null=True)
    handed = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return self.title


class BallotOption(models.Model):
    """An option in its order. ``points``: an exact decimal, or empty where none is set; abstaining is no row."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="options")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=20)
    points = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["ballot", "place"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "place"], name="ballot_option_place_once"),
            models.UniqueConstraint(fields=["ballot", "label"], name="ballot_option_label_once"),
        ]


class BallotVoted(models.Model):
    """Who is voted on, a person or an organ, in the order of speaking; ``post`` as the slip shows it."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="voted")
    place = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")
    post = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["ballot", "place"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "place"], name="ballot_voted_place_once"),
            models.UniqueConstraint(fields=["ballot", "person"], name="ballot_voted_person_once"),
            models.UniqueConstraint(fields=["ballot", "organ"], name="ballot_voted_organ_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, organ__isnull=True)
                | Q(person__isnull=True, organ__isnull=False),
                name="ballot_voted_person_or_organ",
            ),
        ]

    @property
    def ref(self) -> str:
        """``person:7``, ``organ:3``."""
        return f"person:{self.person_id}" if self.person_id else f"organ:{self.organ_id}"

    @property
    def name(self) -> str:
        """The name of the person or organ."""
        return self.person.name if self.person else self.organ.name if self.organ else ""


class BallotVoter(models.Model):
    """Who may vote, under the group in which he is listed; ``excluded``: why he draws no slip; whether he came.

    Neither a code nor whether he took one or paper: with few of a kind that would tell.
    """

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="voters")
    place = models.PositiveIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    group = models.CharField(max_length=60)
    excluded = models.CharField(max_length=200, blank=True)
    attended = models.BooleanField(default=False)

    class Meta:
        ordering = ["ballot", "place"]
        constraints = [models.UniqueConstraint(fields=["ballot", "person"], name="ballot_voter_once")]


class BallotTeller(Sealed):
    """A teller (监票人), and his half of the box's lock: ``public`` seals, what opens is sealed under his words."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="tellers")
    place = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    public = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)

    class Meta:
        ordering = ["ballot", "place"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "place"], name="ballot_teller_place_once"),
            models.UniqueConstraint(fields=["ballot", "person"], name="ballot_teller_once"),
        ]


class BallotCode(models.Model):
    """A one-time code by its keyed digest, and whether it is used up. Gone when the ballot is closed."""

    digest = models.CharField(max_length=64, primary_key=True)
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="codes")
    used = models.BooleanField(default=False)


class BallotPaper(Sealed):
    """A slip that was cast: a random id, the choices sealed to both tellers. Gone when the result is opened."""

    id = models.UUIDField(primary_key=True)
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="papers")


class BallotAssent(models.Model):
    """What one of two said, where both must: closing with the counts, reasons why counts differ, calling off."""

    class Act(models.TextChoices):
        CLOSE = "close", "闭票"
        REASON = "reason", "记明原因"
        OFF = "off", "作废"

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="assents")
    act = models.CharField(max_length=10, choices=Act.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    left = models.PositiveIntegerField(null=True)
    given = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "act", "person"], name="ballot_assent_once")]


class BallotPaperCount(Sealed):
    """One teller's count of the paper slips, sealed; gone when the result is opened."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="paper_counts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "person"], name="ballot_paper_count_once")]


class BallotResult(Sealed):
    """The exact figures, sealed: how often each option was chosen for whom, void slips on the screen."""

    ballot = models.OneToOneField(Ballot, models.CASCADE, primary_key=True, related_name="result")
