"""Builds the book, and serves it."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess

CHAPTERS = [
    "multithreading",
    "message_passing",
    "shared_state",
    "concurrent_data_structures",
]


def find_mdbook(build):
    own = pathlib.Path(build, "mdbook/bin/mdbook")
    return str(own) if own.exists() else shutil.which("mdbook")


def build(sources, build_folder, destination):
    mdbook = find_mdbook(build_folder)
    subprocess.run(
        [mdbook, "build", "--dest-dir", destination, sources],
        check=True,
        capture_output=True,
    )


@contextlib.contextmanager
def server(pages, build_folder):
    """Yields the address that the server prints, with its token."""
    programs = pathlib.Path(build_folder, "bin")
    command = [programs / "book_server", pages, programs, *CHAPTERS]
    if os.geteuid() == 0:
        command.append("--allow-root")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout:
            printed = re.search(r"http://\S+#token=\w+", line)
            if printed:
                break
        else:
            raise RuntimeError("the server has printed no address")
        yield printed.group()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
