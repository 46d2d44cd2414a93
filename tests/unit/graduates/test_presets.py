"""邀请函信息管理: templates of the blocks of an invitation."""

import pytest

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.graduates import presets


@pytest.mark.req("R-064")
@pytest.mark.parametrize("group", ["job", "archive", "household"])
def test_templates_are_created_searched_changed_and_deleted(desk, group):
    made = presets.create(desk("e-01"), group, "算法工程师", {"position": "算法工程师"})
    assert [p.id for p in presets.find(desk("e-01"), group, "算法")] == [made.id]
    assert presets.find(desk("e-01"), group, "会计") == []
    presets.change(desk("e-01"), made.id, "会计", {"position": "会计"})
    assert presets.get(desk("e-01"), made.id).data == {"position": "会计"}
    presets.remove(desk("e-01"), made.id)
    assert presets.find(desk("e-01"), group) == []


@pytest.mark.req("R-066")
def test_chosen_templates_fill_their_blocks(desk):
    job = presets.create(desk("e-01"), "job", "岗位", {"position": "工程师"})
    archive = presets.create(desk("e-01"), "archive", "不接收", {"archive_accepted": "no"})
    filled = presets.use(desk("e-01"), [job.id, archive.id])
    assert filled == {"position": "工程师", "archive_accepted": "no"}


def test_a_name_is_taken_once_in_a_group(desk):
    presets.create(desk("e-01"), "job", "岗位", {})
    with pytest.raises(Conflict, match="岗位"):
        presets.create(desk("e-01"), "job", "岗位", {})
    presets.create(desk("e-01"), "archive", "岗位", {})
    presets.create(desk("e-02"), "job", "岗位", {})


@pytest.mark.parametrize(
    ("group", "name", "data"),
    [("x", "名", {}), ("job", " ", {}), ("job", "名", {"a": "b" * 9000}), ("job", "岗\u202e位", {})],
)
def test_what_is_no_template_is_refused(desk, group, name, data):
    with pytest.raises(Invalid):
        presets.create(desk("e-01"), group, name, data)


def test_a_foreign_template_does_not_exist_and_graduates_have_none(desk):
    made = presets.create(desk("e-01"), "job", "岗位", {})
    for act in (presets.get, presets.remove):
        with pytest.raises(NotFound):
            act(desk("e-02"), made.id)
    with pytest.raises(NotAllowed):
        presets.find(desk("g-10001-01"))
