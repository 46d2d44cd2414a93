"""The id of what is somebody else's opens nothing, on pages as at doors, and the try is written down."""

import re

from app.store.audit import AuditRow
from tests.support.cast import Cast

MISSING = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def test_a_page_of_somebody_else_looks_like_one_that_is_not_there(fort: Cast) -> None:
    task = fort["g-10001-02"].get("/tasks")["items"][0]
    pages = {
        "/tasks/{}": task["id"],
        "/instances/{}": task["instance"],
        "/instances/{}/diagram.bpmn": task["instance"],
        "/instances/{}/messages/withdraw": task["instance"],
    }
    for login in ("g-10001-01", "d-10001-02", "s-10002", "e-02", "admin"):
        tab = fort.tab(login)
        for path, found in pages.items():
            theirs, nobodys = tab.get(path.format(found)), tab.get(path.format(MISSING))
            assert theirs.status_code == nobodys.status_code == 404
            assert plain(theirs, found) == plain(nobodys, MISSING)
        posted = tab.post(f"/tasks/{task['id']}", {"decision": "accept", "version": "1"})
        assert posted.status_code == 404
        posted = tab.post(f"/inbox/{task['id']}/claim")
        assert posted.status_code == 404


def plain(answer, found: str) -> str:
    """Return a page without what differs between any two requests."""
    text = answer.get_data(as_text=True).replace(found, "ID")
    return re.sub(r'(nonce|content|value)="[^"]{20,}"', "", text)


def test_each_try_leaves_an_audit_row_that_names_the_door_and_nobody_else(fort: Cast) -> None:
    task = fort["g-10001-02"].get("/tasks")["items"][0]["id"]
    fort["s-10002"].get(f"/tasks/{task}", 404)
    with fort.session() as session:
        row = session.query(AuditRow).filter_by(target=f"api.task:{task}", result="denied").one()
    assert row.role == "school"
    assert row.detail == {"method": "GET", "status": 404}
    assert "g-10001-02" not in row.detail_text
