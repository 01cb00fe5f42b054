"""What is sealed opens with its key, in its place, unchanged, and not otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.vault import Unsealable, Vault

OLD, NEW = bytes(range(32)), bytes(range(1, 33))
PLAIN = b'{"access_token": "opened"}'


@given(plain=st.binary(max_size=200), place=st.text(max_size=20))
def test_what_was_sealed_opens_in_its_place(plain, place):
    """Every credential would be lost."""
    vault = Vault(NEW)
    assert vault.open(vault.seal(plain, bound_to=place), bound_to=place) == plain


def test_a_sealed_value_shows_nothing():
    """Whoever reads the database would read a token, or see that two are the same."""
    vault = Vault(NEW)
    sealed = vault.seal(PLAIN, bound_to="con_1")
    assert b"opened" not in sealed
    assert sealed != vault.seal(PLAIN, bound_to="con_1")
    assert len(sealed) == 1 + 4 + 12 + len(PLAIN) + 16


def test_a_sealed_value_does_not_open_elsewhere():
    """Whoever writes to the database could give one customer another's credential."""
    vault = Vault(NEW)
    with pytest.raises(Unsealable):
        vault.open(vault.seal(PLAIN, bound_to="con_1"), bound_to="con_2")


def test_no_changed_byte_goes_unseen():
    """Whoever writes to the database could change a plan."""
    vault = Vault(NEW)
    sealed = vault.seal(PLAIN, bound_to="con_1")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Unsealable):
            vault.open(bytes(changed), bound_to="con_1")


def test_what_is_cut_short_does_not_open():
    """A value that was cut by a column's width would be an error of the library."""
    vault = Vault(NEW)
    sealed = vault.seal(PLAIN, bound_to="con_1")
    for length in range(len(sealed)):
        with pytest.raises(Unsealable):
            vault.open(sealed[:length], bound_to="con_1")


def test_an_older_key_opens_and_the_first_seals():
    """A key could not be changed without losing every credential."""
    sealed = Vault(OLD).seal(PLAIN, bound_to="con_1")
    both = Vault(NEW, OLD)
    assert both.open(sealed, bound_to="con_1") == PLAIN
    again = both.seal(PLAIN, bound_to="con_1")
    assert Vault(NEW).open(again, bound_to="con_1") == PLAIN
    with pytest.raises(Unsealable):
        Vault(OLD).open(again, bound_to="con_1")


def test_an_error_says_nothing_of_the_content():
    """A log would hold a secret."""
    vault = Vault(NEW)
    sealed = vault.seal(PLAIN, bound_to="con_1")
    for opening in (lambda: vault.open(sealed, bound_to="x"), lambda: vault.open(b"", bound_to="")):
        with pytest.raises(Unsealable) as caught:
            opening()
        assert "opened" not in str(caught.value)
        assert "con_1" not in str(caught.value)
    assert NEW.hex() not in repr(vault)
    assert "x01" not in repr(vault)


def test_derived_keys_differ_by_purpose_and_by_key():
    """A signed cursor could be made from a sealed value."""
    derived = {
        Vault(key).derive(purpose) for key in (OLD, NEW) for purpose in ("cursor", "state", "")
    }
    assert len(derived | {OLD, NEW}) == 8
    assert {len(key) for key in derived} == {32}
    assert Vault(NEW, OLD).derive("cursor") == Vault(NEW).derive("cursor")


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    """A weaker key would be used."""
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(bytes(length))
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(NEW, bytes(length))
