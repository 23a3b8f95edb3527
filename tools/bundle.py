"""Make the offline bundle: one archive with every wheel, the program, packs and calendars, and a script that installs it.

``python tools/bundle.py [--out DIR]`` needs the package registry once; the machine that it is carried to needs none.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "zeren-offline"
CARRIED = (
    "src",
    "packs",
    "calendars",
    "requirements",
    "docs",
    "pyproject.toml",
    "README.md",
    "README.zh-CN.md",
)
INSTALL = """#!/bin/sh
# Installs Zeren beside this script, from the wheels beside it; no network is used.
set -e
cd "$(dirname "$0")"
python=${PYTHON:-python3}
"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --no-index --find-links wheels --require-hashes -r requirements/run.txt
.venv/bin/python -m pip install --quiet --no-index --find-links wheels --no-deps --no-build-isolation -e .
echo "已安装。启动：.venv/bin/zeren run"
"""


def wheels(folder: Path) -> None:
    """Every wheel of the run-time lock file, for this kind of machine."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run([*command, "-r", "requirements/run.txt", "-w", str(folder)], cwd=ROOT, check=True)


def bundle(out: Path) -> Path:
    """The archive, written whole or not at all."""
    with tempfile.TemporaryDirectory() as scratch:
        top = Path(scratch) / NAME
        (top / "wheels").mkdir(parents=True)
        wheels(top / "wheels")
        for name in CARRIED:
            _copy(ROOT / name, top / name)
        script = top / "install.sh"
        script.write_text(INSTALL, encoding="utf-8")
        script.chmod(0o755)
        made = Path(scratch) / f"{NAME}.tar.gz"
        with tarfile.open(made, "w:gz") as archive:
            archive.add(top, NAME)
        out.mkdir(parents=True, exist_ok=True)
        return Path(shutil.move(made, out / made.name))


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    else:
        shutil.copy2(source, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    print(bundle(parser.parse_args().out))


if __name__ == "__main__":
    main()
