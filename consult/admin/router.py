"""All pages of the administration in one router; a refusal that no page caught is said on a page of its own."""

from __future__ import annotations

from litestar import Router

from consult.admin import (
    closing,
    doubts,
    entry,
    intake,
    notices,
    papers,
    parity,
    printing,
    projects,
    proposals,
    register,
    scanning,
    setup,
    statements,
)

MODULES = (
    entry,
    setup,
    projects,
    papers,
    proposals,
    notices,
    statements,
    register,
    printing,
    intake,
    scanning,
    doubts,
    closing,
    parity,
)

router = Router("/admin", route_handlers=[handler for module in MODULES for handler in module.HANDLERS])
