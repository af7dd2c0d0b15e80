"""The checks: every report loads cleanly, draws, sorts, filters, fits, and is accessible."""

import base64
import pathlib
import sys
import time
import zipfile

from chromium import Chromium, Page
from exports import ATTACKS

MOST_BYTES = 3_000_000
# A reader waits a second; a busy test machine may take a few.
MOST_SECONDS = 5.0

DRAW_ALL = """(async () => {
  const places = [...document.querySelectorAll('.chart')];
  const folded = [...document.querySelectorAll('details')].filter((part) => !part.open);
  for (const place of places) {
    place.scrollIntoView();
    for (let i = 0; i < 100 && !place.querySelector('svg'); i++) await new Promise((go) => setTimeout(go, 20));
  }
  scrollTo(0, 0);
  return places.map((place) => [place.dataset.chart, place.querySelectorAll('svg path, svg text').length]);
})()"""
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
WIDEST = """[...document.querySelectorAll('main *')].filter((e) => !e.closest('.scroll, .wide-chart') &&
  e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map((e) => e.outerHTML.slice(0, 90))"""
AXE = """axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map((v) =>
  [v.impact, v.id, v.nodes.length, v.nodes[0].html.slice(0, 160), v.nodes[0].failureSummary]))"""


class Checks:
    def __init__(self):
        self.passed, self.failed = 0, 0

    def that(self, holds, what, detail=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what} {detail}")


def looks(check, page, name):
    """Nothing on the console, nothing asked of the network, charts drawn, page as wide as its window."""
    check.that(page.run("document.documentElement.dataset.charts") == "ready", f"{name}: script ran")
    folds(check, page, name)
    charts = page.run(DRAW_ALL)
    for chart, shapes in charts:
        check.that(shapes > 8, f"{name}: chart {chart} is drawn", f"{shapes} shapes")
    check.that(page.run(FITS), f"{name}: no horizontal overflow", page.run(WIDEST))
    alts = page.run("[...document.querySelectorAll('[role=img]')].every((e) => e.getAttribute('aria-label'))")
    check.that(alts, f"{name}: pictures have alternative text")
    check.that(not page.complaints(), f"{name}: quiet console, no request", page.complaints())
    return [chart for chart, _ in charts]


def folds(check, page, name):
    """On a phone only the first page is open; a title or a link opens what follows."""
    phone = page.run("innerWidth") < 720
    sections = page.run("document.querySelectorAll('main > section[id]').length")
    folded = "document.querySelectorAll('main > section.folded').length"
    check.that(page.run(folded) == (sections if phone else 0), f"{name}: folded where it is small")
    if not phone:
        check.that(page.run("document.querySelectorAll('.unfold:not(:disabled)').length") == 0, f"{name}: titles are titles")
        return
    tall = page.run("document.documentElement.scrollHeight")
    check.that(tall < 3600, f"{name}: the first page is short", tall)
    page.run("location.hash = '#method'")
    time.sleep(0.2)
    check.that(page.run(folded) == sections - 1, f"{name}: a link opens its section")
    page.run("document.querySelectorAll('.folded .unfold').forEach((title) => title.click())")
    check.that(page.run(folded) == 0, f"{name}: titles open their sections")


def accessible(check, page, name, axe):
    page.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    page.run(axe)
    for impact, rule, nodes, example, summary in page.run(AXE):
        line = f"{rule} ({impact}, {nodes} places) {example} {summary}"
        check.that(impact not in ("serious", "critical"), f"{name}: axe", line)
        if impact not in ("serious", "critical"):
            print(f"note {name}: {line.splitlines()[0]}")
    check.that(True, name)


def sorts_and_filters(check, page, name):
    column = """(index) => [...document.querySelectorAll('#touchpoint-table tbody tr')]
      .map((row) => row.cells[index].dataset.sort).filter((key) => key !== undefined).map(Number)"""
    heads = page.run("[...document.querySelectorAll('#touchpoint-table thead th')].length")
    at = page.run("[...document.querySelector('#touchpoint-table tbody tr').cells].findIndex((c) => c.dataset.sort)")
    check.that(heads > 4, f"{name}: table has columns")
    click = f"document.querySelectorAll('#touchpoint-table thead button')[{at}].click()"
    page.run(click)
    down = page.run(f"({column})({at})")
    check.that(down == sorted(down, reverse=True), f"{name}: sorts down", down[:9])
    page.run(click)
    up = page.run(f"({column})({at})")
    check.that(up == sorted(up), f"{name}: sorts up", up[:9])
    said = page.run(f"document.querySelectorAll('#touchpoint-table thead th')[{at}].getAttribute('aria-sort')")
    check.that(said == "ascending", f"{name}: says how it is sorted", said)

    rows = "[...document.querySelectorAll('#touchpoint-table tbody tr')].filter((row) => !row.hidden)"
    first = page.run(f"{rows}[0].cells[0].textContent")
    total = page.run(f"{rows}.length")
    typed = """(value) => { const field = document.querySelector('[data-filters=touchpoint-table] input');
      field.value = value; field.dispatchEvent(new Event('input', { bubbles: true })); }"""
    page.run(f"({typed})({first!r})")
    names = page.run(f"{rows}.map((row) => row.cells[0].textContent)")
    check.that(names and all(first in found for found in names), f"{name}: filters by name", names[:3])
    page.run(f"({typed})('nothing is called that')")
    check.that(page.run(f"{rows}.length") == 0, f"{name}: filters everything out")
    page.run(f"({typed})('')")
    check.that(page.run(f"{rows}.length") == total, f"{name}: shows all again")


def searches_verbatims(check, page, name):
    shown = "[...document.querySelectorAll('#verbatim-list > li')].filter((item) => !item.hidden)"
    total = page.run("document.querySelectorAll('#verbatim-list > li').length")
    check.that(0 < page.run(f"{shown}.length") <= 12, f"{name}: shows the first verbatims")
    of, said = page.run("""(() => { const link = document.querySelector('a[data-aspect]'); link.click();
      return [[link.dataset.touchpoint, link.dataset.aspect], link.textContent]; })()""")
    found = page.run(f"{shown}.map((item) => [item.dataset.touchpoint, item.dataset.aspect])")
    check.that(len(found) > 3 and all(item == of for item in found), f"{name}: a pain point leads to its comments", (of, found[:3]))
    check.that(str(len(found)) in said, f"{name}: says how many", (said, len(found)))
    page.run("""document.querySelectorAll('#verbatims select[data-filter]').forEach((list) => {
      list.selectedIndex = 0; list.dispatchEvent(new Event('change', { bubbles: true })); })""")
    for key in ("touchpoint", "aspect", "label", "band"):
        value = page.run(f"""(() => {{ const list = document.querySelector('#verbatims select[data-filter={key}]');
          list.selectedIndex = 1; list.dispatchEvent(new Event('change', {{ bubbles: true }})); return list.value; }})()""")
        found = page.run(f"{shown}.map((item) => item.dataset.{key})")
        check.that(found and set(found) == {value}, f"{name}: filters verbatims by {key}", (value, found[:3]))
        page.run(f"""(() => {{ const list = document.querySelector('#verbatims select[data-filter={key}]');
          list.selectedIndex = 0; list.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()""")
    page.run("document.getElementById('more-verbatim-list').click()")
    check.that(page.run(f"{shown}.length") == total, f"{name}: shows all verbatims")


def shop(check, browser, work, axe, pictures):
    for language in ("zh", "en"):
        path = work / f"shop-{language}" / "report.html"
        for width in (1440, 375):
            for dark in (False, True):
                name = f"shop-{language} {width} {'dark' if dark else 'light'}"
                page = Page(browser, width, 900, dark)
                page.open(path)
                charts = looks(check, page, name)
                for wanted in ("trend", "labels", "journey", "touchpoints", "plane", "correlations", "drivers-0", "quadrant-0", "segment-0"):
                    check.that(wanted in charts, f"{name}: has the chart {wanted}", charts)
                paper = page.run("getComputedStyle(document.body).backgroundColor")
                bright = sum(int(part) for part in paper[4:-1].split(",")) > 384
                check.that(bright != dark, f"{name}: colour scheme", paper)
                if width == 1440 and not dark:
                    sorts_and_filters(check, page, name)
                    searches_verbatims(check, page, name)
                    page.run("document.getElementById('theme').click()")
                    turned = page.run("getComputedStyle(document.body).backgroundColor")
                    check.that(turned != paper, f"{name}: the button turns the colours")
                    page.run("document.getElementById('theme').click()")
                accessible(check, page, name, axe)
                if pictures:
                    picture(page, pictures / f"{name.replace(' ', '-')}.png")
                page.close()
        printed(check, browser, path, f"shop-{language} print", pictures)
        without_script(check, browser, path, f"shop-{language} without script")
        language_of = Page(browser)
        language_of.open(path)
        check.that(language_of.run("document.documentElement.lang") == {"zh": "zh-Hans", "en": "en"}[language], "lang attribute")
        language_of.close()


def picture(page, path):
    size = page.call("Page.getLayoutMetrics")["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 15000), "scale": 1}
    answer = page.call("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    path.write_bytes(base64.b64decode(answer["data"]))


def printed(check, browser, path, name, pictures):
    page = Page(browser)
    page.open(path)
    answer = page.call("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})
    pdf = base64.b64decode(answer["data"])
    check.that(pdf.startswith(b"%PDF") and len(pdf) > 50_000, f"{name}: makes a PDF", len(pdf))
    check.that(not page.complaints(), f"{name}: quiet", page.complaints())
    if pictures:
        (pictures / f"{name.replace(' ', '-')}.pdf").write_bytes(pdf)
    page.close()


def without_script(check, browser, path, name):
    page = Page(browser, script=False)
    page.open(path)
    document = page.call("DOM.getDocument", {"depth": 0})["root"]["nodeId"]

    def seen(selector):
        nodes = page.call("DOM.querySelectorAll", {"nodeId": document, "selector": selector})["nodeIds"]
        boxes = 0
        for node in nodes:
            try:
                page.call("DOM.getBoxModel", {"nodeId": node})
                boxes += 1
            except RuntimeError:
                pass
        return boxes, len(nodes)

    check.that(seen(".chart")[0] == 0, f"{name}: no empty charts")
    check.that(seen(".filters")[0] == 0, f"{name}: no dead filters")
    tables, all_tables = seen("#trend table, #journey table, #touchpoints table, #drivers table, #mismatch table, #segments details[open] table")
    check.that(tables == all_tables > 5, f"{name}: tables are readable", (tables, all_tables))
    verbatims, all_verbatims = seen("#verbatim-list > li")
    check.that(verbatims == all_verbatims > 0, f"{name}: verbatims are readable")
    page.close()


def hostile(check, browser, work, axe):
    page = Page(browser)
    page.open(work / "hostile-en" / "report.html")
    looks(check, page, "hostile")
    page.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    check.that(page.run("window.hacked") is None, "hostile: nothing ran")
    check.that(page.run("document.scripts.length") == 3, "hostile: no script was added")
    check.that(page.run("document.querySelectorAll('img, iframe, object, [onerror], [onload], [onmouseover]').length") == 0,
               "hostile: no element was added")
    text = page.run("document.querySelector('main').textContent")
    for attack in ATTACKS:
        check.that(attack in text, "hostile: shown as text", attack)
    check.that("1337" not in text, "hostile: names are not templates")
    # Tooltips are made of what the export holds, too.
    page.run("""document.querySelectorAll('.chart svg path').forEach((part) => { for (const kind of ['mousemove', 'mouseover'])
      part.dispatchEvent(new MouseEvent(kind, { bubbles: true, clientX: 400, clientY: 300 })); })""")
    check.that(page.run("window.hacked") is None, "hostile: nothing ran in tooltips")
    accessible(check, page, "hostile", axe)
    page.close()


def many(check, browser, work):
    path = work / "many-zh" / "report.html"
    page = Page(browser)
    started = time.monotonic()
    page.open(path)
    seconds = time.monotonic() - started
    print(f"200 touchpoints: {path.stat().st_size / 1e6:.2f} MB, opened in {seconds:.2f} s")
    check.that(seconds < MOST_SECONDS, "many: opens quickly", seconds)
    check.that(page.run("document.querySelectorAll('#touchpoint-table tbody tr').length") == 200, "many: all rows")
    looks(check, page, "many")
    sorts_and_filters(check, page, "many")
    page.close()
    narrow = Page(browser, 375)
    narrow.open(path)
    looks(check, narrow, "many 375")
    narrow.close()


def main():
    work = pathlib.Path(sys.argv[1])
    axe = zipfile.ZipFile(sys.argv[2]).read("axe_playwright_python/axe.min.js").decode()
    pictures = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    check = Checks()
    for report in sorted(work.glob("*/report.html")):
        size = report.stat().st_size
        check.that(size < MOST_BYTES, f"{report.parent.name}: size", size)
    browser = Chromium()
    try:
        shop(check, browser, work, axe, pictures)
        for name, width in (("hotel-en", 1440), ("wide-zh", 1440), ("wide-zh", 375)):
            page = Page(browser, width)
            page.open(work / name / "report.html")
            looks(check, page, f"{name} {width}")
            accessible(check, page, f"{name} {width}", axe)
            page.close()
        hostile(check, browser, work, axe)
        many(check, browser, work)
    finally:
        browser.close()
    print(f"browser: {check.passed} passed, {check.failed} failed")
    sys.exit(1 if check.failed else 0)


if __name__ == "__main__":
    main()
