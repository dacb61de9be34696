"""Domain values <-> MongoDB documents. Nothing else knows what a field is called in the database."""

from __future__ import annotations

from typing import Any

from auth_service.domain.account import Account, Profile
from auth_service.domain.email_address import EmailAddress
from auth_service.domain.key_ring import KeyRing, KeyState, SigningKey
from auth_service.domain.letters import LetterKind, LetterOrder
from auth_service.domain.proof import Proof, Purpose
from auth_service.domain.role import Role
from auth_service.domain.session import Session, SessionState
from auth_service.domain.staff_act import Act, StaffAct

Document = dict[str, Any]

KEY_RING_ID = "signing"


def from_account(account: Account) -> Document:
    return {
        "_id": account.id,
        "email": account.email.text,
        "email_lc": account.email.canonical,
        "first_name": account.profile.first_name,
        "last_name": account.profile.last_name,
        "phone": account.profile.phone,
        "roles": sorted(role.value for role in account.roles),
        "password_hash": account.password_hash,
        "created_at": account.created_at,
        "session_epoch": account.session_epoch,
        "version": account.version,
        "known_addresses": list(account.known_addresses),
        "email_verified": account.email_verified,
        "locked_at": account.locked_at,
        "proofs": {purpose.value: _from_proof(proof) for purpose, proof in account.proofs.items()},
    }


def to_account(document: Document) -> Account:
    return Account(
        id=document["_id"],
        email=EmailAddress(text=document["email"], canonical=document["email_lc"]),
        profile=Profile(document["first_name"], document["last_name"], document["phone"]),
        roles=frozenset(Role(role) for role in document["roles"]),
        password_hash=document["password_hash"],
        created_at=document["created_at"],
        session_epoch=document["session_epoch"],
        version=document["version"],
        known_addresses=tuple(document["known_addresses"]),
        # Accounts of earlier versions have none of these.
        locked_at=document.get("locked_at"),
        email_verified=document.get("email_verified", False),
        proofs={Purpose(name): _to_proof(proof) for name, proof in document.get("proofs", {}).items()},
    )


def from_act(act: StaffAct) -> Document:
    return {
        "id": act.id,
        "at": act.at,
        "user_id": act.user_id,
        "act": act.act.value,
        "reason": act.reason,
        "detail": act.detail,
    }


def to_act(document: Document) -> StaffAct:
    return StaffAct(
        id=document["id"],
        at=document["at"],
        user_id=document["user_id"],
        act=Act(document["act"]),
        reason=document["reason"],
        # Acts of earlier versions have none.
        detail=document.get("detail"),
    )


def is_closed(document: Document) -> bool:
    return "closed_at" in document


def _from_proof(proof: Proof) -> Document:
    return {
        "token_hash": proof.token_hash,
        "email": proof.email.text,
        "email_lc": proof.email.canonical,
        "expires_at": proof.expires_at,
    }


def _to_proof(document: Document) -> Proof:
    email = EmailAddress(text=document["email"], canonical=document["email_lc"])
    return Proof(document["token_hash"], email, document["expires_at"])


def from_letter_order(order: LetterOrder) -> Document:
    return {
        "id": order.id,
        "kind": order.kind.value,
        "to": order.to,
        "sealed_token": order.sealed_token,
        "good_until": order.good_until,
        "other_address": order.other_address,
    }


def to_letter_order(document: Document) -> LetterOrder:
    sealed = document["sealed_token"]
    return LetterOrder(
        id=document["id"],
        kind=LetterKind(document["kind"]),
        to=document["to"],
        sealed_token=bytes(sealed) if sealed is not None else None,
        good_until=document["good_until"],
        other_address=document["other_address"],
    )


def from_session(session: Session) -> Document:
    return {
        "_id": session.id,
        "user_id": session.user_id,
        "epoch": session.epoch,
        "state": session.state.value,
        "family_hash": session.family_hash,
        "token_hash": session.token_hash,
        "previous_token_hash": session.previous_token_hash,
        "opened_at": session.opened_at,
        "rotated_at": session.rotated_at,
        "expires_at": session.expires_at,
        "user_agent": session.user_agent,
    }


def to_session(document: Document) -> Session:
    return Session(
        id=document["_id"],
        user_id=document["user_id"],
        epoch=document["epoch"],
        state=SessionState(document["state"]),
        family_hash=document["family_hash"],
        token_hash=document["token_hash"],
        previous_token_hash=document["previous_token_hash"],
        opened_at=document["opened_at"],
        rotated_at=document["rotated_at"],
        expires_at=document["expires_at"],
        # Sessions of earlier versions have none.
        user_agent=document.get("user_agent"),
    )


def from_key_ring(ring: KeyRing) -> Document:
    return {"_id": KEY_RING_ID, "version": ring.version, "keys": [_from_key(key) for key in ring.keys]}


def to_key_ring(document: Document) -> KeyRing:
    return KeyRing(keys=tuple(_to_key(key) for key in document["keys"]), version=document["version"])


def _from_key(key: SigningKey) -> Document:
    return {
        "kid": key.kid,
        "state": key.state.value,
        "public_x": key.public_x,
        "sealed_private": key.sealed_private,
        "created_at": key.created_at,
        "retired_at": key.retired_at,
    }


def _to_key(document: Document) -> SigningKey:
    return SigningKey(
        kid=document["kid"],
        state=KeyState(document["state"]),
        public_x=document["public_x"],
        sealed_private=bytes(document["sealed_private"]),
        created_at=document["created_at"],
        retired_at=document["retired_at"],
    )
