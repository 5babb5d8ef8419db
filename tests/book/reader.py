"""A reader at a browser: opens pages, works at their desks, looks at them."""

import shutil

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 30  # seconds until a reader gives up; nothing is expected to take it

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
DRIVER = shutil.which("chromedriver")


def open_browser():
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    # Chromium's sandbox refuses root, under whom containers run their tests.
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service(DRIVER), options=options)


class Reader:
    def __init__(self, browser):
        self.browser = browser
        self.width(1280)

    def width(self, pixels, height=900):
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": pixels,
                "height": height,
                "deviceScaleFactor": 1,
                "mobile": False,
            },
        )

    def online(self, is_so):
        self.browser.execute_cdp_cmd("Network.enable", {})
        self.browser.execute_cdp_cmd(
            "Network.emulateNetworkConditions",
            {
                "offline": not is_so,
                "latency": 0,
                "downloadThroughput": -1,
                "uploadThroughput": -1,
            },
        )

    def theme(self, name):
        """Takes effect on the pages opened from now on."""
        self.browser.execute_script(
            "localStorage.setItem('mdbook-theme', arguments[0])", name
        )

    def open(self, address):
        self.browser.get(address)

    def open_recipe(self, address):
        self.open(address)
        self.wait(lambda: self.all(".cookbook-bar"))

    def wait(self, condition):
        return WebDriverWait(self.browser, PATIENCE, 0.05).until(
            lambda _: condition()
        )

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def script(self, text, *arguments):
        return self.browser.execute_script(text, *arguments)

    def show(self, element):
        self.script("arguments[0].scrollIntoView({block: 'center'})", element)

    def press(self, *keys):
        for key in keys:
            self.browser.switch_to.active_element.send_keys(key)

    def console(self):
        """What the browser has complained about since it was asked last."""
        return [entry["message"] for entry in self.browser.get_log("browser")]

    def desk(self, name):
        return Desk(self, f"#cookbook-{name}")


class Desk:
    """Where a reader runs, explores or measures."""

    def __init__(self, reader, selector):
        self.reader = reader
        self.selector = selector

    def itself(self):
        return self.reader.one(self.selector)

    def one(self, selector):
        return self.reader.one(f"{self.selector} {selector}")

    def all(self, selector):
        return self.reader.all(f"{self.selector} {selector}")

    def text(self, selector):
        return self.one(selector).text

    def knob(self, name, value):
        field = self.one(f"input[name={name}]")
        field.clear()
        field.send_keys(value)

    def click(self, label):
        for button in self.all("button"):
            if button.text == label:
                self.reader.show(button)
                button.click()
                return
        raise AssertionError(f"{self.selector} has no button {label}")

    def show(self):
        self.reader.show(self.itself())

    def buttons(self):
        return [button.text for button in self.all("button")]

    def status(self):
        return self.text(".cookbook-status")

    def wait_for_status(self, beginning):
        self.reader.wait(lambda: self.status().startswith(beginning))

    def told(self):
        return self.text(".cookbook-told")

    def lit(self):
        """The lit lines: number -> names of the threads that stand there."""
        return {
            int(line.get_attribute("data-line")): line.find_element(
                By.CLASS_NAME, "cookbook-tags"
            ).text.split("\n")
            for line in self.all(".cookbook-lit")
        }

    def current_row(self):
        rows = self.all(".cookbook-steps tbody tr")
        marked = [
            index
            for index, row in enumerate(rows)
            if row.get_attribute("aria-current") == "step"
        ]
        assert len(marked) == 1, marked
        return marked[0], len(rows) - 1
