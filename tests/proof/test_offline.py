"""Carried to a machine without a network, the bundle installs, loads the demonstration and serves.

For the machines that are not this one, every wheel is held against the lock file and its own tags.
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import typst
from packaging import tags
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name, parse_wheel_filename

from zeren.papers.official.fonts import choose

ROOT = Path(__file__).resolve().parents[2]


def tool() -> ModuleType:
    """tools/bundle.py, which is no package."""
    spec = importlib.util.spec_from_file_location("bundle_of_tools", ROOT / "tools" / "bundle.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUNDLE = tool()
KINDS = list(itertools.product(BUNDLE.PYTHONS, BUNDLE.MACHINES))

SERVES = """
import subprocess, sys, time, urllib.request
server = subprocess.Popen([".venv/bin/zeren", "run", "--port", "8097"], stdout=subprocess.PIPE, text=True)
try:
    for line in server.stdout:
        if "已启动" in line:
            break
    answer = urllib.request.urlopen("http://127.0.0.1:8097/signin", timeout=30)
    print(answer.status, "登录" in answer.read().decode())
finally:
    server.terminate()
"""


def without_network(command: list[str]) -> list[str]:
    """The command in a network namespace of its own, with nothing but a loopback."""
    line = 'ip link set lo up 2>/dev/null || true; exec "$@"'
    return ["unshare", "--net", "sh", "-c", line, "sh", *command]


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle, unpacked where no checkout is near."""
    out = tmp_path_factory.mktemp("bundle")
    command = [sys.executable, "tools/bundle.py", "--out", str(out)]
    command += [] if BUNDLE.typefaces() else ["--no-fonts"]
    subprocess.run(command, cwd=ROOT, check=True)
    with tarfile.open(out / "zeren-offline.tar.gz") as archive:
        archive.extractall(out, filter="data")
    return out / "zeren-offline"


@pytest.mark.proof
@pytest.mark.skipif(
    shutil.which("unshare") is None or os.geteuid() != 0, reason="a network namespace needs root"
)
def test_it_installs_and_serves_without_any_network(carried: Path, tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "ZEREN_HOME": str(tmp_path / "data"),
        "LANG": "C.UTF-8",
    }
    subprocess.run(without_network(["./install.sh"]), cwd=carried, env=environment, check=True, timeout=600)
    script = tmp_path / "serves.py"
    script.write_text(SERVES, encoding="utf-8")
    done = subprocess.run(
        without_network([sys.executable, str(script)]),
        cwd=carried,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.stdout.strip() == "200 True", done.stderr[-2000:]


@pytest.mark.proof
def test_a_bundle_that_was_altered_installs_nothing(carried: Path, tmp_path: Path) -> None:
    altered = tmp_path / "altered"
    shutil.copytree(carried, altered, ignore=shutil.ignore_patterns(".venv"))
    with (altered / "src" / "zeren" / "__init__.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    done = subprocess.run(["./install.sh"], cwd=altered, capture_output=True, text=True)
    assert done.returncode == 1 and "没有安装" in done.stderr and not (altered / ".venv").exists()


def locked() -> Iterator[tuple[Requirement, set[str]]]:
    """Each requirement of the lock file with the sums that it admits."""
    text = (ROOT / BUNDLE.LOCK).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            asked, *sums = line.split("--hash=sha256:")
            yield Requirement(asked), {each.strip() for each in sums}


def fitting(python: str, machine: str) -> set[tags.Tag]:
    """The tags that a wheel may have for this Python on this machine."""
    version = tuple(int(part) for part in python.split("."))
    platforms = BUNDLE.platforms(machine)
    own = tags.cpython_tags(version, platforms=platforms)
    return {*own, *tags.compatible_tags(version, f"cp{version[0]}{version[1]}", platforms)}


def wanted(requirement: Requirement, python: str, machine: str) -> bool:
    """Whether a Linux of this kind needs it at all."""
    here = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": machine,
    }
    return requirement.marker is None or requirement.marker.evaluate(here)


@pytest.mark.proof
@pytest.mark.parametrize(("python", "machine"), KINDS)
def test_every_requirement_has_its_wheel_for_each_machine(carried: Path, python: str, machine: str) -> None:
    fits = fitting(python, machine)
    held = {}
    for path in (carried / "wheels").iterdir():
        name, version, _, bears = parse_wheel_filename(path.name)
        if bears & fits:
            held[name, str(version)] = hashlib.sha256(path.read_bytes()).hexdigest()
    needed = [(each, sums) for each, sums in locked() if wanted(each, python, machine)]
    assert len(needed) > 40
    for requirement, sums in needed:
        (pinned,) = requirement.specifier
        found = held.get((canonicalize_name(requirement.name), pinned.version))
        assert found in sums, (
            f"{requirement.name} {pinned.version}: no locked wheel, Python {python}, {machine}"
        )


@pytest.mark.proof
@pytest.mark.parametrize(("python", "machine"), KINDS)
def test_pip_finds_all_of_it_in_the_bundle_alone(
    carried: Path, tmp_path: Path, python: str, machine: str
) -> None:
    command = BUNDLE.download(tmp_path, python, machine)
    alone = [*command, "--no-index", "--find-links", str(carried / "wheels")]
    subprocess.run(alone, cwd=carried, check=True)
    assert len(list(tmp_path.iterdir())) == sum(wanted(each, python, machine) for each, _ in locked())


@pytest.mark.proof
def test_no_wheel_was_built_on_the_way(carried: Path) -> None:
    """One that was built here would serve this machine alone, and bear no locked sum."""
    sums = set().union(*(each for _, each in locked()))
    for path in (carried / "wheels").iterdir():
        assert path.suffix == ".whl" and hashlib.sha256(path.read_bytes()).hexdigest() in sums, path.name


HERE = pytest.mark.skipif(not BUNDLE.typefaces(), reason="no typefaces that may be passed on")


@HERE
def test_typefaces_go_along_with_their_licence(tmp_path: Path) -> None:
    BUNDLE.fonts(tmp_path / "fonts")
    assert {path.name for path in (tmp_path / "fonts").iterdir()} == {*BUNDLE.TYPEFACES, "LICENCE"}
    licence = (tmp_path / "fonts" / "LICENCE").read_text(encoding="utf-8", errors="replace")
    assert "Open Font License" in licence or "OFL" in licence


@HERE
def test_with_them_a_machine_without_a_chinese_typeface_makes_papers(tmp_path: Path) -> None:
    BUNDLE.fonts(tmp_path / "fonts")
    made = typst.Fonts(False, False, [tmp_path / "fonts"]).families()
    chosen = choose(frozenset(made))
    assert (chosen.families["body"], chosen.families["black"]) == ("Noto Serif CJK SC", "Noto Sans CJK SC")


def test_a_machine_that_lacks_them_makes_no_bundle_by_oversight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BUNDLE, "FONTS", tmp_path)
    with pytest.raises(SystemExit, match="--no-fonts"):
        BUNDLE.fonts(tmp_path / "fonts")
    assert not (tmp_path / "fonts").exists()


def test_it_is_made_for_the_pythons_that_are_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    admitted = SpecifierSet(declared["requires-python"])
    assert all(each in admitted for each in BUNDLE.PYTHONS)
    assert BUNDLE.PYTHONS[0] in declared["requires-python"]


@pytest.fixture
def hollow(tmp_path: Path) -> Path:
    """A bundle of nothing but its script and a folder in which commands of the machine are played."""
    BUNDLE._script(tmp_path / "install.sh", ("3.11", "3.12"))
    BUNDLE._sums(tmp_path)
    (tmp_path / "played").mkdir()
    return tmp_path


def play(hollow: Path, **commands: str) -> subprocess.CompletedProcess[str]:
    """The script, on a machine where these commands print these words."""
    for name, words in commands.items():
        command = hollow / "played" / name
        command.write_text(f"#!/bin/sh\necho '{words}'\n", encoding="utf-8")
        command.chmod(0o755)
    path = f"{hollow / 'played'}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "PYTHON": "python3"}
    return subprocess.run(["./install.sh"], cwd=hollow, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("commands", "says"),
    [
        ({"uname": "loongarch64"}, ("loongarch64", "x86_64 aarch64")),
        ({"uname": "aarch64", "getconf": "glibc 2.17"}, ("2.17", "2.28")),
        ({"uname": "x86_64", "getconf": "glibc 2.27"}, ("2.27", "2.28")),
        ({"uname": "x86_64", "getconf": ""}, ("glibc 2.28",)),
        ({"uname": "x86_64", "getconf": "glibc 2.28", "python3": "3.10"}, ("3.10", "3.11 3.12")),
        ({"uname": "aarch64", "getconf": "glibc 2.40", "python3": "3.13"}, ("3.13", "3.11 3.12")),
    ],
)
def test_another_machine_is_refused_with_what_was_found_and_what_is_served(
    hollow: Path, commands: dict[str, str], says: tuple[str, ...]
) -> None:
    done = play(hollow, **commands)
    assert done.returncode == 1 and "没有安装" in done.stderr and "Not installed" in done.stderr
    for words in says:
        assert done.stderr.count(words) == 2, done.stderr
    assert not (hollow / ".venv").exists()


@pytest.mark.parametrize(
    "commands",
    [
        {"uname": "aarch64", "getconf": "glibc 2.28", "python3": "3.11"},
        {"uname": "x86_64", "getconf": "glibc 2.39", "python3": "3.12"},
    ],
)
def test_a_machine_that_is_served_passes_every_question(hollow: Path, commands: dict[str, str]) -> None:
    """It goes on to make the environment, which the played Python does not make."""
    done = play(hollow, **commands)
    assert "没有安装" not in done.stderr and ".venv" in done.stderr
