"""The feed as iCalendar (RFC 5545): one all-day event for each day on which something of the account falls due.

A calendar program keeps what it fetched on devices that this system knows nothing of, so an event says how many things
wait and nothing else: no name, no matter, no procedure, no provision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

AGAIN = timedelta(hours=4)
"""How often a program is asked to fetch anew."""
NAME = "责任　待办"


def calendar(account: str, link: str, counts: Mapping[date, Mapping[str, int]], now: datetime) -> bytes:
    """The feed of one account.

    Args:
        account: its sign-in name, of which only a digest goes out; link: the address of the worklist.
        counts: for each day how many, by the words for them, in their order.
    """
    made = Calendar()
    made.add("prodid", "-//Zeren//worklist//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", NAME)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    whose = hashlib.sha256(account.encode()).hexdigest()[:12]
    for day, found in sorted(counts.items()):
        made.add_component(_event(day, found, f"{day:%Y%m%d}-{whose}@zeren", link, now))
    return made.to_ical()


def _event(day: date, found: Mapping[str, int], uid: str, link: str, now: datetime) -> Event:
    one = Event()
    one.add("uid", uid)
    one.add("dtstamp", now)
    one.add("dtstart", day)
    one.add("dtend", day + timedelta(days=1))
    one.add("summary", "责任：" + "，".join(f"{words} {number} 项" for words, number in found.items()))
    one.add("description", "内容请登录系统查看。")
    one.add("url", link)
    one.add("transp", "TRANSPARENT")
    one.add("class", "PRIVATE")
    return one
