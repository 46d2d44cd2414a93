"""A person at the pages without scripts: what stands in a form is what a browser would send."""

from typing import Any

from lxml import html

from tests.support.cast import PASSWORD

FIELDS = ".//*[contains(@class, 'form-row') or contains(@class, 'form-group') or contains(@class, 'review-buttons')]"


class Page:
    """A page as it was answered, and the form on it."""

    def __init__(self, reader: "Reader", response: Any) -> None:
        self._reader = reader
        self.status = response.status_code
        self.path = response.request.path
        self.text = response.get_data(as_text=True)
        self.tree = html.fromstring(self.text)

    @property
    def form(self) -> Any:
        """The form that has fields of a definition."""
        found = [f for f in self.tree.forms if f.xpath(FIELDS)]
        assert found, self.text[:2000]
        return found[0]

    def values(self) -> dict[str, Any]:
        """Return what a browser would send of the form, each name once."""
        return dict(self.form.form_values())

    def send(self, changes: dict[str, Any] | None = None, button: tuple[str, str] | None = None) -> "Page":
        """Change what stands in the form and send it, by this button."""
        changes = changes or {}
        data: dict[str, Any] = {}
        for name, value in self.form.form_values():
            if name not in changes:
                data.setdefault(name, []).append(value)
        data.update({n: v for n, v in changes.items() if v is not None})
        data.update(dict([button]) if button else {})
        return self._reader.post(self.form.get("action"), data)

    def errors(self) -> list[str]:
        """Return the sentences of the summary above the form."""
        return [a.text_content().strip() for a in self.tree.xpath("//*[@data-testid='error-summary']//a")]

    def options(self, control: str) -> list[str]:
        """Return the values that a select offers."""
        return [o.get("value") for o in self.tree.xpath(f"//select[@id='{control}']/option")]

    def testids(self, start: str) -> list[str]:
        return self.tree.xpath(f"//@data-testid[starts-with(., '{start}')]")


class Reader:
    """Somebody signed in at the pages."""

    def __init__(self, client: Any, login: str) -> None:
        self._client = client
        page = Page(self, client.get("/sign-in"))
        form = next(f for f in page.tree.forms if "password" in f.fields)
        form.fields["account"], form.fields["password"] = login, PASSWORD
        answer = client.post(form.get("action") or "/sign-in", data=dict(form.form_values()))
        assert answer.status_code in (302, 303), answer.get_data(as_text=True)[:1000]

    def get(self, path: str) -> Page:
        return Page(self, self._client.get(path, follow_redirects=True))

    def post(self, path: str, data: dict[str, Any]) -> Page:
        answer = self._client.post(path, data=data, content_type="multipart/form-data", follow_redirects=True)
        return Page(self, answer)
