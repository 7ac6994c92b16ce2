"""Build the project's web site: home page, lessons to read, and lessons to run in a browser tab.

    python tools/build_site.py FOLDER                    what GitHub Pages publishes
    python tools/build_site.py FOLDER --self-hosted DIR  for a school without a network
    python tools/build_site.py --serve                   build it and look at it on this computer

Learners' browsers fetch compiled packages (30 MB) from Pyodide's public distribution. Self-hosted,
all of it comes from DIR, an unpacked distribution of Pyodide, and FOLDER needs no network at all;
any web server will do, --serve is one. The build itself needs npm and the network.
"""

import argparse
import functools
import http.server
import shutil
import sys
import tempfile
from pathlib import Path

from build_lab import build_lab
from export_html import export
from home_page import write_home

SITE_HAS = "index.html", "lessons", "lab"


def build(folder, distribution=None):
    """Write the whole site into folder; an earlier site there is replaced when all is done."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder.parent) as place:
        site = Path(place) / "site"
        export(site / "lessons", site=True)
        build_lab(site / "lab", distribution)
        write_home(site)
        if folder.exists():
            shutil.rmtree(folder)
        site.rename(folder)


def serve(folder, port):
    """Show the site on this computer until Ctrl+C."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        print(f"http://127.0.0.1:{server.server_port}/ (Ctrl+C ends it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


def site_folder(text):
    """A folder that may be written: new, empty, or an earlier site."""
    folder = Path(text).resolve()
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if folder.is_file() or not (not there or there.issuperset(SITE_HAS)):
        raise argparse.ArgumentTypeError(
            f"{text} is not empty and no earlier site; give a new folder"
        )
    return folder


def distribution_folder(text):
    folder = Path(text).resolve()
    if not (folder / "pyodide-lock.json").is_file():
        raise argparse.ArgumentTypeError(
            f"{text} has no pyodide-lock.json; the folder of an unpacked Pyodide distribution is "
            "wanted, such as that of pyodide-314.0.3.tar.bz2"
        )
    return folder


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=site_folder, metavar="FOLDER")
    parser.add_argument("--self-hosted", type=distribution_folder, metavar="DIR")
    parser.add_argument("--serve", action="store_true", help="show the site on this computer")
    parser.add_argument("--port", type=int, default=8000, help="of --serve; 0 takes a free one")
    args = parser.parse_args(argv)
    if not (args.folder or args.serve):
        parser.error("a FOLDER is wanted, or --serve")
    with tempfile.TemporaryDirectory() as place:
        folder = args.folder or Path(place) / "site"
        build(folder, args.self_hosted)
        print(f"The site is in {folder}" if args.folder else "The site is built")
        if args.serve:
            serve(folder, args.port)


if __name__ == "__main__":
    sys.exit(main())
