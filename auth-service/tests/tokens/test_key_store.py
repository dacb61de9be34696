"""The key ring of one process beside others."""

from datetime import timedelta

import pytest

from auth_service.domain.refusals import Unavailable
from auth_service.storage.memory import InMemorySigningKeys
from auth_service.tokens.key_store import RING_LIFETIME, KeyStore, RotationRefused
from auth_service.tokens.sealing import SealBroken, Sealer

SECRET = "a secret of the tests"
ANY_TIME = {"published_for": timedelta(0), "keep_retired_for": timedelta(hours=1)}


@pytest.fixture
def open_store(parts):
    return lambda secret=SECRET: KeyStore(parts.signing_keys, Sealer(secret), parts.clock)


def test_processes_share_one_ring(open_store):
    assert open_store().ring() == open_store().ring()
    assert open_store().signing_key()[0] == open_store().signing_key()[0]


def test_other_processes_notice_a_rotation_within_the_lifetime_of_their_copy(open_store, clock):
    here, elsewhere = open_store(), open_store()
    old = elsewhere.ring()
    rotated = here.rotate(**ANY_TIME)
    assert here.ring() == rotated
    assert elsewhere.ring() == old
    clock.turn(RING_LIFETIME)
    assert elsewhere.ring() == rotated


def test_next_key_is_not_used_before_verifiers_know_it(open_store, clock):
    store = open_store()
    store.ring()
    clock.turn(timedelta(seconds=20))
    with pytest.raises(RotationRefused, match="rotate in 40 seconds"):
        store.rotate(published_for=timedelta(minutes=1), keep_retired_for=timedelta(hours=1))
    clock.turn(timedelta(seconds=40))
    assert store.rotate(published_for=timedelta(minutes=1), keep_retired_for=timedelta(hours=1))


def test_private_keys_are_worthless_without_the_secret(open_store, parts):
    private = open_store().signing_key()[1].private_bytes_raw()
    assert not [key for key in parts.signing_keys.find().keys if private in key.sealed_private]
    with pytest.raises(SealBroken, match="KEY_ENCRYPTION_SECRET"):
        open_store("another secret").signing_key()


class LostKeys(InMemorySigningKeys):
    is_lost = False

    def find(self):
        if self.is_lost:
            raise Unavailable
        return super().find()


def test_known_keys_are_published_while_the_database_is_away(clock):
    keys = LostKeys()
    running, started_later = (KeyStore(keys, Sealer(SECRET), clock) for _ in range(2))
    ring = running.ring()
    keys.is_lost = True
    for _ in range(3):
        clock.turn(RING_LIFETIME)
        assert running.ring() == ring
    with pytest.raises(Unavailable):
        started_later.ring()
