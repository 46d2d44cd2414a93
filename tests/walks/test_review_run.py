"""A run through the inbox on the pages: from the list to the task, on to its end, on both databases."""

from tests.support.cast import Cast
from tests.support.pages import Reader

GRADUATES, DEPARTMENT = ("g-10001-01", "g-10001-02"), "d-10001-01"


def test_a_reviewer_goes_from_the_list_to_the_end_of_the_run(cast: Cast) -> None:
    for login in GRADUATES:
        cast[login].complete(cast.invite(login)["id"], {"decision": "accept"})
    reader = Reader(cast.visitor(), DEPARTMENT)
    (first,) = reader.get("/inbox").tree.xpath("//a[@data-testid='btn-start-run']/@href")
    page = reader.get(first)
    assert (page.status, page.testids("btn-approve")) == (200, ["btn-approve"])
    following = page.send(button=("decision", "pass"))
    assert (following.status, following.testids("btn-approve")) == (200, ["btn-approve"])
    reject = {"reason": "04", "comment": "岗位信息有误"}
    end = following.send(reject, button=("decision", "reject"))
    assert (end.status, end.testids("run-end")) == (200, ["run-end"])
    (panel,) = end.tree.xpath("//*[@data-testid='run-end']")
    said = panel.text_content().split()
    assert {"通过", "不通过"} <= set(said), said
    assert cast[DEPARTMENT].get("/tasks")["total"] == 0
