"""Batches, the Merkle tree and the signature."""

import hashlib
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from firmground.errors import PromiseBroken
from firmground.ledger.batches import FIRST, close_batch, is_signed_by, merkle_root
from tests.ledgers import START

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
LEAVES = [hashlib.sha256(bytes([number])).hexdigest() for number in range(5)]


def _close(hashes, after=None, now=START):
    return close_batch(hashes, office="centre", after=after, now=now, sign=KEY.sign)


def test_the_tree_is_that_of_rfc_6962():
    def leaf(text):
        return hashlib.sha256(b"\x00" + bytes.fromhex(text)).digest()

    def node(left, right):
        return hashlib.sha256(b"\x01" + left + right).digest()

    a, b, c = (leaf(text) for text in LEAVES[:3])
    assert merkle_root(LEAVES[:1]) == a.hex()
    assert merkle_root(LEAVES[:3]) == node(node(a, b), c).hex()


def test_another_order_or_number_of_entries_has_another_root():
    assert merkle_root(LEAVES) != merkle_root(LEAVES[::-1])
    assert merkle_root(LEAVES) != merkle_root(LEAVES[:4])


def test_a_batch_without_entries_is_never_made():
    with pytest.raises(PromiseBroken):
        _close([])


def test_a_batch_names_the_one_before_and_is_signed():
    first = _close(LEAVES[:2])
    second = _close(LEAVES[2:], after=first)

    assert (first.number, first.previous, second.number, second.previous) == (1, FIRST, 2, first.hash)
    assert is_signed_by(second, PUBLIC)
    assert not is_signed_by(second, b"\x01" * 32)


def test_recorded_at_never_goes_back_when_the_clock_does():
    first = _close(LEAVES[:2])
    second = _close(LEAVES[2:], after=first, now=START - timedelta(days=2))

    assert second.recorded_at == first.recorded_at
