"""启动一案、接管在办案件: choose a procedure, then one form made from the pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from zeren.desk import links, wording
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Citation, Head, Link
from zeren.desk.matters import naming, periods
from zeren.desk.matters.form import FormField, field_of, with_errors
from zeren.desk.matters.phases import phases_of
from zeren.desk.matters.timeline import backbone
from zeren.law.packs.form import Pack, Procedure, RecordField
from zeren.norms.model import FieldText
from zeren.records import clock, packs, refs
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import opening
from zeren.records.matters import queries as matters
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Matter
from zeren.records.matters.opening import Opening
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people
from zeren.records.people.facts import facts_about
from zeren.records.situations import acts as situations
from zeren.records.situations import queries as situation_queries
from zeren.records.situations.models import Situation

MATTER, SUBJECT, KNOWN = "m-", "s-", "k-"


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """A procedure that can be begun, with its regulation."""

    title: str
    pack: str
    url: str
    take_over_url: str
    law_url: str
    force: str


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """Which procedure: those of which the viewer sees matters stand first. ``words``: what is looked for."""

    head: Head
    groups: tuple[tuple[str, tuple[ProcedureLine, ...]], ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class KnownStep:
    """A step of a case that is taken over: its day where it is known."""

    id: str
    label: str
    law: str
    day: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """The form of a new matter."""

    head: Head
    action: str
    taking_over: bool
    organ: str
    handler: str
    given: Mapping[str, str]
    matter_fields: tuple[FormField, ...]
    subject_fields: tuple[FormField, ...]
    known: tuple[KnownStep, ...]
    people: tuple[tuple[str, str], ...]
    today: str
    many: bool
    kind_of_case: str
    same: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...] = ()
    meant: tuple[str, ...] = ()
    parent: str = ""
    parent_kind: str = ""
    situation: str = ""
    comes_back: bool = False
    errors: tuple[tuple[str, str], ...] = ()
    by_field: Mapping[str, str] = field(default_factory=dict)


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Which procedure is to be begun or taken over."""
    today, words = clock.today(), request.GET.get("words", "").strip()
    known = matters.counts_by_procedure(request.actor)  # type: ignore[attr-defined]
    begun: list[ProcedureLine] = []
    others: list[ProcedureLine] = []
    for pack in _in_force(today):
        for procedure in pack.procedures.values():
            if words not in procedure.title and words not in pack.title:
                continue
            url = links.named("matter-begin", pack.id, procedure.id)
            lines = begun if (pack.id, procedure.id) in known else others
            lines.append(
                ProcedureLine(
                    procedure.title, f"《{pack.title}》", url, f"{url}?take_over=1",
                    links.provision(pack.id), wording.force_sentence(pack, today),
                )
            )  # fmt: skip
    head = Head(
        "启动一案",
        (Link("究责", links.named("matters")), Link("启动一案")),
        sub=((Bit("选一项程序；表单由法规包生成"),),),
    )
    groups = tuple(
        (said, tuple(found)) for said, found in (("本机关办过的", begun), ("其他", others)) if found
    )
    return render(request, "desk/matters/choose.html", {"page": ChoosePage(head, groups, words)})


def _in_force(today: date) -> list[Pack]:
    library = packs.installed()
    found = {pack.id: library.on(pack.id, today) for pack in library.packs}
    return [pack for pack in found.values() if pack is not None and pack.procedures]


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, pack: str, procedure: str) -> HttpResponse:
    """The form; POST opens the matter."""
    found = packs.installed().on(pack, clock.today())
    if found is None or procedure not in found.procedures:
        raise Http404
    asked = Asked(
        request.actor,
        found,
        found.procedures[procedure],
        request.POST if request.method == "POST" else request.GET,
    )  # type: ignore[attr-defined]
    try:
        if request.method == "GET" or request.POST.get("look"):
            return render(request, "desk/matters/start.html", {"page": asked.page()})
        matter = asked.open()
    except Refused as refused:
        return render(request, "desk/matters/start.html", {"page": asked.page(refused.problems)}, status=422)
    except OutOfSight:
        raise Http404 from None
    request.session["matter-said"] = ["ok", "已立项。", f"{matter.number}　{matter.title}", ""]
    return HttpResponseRedirect(links.matter(matter.pk))


def _unresolved(named: naming.Named) -> Problem:
    if named.same:
        zh = f"名为“{named.text}”的不止一人，请在下面选是哪一位"
        return Problem("subjects", zh, f"several people are named '{named.text}'")
    zh = f"登记中没有“{named.text}”；请核对姓名，或写人员代码、机关名称"
    return Problem("subjects", zh, f"no such person or organ: '{named.text}'")


@dataclass
class Asked:
    """One request to begin a matter."""

    actor: Actor
    pack: Pack
    procedure: Procedure
    given: QueryDict

    @property
    def taking_over(self) -> bool:
        """Whether a case that was already open is taken over."""
        return bool(self.given.get("take_over"))

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self.given.get(name, "").strip()

    def open(self) -> Any:
        """Open the matter. Raises Refused with every problem, OutOfSight."""
        problems: list[Problem] = []
        subjects = self._subjects(problems)
        opened = self._day("opened", problems, needed=True)
        taken_over = self._day("taken_over", problems, needed=True) if self.taking_over else None
        facts_day = self._day("facts_day", problems)
        stated = self._values(SUBJECT, self.procedure.subject_facts)
        organ = self.actor.organ
        if organ is None:
            problems.append(Problem("organ", "您的账号没有所在机关", "this account belongs to no organ"))
        if problems or opened is None or organ is None:
            raise Refused(problems)
        asked = Opening(
            pack=self.pack.id, procedure=self.procedure.id, organ=organ, title=self.text("title"), subjects=subjects,
            opened=opened, mark=self.text("mark"), number=self.text("number"), handler=self.actor.person,
            facts=self._values(MATTER, self.procedure.matter),
            subject_facts=dict.fromkeys(subjects, stated) if stated else {},
            facts_day=facts_day, taken_over=taken_over, parents=self._parents(),
        )  # fmt: skip
        if self.situation and not self.taking_over:
            return situations.open_from(self.actor, self.situation.pk, asked)
        if not self.taking_over:
            return opening.open_matter(self.actor, asked)
        return opening.take_over(self.actor, asked, self._known(subjects))

    def _subjects(self, problems: list[Problem]) -> list[str]:
        """Names or codes, parted by 、 or line ends, to the registered persons and organs."""
        for named in self.named:
            if not named.ref:
                problems.append(_unresolved(named))
        return [named.ref for named in self.named if named.ref]

    @cached_property
    def named(self) -> tuple[naming.Named, ...]:
        """Each name that was typed, and whom it means."""
        prefix = "same-"
        chosen = {
            key.removeprefix(prefix): value for key, value in self.given.items() if key.startswith(prefix)
        }
        return tuple(naming.resolve(self.actor, name, chosen) for name in naming.parts(self.text("subjects")))

    @cached_property
    def parent(self) -> Matter | None:
        """The case that this one belongs to, where it is begun from there. Raises OutOfSight."""
        asked = self.text("parent")
        return matters.get_matter(self.actor, int(asked)) if asked.isdecimal() and len(asked) < 18 else None

    @cached_property
    def situation(self) -> Situation | None:
        """The fact that this one is opened from. Raises OutOfSight."""
        asked = self.text("situation")
        if not (asked.isdecimal() and len(asked) < 18):
            return None
        found = situation_queries.one(self.actor, int(asked))
        if found is None or (found.pack, found.procedure) != (self.pack.id, self.procedure.id):
            raise OutOfSight(f"situation {asked}")
        return found

    def _parents(self) -> tuple[tuple[int, str], ...]:
        return ((self.parent.pk, self.text("kind")[:40] or "member"),) if self.parent else ()

    def _day(self, name: str, problems: list[Problem], needed: bool = False) -> date | None:
        text = self.text(name)
        if not text and not needed:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            problems.append(Problem(name, "请填日期，如 2026-10-13", "a day such as 2026-10-13 is expected"))
            return None

    def _values(self, prefix: str, declared: Mapping[str, RecordField]) -> dict[str, FieldText]:
        found: dict[str, FieldText] = {}
        for name, kind in declared.items():
            texts = [text.strip() for text in self.given.getlist(f"f-{prefix}{name}") if text.strip()]
            if texts:
                found[name] = tuple(texts) if kind.type in ("many_of", "choices") else texts[0]
        return found

    def _known(self, subjects: Sequence[str]) -> list[Entry]:
        """The steps whose day was given."""
        listed = []
        for name in self.procedure.steps:
            day = self.text(f"{KNOWN}{name}")
            if day:
                listed.append(Entry(name, day, {}, tuple(subjects), tuple(self.procedure.steps[name].by[:1])))
        return listed

    # ------------------------------------------------------------ the page

    def page(self, problems: Sequence[Problem] = ()) -> StartPage:
        """The form with what was given and what is wrong."""
        organ = organs.by_id(self.actor.organ)
        errors = {problem.field: problem.zh for problem in problems}
        return StartPage(
            head=self._head(),
            action=links.named("matter-begin", self.pack.id, self.procedure.id),
            taking_over=self.taking_over,
            organ=organ.name if organ else "",
            handler=self.actor.name,
            given=self._given(),
            matter_fields=with_errors(self._fields(MATTER, self.procedure.matter), errors),
            subject_fields=with_errors(self._fields(SUBJECT, self.procedure.subject_facts), errors),
            known=tuple(self._steps()) if self.taking_over else (),
            people=naming.offered(self.actor),
            today=clock.today().isoformat(),
            many=self.procedure.subject_many,
            kind_of_case=self.procedure.title,
            same=tuple(self._same()),
            meant=tuple(self._meant()),
            parent=str(self.parent.pk) if self.parent else "",
            parent_kind=self.text("kind")[:40],
            situation=str(self.situation.pk) if self.situation else "",
            comes_back=periods.comes_back(self.pack, self.procedure),
            errors=tuple((f"f-{p.field}", p.zh) for p in problems),
            by_field=errors,
        )  # fmt: skip

    def _head(self) -> Head:
        """What is begun, under which version, and what it comes of."""
        title = "接管在办案件" if self.taking_over else f"启动　{self.procedure.title}"
        crumbs = (
            Link("究责", links.named("matters")),
            Link("启动一案", links.named("matter-start")),
            Link(self.procedure.title),
        )
        sub = [(Bit(f"《{self.pack.title}》　适用 {self.pack.version.isoformat()} 版"),)]
        if self.parent:
            said = f"关联 {self.parent.number}　{self.parent.title}"
            sub.append((Bit(said, strong=True, url=links.matter(self.parent.pk)),))
        if self.situation:
            said = f"来源：{self.situation.matter.number}　{self.situation.words}"
            sub.append((Bit(said, strong=True, url=links.named("situation", self.situation.pk)),))
        return Head(title, crumbs, sub=tuple(sub))

    def _given(self) -> dict[str, str]:
        """What was typed; the day of opening and of taking over is today where none was."""
        names = ("title", "number", "mark", "subjects", "opened", "taken_over", "facts_day")
        given = {name: self.text(name) for name in names}
        today = clock.today().isoformat()
        given["opened"] = given["opened"] or ("" if self.taking_over else today)
        given["taken_over"] = given["taken_over"] or today
        return given

    def _fields(self, prefix: str, declared: Mapping[str, RecordField]) -> tuple[FormField, ...]:
        values = self._values(prefix, declared)
        known = self._registered if prefix == SUBJECT else {}
        made = (
            field_of(self.pack, "", kind, values.get(name), self._cite) for name, kind in declared.items()
        )
        return tuple(replace(one, name=f"{prefix}{one.name}", hint=known.get(one.name, "")) for one in made)

    @cached_property
    def _registered(self) -> dict[str, str]:
        """What the registers know of the subjects today, in words with its source: left empty, it holds as registered."""
        today = clock.today()
        found: dict[str, list[str]] = {}
        organ = organs.by_id(self.actor.organ)
        for fact in facts_about([named.ref for named in self.named if named.ref], organ):
            declared = self.procedure.subject_facts.get(fact.name)
            current = (fact.start is None or fact.start <= today) and (fact.end is None or fact.end >= today)
            if declared and current and isinstance(fact.value, str):
                options = field_of(self.pack, "", declared, None, lambda _: None).options
                label = next((o.label for o in options if o.value == fact.value), fact.value)
                found.setdefault(fact.name, []).append(f"{label}（{fact.source or '登记'}）")
        return {
            name: f"登记为 {'、'.join(dict.fromkeys(words))}；不填即依登记" for name, words in found.items()
        }

    def _same(self) -> Iterator[tuple[str, tuple[tuple[str, str, bool], ...]]]:
        """Names that several people bear, with who they are."""
        for named in self.named:
            if named.same:
                picked = self.given.get(f"same-{named.text}", "")
                yield (
                    named.text,
                    tuple(
                        (code, f"{named.text}〔{code}〕{place}", code == picked) for code, place in named.same
                    ),
                )

    def _meant(self) -> Iterator[str]:
        """Whom the names mean, with the post that each holds."""
        for named in self.named:
            parsed = refs.parse(named.ref)
            if parsed and parsed[0] == "person":
                held = people.posts_on(parsed[1])
                post = held[0].post if held else None
                name = refs.names_of([named.ref]).get(named.ref, named.text)
                yield f"{name}　{post.in_full if post else '没有任职登记'}"

    def _cite(self, cites: tuple[str, ...]) -> Citation | None:
        return Citer([(self.pack.ref, cites[:1])]).chip(self.pack.ref, cites[0], bare=True) if cites else None

    def _steps(self) -> list[KnownStep]:
        wanted = backbone(self.pack)
        articles = wording.in_articles(self.pack)
        return [
            KnownStep(step.id, step.label, wording.address_words(step.cite[0], articles) if step.cite else "", self.text(f"{KNOWN}{step.id}"))
            for phase in phases_of(self.pack, self.procedure)
            for step in phase.steps
            if step.id in wanted
        ]  # fmt: skip
