"""The command line: python -m kmeans_lib clusters images and writes pictures."""

import sys
from contextlib import suppress

from kmeans_lib.command.main import main

if __name__ == "__main__":
    with suppress(AttributeError):  # closed
        # file names in any script
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a TextIO
    main()
