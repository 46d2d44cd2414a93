"""Other destinations (P17), those of directed and commissioned graduates (P19), their end by the graduate (P18) or by
the school, which also corrects them (P11, P12)."""

from tests.walks.random.model.flow import (
    CLEAR,
    GRADUATE,
    REPORT,
    SCHOOL,
    Kind,
    Move,
    Review,
    State,
    Words,
    by_name,
)

REGISTERED = "registered"
REGISTRATIONS = ("destination_registration", "directed_registration")


def registration(key: str, two_levels: bool) -> Kind:
    """P17 and P19: reviewed, returned, withdrawn, dropped; only a free choice of types can be changed by a reviewer."""
    words = [f"去向登记审核中，等待{level}审核" for level in ("学院", "学校")]
    review = Review(
        "review_",
        *(Words(word, word) for word in words),
        passed=Move("", REGISTERED, tells=(GRADUATE,), sends=REPORT),
        rejected=Move("", "rejected", tells=(GRADUATE,)),
        returned=Move("", "returned", tells=(GRADUATE,)),
        withdrawn=Move("withdraw", "withdrawn"),
        stopped=Move("stop", "dropped"),
        holds=True,
        amend=key == "destination_registration",
    )
    again = review.first(two_levels)
    moves = (Move("resubmit", again, GRADUATE), Move("stop", "dropped", GRADUATE, message=True))
    states = (
        *review.states(two_levels),
        State("returned", Words("老师退回", "退回修改"), GRADUATE, moves, holds=True),
        State("withdrawn", Words("撤回修改中", "学生撤回修改中"), GRADUATE, moves, holds=True),
        State(REGISTERED, Words("审核通过", "审核通过"), holds=True),
        State("rejected_department", Words("审核不通过", "审核不通过")),
        State("rejected_school", Words("审核不通过", "审核不通过")),
        State("dropped", Words("已放弃", "学生已放弃")),
        State("voided_by_graduate", Words("已作废", "学生已作废")),
        State("voided", Words("学校已作废", "学校已作废")),
    )
    return Kind(key, (GRADUATE,), Move("", again), by_name(states))


def modification(key: str) -> Kind:
    """P11: the school corrects a destination in effect, which is reported anew."""
    done = State("modified", Words("学校已修改", "修改完成"))
    start = Move("", "modified", tells=(GRADUATE,), sends=REPORT)
    return Kind(key, (SCHOOL,), start, by_name((done,)), REGISTRATIONS)


def void(two_levels: bool, reviewed: bool, by_school: bool) -> Kind:
    """P18: at once, or where the school wants it (J-3) after a review; P12: by the school, at once."""
    done = Move("", "voided", tells=(GRADUATE,), sends=CLEAR, record="voided_by_graduate")
    valid = "去向仍有效"
    review = Review(
        "review_",
        *(Words(word, word) for word in ("作废审核中，等待学院审核", "作废审核中，等待学校审核")),
        passed=done,
        rejected=Move("", "rejected", tells=(GRADUATE,)),
        withdrawn=Move("withdraw", "withdrawn"),
    )
    ends = (
        State("voided", Words("已作废", "学生已作废")),
        State("rejected_department", Words(f"作废不通过，{valid}", f"作废不通过，{valid}")),
        State("rejected_school", Words(f"作废不通过，{valid}", f"作废不通过，{valid}")),
        State("withdrawn", Words(f"已撤回，{valid}", f"学生撤回作废，{valid}")),
    )
    start = Move("", review.first(two_levels)) if reviewed else done
    if by_school:
        start = Move("", "voided_by_school", tells=(GRADUATE,), sends=CLEAR, record="voided")
        ends = (*ends, State("voided_by_school", Words("学校已作废", "学校已作废")))
    states = by_name((*review.states(two_levels), *ends))
    return Kind("destination_void", (GRADUATE, SCHOOL), start, states, REGISTRATIONS)
