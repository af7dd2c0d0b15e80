"""Drives a headless Chromium over its debugging pipe; needs only the standard library."""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class Chromium:
    """One browser; commands of the DevTools protocol go through file descriptors 3 and 4."""

    def __init__(self):
        binary = shutil.which("chromium") or shutil.which("google-chrome")
        if not binary:
            raise SystemExit("chromium is not installed")
        self.profile = tempfile.mkdtemp(prefix="xinsheng-browser-")
        read, self.write_end = os.pipe()
        self.read_end, write = os.pipe()
        flags = [
            "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
            "--no-first-run", f"--user-data-dir={self.profile}", "about:blank",
        ]
        # The pipe must have exactly these numbers in the browser.
        command = f'exec "$@" 3<&{read} 4>&{write}'
        self.process = subprocess.Popen(
            ["bash", "-c", command, "bash", binary, *flags], pass_fds=(read, write),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(read)
        os.close(write)
        self.last, self.buffer, self.events = 0, b"", []

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.profile, ignore_errors=True)

    def receive(self, seconds):
        """The next message, or None when none comes in time."""
        deadline = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.read_end], [], [], left)[0]:
                return None
            data = os.read(self.read_end, 1 << 20)
            if not data:
                raise SystemExit("the browser went away")
            self.buffer += data
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, params=None, session=None, seconds=120):
        self.last += 1
        message = {"id": self.last, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive(seconds)
            if answer is None:
                raise SystemExit(f"{method}: no answer in {seconds} s")
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)


class Page:
    """One tab with a viewport, a colour scheme and its complaints."""

    def __init__(self, browser, width=1440, height=900, dark=False, script=True):
        self.browser = browser
        target = browser.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        self.target = target
        attach = {"targetId": target, "flatten": True}
        self.session = browser.call("Target.attachToTarget", attach)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", {"media": "", "features": [scheme]})
        if not script:
            self.call("Emulation.setScriptExecutionDisabled", {"value": True})

    def call(self, method, params=None, **options):
        return self.browser.call(method, params, self.session, **options)

    def open(self, path):
        """Loads a file; the milliseconds until it had loaded and drawn what is in view."""
        self.browser.events.clear()
        self.call("Page.navigate", {"url": path.resolve().as_uri()})
        deadline = time.monotonic() + 60
        while not self.heard("Page.loadEventFired"):
            message = self.browser.receive(1)
            if message:
                self.browser.events.append(message)
            if time.monotonic() > deadline:
                raise SystemExit(f"{path}: did not load")

    def heard(self, method):
        return [event["params"] for event in self.browser.events
                if event.get("method") == method and event.get("sessionId") == self.session]

    def complaints(self):
        """Errors on the console and requests for anything but the file itself."""
        found = [f"exception: {e['exceptionDetails'].get('exception', {}).get('description', e['exceptionDetails']['text'])}"
                 for e in self.heard("Runtime.exceptionThrown")]
        found += [f"console: {[a.get('value', a.get('description')) for a in e['args']]}"
                  for e in self.heard("Runtime.consoleAPICalled") if e["type"] in ("error", "warning", "assert")]
        found += [f"log: {e['entry']['text']}" for e in self.heard("Log.entryAdded")
                  if e["entry"]["level"] in ("error", "warning")]
        requests = [e["request"]["url"] for e in self.heard("Network.requestWillBeSent")]
        found += [f"request: {url}" for url in requests[1:] if not url.startswith("data:")]
        return found

    def run(self, expression):
        """The value of an expression (awaited) in the page."""
        answer = self.call("Runtime.evaluate", {
            "expression": expression, "awaitPromise": True, "returnByValue": True})
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression[:80]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def close(self):
        self.browser.call("Target.closeTarget", {"targetId": self.target})
