"""What papers a regulation calls for: ``papers.yaml`` beside the pack, templates with named fields.

A template is rendered in a sandbox and knows only the names documented in ``docs/papers.md``. What a
matter does not yet know prints as 〔待补：…〕 and is listed: a paper never guesses and never breaks off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import TemplateSyntaxError, Undefined
from jinja2.sandbox import SandboxedEnvironment

from zeren.papers.official.model import Form, OfficialDocument, paragraphs

KEYS = {
    "id": True,
    "label": True,
    "cite": True,
    "on": True,
    "kind": True,
    "title": True,
    "to": False,
    "body": True,
    "annexes": False,
    "copies": False,
    "mark": False,
    "served": False,
    "form": False,
}
FORMS: dict[str, Form] = {"": "document", "letter": "letter", "sheet": "sheet"}


_STOPS = re.compile("[；。]+。")


class BadPapers(ValueError):
    """A ``papers.yaml`` that can't be used: file, paper, key, and what was expected."""


@dataclass(frozen=True, slots=True)
class PaperSpec:
    """One kind of paper.

    ``on``: the event that it records (the paper is withheld while that event has an unexplained breach);
    ``kind``: the word of its document number (问、处…); ``served``: goes to the person concerned, without red head; ``form``: a letter (信函格式), or a
    form with a row for each heading (``sheet``).
    """

    id: str
    label: str
    cite: tuple[str, ...]
    on: str
    kind: str
    title: str
    body: str
    to: str = ""
    annexes: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    mark: str = ""
    served: bool = False
    form: Form = "document"

    @property
    def headed(self) -> bool:
        """Whether the organ's name stands in red at its head: also over a letter to the person concerned."""
        return bool(self.mark) and (self.form == "letter" or not self.served)


@dataclass(frozen=True, slots=True)
class Composed:
    """A paper with what it still lacks."""

    document: OfficialDocument
    missing: tuple[str, ...]


@lru_cache(maxsize=64)
def load_specs(pack_folder: Path) -> tuple[PaperSpec, ...]:
    """The papers of the pack in ``pack_folder``; none when there is no ``papers.yaml``.

    Raises:
        BadPapers: with file, paper and key.
    """
    file = pack_folder / "papers.yaml"
    if not file.is_file():
        return ()
    try:
        # every scalar is text, as in a pack: YAML would else read the key "on" as true
        raw = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except yaml.YAMLError as reason:
        raise BadPapers(f"{file.name}：不是有效的 YAML（{reason}） / not valid YAML") from reason
    listed = raw.get("papers") if isinstance(raw, dict) else None
    if not isinstance(listed, list):
        raise BadPapers(f"{file.name}：应有 papers 列表 / expected a list under 'papers'")
    return tuple(_spec(file.name, place, one) for place, one in enumerate(listed, 1))


def _spec(file: str, place: int, raw: Any) -> PaperSpec:
    name = f"{file} 第 {place} 份"
    if not isinstance(raw, dict):
        raise BadPapers(f"{name}：应为键值 / expected a mapping")
    unknown, missing = set(raw) - set(KEYS), {k for k, needed in KEYS.items() if needed} - set(raw)
    if unknown or missing:
        raise BadPapers(
            f"{name}：不认识的键 {sorted(unknown)}，缺 {sorted(missing)}"
            f" / unknown keys {sorted(unknown)}, missing {sorted(missing)}; allowed: {', '.join(KEYS)}"
        )
    for key in ("title", "body", "to"):
        _check_template(name, key, str(raw.get(key, "")))
    many = {key: tuple(str(v) for v in _as_list(raw.get(key))) for key in ("cite", "annexes", "copies")}
    plain = {
        key: str(raw.get(key, "")) for key in ("id", "label", "on", "kind", "title", "body", "to", "mark")
    }
    form = _form(name, str(raw.get("form", "")), headed=bool(plain["mark"]))
    return PaperSpec(**plain, **many, served=raw.get("served") == "yes", form=form)


def _form(name: str, told: str, *, headed: bool) -> Form:
    if told not in FORMS:
        raise BadPapers(
            f"{name} 的 form：“{told}”应为 letter、sheet 或者不写 / expected letter, sheet, or none"
        )
    if told == "letter" and not headed:
        raise BadPapers(f"{name}：信函要有 mark（发文机关名称）/ a letter needs its mark")
    return FORMS[told]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _check_template(name: str, key: str, text: str) -> None:
    try:
        _environment(_Gaps()).parse(text)
    except TemplateSyntaxError as reason:
        raise BadPapers(
            f"{name} 的 {key} 第 {reason.lineno} 行：{reason.message} / template error"
        ) from reason


@dataclass
class _Gaps:
    found: list[str] = field(default_factory=list)


def _environment(gaps: _Gaps) -> SandboxedEnvironment:
    class Gap(Undefined):
        """Prints as 〔待补：…〕 and is remembered."""

        def __str__(self) -> str:
            what = str(self._undefined_name)
            if what not in gaps.found:
                gaps.found.append(what)
            return f"〔待补：{what}〕"

        def __getattr__(self, name: str) -> Gap:
            if name.startswith("__"):
                raise AttributeError(name)
            return Gap(name=f"{self._undefined_name}.{name}")

        def __getitem__(self, name: str) -> Gap:
            if str(name).startswith("__"):
                raise LookupError(name)
            return Gap(name=f"{self._undefined_name}.{name}")

    return SandboxedEnvironment(undefined=Gap, autoescape=False, lstrip_blocks=True)


def compose(spec: PaperSpec, context: Mapping[str, Any], **parts: Any) -> Composed:
    """Fill ``spec`` from ``context``; ``parts`` are further parts of the document (number, dated, signed_by …)."""
    gaps = _Gaps()
    environment = _environment(gaps)

    def fill(text: str) -> str:
        # What was recorded often ends with a stop of its own.
        return _STOPS.sub("。", environment.from_string(text).render(context).strip())

    document = OfficialDocument(
        title=fill(spec.title),
        addressee=fill(spec.to) or None,
        body=paragraphs(fill(spec.body)),
        annexes=tuple(fill(text) for text in spec.annexes),
        copies_to=tuple(text for text in map(fill, spec.copies) if text),
        issuer_mark=(fill(spec.mark) or None) if spec.headed else None,
        form=spec.form,
        **parts,
    )
    return Composed(document, tuple(gaps.found))
