"""Every model of the records, gathered for Django. Code imports them from their noun's folder."""

from __future__ import annotations

from zeren.records.complaints.models import (
    Complaint,
    ComplaintAbout,
    ComplaintEntry,
    ComplaintFile,
    Reporter,
)
from zeren.records.matters.models import (
    Attachment,
    Disposal,
    Draft,
    Event,
    EventPayload,
    HandOver,
    Matter,
    MatterLink,
    MatterSubject,
    NumberSeries,
)
from zeren.records.obligations.models import Obligation
from zeren.records.organs.models import Organ
from zeren.records.parameters.models import OrganParameter
from zeren.records.people.models import Appointment, Charge, Person, Post
from zeren.records.restrictions.models import Restriction
from zeren.records.search.models import SearchGram, SearchUnit
from zeren.records.texts.models import Document, ProvisionText, TextVersion
from zeren.records.trail.models import TrailEntry, TrailHead

__all__ = [
    "Appointment",
    "Attachment",
    "Charge",
    "Complaint",
    "ComplaintAbout",
    "ComplaintEntry",
    "ComplaintFile",
    "Disposal",
    "Document",
    "Draft",
    "Event",
    "EventPayload",
    "HandOver",
    "Matter",
    "MatterLink",
    "MatterSubject",
    "NumberSeries",
    "Obligation",
    "Organ",
    "OrganParameter",
    "Person",
    "Post",
    "ProvisionText",
    "Reporter",
    "Restriction",
    "SearchGram",
    "SearchUnit",
    "TextVersion",
    "TrailEntry",
    "TrailHead",
]
