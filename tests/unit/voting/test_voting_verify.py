"""The verifier refuses each changed bit, and forgeries that mend all hashes but not the sense."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from consult import cli
from consult.voting.board import canonical_json, merkle_path, merkle_root, merkle_verify
from consult.voting.bundle import Bundle, manifest_of
from consult.voting.receipts import ballots, entries, look_up, prove
from consult.voting.verify import verify
from tests.voting_kit.town import approve, open_town, some_content

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bundle, dict[str, str]]:
    """A bundle and the receipts (board number by tracker) of its online voters."""
    place = tmp_path_factory.mktemp("bundle")
    town = open_town(f"sqlite:///{place / 'urn.db'}")
    town.urn.open_board("budget", {"tally_key": town.key.public.hex()})
    chance = random.Random(5)
    receipts = {}
    for voter in range(30):
        receipt = town.cast(f"{voter}", some_content(town.style, chance))
        receipts[receipt.tracker] = receipt.board_number
        if voter == 10:
            town.urn.post_batch("budget")
    town.post("40", approve(1, 2))
    town.post("41", approve(3))
    bundle = town.close(place / "public", town.election(rule="mes", completion="add1u"))
    town.urn.close()
    return bundle, receipts


@pytest.fixture
def folder(published: tuple[Bundle, dict[str, str]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(published[0].path, tmp_path / "copy"))


def test_the_published_folder_verifies_alone(folder: Path) -> None:
    program = [sys.executable, "-I", str(folder / "verify.py"), str(folder)]
    done = subprocess.run([*program, "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) | {"notes": []} == {"ok": True, "findings": [], "notes": []}
    (folder / "cvrs.jsonl").write_bytes((folder / "cvrs.jsonl").read_bytes() + b"\n")
    assert subprocess.run(program, capture_output=True, check=False).returncode == 1
    assert subprocess.run([*program[:-1], "nowhere"], capture_output=True, check=False).returncode == 2


def test_the_verifier_is_short_enough_to_be_read() -> None:
    from consult.voting import verify as module

    source = Path(module.__file__).read_text("utf-8")
    assert len(source.splitlines()) <= 500
    imported = {line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names


def flips(data: bytes, bits: list[int]) -> Any:
    for bit in bits:
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def test_each_changed_bit_is_refused(folder: Path, published: tuple[Bundle, dict[str, str]]) -> None:
    chance = random.Random(1)
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        everything = list(range(len(data) * 8))
        bits = chance.sample(everything, min(150, len(everything)))
        if path.name == "manifest.json":  # nothing vouches for it but itself: one bit of every byte
            bits = [8 * byte + chance.randrange(8) for byte in range(len(data))]
        for changed in flips(data, bits):
            path.write_bytes(changed)
            assert verify(folder, tally=False).findings, path.name
        path.write_bytes(data)
    assert verify(folder, published[0].root).findings == []


def test_missing_and_added_files_are_refused(folder: Path) -> None:
    (folder / "more.txt").write_text("x")
    assert verify(folder).findings == ["more.txt: not named in the manifest"]
    (folder / "more.txt").unlink()
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        path.unlink()
        assert verify(folder).findings == [f"{path.name}: missing"]
        path.write_bytes(data)


def rows(files: Files, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files[name].splitlines()]


def put_rows(files: Files, name: str, values: list[dict[str, Any]]) -> None:
    files[name] = "".join(canonical_json(value) + "\n" for value in values).encode()


def edit(name: str, change: Callable[[Any], Any]) -> Callable[[Files], None]:
    def forge(files: Files) -> None:
        document = json.loads(files[name])
        files[name] = (canonical_json(change(document) or document) + "\n").encode()

    return forge


def edit_rows(name: str, change: Callable[[list[dict[str, Any]]], Any]) -> Callable[[Files], None]:
    def forge(files: Files) -> None:
        values = rows(files, name)
        change(values)
        put_rows(files, name, values)

    return forge


def spoil_choice(values: list[dict[str, Any]]) -> None:
    next(value for value in values if value["choices"])["choices"][0][0] = "P99"


def swap_vote(values: list[dict[str, Any]]) -> None:
    value = next(value for value in values if value["choices"] == [["P3", 1]])
    value["choices"] = [["P4", 1]]


def none_and_choices(values: list[dict[str, Any]]) -> None:
    next(value for value in values if value["choices"])["none"] = True


def rename_tracker(values: list[dict[str, Any]]) -> None:
    values[0]["tracker"] = "0000-0000-001"


def steal_box(values: list[dict[str, Any]]) -> None:
    values[1]["data"]["boxes"].pop()


FORGERIES: dict[str, Callable[[Files], None]] = {
    "a ballot left out": edit_rows("cvrs.jsonl", lambda values: values.pop()),
    "a ballot twice": edit_rows("cvrs.jsonl", lambda values: values.insert(1, values[0])),
    "ballots out of order": edit_rows("cvrs.jsonl", lambda values: values.reverse()),
    "a vote changed": edit_rows("cvrs.jsonl", swap_vote),
    "an unknown project": edit_rows("cvrs.jsonl", spoil_choice),
    "none with choices": edit_rows("cvrs.jsonl", none_and_choices),
    "a made-up tracker": edit_rows("cvrs.jsonl", rename_tracker),
    "a box taken off the board": edit_rows("board.jsonl", steal_box),
    "an entry taken off the board": edit_rows("board.jsonl", lambda values: values.pop(1)),
    "a root changed": edit("roots.json", lambda days: days[0].update(root="0" * 64)),
    "a winner exchanged": edit("result.json", lambda result: result["winners"].reverse()),
    "a cost changed": edit("result.json", lambda result: result.update(cost_cents=1)),
    "votes added": edit("result.json", lambda result: result["votes"].update(P1=99)),
    "a figure moved": edit("figures.json", lambda figures: figures["channels"]["post"].update(late=1)),
    "two figures moved": edit("figures.json", lambda f: f["channels"]["online"].update(counted=29, superseded=1)),
    "envelopes hidden": edit("figures.json", lambda f: f["opening"]["paper"].update(opened=1)),
    "another budget": edit("election.json", lambda election: election.update(budget_cents=1)),
    "another key": edit("election.json", lambda election: election.update(tally_key="00" * 32)),
    "another vote": edit("election.json", lambda election: election.update(consultation="other")),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_with_mended_hashes_is_found(name: str, folder: Path) -> None:
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}
    FORGERIES[name](files)
    for file, data in files.items():
        (folder / file).write_bytes(data)
    manifest = manifest_of("budget", files)
    (folder / "manifest.json").write_text(canonical_json(manifest) + "\n")
    assert verify(folder).findings


def test_the_printed_root_finds_a_perfect_forgery(folder: Path, published: tuple[Bundle, dict[str, str]]) -> None:
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}
    files["index.html"] = b"<!doctype html><title>Other</title>"
    (folder / "index.html").write_bytes(files["index.html"])
    (folder / "manifest.json").write_text(canonical_json(manifest_of("budget", files)) + "\n")
    assert verify(folder).findings == []
    assert verify(folder, published[0].root).findings == ["the printed root is another one"]


def test_command_says_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert cli.main(["verify", str(folder)]) == 0
    assert "OK     root " in capsys.readouterr().out
    (folder / "verify.py").write_text("raise SystemExit(0)")
    assert cli.main(["verify", str(folder), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"] == ["verify.py: changed since it was published"]
    assert cli.main(["verify", str(folder / "nowhere"), "--json"]) == 2
    assert capsys.readouterr().out == ""


def test_everyone_finds_their_vote_and_its_box(published: tuple[Bundle, dict[str, str]]) -> None:
    bundle, receipts = published
    listed = list(ballots(bundle.path))
    assert len(listed) == 32
    for cvr in listed:
        found = look_up(bundle.path, cvr.tracker.lower().replace("-", " "))
        assert found is not None
        assert found.content == cvr.content
    assert look_up(bundle.path, "0000-0000-000") is None
    board = entries(bundle.path)
    for number in receipts.values():
        proof = prove(board, number)
        assert proof is not None
        assert proof.holds()
    assert prove(board, "0000-0000-0000") is None


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13])
def test_merkle_paths_prove_only_their_own_leaf(count: int) -> None:
    leaves = [bytes([n]) * 32 for n in range(count)]
    root = merkle_root(leaves)
    for index, leaf in enumerate(leaves):
        path = merkle_path(leaves, index)
        assert merkle_verify(leaf, index, count, path, root)
        assert not merkle_verify(b"other", index, count, path, root)
        assert not merkle_verify(leaf, index, count, (*path, leaf), root)
        assert not any(merkle_verify(leaf, other, count, path, root) for other in range(count) if other != index)
