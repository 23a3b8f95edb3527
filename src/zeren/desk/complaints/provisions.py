"""The provisions that the pages of complaints cite."""

from __future__ import annotations

from dataclasses import dataclass, replace

from zeren.desk.citing import Citer
from zeren.desk.components import Citation

REPORTS = "cn-2010-personal-matters-report"
HANDLING, INTERVIEWS = "cn-2021-organizational-handling", "zy-2015-interviews"
CHANNEL = Citation(
    "选任监督意见三",
    "《关于加强干部选拔任用工作监督的意见》三",
    summary="健全 12380 受理平台；群众反映的选人用人问题，要查核、处理。",
)


@dataclass(frozen=True, slots=True)
class Provisions:
    """The chips of one page."""

    channel: Citation
    verifying: Citation
    handling: Citation
    interviews: Citation


def provisions(*, outside: bool = False) -> Provisions:
    """The chips; on the public page they lead nowhere, for the library wants a sign-in."""
    citer = Citer([(REPORTS, ["13"]), (HANDLING, ["7.1.14"]), (INTERVIEWS, ["13.2"])])
    chips = [
        citer.chip(REPORTS, "13"),
        citer.chip(HANDLING, "7.1.14"),
        replace(citer.chip(INTERVIEWS, "13.2"), rt=True),
    ]
    if outside:
        chips = [replace(chip, url="") for chip in chips]
    return Provisions(CHANNEL, *chips)
