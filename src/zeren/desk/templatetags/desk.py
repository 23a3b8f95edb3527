"""Template tags that draw the components of :mod:`zeren.desk.components`.

Small components (sign, light) are built here, because a list page draws hundreds of them; larger ones
are templates under ``templates/desk/parts``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.loader import get_template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from zeren.desk import components as c
from zeren.desk import days
from zeren.records import clock

register = template.Library()


def _part(name: str, **context: Any) -> SafeString:
    """A template of ``parts`` with just what it needs."""
    return get_template(f"desk/parts/{name}.html").template.render(template.Context(context))  # type: ignore[attr-defined]


@register.simple_tag
def sign(name: str, tone: str = "") -> SafeString:
    """A symbol of the sprite. It never stands without words, so it is hidden from readers of the screen."""
    return format_html('<svg class="i {}" aria-hidden="true"><use href="#{}"/></svg>', tone, str(name))


@register.simple_tag
def light(value: c.Light | None) -> SafeString:
    """A light with its words."""
    if value is None:
        return mark_safe("")
    return format_html(
        '<span class="light {}"><svg class="i" aria-hidden="true"><use href="#{}"/></svg><b>{}</b></span>',
        value.tone,
        str(value.sign),
        value.words,
    )


@register.simple_tag
def cite(value: c.Citation | None, right: bool = False) -> SafeString:
    """A citation chip with its pop-over."""
    return _part("cite", c=value, rt=right or value.rt) if value else mark_safe("")


@register.simple_tag
def cited(parts: Sequence[str | c.Citation]) -> SafeString:
    """A running text with the chips of the provisions that it names; no blank parts a chip from the stop after it."""
    return format_html_join(
        "", "{}", ((part if isinstance(part, str) else _trimmed(cite(part)),) for part in parts)
    )


def _trimmed(made: str) -> SafeString:
    """What a template made, without the blanks around it; what is not escaped yet is escaped first."""
    return mark_safe(conditional_escape(made).strip())


@register.simple_tag
def bit(value: c.Bit) -> SafeString:
    """A piece of a sentence."""
    if value.light:
        shown = light(value.light)
        return format_html('<a class="lit" href="{}">{}</a>', value.url, shown) if value.url else shown
    if value.cite:
        return cite(value.cite)
    if value.url:
        inner = format_html('<a href="{}">{}</a>', value.url, value.text)
    else:
        inner = format_html("{}", value.text)
    classes = " ".join(name for name in (value.tone, "law" if value.law else "") if name)
    if value.strong:
        return format_html('<b class="{}">{}</b>', classes, inner)
    return format_html('<span class="{}">{}</span>', classes, inner) if classes else inner


@register.simple_tag(name="sum")
def day_sum(value: c.DaySum | None, calendar: c.Strip | None = None) -> SafeString:
    """The arithmetic of a day, with its strip calendar where there is one."""
    return _part("sum", s=value, strip=calendar) if value else mark_safe("")


@register.simple_tag
def strip(value: c.Strip | None) -> SafeString:
    """The strip calendar."""
    return _part("strip", s=value) if value else mark_safe("")


@register.simple_tag
def due(value: c.Due) -> SafeString:
    """A due day that opens to its sum."""
    return _part("due", d=value)


@register.simple_tag(takes_context=True)
def finding(context: template.Context, value: c.FindingBox) -> SafeString:
    """A finding box."""
    return _part("finding", f=value, csrf_token=context.get("csrf_token"))


@register.simple_tag(takes_context=True)
def say(context: template.Context, value: c.Notice | None) -> SafeString:
    """A notice."""
    return _part("say", n=value, csrf_token=context.get("csrf_token")) if value else mark_safe("")


@register.simple_tag
def sealed(value: c.Sealed) -> SafeString:
    """A sealed thing."""
    return _part("sealed", s=value)


@register.simple_tag
def empty(value: c.Empty | None) -> SafeString:
    """What is absent."""
    return _part("empty", e=value) if value else mark_safe("")


@register.simple_tag(takes_context=True)
def head(context: template.Context, value: c.Head) -> SafeString:
    """The head of the page."""
    return _part("head", h=value, csrf_token=context.get("csrf_token"))


@register.simple_tag(takes_context=True)
def button(context: template.Context, value: c.Button) -> SafeString:
    """A button: an act (a form with its token), a link, or something the browser does."""
    return _part("button", b=value, csrf_token=context.get("csrf_token"))


@register.simple_tag
def pager(value: c.Pages | None) -> SafeString:
    """Where one stands in a long list."""
    return _part("pager", p=value) if value else mark_safe("")


@register.simple_tag
def ledger(value: c.Grid) -> SafeString:
    """A ledger with its filter row."""
    return _part("ledger", g=value)


@register.simple_tag
def chooser(value: c.Grid) -> SafeString:
    """The chooser of columns (列 9 / 14)."""
    return _part("chooser", g=value)


@register.simple_tag
def axis(value: c.Axis) -> SafeString:
    """The time axis."""
    return _part("axis", a=value)


@register.filter
def highlight(text: str, words: str) -> SafeString:
    """Mark every occurrence of ``words`` (parts divided by spaces) in ``text``."""
    parts = [part for part in words.split() if part]
    return _marked(text, parts)


def _marked(text: str, parts: list[str]) -> SafeString:
    """Cut at the first of the parts that occurs, and go on with the rest."""
    found = min(((text.find(p), -len(p), p) for p in parts if p in text), default=None)
    if found is None:
        return format_html("{}", text)
    at, _, part = found
    rest = _marked(text[at + len(part) :], parts)
    return format_html("{}<mark>{}</mark>{}", text[:at], part, rest)


class TabsNode(template.Node):
    """Tabs; the enclosed text is the right end of the line."""

    def __init__(self, tabs: Any, inside: NodeList) -> None:
        self.tabs, self.inside = tabs, inside

    def render(self, context: template.Context) -> SafeString:
        """Draw the line of tabs."""
        return _part("tabs", tabs=self.tabs.resolve(context), right=_trimmed(self.inside.render(context)))


@register.tag
def tabs(parser: Parser, token: Token) -> TabsNode:
    """``{% tabs page.tabs %}排序：期限{% endtabs %}``."""
    _, name = token.split_contents()
    inside = parser.parse(("endtabs",))
    parser.delete_first_token()
    return TabsNode(parser.compile_filter(name), inside)


@register.filter
def in_cell(value: date | None) -> str:
    """A day as lists write it: with the year where it is another one than today's."""
    return days.in_cell(value, clock.today())


@register.filter
def gap(classes: Mapping[str, str], key: str) -> bool:
    """Whether a column begins another list: a line stands before it."""
    return "gap" in classes.get(key, "")


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """An entry of a mapping, or nothing."""
    return mapping.get(key)
