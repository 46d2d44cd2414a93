"""The administrator changes a running process, and draws a new one, in the browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.steps import approve
from tests.browser.studio import Studio
from tests.browser.visitor import Visitor
from tests.support.cast import Cast

pytestmark = pytest.mark.browser

DRAW = """(m) => {
  const registry = m.get('elementRegistry'), modeling = m.get('modeling');
  const system = registry.get('Lane_system');
  const lane = modeling.addLane(system, 'bottom');
  const middle = { x: 1340, y: lane.y + lane.height / 2 };
  const task = modeling.createShape({ type: 'bpmn:UserTask' }, middle, registry.get('Participant_online_signing'));
  const review = registry.get('review');
  modeling.reconnectEnd(review.incoming[0], task, middle);
  modeling.connect(task, review);
  return [lane.id, task.id];
}"""


TO_PARALLEL = """(m, id) => {
  m.get('bpmnReplace').replaceElement(m.get('elementRegistry').get(id), { type: 'bpmn:ParallelGateway' });
}"""


def administrator(visit: Visit) -> Studio:
    visitor = visit()
    visitor.sign_in("admin")
    return Studio(visitor)


def make_role(studio: Studio) -> None:
    """A line in the code table of roles: the new role shares the department's party."""
    studio.open("codes", "role")
    text = studio.visitor.get("editor-text")
    text.fill(text.input_value().rstrip() + "\ncounsellor,辅导员,department\n")
    studio.saved()
    studio.visitor.check("studio-3-codes")
    studio.publish("新角色：辅导员", 2)


def make_form(studio: Studio) -> None:
    studio.new("form", "counsel", "辅导员初审")
    studio.visitor.get("builder-review").click()
    studio.saved()
    expect(studio.visitor.get("form-preview")).to_contain_text("审核意见")
    studio.visitor.check("studio-4-form")
    studio.publish("辅导员初审的表单", 1)


def make_member(studio: Studio, login: str, party: str) -> None:
    """Give somebody the role in the back office, for a party."""
    page = studio.visitor.go("/admin/membership/new/")
    page.get_by_label("账号").fill(login)
    page.get_by_label("角色").select_option(label="辅导员")
    page.get_by_label("机构").fill(party)
    page.get_by_label("级别").select_option(label="管理员")
    studio.visitor.get("btn-save").click()
    expect(page.get_by_text("成功").first).to_be_visible()


def draw_step(studio: Studio) -> None:
    """A lane for the role, and the step in it before the reviews."""
    studio.open("process", "online_signing")
    lane, task = studio.call(DRAW)
    studio.rename(lane, "Lane_counsellor", name="辅导员", role="counsellor")
    studio.rename(task, "counsel", name="辅导员初审", form="counsel", status="department_review")
    studio.saved()
    expect(studio.findings().filter(has_text="错误")).to_have_count(0)
    studio.visitor.check("studio-5-drawn")
    studio.publish("院系之前先由辅导员初审", 2)


def test_the_next_signing_visits_the_new_step_and_the_running_one_does_not(visit: Visit, cast: Cast) -> None:
    running = cast.invite("g-10001-01")["id"]
    studio = administrator(visit)
    make_role(studio)
    make_form(studio)
    make_member(studio, "d-10001-01-b", "10001-01")
    draw_step(studio)
    later = cast.invite("g-10001-02")["id"]
    for login, instance in (("g-10001-01", running), ("g-10001-02", later)):
        cast[login].complete(instance, {"decision": "accept"})

    counsellor = visit()
    counsellor.sign_in("d-10001-01-b")
    page = counsellor.go("/inbox")
    expect(page.locator("main")).to_contain_text("辅导员初审")
    assert cast["d-10001-01"].task(running)["step"] == "department"
    counsellor.check("studio-6-counsellor")
    approve(counsellor, "李䶮", "studio-7-counsel")
    reviewer = visit()
    reviewer.sign_in("d-10001-01")
    approve(reviewer, "李䶮")
    reviewer.go(f"/instances/{later}")
    expect(reviewer.get("timeline-event").filter(has_text="辅导员初审")).to_have_count(1)


def test_the_modeler_opens_keeps_a_draft_and_shows_what_is_wrong_at_the_element(desktop: Visitor) -> None:
    desktop.sign_in("admin")
    desktop.go("/definitions")
    desktop.check("studio-1-list")
    studio = Studio(desktop)
    studio.open("process", "online_signing")
    expect(desktop.page.locator("[data-element-id=review]").first).to_be_visible()
    expect(desktop.page.locator(".bjs-powered-by")).to_be_visible()
    desktop.check("studio-2-modeler")

    studio.select("answer")
    studio.write(form="")
    studio.saved()
    finding = studio.findings().first
    expect(finding).to_contain_text("应约")
    expect(finding).to_contain_text("表单")
    expect(desktop.page.locator(".finding-dot.error")).to_have_count(1)
    desktop.check("studio-8-findings")

    desktop.page.reload()
    studio._ready()
    expect(desktop.get("save-state")).to_contain_text("草稿")
    studio.select("answer")
    expect(desktop.get("prop-form")).to_have_value("")
    desktop.expect_refusal()
    desktop.get("btn-publish").click()
    desktop.get("publish-note").fill("坏的")
    desktop.get("publish-confirm").click()
    expect(desktop.page.locator("#toasts")).to_contain_text("没有发布")
    expect(desktop.get("version")).to_have_text("v1")


def test_a_gateway_that_would_wait_for_ever_is_found_and_the_way_to_it_is_played(desktop: Visitor) -> None:
    desktop.sign_in("admin")
    studio = Studio(desktop)
    studio.open("process", "online_signing")
    studio.call(TO_PARALLEL, "failing")
    studio.saved()
    stuck = studio.findings().filter(has_text="死锁")
    expect(stuck).to_have_count(1)
    stuck.get_by_test_id("lint-trace").click()
    for passed in ("invite", "answer", "failing"):
        expect(desktop.page.locator(f"[data-element-id={passed}].on-the-way")).to_have_count(1)
    desktop.check("studio-11-way")


def test_a_signing_is_played_through_as_each_role_and_nothing_is_kept(desktop: Visitor, cast: Cast) -> None:
    desktop.sign_in("admin")
    studio = Studio(desktop)
    studio.open("process", "online_signing")
    desktop.get("btn-simulate").click()
    state, played = desktop.get("simulation-state"), desktop.get("simulation")
    expect(state).to_contain_text("进行中")
    expect(desktop.page.locator("[data-element-id=answer].waits-here")).to_have_count(1)
    desktop.check("studio-12-simulation")
    for move in ("answer-accept", "department-pass", "school-pass"):
        desktop.get(f"move-{move}").click()
    expect(state).to_contain_text("已结束：签约完成")
    expect(played).to_contain_text("就业协议书-示例毕业生")
    desktop.check("studio-13-simulated")
    state.get_by_role("button", name="退一步").click()
    expect(state).to_contain_text("进行中")
    desktop.get("move-school-reject").click()
    expect(played).to_contain_text("签约审核不通过")
    assert cast["s-10001"].get("/lists/online_signing")["total"] == 0


def test_a_process_that_nobody_has_seen_is_drawn_published_and_run(visit: Visit, cast: Cast) -> None:
    studio = administrator(visit)
    studio.new("form", "leave_note", "请假单")
    studio.visitor.get("builder-add").click()
    studio.saved()
    studio.publish("请假单", 1)
    studio.new("process", "leave_note", "请假")
    studio.drop("user-task", 560, 190)
    task = studio.call("(m) => m.get('selection').get()[0].id")
    studio.rename(task, "write", name="填写请假单", form="leave_note")
    studio.select("lane_1")
    studio.write(name="院系", role="department")
    studio.select("pool_leave_note")
    studio.write(title='="请假"')
    studio.saved()
    expect(studio.findings()).to_have_count(0)
    studio.visitor.check("studio-9-new-process")
    studio.publish("第一版", 1)

    teacher = visit()
    page = teacher.sign_in("d-10001-01")
    teacher.go("/start/leave_note")
    teacher.get("btn-submit").click()
    teacher.get("task-open").click()
    page.locator("main input[type=text]").fill("明天看病")
    teacher.get("btn-submit").click()
    expect(page.locator("main")).to_contain_text("已结束")
    expect(page.locator("main")).to_contain_text("明天看病")
    teacher.check("studio-10-run")
