"""Writing the shares of one matter, and letting them follow the register. Equal to what ``zeren rebuild`` computes."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.records import packs
from zeren.records.matters.events import Recorded
from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation, Want
from zeren.records.organs.around import meant
from zeren.records.organs.models import Organ
from zeren.records.organs.roles import SUBJECT_UNIT
from zeren.records.shares.models import MatterShare
from zeren.records.shares.opening import Opened, opened
from zeren.records.shares.rules import ShareRules, rules_of


def project(matter: Matter, subjects: Sequence[str], entries: Sequence[Recorded]) -> None:
    """The shares that stand now, with what is still to be done of each; those that were opened by mistake go."""
    words = packs.words(matter.pack, matter.version, matter.procedure)
    listed = rules_of(words.pack, words.procedure) if words and not matter.disposed else {}
    if not listed and not matter.disposed:
        return
    found = {role: opened(rules, subjects, entries) for role, rules in listed.items()}
    there = {share.role: share for share in MatterShare.objects.filter(matter=matter)}
    gone = [share.pk for role, share in there.items() if found.get(role) is None]
    if gone:
        MatterShare.objects.filter(pk__in=gone).delete()
    for role, one in found.items():
        if one is not None:
            _lay(matter, listed[role], one, there.get(role))


def _lay(matter: Matter, rules: ShareRules, found: Opened, there: MatterShare | None) -> None:
    organ = _organ(matter, _meant(matter, rules.means))
    said = {
        "means": rules.means,
        "organ_id": organ,
        "since": found.since,
        "restricted": matter.restricted,
    }
    share = there or MatterShare(matter=matter, role=rules.role)
    if there is None or any(getattr(there, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(share, name, value)
        share.save()
    rows = Obligation.objects.filter(matter=matter, want=Want.DO)
    share.wants.set([row.pk for row in rows if _owes(rules, found, row)])


def _owes(rules: ShareRules, found: Opened, row: Obligation) -> bool:
    """Whether the row is the role's to do, by a step that the share offers, about somebody put before the organ."""
    theirs = rules.role in row.who.split() and bool(set(row.act.split()) & set(rules.does))
    return theirs and row.subject in ("", *found.about)


def _meant(matter: Matter, means: str) -> Organ | None:
    return _unit(matter) if means == SUBJECT_UNIT else meant(matter.organ, means)


def _unit(matter: Matter) -> Organ | None:
    """The one unit in which all whom the matter concerns work; none where its own department or committee handles it."""
    people = matter.subjects.filter(person__isnull=False)
    units = list(Organ.objects.filter(pk__in=people.values("person__organ"))[:2])
    own = len(units) == 1 and units[0].pk not in (matter.organ_id, matter.organ.committee_id)
    return units[0] if own else None


def _organ(matter: Matter, organ: Organ | None) -> int | None:
    """The organ whose share it is. Who handles the matter sees it whole; whom it concerns oversees nobody in it."""
    if organ is None or organ.pk == matter.organ_id or matter.subjects.filter(organ=organ).exists():
        return None
    return organ.pk


def follow() -> None:
    """After the register changed: another organ may be meant now, and the former one sees nothing from then on."""
    handling = Organ.objects.filter(pk__in=MatterShare.objects.values("matter__organ"))
    for organ in handling.select_related("committee", "superior"):
        rows = MatterShare.objects.filter(matter__organ=organ)
        for means in rows.values_list("means", flat=True).distinct():
            _means(organ, means)


def _means(handling: Organ, means: str) -> None:
    rows = MatterShare.objects.filter(matter__organ=handling, means=means)
    if means == SUBJECT_UNIT:
        for row in rows.select_related("matter__organ"):
            row.organ_id = _organ(row.matter, _unit(row.matter))
            row.save(update_fields=["organ"])
        return
    found = meant(handling, means)
    now = found.pk if found is not None and found.pk != handling.pk else None
    concerned = rows.filter(matter__subjects__organ=now).values("pk") if now else rows.none().values("pk")
    rows.filter(pk__in=concerned).update(organ=None)
    rows.exclude(pk__in=concerned).update(organ=now)
