"""A person at a browser: signs in, moves about, and notices everything that a page must not do."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request

from tests.support.cast import PASSWORD

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# The last two are those of the browser's own PDF viewer.
OWN_SCHEMES = ("data", "blob", "about", "chrome-extension", "chrome")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Visitor:
    """One browser context with one page."""

    def __init__(self, browser: Browser, origin: str, size: dict[str, int], shots: Path, **more: Any) -> None:
        phone = size is PHONE
        self.origin = origin
        self.context: BrowserContext = browser.new_context(
            base_url=origin,
            viewport=size,  # type: ignore[arg-type]
            has_touch=phone,
            is_mobile=phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **more,
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self._shots = shots
        self._expected = 0
        self.context.on("page", self._listen)
        self._listen(self.page)

    def _listen(self, page: Page) -> None:
        page.on("console", lambda message: self._said(message.text))
        page.on("pageerror", lambda error: self.problems.append(f"错误 {error}"))
        page.on("request", self._asked)

    def _said(self, text: str) -> None:
        # Chromium itself writes the status of an answered error page; pages that are meant to be one say so.
        if self._expected and text.startswith("Failed to load resource: the server responded with a status"):
            self._expected -= 1
            return
        self.problems.append(f"控制台 {urlsplit(self.page.url).path}: {text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in OWN_SCHEMES and not request.url.startswith(self.origin + "/"):
            self.problems.append(f"站外请求 {request.url}")

    def expect_refusal(self) -> None:
        """The next step is answered with an error page on purpose."""
        self._expected += 1

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def sign_in(self, login: str, password: str = PASSWORD) -> Page:
        self.go("/sign-in")
        self.page.locator("#field-account:focus").wait_for()  # whoever types before has the browser complain
        self.page.fill("#field-account", login)
        self.page.fill("#field-password", password)
        self.page.get_by_test_id("sign-in").click()
        self.page.wait_for_load_state()
        return self.page

    def get(self, testid: str) -> Locator:
        return self.page.get_by_test_id(testid)

    def look(self, name: str) -> None:
        """A picture of the page, and whether it scrolls sideways."""
        self.page.wait_for_load_state("load")
        self.page.screenshot(path=self._shots / f"{name}.png")
        wide = self.page.evaluate(SIDEWAYS)
        if wide > 0:
            self.problems.append(f"{name} 横向超出 {wide}px")

    def check(self, name: str) -> None:
        """Look at the page, and have axe find nothing serious in it."""
        self.look(name)
        for violation in Axe().run(self.page).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                places = "; ".join(str(n["target"]) + " " + n["html"][:160] for n in violation["nodes"][:4])
                self.problems.append(f"{name} 无障碍 {violation['id']}: {places}")

    def leave(self) -> None:
        self.context.close()
