"""What all the tests share: one browser and one server, since both are slow to
start."""

import contextlib
import unittest

import book
import reader


class shared:
    browser = None
    pages = None  # the folder of the built book
    address = None  # what the server has printed
    keep = None  # the folder for screenshots, or None


@contextlib.contextmanager
def opened(pages, build, keep):
    with contextlib.ExitStack() as stack:
        shared.browser = reader.open_browser()
        stack.callback(shared.browser.quit)
        shared.address = stack.enter_context(book.server(pages, build))
        shared.pages = pages
        shared.keep = keep
        yield


class BrowserTest(unittest.TestCase):
    """A test fails if the browser's console has any complaint at its end."""

    def setUp(self):
        self.reader = reader.Reader(shared.browser)
        self.reader.console()

    def tearDown(self):
        self.assertEqual(self.reader.console(), [])

    def keep(self, name, element=None):
        """Saves a screenshot of the window, or of the element."""
        if not shared.keep:
            return
        path = f"{shared.keep / name}.png"
        if element is None:
            shared.browser.save_screenshot(path)
        else:
            self.reader.width(1280, 1300)
            self.reader.show(element)
            element.screenshot(path)
