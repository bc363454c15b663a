"""A process that casts until it is killed: prints one line for each acknowledged cast, after the acknowledgement.

python -m tests.voting_kit.caster URL PUBLIC_KEY_HEX FIRST_VOTER
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

from consult.clock import SystemClock
from consult.voting.casting import CastRequest
from consult.voting.trackers import draw_idempotency_key
from consult.voting.urn import Urn
from tests.voting_kit.town import approve, style


def main(url: str, public_key: str, first: str) -> None:
    urn = Urn.open(url, SystemClock())
    ballot = style()
    deadline = datetime.now(UTC) + timedelta(days=1)

    def cast(number: int) -> None:
        voter = f"{number:09}"
        content = approve(1 + number % 6)
        key = draw_idempotency_key()
        receipt = urn.cast(
            CastRequest("crash", voter, 1, "online", ballot, content, key, bytes.fromhex(public_key), deadline)
        )
        sys.stdout.write(f"{voter} {receipt.tracker} {number % 6}\n")
        sys.stdout.flush()

    with ThreadPoolExecutor(16) as pool:
        for number in count(int(first)):
            pool.submit(cast, number)
            while pool._work_queue.qsize() > 64:
                pass


if __name__ == "__main__":
    main(*sys.argv[1:])
