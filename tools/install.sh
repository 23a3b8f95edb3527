#!/bin/sh
# Installs Zeren beside this script, from the wheels beside it; no network is used. PYTHON names another Python.
set -e
cd "$(dirname "$0")"
machines="@machines@"
pythons="@pythons@"
glibc="@glibc@"

refuse() { # Chinese, English
  echo "没有安装：$1" >&2
  echo "Not installed: $2" >&2
  exit 1
}
among() { case " $2 " in *" $1 "*) return 0 ;; *) return 1 ;; esac; }
version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }
served() { among "$(version "$1")" "$pythons"; }

sha256sum --check --quiet SHA256SUMS ||
  refuse "安装包不完整或被改动。" "the bundle is not whole, or was altered."

machine=$(uname -m)
among "$machine" "$machines" ||
  refuse "本机是 $machine，安装包只适用于：$machines。" "this machine is $machine; the bundle serves: $machines."

library=$(getconf GNU_LIBC_VERSION 2>/dev/null || echo none)
library=${library#glibc }
[ "$(printf '%s\n' "$glibc" "$library" | sort -V | head -n 1)" = "$glibc" ] && [ "$library" != none ] ||
  refuse "本机的 C 库（$library）过旧或不是 glibc，需要 glibc $glibc 或更新版本。" \
    "the C library of this machine ($library) is too old or no glibc; glibc $glibc or newer is needed."

python=
tried=
for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
  command -v "$name" >/dev/null 2>&1 || continue
  tried="$tried $name=$(version "$name")"
  if served "$name"; then python=$name; break; fi
done
[ -n "$python" ] ||
  refuse "没有可用的 Python。安装包适用于 Python：$pythons；找到：${tried:- 无}。" \
    "no Python that fits. The bundle serves Python: $pythons; found:${tried:- none}."
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
  refuse "$python 缺 venv 模块，请安装系统的 python3-venv 包。" "$python has no venv module: install python3-venv."

"$python" -m venv --clear .venv
pip() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels "$@"; }
pip --require-hashes -r requirements/run.txt
pip --no-deps --no-build-isolation -e .
# Whoever serves may not write here: compiled once, now.
.venv/bin/python -m compileall -q src
echo "已安装（Python $(version "$python")，$machine）。启动：$PWD/.venv/bin/zeren run"
