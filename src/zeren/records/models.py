"""Every model of the records, gathered for Django. Code imports them from their noun's folder."""

from __future__ import annotations

from zeren.records.ballots.models import (
    Ballot,
    BallotAssent,
    BallotCode,
    BallotOption,
    BallotPaper,
    BallotPaperCount,
    BallotResult,
    BallotTeller,
    BallotVoted,
    BallotVoter,
)
from zeren.records.complaints.models import Complaint, ComplaintAbout, ComplaintEntry, ComplaintFile, Reporter
from zeren.records.documents.models import OfficialPaper, OfficialPaperEntry
from zeren.records.draws.models import Draw, TeamSeat
from zeren.records.duties.models import (
    Activity,
    ActivityDoer,
    ActivityTarget,
    Duty,
    DutyEntry,
    DutyHolder,
    DutyList,
    Occasion,
)
from zeren.records.letters.models import Letter, LetterRecipient
from zeren.records.lists.models import ListedPart, ListedProblem, ListedTask, Responsible, TaskPaper
from zeren.records.materials.models import Material, MaterialSection
from zeren.records.matters.models import (
    Attachment,
    Disposal,
    Draft,
    Event,
    EventPayload,
    HandOver,
    Matter,
    MatterCircle,
    MatterLink,
    MatterSubject,
    NumberSeries,
)
from zeren.records.obligations.models import Obligation
from zeren.records.organs.models import Organ
from zeren.records.packets.models import Packet, PacketItem, PacketPartner
from zeren.records.parameters.models import OrganParameter
from zeren.records.people.models import Appointment, Charge, Person, Post
from zeren.records.pool.models import PoolMember
from zeren.records.recusals.models import Recusal
from zeren.records.replies.models import IntegrityReply, ReplyEntry
from zeren.records.restrictions.models import Restriction
from zeren.records.retention.models import DisposalAnswer, DisposalProposal, PaperDisposal
from zeren.records.risks.models import Risk, RiskEntry, RiskMeasure, RiskRegister
from zeren.records.search.models import SearchGram, SearchUnit
from zeren.records.shares.models import MatterShare
from zeren.records.situations.models import Situation
from zeren.records.templates.models import PaperTemplate
from zeren.records.texts.models import Document, ProvisionText, TextVersion
from zeren.records.trail.models import ExportedHead, SentHead, TrailEntry, TrailHead, Verification

__all__ = [
    "Activity",
    "ActivityDoer",
    "ActivityTarget",
    "Appointment",
    "Attachment",
    "Ballot",
    "BallotAssent",
    "BallotCode",
    "BallotOption",
    "BallotPaper",
    "BallotPaperCount",
    "BallotResult",
    "BallotTeller",
    "BallotVoted",
    "BallotVoter",
    "Charge",
    "Complaint",
    "ComplaintAbout",
    "ComplaintEntry",
    "ComplaintFile",
    "Disposal",
    "DisposalAnswer",
    "DisposalProposal",
    "Document",
    "Draft",
    "Draw",
    "Duty",
    "DutyEntry",
    "DutyHolder",
    "DutyList",
    "Event",
    "EventPayload",
    "ExportedHead",
    "HandOver",
    "IntegrityReply",
    "Letter",
    "LetterRecipient",
    "ListedPart",
    "ListedProblem",
    "ListedTask",
    "Material",
    "MaterialSection",
    "Matter",
    "MatterCircle",
    "MatterLink",
    "MatterShare",
    "MatterSubject",
    "NumberSeries",
    "Obligation",
    "Occasion",
    "OfficialPaper",
    "OfficialPaperEntry",
    "PaperTemplate",
    "Organ",
    "OrganParameter",
    "PaperDisposal",
    "Packet",
    "PacketItem",
    "PacketPartner",
    "Person",
    "PoolMember",
    "Post",
    "ProvisionText",
    "Recusal",
    "ReplyEntry",
    "Reporter",
    "Responsible",
    "Restriction",
    "Risk",
    "RiskEntry",
    "RiskMeasure",
    "RiskRegister",
    "SearchGram",
    "SearchUnit",
    "SentHead",
    "Situation",
    "TaskPaper",
    "TeamSeat",
    "TextVersion",
    "TrailEntry",
    "TrailHead",
    "Verification",
]
