"""What the JSON API says about itself, and the shape of its refusals."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar.openapi.datastructures import ResponseSpec


class Problem(msgspec.Struct, omit_defaults=True):
    """Problem details (RFC 9457). `type` ends in the key of the message, `field` names what was wrong."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None


REASONS = {
    400: "malformed or not allowed; nothing was stored",
    401: "number and code do not match (the same answer whatever was wrong)",
    404: "no such thing",
    409: "it clashes with what is recorded",
    410: "the deadline has passed",
    429: "wait as many seconds as Retry-After says; nobody is locked out",
}


def refusals(*statuses: int) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(
            data_container=Problem,
            generate_examples=False,
            description=REASONS[status],
            media_type="application/problem+json",
        )
        for status in statuses
    }


Slug = Annotated[str, msgspec.Meta(max_length=80, description="the consultation's name in addresses")]
