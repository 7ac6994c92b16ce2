"""Ask every address in tools/links.txt, and the repository's own, whether it is still there.

    python tools/check_links.py

Prints one line an address; fails if one does not answer.
"""

import sys
import urllib.request
from pathlib import Path

from set_repository import own_addresses, repository

LINKS = Path(__file__).resolve().parent / "links.txt"
SECONDS = 30


def addresses():
    """What links.txt lists, and the repository's own once it has a name.

    An address with * stands for many and is asked up to its folder.
    """
    lines = LINKS.read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if line and not line.startswith("#")]
    return listed + own_addresses(repository())


def answer(address):
    """The status of an address as text, and whether it is there."""
    request = urllib.request.Request(
        address.partition("?")[0].partition("*")[0], headers={"User-Agent": "link check"}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:
            return str(response.status), True
    except OSError as error:
        return str(error), False


def main():
    failed = 0
    for address in addresses():
        status, there = answer(address)
        failed += not there
        print(f"{'ok  ' if there else 'GONE'} {address}: {status}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
