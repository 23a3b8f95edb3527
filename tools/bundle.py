"""Make the offline bundle: one archive with every wheel, the program, packs and calendars, and a script that installs it.

``python tools/bundle.py [--out DIR] [--python 3.11 …]`` needs the package registry once; the machine that it is carried
to needs none. The wheels are those of the lock file, with its hashes, for every machine of ``MACHINES`` and every Python
that is asked for; none is built here, so what has no wheel for one of them stops the bundle by name.

Two typefaces that may be passed on (SIL Open Font License) go along with their licence, because a machine without any
Chinese one makes no paper and no registry is at hand there to get one from.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "zeren-offline"
LOCK = "requirements/run.txt"
MACHINES = ("x86_64", "aarch64")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# The oldest C library served. openEuler 20.03, Kylin V10 and UOS 20 have this one.
GLIBC = (2, 28)
TYPEFACES = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc")
FONTS = Path("/usr/share/fonts")
LICENCES = (
    "/usr/share/doc/fonts-noto-cjk/copyright",
    "/usr/share/licenses/google-noto-*cjk*/*",
    "/usr/share/licenses/noto-fonts-cjk/*",
)
CARRIED = (
    "src",
    "packs",
    "calendars",
    "requirements",
    "docs",
    "deploy",
    "pyproject.toml",
    "README.md",
    "README.zh-CN.md",
    "CHANGELOG.md",
)
INSTALL = Path(__file__).with_name("install.sh")


def platforms(machine: str) -> list[str]:
    """Every platform tag that a wheel for this machine may bear, the newest first (PEP 600, PEP 599)."""
    newer = [f"manylinux_{GLIBC[0]}_{minor}_{machine}" for minor in range(GLIBC[1], 16, -1)]
    return [*newer, f"manylinux2014_{machine}"]


def wheels(folder: Path, pythons: Iterable[str]) -> None:
    """Every wheel of the run-time lock file, for each kind of machine and each Python.

    Raises SystemExit: something of the lock file has no wheel for one of them, or another content than locked.
    """
    for python in pythons:
        for machine in MACHINES:
            if subprocess.run(download(folder, python, machine), cwd=ROOT).returncode:
                raise SystemExit(
                    f"没有做成安装包：{LOCK} 中有依赖缺少 Python {python}、{machine} 的 wheel（见上）。"
                    f" / No bundle: see above which requirement has no wheel for Python {python} on {machine}."
                )


def download(folder: Path, python: str, machine: str) -> list[str]:
    """The command that fetches the wheels for one Python on one machine."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "-r", LOCK, "--only-binary=:all:", "-d", str(folder)]
    command += ["--implementation", "cp", "--python-version", python]
    return [*command, *(f"--platform={platform}" for platform in platforms(machine))]


def typefaces() -> dict[str, Path]:
    """The typefaces of this machine that go along, and their licence, by the names that they get; empty: not all are here."""
    found = {name: path for name in TYPEFACES for path in sorted(FONTS.rglob(name))[:1]}
    licence = [path for where in LICENCES for path in sorted(Path("/").glob(where[1:]))]
    return found | {"LICENCE": licence[0]} if len(found) == len(TYPEFACES) and licence else {}


def fonts(folder: Path) -> None:
    """The typefaces. Raises SystemExit where this machine lacks them."""
    found = typefaces()
    if not found:
        raise SystemExit(
            f"没有做成安装包：本机缺字体 {'、'.join(TYPEFACES)} 或者其许可证（apt install fonts-noto-cjk）；不带字体的加 --no-fonts。"
            " / No bundle: the typefaces or their licence are not here; --no-fonts makes it without."
        )
    folder.mkdir()
    for name, path in found.items():
        shutil.copyfile(path, folder / name)


def bundle(out: Path, pythons: tuple[str, ...] = PYTHONS, with_fonts: bool = True) -> Path:
    """The archive, written whole or not at all."""
    with tempfile.TemporaryDirectory() as scratch:
        top = Path(scratch) / NAME
        (top / "wheels").mkdir(parents=True)
        wheels(top / "wheels", pythons)
        for name in CARRIED:
            _copy(ROOT / name, top / name)
        if with_fonts:
            fonts(top / "fonts")
        _script(top / "install.sh", pythons)
        _sums(top)
        made = Path(scratch) / f"{NAME}.tar.gz"
        with tarfile.open(made, "w:gz") as archive:
            archive.add(top, NAME)
        out.mkdir(parents=True, exist_ok=True)
        return Path(shutil.move(made, out / made.name))


def _script(target: Path, pythons: tuple[str, ...]) -> None:
    """The script that installs, knowing for which machines and Pythons it has wheels."""
    words = {
        "@machines@": " ".join(MACHINES),
        "@pythons@": " ".join(pythons),
        "@glibc@": f"{GLIBC[0]}.{GLIBC[1]}",
    }
    text = INSTALL.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(word, value)
    target.write_text(text, encoding="utf-8")
    target.chmod(0o755)


def _sums(top: Path) -> None:
    """The checksum of every file, which the script holds against the files before it installs anything."""
    files = sorted(path for path in top.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(top)}\n" for path in files]
    (top / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    else:
        shutil.copy2(source, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--python", nargs="+", choices=PYTHONS, default=PYTHONS, help="for these only")
    parser.add_argument("--no-fonts", action="store_true", help="without typefaces")
    asked = parser.parse_args()
    print(bundle(asked.out, tuple(asked.python), not asked.no_fonts))


if __name__ == "__main__":
    main()
