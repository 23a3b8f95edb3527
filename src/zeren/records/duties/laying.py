"""The projection: what each entry of the log makes of the tables. The acts and ``zeren rebuild`` both write by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from zeren.records import refs
from zeren.records.duties.log import Act, body_of
from zeren.records.duties.models import (
    Activity,
    ActivityDoer,
    ActivityTarget,
    Duty,
    DutyEntry,
    DutyHolder,
    DutyList,
    Explanation,
    Occasion,
)

Body = Mapping[str, Any]


def lay(lst: DutyList, entry: DutyEntry) -> None:
    """Make of the tables what one entry says."""
    _LAYERS[Act(entry.act)](lst, entry, body_of(entry))


def topics_text(topics: Sequence[str]) -> str:
    """Topics as they are kept: in order, each once, between bars."""
    return f"|{'|'.join(sorted(set(topics)))}|" if topics else ""


def topics_of(text: str) -> tuple[str, ...]:
    """The topics of a row."""
    return tuple(t for t in text.split("|") if t)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# ---------------------------------------------------------------- the list


def _list(lst: DutyList, entry: DutyEntry, body: Body) -> None:
    """Holders and duties entered or changed, duties dropped or put back: a new version."""
    lst.version, lst.since = lst.version + 1, _day(body["since"])
    holders = {h.number: h for h in lst.holders.all()}
    for row in body.get("holders", ()):
        holder = holders.setdefault(row["number"], DutyHolder(list=lst, number=row["number"]))
        holder.capacity, holder.person_id, holder.post = row["capacity"], row["person"], row["post"]
        holder.starts, holder.ends = _day(row["starts"]), _day(row["ends"])
        holder.save()
    duties = {d.number: d for d in lst.duties.all()}
    for row in body.get("duties", ()):
        _duty(lst, holders, duties, row)
    lst.duties.filter(number__in=body.get("dropped", ())).update(dropped=lst.version)
    lst.duties.filter(number__in=body.get("restored", ())).update(
        dropped=None, changed=lst.version, signed=None, signed_on=None
    )
    lst.save(update_fields=["version", "since"])


def _duty(lst: DutyList, holders: Mapping[int, DutyHolder], duties: dict[int, Duty], row: Body) -> None:
    there = duties.get(row["number"])
    duty = there or Duty(list=lst, number=row["number"], version=lst.version)
    if "norm" in row:
        duty.holder = holders[row["holder"]]
        duty.pack, duty.norm, duty.pack_version = row["pack"], row["norm"], date.fromisoformat(row["version"])
        duty.standing, duty.title = row["standing"], row["title"]
    duty.task, duty.measures = row.get("task", duty.task), row.get("measures", duty.measures)
    duty.due = _day(row["due"]) if "due" in row else duty.due
    duty.countersign = row.get("countersign", duty.countersign)
    duty.changed = lst.version
    duty.signed = duty.signed_on = None
    duty.save()


def _signed(lst: DutyList, entry: DutyEntry, body: Body) -> None:
    rows = lst.duties.filter(number__in=body["duties"])
    rows.update(signed=lst.version, signed_on=_day(body["on"]))


def _published(lst: DutyList, entry: DutyEntry, body: Body) -> None:
    lst.published_on, lst.published_at = _day(body["on"]), body["where"]
    lst.save(update_fields=["published_on", "published_at"])


def _explained(lst: DutyList, entry: DutyEntry, body: Body) -> None:
    duty = lst.duties.get(number=body["duty"])
    Explanation.objects.create(
        list=lst, duty=duty, period=body["period"], words=body["words"], on=_day(body["on"]), due=_day(body["due"]),
        person=body["person"], entry=entry.seq,
    )  # fmt: skip


def _occasion(lst: DutyList, entry: DutyEntry, body: Body) -> None:
    if body.get("void"):
        lst.occasions.filter(number=body["number"]).delete()
        return
    Occasion.objects.create(
        list=lst, number=body["number"], pack=body["pack"], event=body["event"], at=_day(body["at"]),
        title=body["title"], unit_id=body["unit"], about_id=body["about"],
    )  # fmt: skip


# ---------------------------------------------------------------- activities


def _recorded(lst: DutyList, entry: DutyEntry, body: Body) -> None:
    """Rows entered, or (the same numbers again) corrected: what stood before gives way."""
    rows = body["rows"]
    there = {a.number: a for a in lst.activities.filter(number__in=[r["number"] for r in rows])}
    firsts = {number: activity.first for number, activity in there.items()}
    lst.activities.filter(pk__in=[a.pk for a in there.values()]).delete()
    occasions = dict(lst.occasions.values_list("number", "pk"))
    holders = dict(lst.holders.values_list("number", "pk"))
    made = [_activity(lst, entry, row, firsts, occasions) for row in rows]
    Activity.objects.bulk_create(made, batch_size=500)
    filed = set(lst.files.filter(activity__in=[r["number"] for r in rows]).values_list("activity", flat=True))
    doers = [d for a, row in zip(made, rows, strict=True) for d in _doers(a, row, holders, a.number in filed)]
    targets = [
        ActivityTarget(activity=a, ref=ref)
        for a, row in zip(made, rows, strict=True)
        for ref in dict.fromkeys(row["targets"])
    ]
    lst.numbered = max(lst.numbered, *(row["number"] for row in rows))
    lst.save(update_fields=["numbered"])
    ActivityDoer.objects.bulk_create(doers, batch_size=500)
    ActivityTarget.objects.bulk_create(targets, batch_size=500)


def _activity(
    lst: DutyList, entry: DutyEntry, row: Body, firsts: Mapping[int, int], occasions: Mapping[int, int]
) -> Activity:
    return Activity(
        list=lst, number=row["number"], at=date.fromisoformat(row["at"]), kind=row["kind"], title=row["title"],
        topics=topics_text(row["topics"]), form=row["form"], to=row["to"], person_times=row["person_times"],
        evidence=row["evidence"], occasion_id=occasions.get(row["occasion"]), source=row["source"],
        made_from=row["made_from"], entry=entry.seq, first=firsts.get(row["number"], entry.seq),
    )  # fmt: skip


def _doers(activity: Activity, row: Body, holders: Mapping[int, int], filed: bool) -> list[ActivityDoer]:
    return [
        ActivityDoer(
            activity=activity, holder_id=holders[doer["holder"]], in_person=doer["in_person"], signed=doer["signed"],
            at=activity.at, kind=activity.kind, topics=activity.topics, form=activity.form, to=activity.to,
            evidenced=filed or bool(activity.evidence),
        )
        for doer in row["doers"]
    ]  # fmt: skip


def _voided(lst: DutyList, entry: DutyEntry, body: Body) -> None:
    lst.activities.filter(number__in=body["numbers"]).delete()


def _countersigned(lst: DutyList, entry: DutyEntry, body: Body) -> None:
    person = refs.parse(body["person"])
    lst.activities.filter(number__in=body["numbers"]).update(countersigned=person[1] if person else None)
    doers = ActivityDoer.objects.filter(activity__list=lst, activity__number__in=body["numbers"])
    doers.update(countersigned=True)


def _attached(lst: DutyList, entry: DutyEntry, body: Body) -> None:
    """A file is evidence; the files themselves are no projection and stay when this is laid anew."""
    doers = ActivityDoer.objects.filter(activity__list=lst, activity__number__in=body["numbers"])
    doers.update(evidenced=True)


_LAYERS: dict[Act, Callable[[DutyList, DutyEntry, Body], None]] = {
    Act.GENERATED: _list,
    Act.CHANGED: _list,
    Act.SIGNED: _signed,
    Act.PUBLISHED: _published,
    Act.EXPLAINED: _explained,
    Act.OCCASION: _occasion,
    Act.RECORDED: _recorded,
    Act.CORRECTED: _recorded,
    Act.VOIDED: _voided,
    Act.COUNTERSIGNED: _countersigned,
    Act.ATTACHED: _attached,
}
