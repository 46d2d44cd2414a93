"""批量审核 and 快速审核: one decision for the ticked rows of a page, or for all rows that a published decision passes.

Which steps permit it says the diagram: task property `batch`, and `quick`, which names the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy import select

from app.errors import Conflict
from app.forms import Answers, BoundForm
from app.inbox.batches import complete_batch
from app.inbox.boxes import Box, where_of
from app.inbox.claims import held_by_other, holder_name
from app.inbox.desk import Desk
from app.inbox.quick import matching, pass_matching
from app.inbox.view import task_form
from app.store.tasks import Task
from app.web.api.tasks import box_of_request
from app.web.context import actor, db, desk, now, writes
from app.web.forms import asked_to_refresh, draw_form, posted
from app.web.links import link
from app.web.pages import bp

MOST = 200  # rows that one page can tick
SAMPLES = 10


@dataclass(frozen=True)
class Chosen:
    """The ticked tasks that can be decided together, and why others cannot."""

    tasks: Sequence[Task]
    skipped: Sequence[dict[str, str]]


@bp.post("/inbox/batch")
def inbox_batch() -> Any:
    """Show what was ticked with the form of its step; once that is filled in, decide all of it."""
    at = desk()
    chosen = _chosen(at, request.form.getlist("_ids")[:MOST])
    if not chosen.tasks:
        raise Conflict("没有可以一起办理的事项：请先勾选，同一步骤、没有由他人处理的才能一起审核。")
    _, form = task_form(at, chosen.tasks[0].id)
    if request.form.get("_act") != "decide":
        return _page(chosen, form, form.defaults())
    answers = posted(form)
    if asked_to_refresh():
        return _page(chosen, form, dict(answers.typed))
    if answers.errors:
        return _page(chosen, form, dict(answers.typed), answers.errors), 422
    return redirect(url_for("pages.batch", batch_id=_decide(chosen, answers)))


@writes
def _decide(chosen: Chosen, answers: Answers) -> str:
    return complete_batch(desk(), [task.id for task in chosen.tasks], None, dict(answers.typed)).id


def _chosen(at: Desk, ids: Sequence[str]) -> Chosen:
    """Return the ticked tasks of the step of the first one; those of others that hold them are left out by name."""
    ticked = select(Task).where(Task.id.in_(ids), *where_of(actor(), Box(), now()))
    mine = {task.id: task for task in db().scalars(ticked)}
    kept: list[Task] = []
    skipped = []
    for task in (mine[i] for i in ids if i in mine):
        reason = _refusal(at, task, kept)
        if reason:
            skipped.append({"title": task.title, "reason": reason})
        else:
            kept.append(task)
    return Chosen(kept, skipped)


def _refusal(at: Desk, task: Task, kept: Sequence[Task]) -> str:
    if not task.properties.get("batch"):
        return "这个步骤不允许批量审核"
    if kept and (task.process, task.step) != (kept[0].process, kept[0].step):
        return "与其他勾选的事项不是同一步骤"
    return f"{holder_name(at, task)} 处理中" if held_by_other(at, task) else ""


def _page(chosen: Chosen, form: BoundForm, values: dict[str, Any], errors: Any = ()) -> str:
    return render_template(
        "inbox/batch.html",
        step=chosen.tasks[0].name,
        tasks=[{"id": t.id, "title": t.title, "facets": list(t.facets.values())} for t in chosen.tasks],
        skipped=chosen.skipped,
        form_html=draw_form(form, values, errors, skip=("refresh",)),
        errors=errors,
    )


@bp.get("/inbox/quick")
def quick_page() -> Any:
    """What the published decision of a step would pass, with samples."""
    found = matching(desk(), box_of_request(MOST))
    return render_template(
        "inbox/quick.html",
        rule={"name": found.name, "version": found.version},
        total=found.total,
        matched=len(found.tasks),
        samples=[
            {"title": t.title, "href": url_for("pages.task", task_id=t.id)} for t in found.tasks[:SAMPLES]
        ],
        act_href=link("pages.quick_pass", **_address()),
        inbox_href=link("pages.inbox", **_address()),
    )


@bp.post("/inbox/quick")
def quick_pass() -> Any:
    """Pass what the decision passes now."""
    return redirect(url_for("pages.batch", batch_id=_pass()))


@writes
def _pass() -> str:
    return pass_matching(desk(), box_of_request(MOST)).id


def _address() -> dict[str, str]:
    return {name: request.args[name] for name in ("process", "step") if name in request.args}
