"""Passkeys (WebAuthn Level 2), by the ``fido2`` library: what the browser is asked, and whether its answer is right.

A passkey belongs to the host name under which the page was open. An address of figures is no such name.
"""

from __future__ import annotations

import ipaddress
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

MOST_CHARACTERS = 20_000
ALGORITHM = 3
"""The label of the algorithm in a COSE key (RFC 9052)."""
WRONG = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    NotImplementedError,
    RecursionError,
    AssertionError,
    struct.error,
)
"""What the library raises for an answer that is none."""


class Unproven(ValueError):
    """The browser's answer does not prove a passkey of this account at this site."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the page is open: host name without port, and the whole origin."""

    host: str
    origin: str

    @property
    def takes_passkeys(self) -> bool:
        """Whether the host is a name, as browsers want it."""
        try:
            ipaddress.ip_address(self.host.strip("[]"))
        except ValueError:
            return bool(self.host)
        return False


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser is asked (JSON), and what must be kept until it answers."""

    options: str
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proven:
    """A passkey that answered rightly: its public credential and its counter."""

    credential: bytes
    id: bytes
    count: int


def ask_for_new(site: Site, user: int, signin: str, name: str, there: Sequence[bytes]) -> Asked:
    """Ask for a new passkey; those that are there are not made twice."""
    entity = PublicKeyCredentialUserEntity(id=str(user).encode(), name=signin, display_name=name or signin)
    options, state = _server(site).register_begin(
        entity,
        [AttestedCredentialData(c) for c in there],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return Asked(json.dumps(dict(options)), state)


def read_new(site: Site, state: dict[str, Any], answer: str) -> Proven:
    """The new passkey. Raises Unproven."""
    try:
        found = _server(site).register_complete(state, _data(answer))
        made = found.credential_data
        if made is None or made.public_key.get(ALGORITHM) not in CoseKey.supported_algorithms():
            raise ValueError("no credential that can be checked")
    except WRONG as reason:
        raise Unproven(str(reason)) from None
    return Proven(bytes(made), made.credential_id, found.counter)


def ask(site: Site, there: Sequence[bytes]) -> Asked:
    """Ask for one of these passkeys."""
    options, state = _server(site).authenticate_begin(
        [AttestedCredentialData(c) for c in there], user_verification=UserVerificationRequirement.PREFERRED
    )
    return Asked(json.dumps(dict(options)), state)


def read(site: Site, state: dict[str, Any], answer: str, there: Sequence[bytes]) -> Proven:
    """Which of these passkeys answered. Raises Unproven."""
    try:
        data = _data(answer)
        found = _server(site).authenticate_complete(state, [AttestedCredentialData(c) for c in there], data)
        count = AuthenticationResponse.from_dict(data).response.authenticator_data.counter
    except WRONG as reason:
        raise Unproven(str(reason)) from None
    return Proven(bytes(found), found.credential_id, count)


def _server(site: Site) -> Fido2Server:
    rp = PublicKeyCredentialRpEntity(id=site.host, name="责任")
    return Fido2Server(rp, verify_origin=lambda origin: origin == site.origin)


def _data(answer: str) -> dict[str, Any]:
    if len(answer) > MOST_CHARACTERS:
        raise ValueError("too long")
    data = json.loads(answer)
    if not isinstance(data, dict):
        raise ValueError("no object")
    return data
