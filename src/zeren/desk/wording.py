"""Words that people see for the packs' ids: titles, steps, roles, list items, citations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from zeren.law import citing
from zeren.law.addresses import AddressError, parse
from zeren.law.packs.form import Choice, Pack, Procedure, RecordField, Step, Vocabulary
from zeren.norms.messages import SUPPLIERS
from zeren.norms.model import Finding
from zeren.records import packs as installed_packs
from zeren.records.beside import whole

_BEFORE = re.compile(
    r"^(中国共产党|中共中央办公厅、国务院办公厅|中共中央|中央组织部|中共[^《》]{1,4}(省委|市委|县委|区委)|[^《》]{2,4}(省|市|县|区))"
)
_ABOUT = re.compile(r"^关于(印发)?|^[《“]|[》”]$")
_INNER = re.compile(r"〈(?P<title>[^〉]+)〉(?P<kind>答记者问|情况通报)$")
_AFTER = re.compile(r"（(试行|修订|摘录|节选)）$")
BUILT_IN_FIELDS = {"at": "日期", "by": "办理人"}
LEVELS = {"central": "中央", "province": "省", "city": "市", "county": "县"}


def short_title(title: str) -> str:
    """问责条例, 组织处理规定: the title without its issuer and its note in brackets; 意见答记者问 of one about another."""
    inner = _INNER.search(title)
    if inner:
        return short_title(inner["title"]) + inner["kind"]
    text = _AFTER.sub("", title)
    cut = _BEFORE.sub("", text)
    cut = _ABOUT.sub("", cut if len(cut) >= 3 else text)
    return cut if len(cut) >= 2 else title


def short_of(pack: Pack) -> str:
    """How a regulation is called in a chip: ``short`` in ``desk.yaml`` beside the pack, else by its title."""
    return _own_short(Path(pack.file).parent) or short_title(pack.title)


@lru_cache(maxsize=256)
def _own_short(folder: Path) -> str:
    found = whole(folder).get("short", "")
    return found if isinstance(found, str) else ""


@lru_cache(maxsize=4096)
def address_words(at: str, articles: bool = True) -> str:
    """第十二条第三款; an address that can't be read stays as it is."""
    try:
        return parse(at).chinese(articles)
    except AddressError:
        return at


def in_articles(pack: Pack) -> bool:
    """Whether the regulation counts in articles (第X条). The pack says so by its addresses only."""
    return _in_articles(pack.id, pack.version)


@lru_cache(maxsize=256)
def _in_articles(pack: str, version: date) -> bool:
    found = installed_packs.installed().exactly(pack, version)
    return found is not None and citing.in_articles(found)


@dataclass(frozen=True)
class PackWords:
    """The words of one pack over the shared ones, whatever its procedures."""

    pack: Pack
    shared: Vocabulary

    def step(self, name: str) -> Step | None:
        """The event type of that name."""
        plain = name.rsplit(".", 1)[-1]
        for procedure in self.pack.procedures.values():
            if plain in procedure.steps:
                return procedure.steps[plain]
        for words in (self.pack.vocabulary, self.shared):
            if plain in words.events:
                return words.events[plain]
        return installed_packs.BUILT_IN.get(plain)

    def act(self, name: str) -> str:
        """提出书面申诉; an act of a parent or child matter says so."""
        step = self.step(name)
        label = step.label if step else name
        if name.startswith("child."):
            return f"关联的案件{label}"
        return label

    def acts(self, names: Iterable[str], last: str = "或者") -> str:
        """Several acts in one phrase."""
        return joined([self.act(name) for name in names], last)

    def role(self, name: str) -> str:
        """党委（党组）."""
        for words in (self.pack.vocabulary, self.shared):
            if name in words.roles:
                return words.roles[name].label
        return SUPPLIERS.get(name, name)

    def roles(self, names: Iterable[str]) -> str:
        """Several roles in one phrase."""
        return joined([self.role(name) for name in names], "、")

    def procedure(self, name: str) -> str:
        """问责."""
        found: Procedure | None = self.pack.procedures.get(name)
        return found.title if found else name

    def field(self, event: str, name: str) -> RecordField | None:
        """A field of an event type."""
        step = self.step(event)
        return step.record.get(name) if step else None

    def label_of_field(self, name: str, acts: Iterable[str] = ()) -> str:
        """The label of a field: of these acts, else of whichever fact or step has one of that name."""
        if name in BUILT_IN_FIELDS:
            return BUILT_IN_FIELDS[name]
        for act in acts:
            own = self.field(act, name)
            if own and own.label:
                return own.label
        for fields in self._records():
            found = fields.get(name)
            if found and found.label:
                return found.label
        return name

    def _records(self) -> Iterator[Mapping[str, RecordField]]:
        """Every set of fields: facts of the procedures first, then their steps, then the shared events."""
        for procedure in self.pack.procedures.values():
            yield from (procedure.matter, procedure.subject_facts)
            yield from (step.record for step in procedure.steps.values())
        for words in (self.pack.vocabulary, self.shared):
            yield from (step.record for step in words.events.values())

    def value(self, word: str) -> str:
        """The label of a list item, wherever it is declared."""
        for words in (self.pack.vocabulary, self.shared):
            for found in words.lists.values():
                if word in found.labels:
                    return found.labels[word]
        return self._items.get(word) or {"yes": "是", "no": "否"}.get(word, word)

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each word that can be a value, as the pack lists them."""
        lists = [
            found.labels for words in (self.pack.vocabulary, self.shared) for found in words.lists.values()
        ]
        listed = [word for one in (*lists, self._items) for word in one]
        return {word: place for place, word in reversed(list(enumerate(listed)))}

    @cached_property
    def _items(self) -> dict[str, str]:
        """The items of the pack's choices, by id."""
        bodies = [norm.body for norm in self.pack.norms if isinstance(norm.body, Choice)]
        return {i.id: i.label or self.provision(i.cite[0]) for body in bodies for i in body.items}

    def provision(self, at: str) -> str:
        """The label of a provision, or of the nearest one that holds it."""
        while at:
            if at in self.pack.provisions:
                return self.pack.provisions[at].label
            at = at.rpartition(".")[0]
        return ""


_ID = re.compile(r"[a-z][a-z0-9_.-]*[a-z0-9]|[a-z]+")


def translated(text: str, words: PackWords) -> str:
    """A note of the engine with the pack's words in place of its ids; what has no word stays."""

    def word(found: re.Match[str]) -> str:
        name = found[0]
        if words.step(name):
            return words.act(name)
        head, dot, last = name.rpartition(".")
        label = words.label_of_field(last, (head,) if dot else ())
        if label != last:
            return f"{words.act(head)}的{label}" if dot and words.step(head) else label
        role = words.role(name)
        return role if role != name else words.value(name)

    return _ID.sub(word, text)


def file_size(size: int) -> str:
    """Of a size in bytes ``0.3 MB``; below a tenth, kilobytes."""
    return f"{size / 1_048_576:.1f} MB" if size >= 104_858 else f"{max(1, size // 1024)} KB"


def joined(texts: list[str], last: str = "或者") -> str:
    """甲、乙或者丙."""
    if len(texts) < 2 or last == "、":
        return "、".join(texts)
    return "、".join(texts[:-1]) + last + texts[-1]


_PERIOD = re.compile(r"^(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{2})))?$")


def period_of(finding: Finding) -> str:
    """2025年, 2025年上半年, 2025年三季度, 2025年10月 of a duty that comes back; else nothing."""
    found = _PERIOD.match(finding.key or "") if finding.event is None else None
    if found is None:
        return ""
    year, half, quarter, month = found.groups()
    part = "上下"[int(half) - 1] + "半年" if half else ""
    part = "一二三四"[int(quarter) - 1] + "季度" if quarter else part
    return f"{year}年{f'{int(month)}月' if month else part}"


def words_of(ref: str) -> PackWords | None:
    """The words of ``id@version``; None where the pack is not installed."""
    library = installed_packs.installed()
    slug, _, day = ref.partition("@")
    if day:
        pack = library.exactly(slug, date.fromisoformat(day))
    else:
        versions = library.versions(slug)
        pack = versions[-1] if versions else None
    return PackWords(pack, library.shared) if pack else None


def force_sentence(pack: Pack, today: date) -> str:
    """现行有效 · 2019-09-01 起施行."""
    if pack.valid_to and pack.valid_to < today:
        return f"{pack.valid_to.isoformat()} 起失效 · {pack.version.isoformat()} 起施行"
    state = "现行有效" if pack.version <= today else "尚未施行"
    return f"{state} · {pack.version.isoformat()} 起施行"
