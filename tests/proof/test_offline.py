"""Carried to a machine without a network, the bundle installs, loads the demonstration and serves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.proof

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
    subprocess.run([sys.executable, "tools/bundle.py", "--out", str(out)], cwd=ROOT, check=True)
    with tarfile.open(out / "zeren-offline.tar.gz") as archive:
        archive.extractall(out, filter="data")
    return out / "zeren-offline"


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
