"""The tally key: file and word lists, and every way in which they must fail."""

from __future__ import annotations

import json
import stat
from itertools import combinations
from pathlib import Path

import pytest
from nacl.pwhash import argon2id

from consult import cli
from consult.errors import BadInput, NotAllowed, UnsafeToStart
from consult.voting.keys import create_tally_key, join_key, load_key_file, public_key_of, save_key_file, split_key

PASSPHRASE = "correct horse battery"
FAST = {"ops": argon2id.OPSLIMIT_MIN, "memory": argon2id.MEMLIMIT_MIN}
KEY = create_tally_key()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tally.key"
    save_key_file(path, KEY, PASSPHRASE, **FAST)
    return path


def test_the_file_gives_the_key_back_and_hides_it(file: Path) -> None:
    assert load_key_file(file, PASSPHRASE) == KEY
    assert public_key_of(file) == KEY.public
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert KEY.secret.hex() not in file.read_text()
    assert KEY.secret.hex() not in repr(KEY)


def test_wrong_words_files_and_modes_are_refused(file: Path, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        load_key_file(file, PASSPHRASE + "!")
    with pytest.raises(BadInput):
        save_key_file(file, KEY, PASSPHRASE, **FAST)
    with pytest.raises(BadInput):
        save_key_file(tmp_path / "new", KEY, "short", **FAST)
    document = json.loads(file.read_text())
    for change in ({"public": "00" * 32}, {"salt": "x"}, {"format": "other"}, {"ops": "many"}):
        file.write_text(json.dumps({**document, **change}))
        with pytest.raises((BadInput, NotAllowed)):
            load_key_file(file, PASSPHRASE)
    file.write_text("no json")
    with pytest.raises(BadInput):
        public_key_of(file)
    file.chmod(0o640)
    with pytest.raises(UnsafeToStart):
        load_key_file(file, PASSPHRASE)


def test_any_two_of_three_word_lists_give_the_key() -> None:
    shares = split_key(KEY)
    assert [len(words.split()) for words in shares] == [33, 33, 33]
    for two in combinations(shares, 2):
        assert join_key([words.upper().replace(" ", "\n") for words in two], KEY.public) == KEY


def test_one_list_a_typing_error_or_another_key_is_refused() -> None:
    first, second, _ = split_key(KEY)
    wrong = first.split()
    wrong[5] = "academic" if wrong[5] != "academic" else "acid"
    other = split_key(create_tally_key())[1]
    for words, public in (
        ([first], KEY.public),
        ([first, first], KEY.public),
        ([" ".join(wrong), second], KEY.public),
        ([first, other], KEY.public),
        ([first, second], create_tally_key().public),
        (["", ""], KEY.public),
    ):
        with pytest.raises(BadInput):
            join_key(words, public)


def test_the_ceremony_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MITSPRACHE_KEY_PASSPHRASE", PASSPHRASE)
    key, words = tmp_path / "tally.key", tmp_path / "words"
    assert cli.main(["keys", "create", "--out", str(key), "--shares", str(words), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert len(made["shares"]) == 3
    again = tmp_path / "again.key"
    lists = made["shares"][1:]
    assert cli.main(["keys", "join", *lists, "--public", made["public"], "--out", str(again), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["public"] == made["public"]
    assert load_key_file(again, PASSPHRASE) == load_key_file(key, PASSPHRASE)
    assert cli.main(["keys", "show", str(again)]) == 0
    assert made["public"] in capsys.readouterr().out
    assert cli.main(["keys", "join", *lists, "--public", "zz", "--out", str(tmp_path / "no.key")]) == 2
    assert cli.main(["keys", "create", "--out", str(key)]) == 2
    assert cli.main(["keys", "register", "--data-dir", str(tmp_path / "data"), "--json"]) == 0
    made_register = Path(json.loads(capsys.readouterr().out)["file"])
    assert stat.S_IMODE(made_register.stat().st_mode) == 0o600
