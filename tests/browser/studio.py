"""An administrator at the editors: drawing, properties, drafts, publishing."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.visitor import Visitor


class Studio:
    """The editors as somebody uses them."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page: Page = visitor.page

    def open(self, kind: str, key: str) -> None:
        """Open a definition from the list of its kind."""
        self.page.goto(f"/definitions?kind={kind}")
        self.page.locator(f"[data-testid=definition-row][data-key='{key}'] a").first.click()
        self._ready()

    def new(self, kind: str, key: str, name: str) -> None:
        """Begin a definition that does not exist yet."""
        self.page.goto(f"/definitions?kind={kind}")
        self.visitor.get("btn-new").click()
        self.visitor.get("new-name").fill(name)
        self.visitor.get("new-key").fill(key)
        self.visitor.get("new-confirm").click()
        self._ready()

    def _ready(self) -> None:
        self.page.locator("[data-modeler][data-ready=true], [data-editor][data-ready=true]").wait_for()

    def saved(self) -> None:
        """Wait until what is on the page is kept as a draft."""
        expect(self.visitor.get("save-state")).to_contain_text("已自动保存")

    def findings(self) -> Locator:
        return self.page.locator("[data-findings] li")

    def publish(self, note: str, version: int) -> None:
        """Publish with a note."""
        self.visitor.get("btn-publish").click()
        self.visitor.get("publish-note").fill(note)
        self.visitor.get("publish-confirm").click()
        expect(self.visitor.get("save-state")).to_have_text(f"已发布 v{version}")

    def call(self, script: str, *arguments: Any) -> Any:
        """Do with the mouse's own commands what is too fine for a mouse in a test: `m` is the modeler."""
        body = f"(given) => {{ const m = window.modelerOfPage; return ({script})(m, ...given); }}"
        return self.page.evaluate(body, list(arguments))

    def select(self, element: str) -> None:
        """Select an element; its properties open beside the canvas."""
        self.call("(m, id) => { m.get('selection').select(m.get('elementRegistry').get(id)); }", element)

    def rename(self, element: str, new_id: str, **properties: str) -> None:
        """Write the number and the properties of an element into the panel."""
        self.select(element)
        field = self.visitor.get("prop-id")
        field.fill(new_id)
        field.blur()
        expect(self.page.locator("[data-properties] header p")).to_have_text(new_id)
        self.write(**properties)

    def write(self, **properties: str) -> None:
        """Write properties of what is selected."""
        for name, value in properties.items():
            field = self.visitor.get(f"prop-{name}")
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
                field.blur()
            expect(self.visitor.get(f"prop-{name}")).to_have_value(value)

    def drop(self, entry: str, x: float, y: float) -> None:
        """Take an element from the palette and put it at a place of the diagram."""
        self.page.locator(f".djs-palette [data-action='create.{entry}']").click()
        at = self.call(
            "(m, x, y) => { const c = m.get('canvas'), v = c.viewbox(), b = c.getContainer().getBoundingClientRect();"
            " return [b.left + (x - v.x) * v.scale, b.top + (y - v.y) * v.scale]; }",
            x,
            y,
        )
        self.page.mouse.move(at[0] - 30, at[1] - 30)
        self.page.mouse.move(at[0], at[1], steps=5)
        self.page.mouse.click(*at)
