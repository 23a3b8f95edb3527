"""12380 for everybody: write, look once more, send; come back with code and passphrase; the other ways.

Every state is in the pages themselves. After coming back a signed word stands in the page for half an hour, so that
the passphrase is typed once and stands in no page.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zeren.desk.complaints import outside, tries, written
from zeren.desk.complaints.provisions import provisions
from zeren.desk.complaints.written import Form
from zeren.desk.components import Notice
from zeren.records import clock
from zeren.records.complaints import receipts, reporting
from zeren.records.errors import OutOfSight, Refused

SALT, MINUTES = "12380", 30


@outside.page
def write(request: HttpRequest) -> HttpResponse:
    """The form; ``do`` is preview, again (back from it) or submit."""
    if request.method != "POST":
        return _form(written.blank())
    form, do = written.read(request), request.POST.get("do", "submit")
    if do == "again":
        form.errors = {}
        return _form(form)
    try:
        reporting.check(form.given())
    except Refused as refused:
        form.add(refused)
    if form.errors:
        return _form(form, 422)
    if do == "preview":
        return outside.drawn("public_preview", "write", form=form, organ=_organ(form), on=clock.today())
    return _sent(form)


def _sent(form: Form) -> HttpResponse:
    if not tries.room():
        form.errors["organ"] = ["现在送来的太多，请过十分钟再提交；您写的都在这一页"]
        return _form(form, 429)
    try:
        receipt = reporting.submit(form.given())
    except reporting.AlreadyReceived:
        said = Notice(
            "care", "已经收到过这一份。", "查询码和口令只显示一次；抄下的，凭它回来。没有抄下，可以再写一份。"
        )
        return outside.drawn("public_said", "write", said=said, title="已经收到")
    except Refused as refused:
        form.add(refused)
        return _form(form, 422)
    return outside.drawn("public_receipt", "write", receipt=receipt, form=form, on=clock.today())


def _form(form: Form, status: int = 200) -> HttpResponse:
    organs = reporting.receiving()
    return outside.drawn(
        "public_write", "write", status, form=form, organs=organs, cites=provisions(outside=True)
    )


def _organ(form: Form) -> str:
    return next((one.name for one in reporting.receiving() if str(one.pk) == form.organ), "")


@outside.page
@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """Telephone, letter, visit."""
    return outside.drawn("public_ways", "ways", organs=reporting.receiving(), cites=provisions(outside=True))


# ---------------------------------------------------------------- coming back


@outside.page
def back(request: HttpRequest) -> HttpResponse:
    """Open with code and passphrase; then add, answer, decline, withdraw, tell of reprisal."""
    if request.method != "POST":
        return _door()
    if request.POST.get("do", "open") == "open":
        return _open(request)
    complaint = _known(request.POST.get("token", ""))
    if complaint is None:
        error = "隔得太久，请再输一次查询码和口令。您写的还在。"
        return _door(error=error, text=request.POST.get("text", ""), status=422)
    return _do(request, complaint)


def _open(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("code1", "") + request.POST.get("code2", "")
    words, text = request.POST.get("words", ""), request.POST.get("text", "")
    digest = receipts.digest_of(code)
    if not code.strip() or not words.strip():
        return _door(error="查询码和口令都要填", text=text, status=422)
    if not tries.allowed(digest):
        return _door(error="试得太多，请十分钟以后再来", text=text, status=429)
    complaint = reporting.come_back(code, words)
    if complaint is None:
        return _door(error="查询码或者口令不对。看看抄下的有没有写错；字母不分大小写", text=text, status=422)
    tries.right(digest)
    return _case(complaint, text=text)


def _door(error: str = "", text: str = "", status: int = 200) -> HttpResponse:
    return outside.drawn("public_door", "back", status, error=error, text=text)


def _token(complaint: int) -> str:
    return signing.dumps(complaint, salt=SALT, compress=False)


def _known(token: str) -> int | None:
    try:
        return int(signing.loads(token, salt=SALT, max_age=MINUTES * 60))
    except (signing.BadSignature, ValueError, TypeError):
        return None


SAID = {
    "add": "收到了。", "decline": "知道了，不影响办理。", "withdraw-yes": "已经撤回。已查明的仍要处理。",
    "reprisal": "收到了。受理的人会先看这一件。",
}  # fmt: skip


def _do(request: HttpRequest, complaint: int) -> HttpResponse:
    do, form = (
        request.POST.get("do", ""),
        Form(text=request.POST.get("text", "").replace("\r\n", "\n").strip()),
    )
    if do in ("withdraw", "look"):
        return _case(complaint, text=form.text, asks=do == "withdraw")
    written.files(request, form)
    clean = tuple(one.clean for one in form.files)
    acts: dict[str, Callable[[], None]] = {
        "add": lambda: reporting.write(complaint, form.text, clean),
        "decline": lambda: reporting.decline(complaint),
        "withdraw-yes": lambda: reporting.withdraw(complaint, form.text),
        "reprisal": lambda: reporting.report_reprisal(complaint, form.text, clean),
    }
    try:
        if form.errors:
            return _case(complaint, text=form.text, form=form, status=422)
        acts.get(do, lambda: None)()
    except Refused as refused:
        form.add(refused)
        return _case(complaint, text=form.text, form=form, status=422)
    return _case(complaint, form=form, said=SAID.get(do, ""))


def _case(
    complaint: int,
    *,
    text: str = "",
    form: Form | None = None,
    said: str = "",
    asks: bool = False,
    status: int = 200,
) -> HttpResponse:
    try:
        seen = reporting.seen(complaint)
    except OutOfSight:
        return _door(error="查询码或者口令不对", status=422)
    return outside.drawn(
        "public_case", "back", status, seen=seen, token=_token(complaint), text=text, form=form or Form(), said=said,
        asks=asks, cites=provisions(outside=True),
    )  # fmt: skip
