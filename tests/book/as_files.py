"""The book without its server: opened from the disk."""

import math

import setting
from selenium.webdriver.common.keys import Keys

THEMES = ("light", "rust", "coal", "navy", "ayu")

# Steps through all failures of all twins of a page, as fast as can be, and
# counts the twins of which each step lights a line. No thread stands at line 0.
STEPPED = """
const desks = [...document.querySelectorAll('.cookbook-desk')];
return desks.filter(desk => {
  [...desk.querySelectorAll('button')]
    .find(button => button.textContent === 'Step through it')?.click();
  const choice = desk.querySelector('select');
  for (let failure = 0; failure < (choice?.length ?? 1); ++failure) {
    if (choice) {
      choice.selectedIndex = failure;
      choice.dispatchEvent(new Event('change'));
    }
    for (const row of desk.querySelectorAll('.cookbook-steps tbody tr')) {
      row.click();
      const threads = desk.querySelector('.cookbook-threads').textContent;
      if (!desk.querySelector('figure:not([hidden]) .cookbook-lit') ||
          threads.includes(':0'))
        return false;
    }
  }
  return desk.querySelector('.cookbook-stepper');
}).length;
"""

# The texts on the desks, each with its contrast to what is behind it (WCAG 2).
CONTRASTS = """
const parse = color => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d');
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return {rgb: [r, g, b], a: a / 255};
};
const over = (upper, lower) =>
  upper.rgb.map((each, i) => each * upper.a + lower[i] * (1 - upper.a));
const behind = node => {
  if (!node) return [255, 255, 255];
  return over(parse(getComputedStyle(node).backgroundColor),
    behind(node.parentElement));
};
const luminance = rgb => {
  const [r, g, b] = rgb.map(each => {
    const value = each / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const opacity = node => node ?
  getComputedStyle(node).opacity * opacity(node.parentElement) : 1;
const texts = [...document.querySelectorAll(arguments[0])]
  .filter(node => node.textContent.trim());
return texts.map(node => {
  const back = behind(node);
  const color = parse(getComputedStyle(node).color);
  const front = over({...color, a: color.a * opacity(node)}, back);
  const [low, high] = [luminance(front), luminance(back)].sort((a, b) => a - b);
  return [(high + 0.05) / (low + 0.05), node.outerHTML.slice(0, 80)];
});
"""

TEXTS = ", ".join(
    f".cookbook-desk {each}"
    for each in (
        "button",
        "input",
        "small",
        "label",
        "dd",
        "dt",
        "td",
        ".cookbook-tag",
        ".cookbook-told",
        ".cookbook-verdict",
    )
)


class AsFiles(setting.BrowserTest):
    def open(self, recipe):
        pages = setting.shared.pages.as_uri()
        self.reader.open_recipe(f"{pages}/{recipe}.html")

    def step_through(self, twin):
        desk = self.reader.desk(f"explore-{twin}")
        desk.click("Step through it")
        return desk

    def test_run_is_a_command_that_follows_the_knobs(self):
        self.open("message_passing/bounded_channel")
        desk = self.reader.desk("run")
        desk.knob("items", "7")
        self.assertEqual(
            desk.text(".cookbook-command code"),
            "./cookbook run message_passing bounded_channel items=7 capacity=1",
        )

    def test_the_command_can_be_copied(self):
        self.open("message_passing/bounded_channel")
        desk = self.reader.desk("run")
        desk.click("Copy")
        said = desk.one(".cookbook-command span")
        self.reader.wait(lambda: said.text == "copied")
        self.reader.one("[id$=search-toggle]").click()
        search = self.reader.one("[id$=searchbar]")
        search.send_keys(Keys.CONTROL, "v")
        self.assertEqual(
            search.get_attribute("value"), desk.text(".cookbook-command code")
        )

    def test_no_button_needs_a_server(self):
        self.open("message_passing/bounded_channel")
        buttons = self.reader.all(".cookbook-desk button")
        self.assertEqual(
            {button.text for button in buttons}, {"Copy", "Step through it"}
        )

    def test_a_recorded_schedule_can_be_stepped_through(self):
        self.open("shared_state/data_race")
        desk = self.step_through("data_race-lost_update")
        self.assertTrue(desk.told().startswith("Step 1 of "))
        self.assertTrue(self.is_seen(desk.one(".cookbook-current")))
        self.reader.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
        self.assertIn("writes counter = 1", desk.told())
        self.assertEqual(desk.current_row()[0], 2)
        self.reader.press(Keys.ARROW_LEFT)
        self.assertIn("reads counter = 0", desk.told())
        self.reader.press(Keys.END)
        row, last = desk.current_row()
        self.assertEqual(row, last)
        self.assertIn("nothing orders the one before the other", desk.told())
        self.reader.press(Keys.HOME)
        self.assertEqual(desk.current_row()[0], 0)

    def is_seen(self, line):
        return self.reader.script(
            "const line = arguments[0].getBoundingClientRect();"
            "const pane = arguments[0].closest('pre').getBoundingClientRect();"
            "return line.top >= pane.top && line.bottom <= pane.bottom",
            line,
        )

    def test_each_thread_lights_the_line_where_it_stands(self):
        self.open("shared_state/deadlock")
        desk = self.step_through("deadlock-opposite_orders")
        desk.click("Failure")
        lit = desk.lit()
        for number, names in lit.items():
            line = desk.text(f'[data-line="{number}"] .cookbook-text')
            with self.subTest(line=line):
                if names == ["thread 1"]:
                    self.assertIn("to{landlord}", line)
                if names == ["thread 2"]:
                    self.assertIn("to{tenant}", line)
        self.assertEqual(
            sorted(sum(lit.values(), [])), ["main", "thread 1", "thread 2"]
        )

    def test_locks_held_and_waited_for_are_named(self):
        self.open("shared_state/deadlock")
        desk = self.step_through("deadlock-opposite_orders")
        desk.click("Failure")
        threads = desk.text(".cookbook-threads")
        desk.click("\u25c0 Back")
        self.keep("schedule", desk.itself())
        for held in ("tenant", "landlord"):
            self.assertRegex(threads, rf"holds\s+{held}")
            self.assertRegex(threads, rf"waits for\s+{held}")

    def test_values_change_as_the_steps_say(self):
        self.open("shared_state/data_race")
        desk = self.step_through("data_race-lost_update")
        self.assertRegex(desk.text(".cookbook-values"), r"counter\s+0")
        self.reader.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
        self.assertRegex(desk.text(".cookbook-values"), r"counter\s+1")

    def test_each_twin_of_the_book_can_be_stepped_to_its_end(self):
        for recorded in sorted(setting.shared.pages.glob("*/*.recorded.js")):
            recipe = recorded.name.removesuffix(".recorded.js")
            with self.subTest(recipe=recipe):
                self.open(f"{recorded.parent.name}/{recipe}")
                twins = recorded.read_text().count('{"verdict"')
                self.assertEqual(self.reader.script(STEPPED), twins)

    def test_the_other_failure_can_be_chosen(self):
        self.open("shared_state/data_race")
        desk = self.step_through("data_race-lost_update")
        desk.all("select option")[1].click()
        desk.click("Failure")
        self.assertIn("assert(counter == 2) fails", desk.told())

    def test_the_recorded_comparison_is_drawn(self):
        self.open("message_passing/bounded_channel")
        desk = self.reader.desk("measure")
        recorded = self.reader.script(
            "return document.querySelector('#cookbook-measure')"
            ".previousElementSibling.textContent"
        )
        ways = recorded.count(" to ")  # each but the first has a spread
        self.assertEqual(len(desk.all("svg rect")), ways + 1)
        label = desk.one("svg").get_attribute("aria-label")
        self.assertIn("bounded_channel, room for 1: 1.00\u00d7", label)
        ratios = [
            float(cell.get_attribute("textContent"))
            for cell in desk.all("tbody td:nth-child(3)")
        ]
        widths = [float(bar.get_attribute("width")) for bar in desk.all("rect")]
        unit = max(widths) / max(abs(math.log(ratio)) for ratio in ratios)
        for ratio, width in zip(ratios, widths, strict=True):
            with self.subTest(ratio=ratio):
                expected = max(1, unit * abs(math.log(ratio)))
                self.assertAlmostEqual(width, expected, delta=1)
        self.keep("chart", desk.itself())

    def test_recipes_have_no_dead_links_to_their_desks(self):
        self.open("message_passing/bounded_channel")
        for link in self.reader.all(".cookbook-bar a[href^='#']"):
            target = link.get_attribute("href").split("#")[1]
            self.assertEqual(len(self.reader.all(f"#{target}")), 1, target)

    def test_a_page_that_is_no_recipe_has_no_desks(self):
        pages = setting.shared.pages.as_uri()
        for page in ("index", "message_passing/index", "print"):
            self.reader.open(f"{pages}/{page}.html")
            ours = self.reader.all(".cookbook-bar, .cookbook-desk")
            self.assertEqual(ours, [])

    def test_a_page_reads_well_without_scripts(self):
        off = "Emulation.setScriptExecutionDisabled"
        self.reader.browser.execute_cdp_cmd(off, {"value": True})
        try:
            pages = setting.shared.pages.as_uri()
            self.reader.open(f"{pages}/message_passing/bounded_channel.html")
            text = self.reader.one("main").text
            self.assertIn("Make a fast producer wait", text)
            self.assertIn("class channel {", text)
            self.assertIn("cooked order 3", text)
        finally:
            self.reader.browser.execute_cdp_cmd(off, {"value": False})

    def test_nothing_is_wider_than_a_narrow_screen(self):
        self.reader.width(360)
        self.open("shared_state/data_race")
        self.step_through("data_race-lost_update")
        wide = self.reader.script(
            "return [...document.querySelectorAll('main > *')]"
            ".filter(each => each.getBoundingClientRect().right > innerWidth)"
            ".map(each => each.outerHTML.slice(0, 80))"
        )
        self.assertEqual(wide, [])
        self.keep("narrow")

    def test_every_theme_has_contrast(self):
        for theme in THEMES:
            self.open("shared_state/data_race")
            self.reader.theme(theme)
            self.open("shared_state/data_race")
            self.step_through("data_race-lost_update")
            contrast, text = min(self.reader.script(CONTRASTS, TEXTS))
            with self.subTest(theme=theme, text=text):
                self.assertGreaterEqual(contrast, 4.5)
        self.reader.theme("light")
