#!/bin/sh
# Names what a fresh machine still lacks, with the command that installs it.
python=${1:-python3}
if ! command -v "$python" >/dev/null 2>&1; then
  echo "缺 Python 3.11 或更新版本。Debian/Ubuntu：apt install python3 python3-venv；RHEL/openEuler：dnf install python3.11" >&2
  echo "Python 3.11 or newer is missing. Debian/Ubuntu: apt install python3 python3-venv; RHEL/openEuler: dnf install python3.11" >&2
  exit 2
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "$python 是 $("$python" -V 2>&1)，需要 3.11 或更新版本：apt install python3.11 python3.11-venv" >&2
  echo "$python is $("$python" -V 2>&1); 3.11 or newer is needed: apt install python3.11 python3.11-venv" >&2
  exit 2
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  echo "缺 venv 模块：apt install python3-venv" >&2
  echo "The venv module is missing: apt install python3-venv" >&2
  exit 2
fi
