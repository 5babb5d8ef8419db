#!/usr/bin/env python3
"""Uses the book in a real Chromium, as a reader would.

run.py SOURCES BUILD [TEST...] [--keep FOLDER]

Exits with 77 if the machine lacks what this takes. --keep saves screenshots.
"""

import argparse
import importlib.util
import pathlib
import sys
import tempfile
import unittest

import book

SKIPPED = 77


def missing(build):
    """What the machine or the build lacks, or None."""
    if importlib.util.find_spec("selenium") is None:
        return "Selenium for Python (python3-selenium)"
    import reader

    if not reader.CHROMIUM or not reader.DRIVER:
        return "Chromium and its driver (chromium, chromium-driver)"
    if not book.find_mdbook(build):
        return "mdBook"
    return None


def main():
    options = argparse.ArgumentParser()
    options.add_argument("sources", type=pathlib.Path)
    options.add_argument("build", type=pathlib.Path)
    options.add_argument("tests", nargs="*")
    options.add_argument("--keep", type=pathlib.Path)
    asked = options.parse_args()

    lacking = missing(asked.build)
    if lacking:
        print(f"skipped: {lacking} is not here")
        return SKIPPED

    import as_files
    import served
    import setting

    with tempfile.TemporaryDirectory(prefix="cookbook-") as folder:
        pages = pathlib.Path(folder, "book")
        book.build(asked.sources, asked.build, pages)
        with setting.opened(pages, asked.build, asked.keep):
            loader = unittest.TestLoader()
            if asked.tests:
                loader.testNamePatterns = [f"*{name}*" for name in asked.tests]
            suite = unittest.TestSuite(
                loader.loadTestsFromModule(module)
                for module in (as_files, served)
            )
            outcome = unittest.TextTestRunner(verbosity=2).run(suite)
    return 0 if outcome.wasSuccessful() and outcome.testsRun else 1


if __name__ == "__main__":
    sys.exit(main())
