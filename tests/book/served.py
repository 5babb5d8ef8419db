"""The book with its server: recipes run where they stand."""

import setting
from selenium.webdriver.common.keys import Keys


class Served(setting.BrowserTest):
    @classmethod
    def setUpClass(cls):
        # As a reader does: from the printed address on.
        setting.shared.browser.get(setting.shared.address)

    def open(self, recipe):
        address = setting.shared.address.split("/index.html")[0]
        self.reader.open_recipe(f"{address}/{recipe}.html")

    def test_the_token_leaves_the_address(self):
        self.reader.open("about:blank")
        self.reader.open(setting.shared.address)
        self.assertNotIn("token", self.reader.browser.current_url)

    def test_a_changed_knob_changes_what_is_printed(self):
        self.open("message_passing/bounded_channel")
        self.keep("book")
        desk = self.reader.desk("run")
        desk.knob("items", "2")
        desk.click("Run")
        desk.wait_for_status("exit status 0 after ")
        self.assertEqual(
            desk.text(".cookbook-output").splitlines(),
            ["cooked order 1", "cooked order 2", "the till has closed"],
        )

    def test_a_knob_beyond_its_bounds_is_not_sent(self):
        self.open("message_passing/bounded_channel")
        desk = self.reader.desk("run")
        desk.knob("items", "1001")
        desk.click("Run")
        self.assertEqual(desk.status(), "")
        self.assertEqual(len(desk.all("input:invalid")), 1)

    def test_stop_stops_and_the_desk_works_again(self):
        self.open("multithreading/thread_pool")
        desk = self.reader.desk("measure")
        desk.click("Measure")
        desk.wait_for_status("running: multithreading measure thread_pool")
        desk.click("Stop")
        desk.wait_for_status("stopped after ")
        self.assertIn("Measure", desk.buttons())
        again = self.reader.desk("run")
        again.click("Run")
        again.wait_for_status("exit status 0 after ")

    def test_a_refusal_is_told_in_the_words_of_the_server(self):
        self.open("message_passing/bounded_channel")
        self.reader.script("sessionStorage.setItem('cookbook token', 'wrong')")
        desk = self.reader.desk("run")
        desk.click("Run")
        self.reader.wait(lambda: "Run" in desk.buttons() and desk.status())
        self.assertRegex(desk.status(), "token")
        self.reader.open("about:blank")
        self.reader.open(setting.shared.address)
        self.assertEqual(len(self.reader.console()), 1)

    def test_a_server_that_has_gone_is_noticed(self):
        self.open("message_passing/bounded_channel")
        self.reader.online(False)
        try:
            desk = self.reader.desk("run")
            desk.click("Run")
            desk.wait_for_status("The server does not answer.")
            self.assertEqual(desk.buttons(), ["Run"])
            self.assertEqual(len(self.reader.console()), 1)
        finally:
            self.reader.online(True)

    def test_a_correct_scenario_is_proved(self):
        self.open("message_passing/bounded_channel")
        desk = self.reader.desk("explore-bounded_channel")
        desk.click("Explore")
        desk.wait_for_status("exit status 0 after ")
        self.assertTrue(desk.text(".cookbook-verdict").startswith("proved: "))
        self.assertEqual(desk.all(".cookbook-stepper"), [])

    def test_a_broken_twin_is_found_and_stepped_to_its_failure(self):
        self.open("message_passing/bounded_channel")
        desk = self.reader.desk("explore-bounded_channel-if_instead_of_while")
        desk.click("Explore")
        desk.wait_for_status("exit status 1 after ")
        self.assertTrue(
            desk.text(".cookbook-verdict").startswith("assertion failed: found")
        )
        _, last = desk.current_row()
        for _ in range(last):
            desk.click("Forward \u25b6")
        self.assertEqual(desk.current_row(), (last, last))
        self.assertIn("woken, so there must be an order", desk.told())

    def test_a_comparison_is_measured_and_drawn(self):
        self.open("message_passing/select")
        desk = self.reader.desk("measure")
        self.assertRegex(desk.text(".cookbook-charts"), "^Recorded: ")
        desk.click("Measure")
        desk.wait_for_status("exit status 0 after ")
        self.assertRegex(desk.text(".cookbook-charts"), "^Measured now: ")
        self.assertGreater(len(desk.all("svg rect")), 2)

    def test_the_keyboard_suffices(self):
        self.open("message_passing/bounded_channel")
        self.tab_to(lambda focus: focus.text == "Run it")
        self.reader.press(Keys.ENTER)
        self.tab_to(lambda focus: focus.get_attribute("name") == "items")
        self.reader.press(Keys.CONTROL + "a", "3", Keys.ENTER)
        desk = self.reader.desk("run")
        desk.wait_for_status("exit status 0 after ")
        self.assertIn("cooked order 3", desk.text(".cookbook-output"))

        twin = self.reader.desk("explore-bounded_channel-if_instead_of_while")
        self.tab_to(lambda focus: focus == twin.one("button"))
        self.assertEqual(
            self.reader.script(
                "return getComputedStyle(document.activeElement).outlineStyle"
            ),
            "solid",
        )
        self.reader.press(Keys.ENTER)
        self.reader.wait(lambda: twin.all(".cookbook-stepper"))
        page = self.reader.browser.current_url
        self.reader.press(Keys.ARROW_RIGHT, Keys.ARROW_LEFT, Keys.END)
        self.assertIn("assertion failed", twin.told())
        self.assertEqual(self.reader.browser.current_url, page)

    def tab_to(self, is_there):
        for _ in range(200):
            self.reader.press(Keys.TAB)
            if is_there(self.reader.browser.switch_to.active_element):
                return
        self.fail("the Tab key does not lead there")

    def test_arrow_keys_at_a_desk_do_not_turn_the_page(self):
        self.open("message_passing/bounded_channel")
        desk = self.reader.desk("run")
        desk.one("input[name=items]").send_keys(Keys.ARROW_UP)
        desk.one("button").send_keys(Keys.ARROW_RIGHT)
        desk.click("Run")
        desk.wait_for_status("exit status 0 after ")
        self.assertIn("cooked order 4", desk.text(".cookbook-output"))

    def test_the_first_paint_is_told(self):
        """It is not asserted: the machine may have other things to do."""
        self.open("message_passing/bounded_channel")
        painted = self.reader.wait(
            lambda: self.reader.script(
                "return performance"
                ".getEntriesByName('first-contentful-paint')[0]?.startTime"
            )
        )
        print(f"first paint after {painted:.0f} ms ... ", end="")

    def test_a_dark_theme(self):
        self.open("message_passing/bounded_channel")
        self.reader.theme("navy")
        self.open("message_passing/bounded_channel")
        desk = self.reader.desk("run")
        desk.click("Run")
        desk.wait_for_status("exit status 0 after ")
        desk.show()
        self.keep("dark")
        self.reader.theme("light")
