"""Settings of one installation, read once and passed in.

Order: environment (`MITSPRACHE_<NAME>`), then `mitsprache.toml` in the data directory, then the default here.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from consult.errors import BadInput

FILE_NAME = "mitsprache.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """All paths are absolute after `load`; URLs are SQLAlchemy URLs.

    `trusted_proxies`: exact addresses of reverse proxies whose X-Forwarded-For is believed (environment: with commas).
    `page_seconds`: how long a public page may be sent again without looking whether another process changed something.
    """

    data_dir: Path
    city: str = "Musterstadt"
    base_url: str = "http://127.0.0.1:8000"
    database_url: str = ""
    urn_url: str = ""
    register_key_path: Path = Path()
    timezone: str = "Europe/Berlin"
    default_language: str = "de"
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_sender: str = ""
    return_address: str = ""
    phone: str = ""
    secure_cookies: bool = True
    trusted_proxies: tuple[str, ...] = ()
    page_seconds: int = 2

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def load(data_dir: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings of the installation in `data_dir`. Raises `BadInput` for an unknown name or a wrong type."""
    data_dir = data_dir.resolve()
    values: dict[str, Any] = {}
    path = data_dir / FILE_NAME
    known = {field.name: field for field in fields(Settings) if field.name != "data_dir"}
    if path.exists():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput("error.settings", detail=f"{path}: {error}") from None
        unknown = sorted(set(values) - set(known))
        if unknown:
            allowed = ", ".join(sorted(known))
            raise BadInput("error.settings", detail=f"{path}: unknown setting {unknown[0]!r}; allowed are: {allowed}")
    for name in known:
        variable = f"MITSPRACHE_{name.upper()}"
        if variable in environ:
            values[name] = environ[variable]
    for name, value in values.items():
        values[name] = _as(known[name].type, name, value)
    settings = Settings(data_dir=data_dir, **values)
    return _with_places(settings)


def _as(kind: Any, name: str, value: Any) -> Any:
    try:
        if kind == "int":
            return int(value)
        if kind == "bool":
            if isinstance(value, bool):
                return value
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[str(value).lower()]
        if kind == "tuple[str, ...]":
            listed = value if isinstance(value, list) else [part for part in str(value).split(",") if part.strip()]
            return tuple(str(ip_address(str(part).strip())) for part in listed)
        if kind == "Path":
            return Path(value).resolve()
        return str(value)
    except (ValueError, KeyError):
        wanted = "list of exact addresses" if kind == "tuple[str, ...]" else kind
        raise BadInput("error.settings", detail=f"setting {name}: {value!r} is not a {wanted}") from None


def _with_places(settings: Settings) -> Settings:
    places: dict[str, Any] = {}
    if not settings.database_url:
        places["database_url"] = f"sqlite:///{settings.data_dir / 'mitsprache.db'}"
    if not settings.urn_url:
        places["urn_url"] = f"sqlite:///{settings.data_dir / 'urn.db'}"
    if settings.register_key_path == Path():
        places["register_key_path"] = settings.data_dir / "keys" / "register.key"
    return replace(settings, **places)
