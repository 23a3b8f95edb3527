"""Who gets what on every route: one row a route, one word for each of the cast.

``page`` it is shown; ``out`` 404, out of sight and not there are the same; ``role`` 403, the role does not do
this; ``to`` leads on; ``door`` to the sign-in; ``no`` the method is not taken; ``told`` refused with its reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CAST = (
    "chengban", "shuji", "shiwei", "zuzhi", "jiandu", "chayue", "xuncha", "shouli", "lianluo", "benren", "linxian",
    "xitong", "baomi", "shenji", "",
)  # fmt: skip
"""Case handler of the organ, committee secretary above, the superior committee's, organization officer, supervision
officer, viewer, member of an inspection team at the unit, who receives complaints, liaison of the unit, person
concerned, case handler of the neighbouring county, the three administrators, nobody."""

WITH_FACTOR = ("xitong", "baomi", "shenji", "jiwei", "shuji", "shiwei", "zuzhi")
"""Who gives a second factor at every sign-in of the demonstration."""

EVERYBODY = "page page page page page page page page page page page page page page door"
WRITERS = "page page page page page role page role role role page role role role door"
IN_SIGHT = "page page page page out page out out out out out out out out door"
LED = "page page page page out page out out to to out out out out door"
OF_THEIRS = "out out out out out out out out page page out out out out door"
OF_THE_UNIT = "out out out out out out out out page out out out out out door"
IN_HAND = "page page page page out out out out out out out out out out door"
"""Whoever sees the matter and records on it."""
OF_THE_DEPARTMENT = "out out out out page out out out out out out out out out door"
"""The organ to which the pack gives duties in a matter that another handles: nobody above it or beside it."""
OF_THE_PERSON = "out out out out out out out out out page out out out out door"
POSTED = "to to to to out told out out out out out out out out door"
TWO = "role role role role role role role role role role role page page role door"
AUDITS = "role role role role role role role role role role role role role page door"
POSTS_AUDIT = AUDITS.replace("page", "to")
FILES = "role page page page role role role role role role role role role role door"
ASKED = "page out out out out out out out out out out out out out door"
KEEPERS = "role role role page role role role role role role role page role role door"


POOL = "page page page page page page role role role role page role role role door"
POOL_KEPT = "page page page page page role role role role role page role role role door"
PRECHECK = "page page page page page page role role role role page role role role door"
PRECHECKED = PRECHECK.replace("page", "out")
REPLIES = "page role role role role role role role role role page role role role door"
DOCUMENTS = "page page page page page page page role role role page role role role door"
DOCUMENT = "page out out out out out out role role role out role role role door"
"""A draft of the organ of the case handler: nobody above or beside it."""
PACKETS = "page page page page page role role role role role page role role role door"
PACKET = "page page page page out role role role role role out role role role door"
EXCHANGE = "page page page page role role role role role role role role role role door"
"""The organ of the case handler exchanges packets, and whoever is above it reads; nobody of it leads."""
LEADS = "role role role role role role role role role role role role role role door"
STATISTICS = "page page page page page page page role role role page role role role door"
READERS = "page page page page page page page page page role page role role role door"
"""Whoever has a post's role reads what was issued."""
MAKERS = "page page page page page role role role role role page role role role door"
OF_THE_ISSUE = "page out out out out out out out out role out role role role door"
OF_THE_PIECE = "page out out out out role role role role role out role role role door"
"""An issue that is not out, and its pieces: the organ of the case handler alone."""
SITUATIONS = "page page page page page page role role role role page role role role door"
RISKS = "page page page page page page page role page role page role role role door"
RISKS_KEPT = "page page page page page role role role page role page role role role door"
DUTIES = "out page page page out page out out out out out role role role door"
DUTIES_KEPT = "out page page page out out out out out out out role role role door"
DUTIES_DONE = "out to to to out out out out out out out role role role door"
SECRETARYS = "out page out out out out out out out out out role role role door"
EXPLAINED = "out out out out out out out out out out out role role role door"
"""The duty of the committee's group was not missed."""
OVER = "page page page page page page out out page out page role role role door"
OWN_REPORT = "to page page page to role to to to to role role role role door"
RECEIVING = "role role role role page role role role role role role role role role door"
OWN_LIST = "to to to to to to to to to to to role role role door"
DUTIES_HOME = "to to to to to to page page to page to role role role door"
"""Who sees no list at all is told so."""
COMPLAINTS = "role page page role role role role page role role role role role role door"
COMPLAINT = "role out out role role role role page role role role role role role door"
BUSINESS = "page page page page page page page page page page page role role role door"
BALLOT = "page page page page page page out out out out out out out out door"
LETTER = "page page page page out page out out page out out role role role door"
FACTOR = "to"
"""Without a second factor: to the page that asks for it."""


@dataclass(frozen=True)
class Row:
    """A route: an address of it, the answers in the order of the cast; how it is asked."""

    url: str
    answers: str
    data: dict[str, Any] | None = None


ROWS = {
    # Who has a first page of another kind is led to it.
    "worklist": Row("/", "page page page page page page page to page to page to to to door"),
    "peek": Row("/worklist/peek/{task}", IN_SIGHT),
    "worklist-export": Row("/worklist/export.xlsx?tab=organ", EVERYBODY),
    "handover": Row("/worklist/handover?o={task}", WRITERS),
    "matters": Row("/matters/", EVERYBODY),
    "matter-start": Row("/matters/new", WRITERS),
    "matter-begin": Row("/matters/new/cn-2019-accountability/accountability", WRITERS),
    "matter-paste": Row("/matters/paste", WRITERS),
    # The neighbour chooses rows out of sight: nothing is chosen.
    "matter-batch": Row("/matters/batch?o={task}", "page page page page told role told role role role told role role role door"),
    "matter": Row("/matters/{pk}/", LED),
    "matter-record": Row("/matters/{pk}/record/{step}", POSTED, {"at": "2024-01-09", "by": "discipline_commission"}),
    "matter-draft": Row("/matters/{pk}/draft/{step}", "page page page page out role out out out out out out out out door", {"at": "2024-01-09"}),
    "matter-findings": Row("/matters/{pk}/findings", IN_SIGHT),
    "matter-records": Row("/matters/{pk}/records", IN_SIGHT),
    "matter-correct": Row("/matters/{pk}/records/{seq}/correct", IN_SIGHT),
    "matter-void": Row("/matters/{pk}/records/{seq}/void", "to to to to out to out out out out out out out out door", {"reason": "重复"}),
    "matter-materials": Row("/matters/{pk}/materials", IN_SIGHT),
    "matter-attachment": Row("/matters/{pk}/materials/{paper}", IN_SIGHT),
    "matter-paper": Row("/matters/{pk}/papers/{form}.docx", IN_SIGHT),
    "matter-rights": Row("/matters/{pk}/rights", LED),
    "matter-manage": Row("/matters/{pk}/manage", IN_SIGHT),
    "matter-manage-act": Row("/matters/{pk}/manage/close", POSTED, {"on": "2024-06-01", "reason": "办结"}),
    "matter-receipt": Row("/matters/{pk}/receipt", IN_SIGHT),
    "matter-guard": Row("/matters/{pk}/guard", IN_SIGHT),
    "matter-guard-act": Row("/matters/{pk}/guard/classify", POSTED, {"level": "秘密", "reason": "涉及线索"}),
    "matter-draw": Row("/matters/{inspection}/draw", IN_SIGHT),
    "matter-draw-list": Row("/matters/{inspection}/draw/{listed}.txt", IN_SIGHT),
    "matter-draw-act": Row("/matters/{inspection}/draw/draw", POSTED, {"seed": "426", "witnesses": "某某"}),
    # A teller sees the ballot without the matter; the voting page knows nobody.
    "matter-ballots": Row("/matters/{pk}/ballots", IN_SIGHT),
    "ballots": Row("/ballots", BUSINESS),
    "ballot": Row("/ballots/{ballot}", BALLOT),
    "ballot-edit": Row("/ballots/{ballot}/edit", IN_HAND),
    "ballot-form": Row("/ballots/{ballot}/form.pdf", BALLOT),
    "ballot-sheet": Row("/ballots/{counted}/sheet", BALLOT),
    "ballot-act": Row("/ballots/{ballot}/open", "to to to to told told out out out out out out out out door", {}),
    # Points are filled in by whoever records; who looks on gets no sheet to fill in.
    "scores": Row("/scores", BUSINESS),
    "matter-scores": Row("/matters/{scored}/scores", IN_SIGHT),
    "score-workbook": Row("/matters/{scored}/scores/workbook.xlsx", IN_SIGHT),
    "score-points": Row("/matters/{scored}/scores/points.xlsx", IN_HAND),
    "score-sheet": Row("/matters/{scored}/scores/{sheet}/{of_unit}", IN_SIGHT),
    "score-act": Row("/matters/{scored}/scores/{sheet}/{of_unit}/deliver", POSTED, {"p-1": "100", "p-2": "100"}),
    "matter-sheets": Row("/matters/{scoring}/sheets", IN_SIGHT),
    "matter-sheet": Row("/matters/{scoring}/sheets/1", IN_SIGHT),
    "sheet-export": Row("/matters/{scoring}/sheets/1.xlsx", IN_HAND),
    "sheet-conversion": Row("/matters/{scoring}/sheets/conversion", POSTED, {"points_excellent": "100", "points_good": "85", "points_average": "65", "points_poor": "40", "source": "甲文", "since": "2024-01-09"}),
    "vote": Row("/vote/", "page " * 15),
    "vote-done": Row("/vote/done", "page " * 15),
    # The pool is the keeping organ's and of those above; an inspection team looks into none.
    "pool": Row("/pool", POOL),
    "pool-export": Row("/pool/export.xlsx", POOL),
    "pool-new": Row("/pool/new", POOL_KEPT),
    "pool-member": Row("/pool/{member}", "page page page page out page role role role role out role role role door"),
    # The committee's duty list is its own and of those above; the secretary stands on it and signs.
    "duties": Row("/duties", DUTIES_HOME),
    "duties-over": Row("/duties/over/2024", OVER),
    "duties-over-export": Row("/duties/over/2024/export.xlsx", OVER),
    "duties-list": Row("/duties/{duty_organ}/2024", DUTIES),
    "duties-generate": Row("/duties/{duty_organ}/2024/generate", DUTIES_DONE, {"again": "1"}),
    "duties-add-body": Row("/duties/{duty_organ}/2024/bodies", DUTIES_DONE, {"capacity": ""}),
    "duties-restore": Row("/duties/{duty_organ}/2024/restored", DUTIES_DONE, {"number": "0"}),
    "duties-changes": Row("/duties/{duty_organ}/2024/changes", DUTIES),
    "duties-occasions": Row("/duties/{duty_organ}/2024/occasions", DUTIES),
    "duties-sign": Row("/duties/{duty_organ}/2024/sign", SECRETARYS),
    "duties-chart": Row("/duties/{duty_organ}/2024/chart", DUTIES),
    "duties-report": Row("/duties/{duty_organ}/2024/report/half", DUTIES),
    "duties-report-file": Row("/duties/{duty_organ}/2024/report/half.docx", DUTIES),
    "duties-chart-file": Row("/duties/{duty_organ}/2024/chart.docx", DUTIES),
    "duties-export": Row("/duties/{duty_organ}/2024/export.xlsx", DUTIES),
    "duties-explain": Row("/duties/{duty_organ}/2024/{duty}/explain", EXPLAINED),
    "duties-change": Row("/duties/{duty_organ}/2024/{duty}", DUTIES_KEPT),
    "activities": Row("/activities/{duty_organ}/2024", DUTIES),
    "activities-export": Row("/activities/{duty_organ}/2024/export.xlsx", DUTIES),
    "activity-new": Row("/activities/{duty_organ}/2024/new", DUTIES_KEPT),
    "activity": Row("/activities/{duty_organ}/2024/1", DUTIES),
    "activity-correct": Row("/activities/{duty_organ}/2024/1/correct", DUTIES_KEPT),
    "activity-attach": Row("/activities/{duty_organ}/2024/1/files", DUTIES_DONE, {"none": ""}),
    "activity-file": Row("/activities/{duty_organ}/2024/1/files/{duty_file}", DUTIES),
    "activity-act": Row("/activities/{duty_organ}/2024/1/void", DUTIES_DONE, {"reason": ""}),
    "gauge": Row("/gauge", OWN_LIST),
    "gauge-of": Row("/gauge/{duty_organ}/2024", DUTIES),
    "gauge-export": Row("/gauge/{duty_organ}/2024/export.xlsx", DUTIES),
    "gauge-records": Row("/gauge/{duty_organ}/2024/1/how-many-study", DUTIES),
    # The register of risks is the unit's and of those above; the commission and an inspection team look and do not enter.
    "risks": Row("/risks", RISKS),
    "risks-export": Row("/risks/export.xlsx", RISKS),
    "risk-new": Row("/risks/new", RISKS_KEPT),
    "risk": Row("/risks/{risk}", "page page page page out page page role page role out role role role door"),
    "risk-change": Row("/risks/{risk}/change", "out page page page out role role role page role out role role role door"),
    # A fact of the commission's matter; an inspection team and a liaison consider none.
    "situations": Row("/situations", SITUATIONS),
    "situation": Row("/situations/{situation}", "page page page page out page role role role role out role role role door"),
    "recusals": Row("/recusals", "page page page page page page page role role role page role role role door"),
    # Each ends the own declaration alone.
    "recusal-end": Row("/recusals/{recusal}/end", "to out out out out out out out out out out out out out door", {}),
    # Reminder letters: a red one about an errand of the commission for the unit, whose liaison it was shown to.
    "letters": Row("/letters/", BUSINESS),
    "letters-export": Row("/letters/export.xlsx", BUSINESS),
    "letter-new": Row("/letters/new?{errand}", "page page page page out role out role role role out role role role door"),
    "letter-figures": Row("/letters/figures", "page page page page page page page role role role page role role role door"),
    "letter": Row("/letters/{letter}/", LETTER),
    "letter-paper": Row("/letters/{letter}/letter.docx", LETTER),
    "letter-answer": Row("/letters/{letter}/answer", "out out out out out out out out to out out role role role door", {"text": "在办"}),
    "letter-withdraw": Row("/letters/{letter}/withdraw", "to to to to out told out out out out out role role role door", {"reason": "误发"}),
    "ledger": Row("/ledger", EVERYBODY),
    "ledger-export": Row("/ledger/export.xlsx", EVERYBODY),
    "library": Row("/library", EVERYBODY),
    "library-conflicts": Row("/library/conflicts", EVERYBODY),
    "library-import": Row("/library/import", EVERYBODY),
    "regulation": Row("/library/cn-2019-accountability", EVERYBODY),
    "cadres": Row("/cadres", EVERYBODY),
    "cadres-export": Row("/cadres/export.xlsx", EVERYBODY),
    "cadre": Row("/cadres/{person}", "page page page page page page page out page page out out out out door"),
    "cadre-file": Row("/cadres/{person}/file.pdf", "page page page page page page page out page page out out out out door"),
    "cadre-inventory": Row("/cadres/{person}/inventory.xlsx", "page page page page page page page out page page out out out out door"),
    "absences": Row("/absences", PRECHECK),
    # The neighbour's organs have nobody registered.
    "absences-export": Row("/absences/export.xlsx", "page page page page page page role role role role out role role role door"),
    "planning": Row("/planning", PRECHECK),
    "planning-export": Row("/planning/export.xlsx", "page page page page page page role role role role out role role role door"),
    "quotas": Row("/quotas", PRECHECK),
    "quotas-export": Row("/quotas/export.xlsx", PRECHECK),
    "training": Row("/training", PRECHECK),
    "training-export": Row("/training/export.xlsx", PRECHECK),
    "selection": Row("/selection", PRECHECK),
    "selection-export": Row("/selection/export.xlsx", PRECHECK),
    "reports-received": Row("/reports", RECEIVING),
    "reports-received-export": Row("/reports/export.xlsx", RECEIVING),
    "precheck": Row("/precheck", PRECHECK),
    "precheck-template": Row("/precheck/template.xlsx", PRECHECK),
    # Of the session that gave the list; nobody gave one.
    "precheck-list": Row("/precheck/list?list=0", PRECHECKED),
    "precheck-export": Row("/precheck/list.xlsx?list=0", PRECHECKED),
    "precheck-annotated": Row("/precheck/annotated.xlsx?list=0", PRECHECKED),
    "precheck-everybody": Row("/precheck/everybody", PRECHECK),
    "precheck-everybody-export": Row("/precheck/everybody.xlsx", PRECHECK),
    "precheck-one": Row("/precheck/people/{person}", "page page page page page page role role role role out role role role door"),
    "replies": Row("/replies", REPLIES),
    "reply-new": Row("/replies/new", REPLIES),
    # One of another organ and one that is not there are the same.
    "reply": Row("/replies/999999", REPLIES.replace("page", "out")),
    "reply-paper": Row("/replies/999999/paper.docx", REPLIES.replace("page", "out")),
    "documents": Row("/documents", DOCUMENTS),
    "document-numbers": Row("/documents/numbers", DOCUMENTS),
    "document-numbers-export": Row("/documents/numbers.xlsx", DOCUMENTS),
    "document-check": Row("/documents/check", DOCUMENTS),
    # A periodical: before it is out its makers alone; what was issued is read by every post.
    "bulletin": Row("/bulletin", READERS),
    "bulletin-new": Row("/bulletin/new", MAKERS),
    "bulletin-issue": Row("/bulletin/{issue}", OF_THE_ISSUE),
    "bulletin-read": Row("/bulletin/{issue}/read", OF_THE_ISSUE),
    "bulletin-sheets": Row("/bulletin/{issue}/sheets.png", OF_THE_ISSUE),
    "bulletin-paper": Row("/bulletin/{issue}/paper.docx", OF_THE_ISSUE),
    "bulletin-letters": Row("/bulletin/asked", MAKERS),
    # Another organ's letter, to the organ of the case handler.
    "bulletin-letter": Row("/bulletin/asked/{asking}", OF_THE_PIECE),
    "bulletin-ask": Row("/bulletin/{issue}/ask", OF_THE_PIECE),
    "bulletin-piece-new": Row("/bulletin/{issue}/write?section=news_section", OF_THE_PIECE),
    "bulletin-piece": Row("/bulletin/pieces/{piece}", OF_THE_PIECE),
    "packets": Row("/packets", PACKETS),
    "packet-cards": Row("/packets/cards", EXCHANGE),
    "packet-card": Row("/packets/cards/own.json", EXCHANGE),
    "packet-report": Row("/packets/report", EXCHANGE),
    "packet-assign": Row("/packets/assign", EXCHANGE),
    "packet-assign-template": Row("/packets/assign/template.xlsx", EXCHANGE),
    "packet-take": Row("/packets/take", LEADS),
    "packet": Row("/packets/{packet}", PACKET),
    "packet-receipt": Row("/packets/{packet}/receipt", LEADS, {}),
    "packet-item": Row("/packets/{packet}/items/0", PACKET),
    # A run is its beginner's alone; nobody of the cast has begun one.
    "merges": Row("/merges", DOCUMENTS),
    "merge": Row("/merges/0", DOCUMENTS.replace("page", "out")),
    "merge-step": Row("/merges/0/step", DOCUMENTS.replace("page", "out"), {}),
    "merge-file": Row("/merges/0/papers.zip", DOCUMENTS.replace("page", "out")),
    "paper-templates": Row("/templates", MAKERS),
    "paper-template-start": Row("/templates/start.docx", MAKERS),
    "paper-template": Row("/templates/{template}", OF_THE_PIECE),
    "paper-template-file": Row("/templates/{template}/original.docx", OF_THE_PIECE),
    "document-new": Row("/documents/new?matter={pk}&paper={form}", DOCUMENT.replace("page out out out out out", "page out out out out role")),
    "document": Row("/documents/{document}", DOCUMENT),
    "document-sheets": Row("/documents/{document}/sheets.png", DOCUMENT),
    "document-paper": Row("/documents/{document}/paper.docx", DOCUMENT),
    "organs": Row("/organs", EVERYBODY),
    "register-template": Row("/registers/people/template.xlsx", EVERYBODY),
    "register-import": Row("/registers/people/import", KEEPERS),
    "register-annotated": Row("/registers/people/annotated.xlsx?token=0", "role role role out role role role role role role role out role role door"),
    "search": Row("/search?q=甲事由", EVERYBODY),
    "signin": Row("/signin", "to to to to to to to to to to to to to to page"),
    "sign-out": Row("/signout", "no no no no no no no no no no no no no no no"),
    "lock": Row("/lock", "to to to to to to to to to to to to to to to"),
    # Accounts: the second factor, one's own factors, password and sessions; the secretary alone has a phone bound.
    "factor": Row("/factor", "to to to to to to to to to to to to to to door"),
    "factors": Row("/factors", EVERYBODY),
    "factor-bind": Row("/factors/code", EVERYBODY),
    "factor-passkey": Row("/factors/passkey", EVERYBODY),
    "factor-recovery": Row("/factors/recovery", "out told out out out out out out out out out out out out door", {}),
    "factor-remove": Row("/factors/remove/code", "out told out out out out out out out out out out out out door", {}),
    "factor-sessions": Row("/factors/sessions", "told told told told told told told told told told told told told told door", {}),
    "password": Row("/password", "told told told told told told told told told told told told told told door", {}),
    # The administrators, rights, delegations. The two change rights; the audit administrator neither sees nor decides.
    "rights-changes": Row("/rights", TWO),
    "rights-change-new": Row("/rights/new?kind=grant&account=chengban", TWO),
    "own-rights": Row("/rights/mine", EVERYBODY),
    "rights-change": Row("/rights/{change}/return", "role role role role role role role role role role role told to role door", {"reason": "依据不符"}),
    "accounts": Row("/accounts", TWO),
    "accounts-export": Row("/accounts/export.xlsx", TWO),
    "account": Row("/accounts/chengban", TWO),
    "vault-keys": Row("/vault/keys", TWO),
    "key-rotate": Row("/vault/keys/{change}/rotate", "role role role role role role role role role role role told told role door", {"proof": ""}),
    "key-rewrap": Row("/vault/keys/rewrap", "role role role role role role role role role role role to told role door", {"purpose": "vault"}),
    "delegations": Row("/delegations", "page page page page page page page page page role page role role role door"),
    # Taken back by who gave it, given back by who has it; to any other it is not there.
    "delegation-end": Row("/delegations/{delegation}/end", "out to out out to out out out out out out out out out door", {"reason": ""}),
    "handover-left": Row("/handover-left", "role page page role role role role role role role role role role role door"),
    # The trail and retention.
    "trail": Row("/trail", AUDITS),
    "trail-export": Row("/trail/export.csv", AUDITS),
    "trail-administrators": Row("/trail/administrators", AUDITS),
    "trail-verify": Row("/trail/verify", AUDITS),
    "trail-verify-step": Row("/trail/verify/{run}", POSTS_AUDIT, {}),
    "trail-report": Row("/trail/verify/{run}/report", AUDITS),
    "trail-head": Row("/trail/heads", AUDITS),
    "trail-head-paper": Row("/trail/heads/{head}", AUDITS),
    "trail-head-file": Row("/trail/heads/{head}.json", AUDITS),
    "retention": Row("/retention", FILES),
    "retention-register": Row("/retention/register", FILES),
    "retention-proposal": Row("/retention/{proposal}", FILES),
    # Consulting with approval: the handler asked, the commission's own principal (none of the cast) decides.
    "approvals": Row("/approvals", EVERYBODY),
    "approval-peek": Row("/approvals/peek/{consult}", ASKED),
    "approval-decide": Row("/approvals/{consult}/decide", ASKED.replace("page", "told"), {"outcome": "granted"}),
    "approval-forward": Row("/approvals/{consult}/forward", ASKED.replace("page", "told"), {"to": "jiwei"}),
    "approval-looks": Row("/approvals/{consult}/looks", ASKED),
    "approval-withdraw": Row("/approvals/{consult}/withdraw", ASKED.replace("page", "role")),
    "consult": Row("/consult", EVERYBODY),
    "consult-new": Row("/consult/new?person={person}", "page role role role page role role role role role out role role role door"),
    # Not yet granted: shut to the very people who are to look.
    "consulted": Row("/consult/{consult}/open", ASKED.replace("page", "out")),
    # The own desk: everybody has one, and on it stands what is their own.
    "own": Row("/own/", EVERYBODY),
    "own-materials": Row("/own/materials", EVERYBODY),
    # Of whoever is a person of the register; what holds content asks for the second factor first.
    "own-reports": Row("/own/reports", "page page page page page role page page page page role role role role door"),
    "own-report": Row("/own/reports/personal-matters/annual", OWN_REPORT),
    "own-report-draft": Row("/own/reports/personal-matters/annual/draft", OWN_REPORT, {"reasons": "甲"}),
    "own-report-read": Row("/own/reports/1", OWN_REPORT.replace("page", "out")),
    "own-submitted": Row("/own/submitted", EVERYBODY),
    "own-help": Row("/own/help", EVERYBODY),
    # What a person begins: of whoever is a person of the register.
    "own-begin": Row("/own/begin/zy-2014-absence-management/trip", "page page page page page role page page page page role role role role door"),
    "own-matter": Row("/own/{pk}/", OF_THEIRS),
    "own-act": Row("/own/{pk}/do/statement_submitted", OF_THE_PERSON.replace("page", "to"), {"text": "说明"}),
    "own-draft": Row("/own/{pk}/draft/statement_submitted", OF_THE_PERSON, {"text": "说明"}),
    "own-attachment": Row("/own/{pk}/papers/{paper}", OF_THE_PERSON),
    "own-challenge": Row("/own/{pk}/challenge", OF_THEIRS.replace("page", "to"), {"reason": "与承办人有过纠纷"}),
    "own-receipt": Row("/own/{pk}/receipts/{given}", OF_THE_PERSON),
    # What an organ has to do in a matter that the committee's office handles: its own share alone.
    "shares": Row("/shares/", EVERYBODY),
    "share": Row("/shares/{rectification}/organization_department/", OF_THE_DEPARTMENT),
    "share-act": Row("/shares/{rectification}/organization_department/do/department_reviewed", OF_THE_DEPARTMENT.replace("page", "to"), {"at": "2024-06-01"}),
    "share-draft": Row("/shares/{rectification}/organization_department/draft/department_reviewed", OF_THE_DEPARTMENT, {"at": "2024-06-01"}),
    "share-paper": Row("/shares/{rectification}/organization_department/papers/{given_paper}", OF_THE_DEPARTMENT),
    # The three lists: the organ's desk, and the unit's own part.
    "lists": Row("/lists", EVERYBODY),
    "lists-export": Row("/lists/export.xlsx", EVERYBODY),
    "lists-overview": Row("/lists/overview", EVERYBODY),
    "lists-overview-export": Row("/lists/overview/export.xlsx", EVERYBODY),
    "lists-checks": Row("/lists/checks", EVERYBODY),
    "matter-lists": Row("/matters/{pk}/lists", IN_SIGHT),
    "matter-lists-export": Row("/matters/{pk}/lists/export.xlsx", IN_SIGHT),
    "matter-lists-template": Row("/matters/{pk}/lists/template.xlsx", IN_SIGHT),
    "matter-lists-import": Row("/matters/{pk}/lists/import", IN_HAND),
    "matter-lists-annotated": Row("/matters/{pk}/lists/annotated.xlsx?token=0", IN_SIGHT.replace("page", "out")),
    "matter-list-problem-new": Row("/matters/{pk}/lists/new", IN_HAND),
    "matter-lists-public": Row("/matters/{pk}/lists/public", IN_SIGHT),
    # 秘密 by now for whoever may set a level (matter-guard-act above): it does not leave.
    "matter-lists-public-file": Row("/matters/{pk}/lists/public.docx?unit={unit}", IN_SIGHT.replace("page", "told", 4)),
    "matter-list-public": Row("/matters/{pk}/lists/{unit}/1/public", IN_SIGHT),
    "matter-list-paper": Row("/matters/{pk}/lists/papers/{evidence}", IN_SIGHT),
    "matter-list-take-over": Row("/matters/{pk}/lists/{unit}/take-over", IN_HAND.replace("page", "to"), {"giver": "0", "taker": "", "reason": ""}),
    "own-list-take-over": Row("/own/{pk}/lists/{unit}/take-over", OF_THE_UNIT.replace("page", "to"), {"giver": "0", "taker": "", "reason": ""}),
    "matter-list-problem": Row("/matters/{pk}/lists/{unit}/1", IN_SIGHT),
    "matter-list-task-new": Row("/matters/{pk}/lists/{unit}/1/new", IN_HAND),
    "matter-list-task": Row("/matters/{pk}/lists/{unit}/1/1", IN_SIGHT),
    # The coverage of a programme, which the county's matter about a person is not.
    "matter-coverage": Row("/matters/{programme}/coverage", IN_SIGHT),
    "matter-coverage-export": Row("/matters/{programme}/coverage/export.xlsx", IN_SIGHT),
    # A year of assessment, with one unit.
    "campaigns": Row("/campaigns", BUSINESS),
    "matter-campaign": Row("/matters/{scoring}/campaign", IN_SIGHT),
    "matter-campaign-export": Row("/matters/{scoring}/campaign/export.xlsx", IN_SIGHT),
    "campaign-onsite": Row("/matters/{scoring}/campaign/onsite", IN_SIGHT),
    "campaign-onsite-export": Row("/matters/{scoring}/campaign/onsite/export.xlsx", IN_SIGHT),
    "campaign-follow": Row("/matters/{scoring}/campaign/follow", IN_SIGHT),
    "campaign-follow-export": Row("/matters/{scoring}/campaign/follow/export.xlsx", IN_SIGHT),
    "campaign-vetoes": Row("/matters/{scoring}/campaign/vetoes", IN_SIGHT),
    "campaign-compare": Row("/matters/{scoring}/campaign/compare", IN_SIGHT),
    "campaign-open": Row("/matters/{scoring}/campaign/open", IN_HAND),
    "campaign-rows": Row("/matters/{scoring}/campaign/open/rows.xlsx", IN_HAND),
    "campaign-notice": Row("/matters/{scoring}/campaign/public", IN_SIGHT),
    "campaign-notice-file": Row("/matters/{scoring}/campaign/public.docx", IN_SIGHT),
    "reviews": Row("/reviews", BUSINESS),
    "review-export": Row("/reviews/export.xlsx", BUSINESS),
    "matter-veto": Row("/matters/{scored}/veto", IN_SIGHT),
    "own-lists": Row("/own/{pk}/lists", OF_THE_UNIT),
    "own-lists-export": Row("/own/{pk}/lists/export.xlsx", OF_THE_UNIT),
    "own-lists-template": Row("/own/{pk}/lists/template.xlsx", OF_THE_UNIT),
    "own-lists-import": Row("/own/{pk}/lists/import", OF_THE_UNIT),
    "own-lists-annotated": Row("/own/{pk}/lists/annotated.xlsx?token=0", OF_THE_UNIT.replace("page", "out")),
    "own-list-problem-new": Row("/own/{pk}/lists/new", OF_THE_UNIT),
    "own-lists-public": Row("/own/{pk}/lists/public", OF_THE_UNIT),
    "own-lists-public-file": Row("/own/{pk}/lists/public.docx?unit={unit}", OF_THE_UNIT),
    "own-list-public": Row("/own/{pk}/lists/{unit}/1/public", OF_THE_UNIT),
    "own-list-paper": Row("/own/{pk}/lists/papers/{evidence}", OF_THE_UNIT),
    "own-list-problem": Row("/own/{pk}/lists/{unit}/1", OF_THE_UNIT),
    "own-list-task-new": Row("/own/{pk}/lists/{unit}/1/new", OF_THE_UNIT),
    "own-list-task": Row("/own/{pk}/lists/{unit}/1/1", OF_THE_UNIT),
    # Complaints: the public channel knows nobody; the ledger is its officers' and principals'.
    "complaint-write": Row("/12380", "page " * 15),
    "complaint-back": Row("/12380/back", "page " * 15),
    "complaint-ways": Row("/12380/ways", "page " * 15),
    "complaints": Row("/complaints", COMPLAINTS),
    "complaints-export": Row("/complaints/export.xlsx", COMPLAINTS),
    "complaints-statistics": Row("/complaints/statistics", COMPLAINTS),
    "complaint-new": Row("/complaints/new", "role role role role role role role page role role role role role role door"),
    "complaint": Row("/complaints/{complaint}", COMPLAINT),
    "complaint-file": Row("/complaints/{complaint}/files/{proof}", COMPLAINT),
    "complaint-act": Row("/complaints/{complaint}/act", COMPLAINT.replace("page", "to"), {"act": "accepted", "on": "2024-06-28"}),
    # One is under way already.
    "unsealing-ask": Row("/complaints/{complaint}/unsealing", COMPLAINT.replace("page", "told"), {"purpose": "protect", "ground": "x", "looker": "shouli"}),
    "unsealings": Row("/unsealings", "role page page role page role role page role role role role role role door"),
    "unsealing": Row("/unsealings/{unsealing}", "role out out role page role role page role role role role role role door"),
    # No second factor in these sessions.
    "unsealing-look": Row("/unsealings/{unsealing}/look", f"role out out role {FACTOR} role role {FACTOR} role role role role role role door", {}),
    # The HTTP interface: its own operations have their table in tests/api.
    "statistics": Row("/statistics", STATISTICS),
    "statistic": Row("/statistics/zy-2015-responsibility-pursuit/year", STATISTICS),
    "statistic-records": Row("/statistics/zy-2015-responsibility-pursuit/year/records", STATISTICS.replace("page", "out")),
    "statistic-report": Row("/statistics/zy-2015-responsibility-pursuit/year/report.docx", STATISTICS.replace("page", "out")),
    "statistic-export": Row("/statistics/zy-2015-responsibility-pursuit/year/export.xlsx", STATISTICS),
    "calendar-feed": Row("/calendar/zeren_none.ics", "out " * 15),
    "tokens": Row("/tokens", EVERYBODY),
    "digest-address": Row("/tokens/mail", EVERYBODY.replace("page", "out"), {"mail": "x"}),
    "token-revoke": Row("/tokens/{token}/revoke", "to out out out out out out out out out out out to out door", {"do": "revoke"}),
    "openapi-json": Row("/api/openapi.json", "page page page page page page page page page page page page page page told"),
    "api-root": Row("/api/", "out out out out out out out out out out out out out out out"),
}  # fmt: skip
