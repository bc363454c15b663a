"""The register key `K_R`: one file outside the database and its backups, readable by the server's account alone."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from consult.errors import BadInput, UnsafeToStart

KEY_BYTES = 32


def create_register_key(path: Path) -> bytes:
    """Writes a new key with mode 0600. Raises `BadInput` when the file is already there: a new key voids every code."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_bytes(KEY_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadInput("error.register.key_exists", detail=f"{path}: there already is a register key") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def require_private(path: Path, what: str) -> None:
    """Raises `UnsafeToStart` when anyone but the owner may read or write the file."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise UnsafeToStart(f"{path}: the {what} can be read by others (mode {mode:04o}). Run: chmod 600 {path}")


def load_register_key(path: Path) -> bytes:
    """Raises `UnsafeToStart` for a missing, readable-by-others or damaged file."""
    try:
        require_private(path, "register key")
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise UnsafeToStart(f"{path}: no register key. Create one: mitsprache keys register") from None
    except ValueError:
        raise UnsafeToStart(f"{path}: not a register key (64 hexadecimal digits expected)") from None
    if len(key) != KEY_BYTES:
        raise UnsafeToStart(f"{path}: not a register key (64 hexadecimal digits expected)")
    return key
