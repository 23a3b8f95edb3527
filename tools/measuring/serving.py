"""List pages as browsers get them: ``zeren run`` on the loopback, eight signed-in clients at once."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from measuring.figures import Figure, bar, part, spread
from measuring.filling import World
from zeren.access.accounts import acts as accounts
from zeren.records.actor import SYSTEM, Role
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person

CLIENTS = 8
EACH = 30
READING = 1.0
"""Seconds between two pages of a client that reads what it gets."""
PASSWORD = "jishi-20260316"
PAGES = (("worklist", "/?tab=mine"), ("organ's worklist", "/?tab=organ"), ("ledger", "/ledger"))


def pages(world: World) -> list[Figure]:
    """Each list page, with and without pauses; the server's memory in the end."""
    names = [_account(world, number) for number in range(CLIENTS)]
    made = []
    with _server() as (port, pid), bar() as progress:
        task = progress.add_task("pages", total=len(PAGES) * 2)
        clients = [Client(port, name) for name in names]
        for what, path in PAGES:
            for client in clients:
                client.again()
                client.get(path)
            for pause in (READING, 0.0):
                made.append(_figure(what, clients, path, pause, pid))
                progress.advance(task)
        made.append(_memory(pid))
    return made


def _account(world: World, number: int) -> str:
    """A case handler; each in another county, the last two over a city and the province."""
    person = Person.objects.get(pk=world.handlers[number * 10 % len(world.handlers)])
    depth = {CLIENTS - 2: 2, CLIENTS - 1: 1}.get(number, 3)
    organ = Organ.objects.get(pk=getattr(person, f"a{depth}"))
    account = accounts.make_account(SYSTEM, f"bench{number}", PASSWORD, person=person, organ=organ)
    accounts.give_role(SYSTEM, account, Role.CASE_HANDLER, organ, date(2024, 1, 1))
    return account.signin


# ---------------------------------------------------------------- server and clients


@contextmanager
def _server() -> Iterator[tuple[int, int]]:
    """``zeren run`` in a process of its own: its port and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    zeren = Path(sys.executable).with_name("zeren")
    server = subprocess.Popen(
        [zeren, "run", "--no-demo", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _until_open(port, server)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(20)


def _until_open(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


class Client:
    """A browser that keeps its connection and its cookies, and is signed in."""

    def __init__(self, port: int, name: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", "/signin")[1])
        assert token is not None
        form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token[1].decode()}
        status, _ = self.ask("POST", "/signin", urlencode(form))
        if status != 302:
            raise RuntimeError(f"{name} could not sign in: {status}")

    def again(self) -> None:
        """A new connection: one that lay idle may have been closed."""
        self.connection.close()

    def get(self, path: str) -> float:
        """Milliseconds until the whole page was there."""
        begin = time.perf_counter()
        status, body = self.ask("GET", path)
        took = (time.perf_counter() - begin) * 1000
        if status != 200 or len(body) < 2000:
            raise RuntimeError(f"{path}: {status}, {len(body)} bytes")
        return took

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        """Status and body."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read()


# ---------------------------------------------------------------- measuring


def _figure(what: str, clients: list[Client], path: str, pause: float, pid: int) -> Figure:
    each = EACH if pause == 0 else EACH // 2
    times: list[float] = []
    gate = threading.Barrier(len(clients))

    def reads(number: int, client: Client) -> None:
        gate.wait()
        time.sleep(pause * number / len(clients))
        for _ in range(each):
            times.append(client.get(path))
            time.sleep(pause)

    threads = [threading.Thread(target=reads, args=pair) for pair in enumerate(clients)]
    before, begin = _busy(pid), time.perf_counter()
    for client in clients:
        client.again()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, busy = time.perf_counter() - begin, (_busy(pid) - before) * 1000 / len(times)
    if len(times) != each * len(clients):
        raise RuntimeError(f"{path}: a client failed")
    times.sort()
    manner = f"each reading {pause:g} s between two pages" if pause else "without a pause"
    return Figure(
        f"page, {what}, {'reading' if pause else 'no pause'}",
        f"page: {what}, {len(clients)} clients, {manner}",
        f"{spread(times)}; {busy:.1f} ms of the processor a page; {len(times) / wall:.0f} pages/s",
        part(times, 0.95),
        f"{len(times)} pages from waitress on the loopback, one process; the clients run on the same machine",
        "p95 < 80 ms",
        part(times, 0.95) < 80,
    )


def _busy(pid: int) -> float:
    """Seconds of the processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> Figure:
    status = Path(f"/proc/{pid}/status").read_text()
    now, most = (int(re.search(rf"{key}:\s+(\d+)", status)[1]) / 1024 for key in ("VmRSS", "VmHWM"))  # type: ignore[index]
    return Figure(
        "memory",
        "memory of the server process",
        f"{now:.0f} MB resident, {most:.0f} MB at most",
        now,
        "after all pages above",
    )
