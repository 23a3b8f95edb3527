"""HTML to lines: one line a block of text, with the line of the source on which it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from zeren.law.texts.model import Ledger, Line

_DROPPED = frozenset(
    [
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "svg",
        "canvas",
        "button",
        "form",
        "select",
        "nav",
        "footer",
        "header",
        "aside",
        "object",
        "map",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "label",
        "mark",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "ins",
        "o:p",
    ]
)
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:nav|menu|footer|header|breadcrumb|crumbs?|share|sharing|qr\w*|\w*qr_\w*|\w*qr|comments?|copyright"
    r"|advert|ads?|related|recommend|sidebar|toolbar|editor|article-editor|pager|pagination)(?:$|[-_\s])",
    re.IGNORECASE,
)
_FRONT = re.compile(r"\A\s*---\n(?P<body>.*?)\n---[ \t]*(?=\n)", re.DOTALL)
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")


def lines(text: str, ledger: Ledger) -> list[Line]:
    """The visible lines of a page. Front matter between ``---`` is dropped with the markup."""
    text = _FRONT.sub(lambda found: "\n" * found[0].count("\n"), text)
    text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
    walker = _Walker(ledger)
    walker.walk(root)
    walker.close()
    return walker.out


class _Walker:
    """Gathers text until a block ends. ``line`` follows the source as closely as the parser tells."""

    def __init__(self, ledger: Ledger) -> None:
        self.out: list[Line] = []
        self.ledger = ledger
        self.line = 1
        self.pieces: list[str] = []
        self.start = 0

    def walk(self, element: etree._Element) -> None:
        """The element's text, its children and their tails, in order, without recursion."""
        for event, node in _events(element):
            if event == "open":
                self.line = max(self.line, _line(node))
                if self._is_block(node):
                    self.close()
                self.add(node.text)
                self.ledger.note("markup", max(1, self.line))
            else:
                if self._is_block(node):
                    self.close()
                self.add(node.tail if node is not element else None)

    def _is_block(self, node: etree._Element) -> bool:
        return not isinstance(node.tag, str) or node.tag not in _INLINE

    def add(self, text: str | None) -> None:
        """Text of the open block; its first visible sign fixes the line."""
        if not text:
            return
        if not self.start and text.strip():
            self.start = self.line + text[: len(text) - len(text.lstrip())].count("\n")
        self.line += text.count("\n")
        self.pieces.append(text)

    def close(self) -> None:
        """End of a block."""
        joined = re.sub(r"\s+", " ", "".join(self.pieces)).strip()
        if joined:
            self.out.append(Line(self.start, joined, True, False))
        self.pieces, self.start = [], 0


def _events(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """``open`` and ``close`` of every element that is shown; of what is dropped only ``close``, for its tail."""
    stack: list[tuple[str, etree._Element]] = [("open", root)]
    while stack:
        event, node = stack.pop()
        if event == "open" and _is_dropped(node):
            event = "close"
        yield event, node
        if event == "open":
            stack.append(("close", node))
            stack.extend(("open", child) for child in reversed(node))


def _is_dropped(node: etree._Element) -> bool:
    if not isinstance(node.tag, str) or node.tag in _DROPPED:
        return True
    if node.tag in ("body", "html", "article", "main"):
        return False
    marks = f"{node.get('class', '')} {node.get('id', '')}"
    hidden = "display:none" in (node.get("style") or "").replace(" ", "")
    return hidden or (bool(_FURNITURE.search(marks)) and len("".join(map(str, node.itertext()))) < 400)


def _line(node: etree._Element) -> int:
    found = node.sourceline
    return found if isinstance(found, int) else 0
