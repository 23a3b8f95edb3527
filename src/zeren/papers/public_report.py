"""The public report of how problems were put right, as an official document and as a page that stands alone.

Both hold the report's reviewed words and nothing else: no viewer, no watermark, no number of the matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from zeren.law.addresses import to_chinese
from zeren.papers.official.model import Block, OfficialDocument, Paragraph
from zeren.records.lists.report import Report

DONE = "整改情况："
"""Before the paragraphs that say how a problem was put right."""

STYLE = """
html{background:#fff;color:#111}
body{max-width:46em;margin:0 auto;padding:2.5em 1.5em 4em;font:16px/1.9 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
h1{font-size:1.6em;line-height:1.4;text-align:center;margin:0 0 .6em}
.meta{text-align:center;color:#444;margin:0 0 2em}
h2{font-size:1.06em;line-height:1.7;margin:1.6em 0 .3em}
p{margin:.4em 0;text-indent:2em}
.meta,.by{text-indent:0}
.by{text-align:right;margin-top:2.4em}
@page{size:A4;margin:25mm 26mm}
@media print{body{max-width:none;padding:0;font-size:12pt}h2{page-break-after:avoid}p{orphans:2;widows:2}}
"""


def numbered(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each problem: its first paragraph with its number as a heading, then those on how it was put right. Where all
    is said in one paragraph there is no heading."""
    for number, (first, *others) in enumerate(report.problems, start=1):
        said = f"{_numeral(number)}、{first}"
        if others:
            done = others[0] if others[0].startswith("整改") else DONE + others[0]
            yield said, (done, *others[1:])
        else:
            yield "", (said,)


def _numeral(number: int) -> str:
    return to_chinese(number) if number < 1000 else str(number)


def period_line(report: Report) -> str:
    """Over which time the problems were put right."""
    return f"整改时段：{report.period}" if report.period else ""


def document(report: Report) -> OfficialDocument:
    """As an official document in the manner of GB/T 9704; its day is set by whoever publishes it."""
    body: list[Block] = [Paragraph(text) for text in report.opening]
    body += [Paragraph(period_line(report))] if report.period else []
    for head, done in numbered(report):
        body += [Paragraph(head, "1")] if head else []
        body += [Paragraph(text) for text in done]
    body += [Paragraph(text) for text in (*report.closing, *report.contact)]
    return OfficialDocument(title=report.title, body=tuple(body), signed_by=report.unit)


def page(report: Report) -> str:
    """As one HTML file for a website: its own style inside, no script, nothing fetched from elsewhere."""
    title = escape(report.title)
    parts = [f"<h1>{title}</h1>", f'<p class="meta">{escape(_meta(report))}</p>']
    parts += _paragraphs(report.opening)
    for head, done in numbered(report):
        heading = [f"<h2>{escape(head)}</h2>"] if head else []
        parts += ["<section>", *heading, *_paragraphs(done), "</section>"]
    parts += [*_paragraphs((*report.closing, *report.contact)), f'<p class="by">{escape(report.unit)}</p>']
    body = "\n".join(parts)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{STYLE}</style>\n'
        f"</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _meta(report: Report) -> str:
    return "　".join(filter(None, (report.unit, period_line(report))))


def _paragraphs(texts: tuple[str, ...]) -> list[str]:
    return [f"<p>{escape(text)}</p>" for text in texts]
