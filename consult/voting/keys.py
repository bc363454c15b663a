"""The tally key: made offline, kept as a passphrase-protected file or as 2-of-3 word lists on paper (SLIP-39)."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from consult.errors import BadInput, NotAllowed
from consult.register.keys import require_private

FORMAT = "mitsprache tally key 1"
SHARES_NEEDED = 2
SHARES = 3
LEAST_PASSPHRASE = 12


@dataclass(frozen=True, slots=True)
class TallyKey:
    public: bytes
    secret: bytes = field(repr=False)


def create_tally_key() -> TallyKey:
    private = PrivateKey.generate()
    return TallyKey(bytes(private.public_key), bytes(private))


def _from_secret(secret: bytes) -> TallyKey:
    return TallyKey(bytes(PrivateKey(secret).public_key), secret)


def save_key_file(
    path: Path,
    key: TallyKey,
    passphrase: str,
    *,
    ops: int = argon2id.OPSLIMIT_SENSITIVE,
    memory: int = argon2id.MEMLIMIT_MODERATE,
) -> None:
    """Argon2id and XSalsa20-Poly1305, mode 0600. Raises `BadInput` for a short passphrase or an existing file."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise BadInput("error.keys.passphrase", detail=f"the passphrase needs at least {LEAST_PASSPHRASE} characters")
    salt = os.urandom(argon2id.SALTBYTES)
    wrapping = argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=ops, memlimit=memory)
    document = {
        "format": FORMAT,
        "public": key.public.hex(),
        "salt": salt.hex(),
        "ops": ops,
        "memory": memory,
        "secret": SecretBox(wrapping).encrypt(key.secret).hex(),
    }
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadInput("error.keys.exists", detail=f"{path}: there already is a file of this name") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(document, file, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())


def _read_document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_bytes())
    except ValueError:
        document = None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BadInput("error.keys.file", detail=f"{path}: not a tally key file")
    return document


def public_key_of(path: Path) -> bytes:
    """The public half of a key file; needs no passphrase."""
    return bytes.fromhex(_read_document(path)["public"])


def load_key_file(path: Path, passphrase: str) -> TallyKey:
    """Raises `UnsafeToStart` for a file that others can read, `NotAllowed` for a wrong passphrase."""
    require_private(path, "tally key")
    document = _read_document(path)
    try:
        salt = bytes.fromhex(document["salt"])
        wrapping = argon2id.kdf(
            SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=document["ops"], memlimit=document["memory"]
        )
        key = _from_secret(SecretBox(wrapping).decrypt(bytes.fromhex(document["secret"])))
    except CryptoError:
        raise NotAllowed("error.keys.passphrase_wrong", detail=f"{path}: wrong passphrase, or a damaged file") from None
    except (KeyError, ValueError, TypeError):
        raise BadInput("error.keys.file", detail=f"{path}: not a tally key file") from None
    if key.public.hex() != document["public"]:
        raise BadInput("error.keys.file", detail=f"{path}: public and secret half do not belong together")
    return key


def split_key(key: TallyKey) -> tuple[str, ...]:
    """Three lists of 33 words; any two give the key back, one alone says nothing."""
    from shamir_mnemonic import generate_mnemonics

    groups: list[list[str]] = generate_mnemonics(1, [(SHARES_NEEDED, SHARES)], key.secret)
    return tuple(groups[0])


def join_key(word_lists: Sequence[str], expected_public: bytes) -> TallyKey:
    """Raises `BadInput` when the words are mistyped, too few, or of another key."""
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    try:
        secret: bytes = combine_mnemonics([" ".join(words.split()).lower() for words in word_lists])
    except (MnemonicError, ValueError, IndexError) as error:
        raise BadInput("error.keys.words", detail=f"the words give no key: {error}") from None
    if len(secret) != PrivateKey.SIZE or (key := _from_secret(secret)).public != expected_public:
        raise BadInput("error.keys.words", detail="the words belong to another key")
    return key
