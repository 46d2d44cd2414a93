"""A diagram of the size of the shipped signing, of plain elements that the library runs without us.

The shipped one itself cannot be its peer: stock SpiffWorkflow would hand its FEEL to Python."""

from itertools import pairwise

from tests.support.drawing import diagram, error, flow, message, node, properties, timer, user

GOING = {"amount": 5, "again": 0}  # what the conditions ask; the same expression in FEEL and in Python
STEPS = ("answer", "department", "school")


def signing() -> bytes:
    """Invite, answer before a deadline, have it reviewed, sign; each with what is noted on the way."""
    noted = (
        "record",
        "tell",
        "hold",
        "accepted",
        "keep",
        "tell2",
        "number",
        "token",
        "paper",
        "print",
        "sync",
    )
    failing = ("expired", "declined", "rejected", "failing", "release")
    nodes = [node("startEvent", "s"), node("endEvent", "signed"), node("endEvent", "failed")]
    nodes += [node("intermediateThrowEvent", name) for name in (*noted, *failing)]
    nodes += [
        user("answer"),
        node("boundaryEvent", "deadline", timer("timeDuration", '"P3D"'), attachedToRef="answer"),
        node("boundaryEvent", "withdraw", message("withdraw"), attachedToRef="answer"),
        node("exclusiveGateway", "answered", default="f_answered_hold"),
        node("exclusiveGateway", "join"),
        node("callActivity", "review", "", properties(mode="x"), calledElement="review"),
        node("boundaryEvent", "returned", error("returned"), attachedToRef="review"),
        node("boundaryEvent", "refused", error("rejected"), attachedToRef="review"),
    ]
    chain = ("s", "record", "tell", "answer", "answered", "hold", "accepted", "keep", "tell2", "review")
    chain2 = ("review", "number", "token", "paper", "print", "sync", "signed")
    flows = [flow(a, b) for line in (chain, chain2) for a, b in pairwise(line)]
    flows += [
        flow("answered", "declined", "amount < 3"),
        flow("deadline", "expired"),
        flow("withdraw", "declined"),
    ]
    flows += [flow("refused", "rejected"), flow("returned", "answer")]
    flows += [flow(name, "join") for name in ("expired", "declined", "rejected")]
    flows += [flow("join", "failing"), flow("failing", "release"), flow("release", "failed")]
    return diagram("p", nodes, flows, errors=("returned", "rejected"), messages=("withdraw",))


def review() -> bytes:
    """The called review: a department, then a school; either may return or refuse."""
    nodes = [
        node("startEvent", "rs"),
        node("endEvent", "passed"),
        node("exclusiveGateway", "way", default="f_way_department"),
    ]
    flows = [
        flow("rs", "way"),
        flow("way", "department"),
        flow("way", "only", "amount > 100"),
        flow("only", "judge_school"),
    ]
    nodes += [user("only")]
    for name, then in (("department", "school"), ("school", "passed")):
        nodes += [
            user(name),
            node("exclusiveGateway", f"judge_{name}", default=f"f_judge_{name}_{then}"),
            node("endEvent", f"returned_{name}", error("returned")),
            node("endEvent", f"rejected_{name}", error("rejected")),
        ]
        flows += [
            flow(name, f"judge_{name}"),
            flow(f"judge_{name}", then),
            flow(f"judge_{name}", f"returned_{name}", "again > 0"),
            flow(f"judge_{name}", f"rejected_{name}", "amount < 0"),
        ]
    return diagram("review", nodes, flows, errors=("returned", "rejected"))
