"""Whom a risk and its measures name: posts of the organ, departments under it, members of its leading group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from zeren.records import clock
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Charge, Person, Post
from zeren.records.risks.models import OwnerKind

LEADING = frozenset({"principal", "member", "team_member"})
"""Words of the packs for a post in the leading group."""


def leaders_of(organ: Organ, day: date | None = None) -> list[Person]:
    """Who answers for the organ on a day: its leading group by the posts held, and who is in charge of it (分管)."""
    day = day or clock.today()
    on_day = Q(start__lte=day) & (Q(end__isnull=True) | Q(end__gte=day))
    seats = Q(post__principal=True) | Q(post__post_class__in=LEADING)
    held = Appointment.objects.filter(on_day, seats, post__organ=organ).values("person")
    charged = Charge.objects.filter(on_day, organ=organ).values("person")
    return list(Person.objects.filter(Q(pk__in=held) | Q(pk__in=charged)).order_by("pk"))


def _by_words(rows: Iterable[tuple[int, Iterable[str]]]) -> dict[str, int | None]:
    """What each word means; None where it is several."""
    found: dict[str, int | None] = {}
    for pk, words in rows:
        for word in filter(None, dict.fromkeys(words)):
            found[word] = None if word in found and found[word] != pk else pk
    return found


class Owners:
    """The posts, departments and leaders of one organ, read once for a form or a workbook."""

    def __init__(self, organ: Organ) -> None:
        self.organ = organ
        posts = list(Post.objects.filter(organ=organ).order_by("pk"))
        below = list(Organ.objects.filter(superior=organ).order_by("rank", "pk"))
        self.leaders = leaders_of(organ)
        self.names = {
            **{f"post:{post.pk}": post.name for post in posts},
            **{f"organ:{one.pk}": one.name for one in below},
            **{f"person:{one.pk}": one.name for one in self.leaders},
        }
        self.codes = {post.code: post.pk for post in posts}
        self._posts = _by_words((p.pk, (p.code, p.name, f"{p.name}〔{p.code}〕")) for p in posts)
        self._below = _by_words((one.pk, (one.code, one.name, one.short)) for one in below)
        self._members = _by_words((p.pk, (p.code, p.name, f"{p.name}〔{p.code}〕")) for p in self.leaders)

    def post(self, text: str) -> tuple[int | None, str]:
        """The registered post that a word means with its name, or the word itself as the name of a kind of post."""
        pk = self._posts.get(text.strip())
        return pk, (self.names[f"post:{pk}"] if pk else text.strip())

    def post_written(self, pk: int | None, name: str) -> str:
        """A post as :meth:`post` reads it again: of two that are called alike with the code."""
        code = next((code for code, post in self.codes.items() if post == pk), "")
        return f"{name}〔{code}〕" if code and self._posts.get(name, pk) is None else name

    def owner(self, kind: str, text: str) -> tuple[str, str] | None:
        """Reference and name of who answers for a measure; None for a person who is no leader of the organ, or several."""
        text = text.strip()
        if kind == OwnerKind.MEMBER:
            member = self._members.get(text)
            return (f"person:{member}", self.names[f"person:{member}"]) if member else None
        noun, known = ("post", self._posts) if kind == OwnerKind.POST else ("organ", self._below)
        pk = known.get(text)
        return (f"{noun}:{pk}", self.names[f"{noun}:{pk}"]) if pk else ("", text)

    def written(self, owner: str, name: str) -> str:
        """A name as :meth:`owner` reads it again: of two who are called alike with the code."""
        pk = int(owner.partition(":")[2] or 0)
        same = owner.startswith("person:") and self._members.get(name, pk) is None
        code = next((p.code for p in self.leaders if p.pk == pk), "")
        return f"{name}〔{code}〕" if same and code else name

    @property
    def posts_offered(self) -> tuple[str, ...]:
        """The registered posts as :meth:`post` reads them."""
        return tuple(sorted(self.post_written(pk, self.names[f"post:{pk}"]) for pk in self.codes.values()))

    @property
    def offered(self) -> tuple[tuple[str, str], ...]:
        """What a field for names offers while one types: posts, departments, members."""
        kinds = {"post": "岗位", "organ": "部门", "person": "班子成员"}
        return tuple(
            (self.written(ref, name), kinds[ref.partition(":")[0]]) for ref, name in self.names.items()
        )
