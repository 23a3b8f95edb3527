"""Each kind of document as it looks on paper, held against a kept picture.

The pictures were looked at by people. ``ZEREN_GOLDEN=write pytest tests/papers/test_golden.py`` makes them anew: look
at every one before it is kept. They hold for the typefaces named in ``families.json``; another machine leaves them out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from papers.kinds import ISSUES, KINDS, every, pdf_of
from zeren.papers.official.fonts import choose
from zeren.papers.official.pdf import render_pdf

KEPT = Path(__file__).parent / "golden"
DPI, GREYS, SQUARE = 60, 16, 6
MOST_ANYWHERE, MOST_IN_ALL = 40, 0.6
"""Of 255: in any square of six pixels (2.5 mm), and on the whole sheet. A line that moves by one changes a square by
100 and more; another rasteriser's smoothing by 20."""

pytestmark = [
    pytest.mark.anywhere,
    pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no pdftoppm"),
]


def sheets(pdf: bytes, folder: Path) -> Image.Image:
    """All sheets beside one another, grey."""
    (folder / "a.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-gray", "-png", "-r", str(DPI), "a.pdf", "s"], cwd=folder, check=True)
    found = [Image.open(path).convert("L") for path in sorted(folder.glob("s*.png"))]
    whole = Image.new("L", (sum(one.width for one in found), found[0].height), 255)
    for place, one in enumerate(found):
        whole.paste(one, (place * found[0].width, 0))
    return whole


def few_greys(picture: Image.Image) -> Image.Image:
    return picture.point(lambda value: round(value * (GREYS - 1) / 255) * 255 // (GREYS - 1))


def kept_file(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.quantize(GREYS).save(out, "PNG", optimize=True)
    return out.getvalue()


@pytest.mark.parametrize("kind", [*every(), *ISSUES])
def test_it_looks_as_it_did(kind: str, tmp_path: Path) -> None:
    fonts, named = choose().families, KEPT / "families.json"
    picture = few_greys(sheets(pdf_of(kind), tmp_path))
    if os.environ.get("ZEREN_GOLDEN") == "write":
        KEPT.mkdir(exist_ok=True)
        (KEPT / f"{kind}.png").write_bytes(kept_file(picture))
        named.write_text(json.dumps(fonts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if json.loads(named.read_text(encoding="utf-8")) != fonts:
        pytest.skip("other typefaces than those of the kept pictures")
    before = Image.open(KEPT / f"{kind}.png").convert("L")
    assert picture.size == before.size, "another number of sheets"
    off = ImageChops.difference(picture, before)
    squares = off.resize((off.width // SQUARE, off.height // SQUARE), Image.Resampling.BOX)
    assert squares.getextrema()[1] <= MOST_ANYWHERE and ImageStat.Stat(off).mean[0] <= MOST_IN_ALL


def test_a_line_that_moved_is_seen(tmp_path: Path) -> None:
    """The measure itself: the same sheet half a line lower is another one."""
    picture = few_greys(sheets(render_pdf(KINDS["served"]), tmp_path))
    moved = ImageChops.offset(picture, 0, 3)
    squares = ImageChops.difference(picture, moved).resize(
        (picture.width // SQUARE, picture.height // SQUARE), Image.Resampling.BOX
    )
    assert squares.getextrema()[1] > MOST_ANYWHERE
