"""The key file is made once, for this user alone."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from segue.vault import keyfile
from segue.vault.keyfile import KeyFileError

KEYS = [bytes([n]) * 32 for n in (1, 2)]


def test_a_key_is_made_once_and_read_after_that(tmp_path):
    """Every restart would lose every credential."""
    path = tmp_path / "segue.key"
    made, fresh = keyfile.read_or_create(path)
    assert fresh
    assert [len(key) for key in made] == [32]
    assert keyfile.read_or_create(path) == (made, False)
    assert keyfile.read(path) == made
    assert [file.name for file in tmp_path.iterdir()] == ["segue.key"]


def test_only_its_owner_may_read_it(tmp_path):
    """Any user of the machine could open the credentials."""
    path = tmp_path / "segue.key"
    keyfile.read_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_folders_have_two_keys(tmp_path):
    """Every installation would have the same key."""
    first, _ = keyfile.read_or_create(tmp_path / "a")
    second, _ = keyfile.read_or_create(tmp_path / "b")
    assert first != second


def test_of_many_that_make_it_at_once_all_have_the_same(tmp_path):
    """One process would seal what another cannot open."""
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: keyfile.read_or_create(tmp_path / "key"), range(8)))
    assert len({keys for keys, _ in got}) == 1
    assert [fresh for _, fresh in got].count(True) == 1


def test_several_keys_may_stand_in_it(tmp_path):
    """A key could not be changed."""
    path = tmp_path / "key"
    path.write_bytes(b"\n".join(map(base64.b64encode, KEYS)) + b"\n")
    assert keyfile.read(path) == tuple(KEYS)


@pytest.mark.parametrize("content", [b"", b"\n", b"short", b"\xff" * 44, b"!" * 44])
def test_a_file_without_a_key_is_refused_by_name(tmp_path, content):
    """A cut file would be taken for a key, or shown in an error."""
    path = tmp_path / "segue.key"
    path.write_bytes(content)
    with pytest.raises(KeyFileError, match=r"segue\.key does not hold"):
        keyfile.read_or_create(path)


def test_a_file_that_cannot_be_made_or_read_is_named(tmp_path):
    """The operator would see a traceback."""
    with pytest.raises(KeyFileError, match="none/key cannot be made"):
        keyfile.read_or_create(tmp_path / "none" / "key")
    with pytest.raises(KeyFileError, match="cannot be read"):
        keyfile.read(tmp_path / "none")
