"""The end of what was signed: online (P09, P10), offline (P15, P16), or by the school, which also corrects it (P11, P12)."""

from tests.walks.random.model.flow import (
    CLEAR,
    EMPLOYER,
    GRADUATE,
    REPORT,
    SCHOOL,
    Kind,
    Move,
    Review,
    State,
    Words,
    by_name,
    rejected,
)
from tests.walks.random.model.signings import BOTH, FAILED, TERMINATING

SIGNINGS = ("online_signing", "offline_agreement", "paper_supplement")
OFFLINE = SIGNINGS[1:]


def online_termination(two_levels: bool, by: str) -> Kind:
    """P09 and P10: one party asks, the other answers without a time limit, then the school reviews."""
    other = EMPLOYER if by == GRADUATE else GRADUATE
    review = Review(
        "",
        Words("等待审核", "已同意解约，等待学院审核", "解约中"),
        Words("等待审核", "已同意解约，等待学校审核", "解约中"),
        passed=Move("", "terminated", tells=BOTH, sends=CLEAR, record="terminated"),
        rejected=Move("", "rejected", tells=BOTH, record=FAILED),
    )
    answers = [
        Move("accept", review.first(two_levels), other, tells=(by,)),
        Move("decline", "declined", other, tells=(by,), record=FAILED),
    ]
    if by == GRADUATE:
        forced = Move("force", "forced", SCHOOL, message=True, tells=BOTH, sends=CLEAR, record="terminated")
        answers.append(forced)
    said = "学生申请解约，等待单位回应" if by == GRADUATE else "单位申请解约，等待学生回应"
    waiting = State("waiting", Words("解约申请", said, "解约中"), other, tuple(answers))
    ends = (
        State("terminated", Words("线上解约完成", "解约完成", "已解约")),
        State("forced", Words("线上解约完成", "解约完成（强制解约）", "已解约")),
        State("declined", Words("线上解约失败", "解约失败（对方不同意）", "解约失败")),
        *rejected("rejected", "线上解约失败", "解约失败", "解约失败"),
    )
    states = by_name((waiting, *review.states(two_levels), *ends))
    start = Move("", "waiting", tells=(other,), record=TERMINATING)
    return Kind("online_termination", BOTH, start, states, SIGNINGS, seen_by_employer=True)


def offline_termination(two_levels: bool) -> Kind:
    """P15 and P16: the graduate hands in the letter; the school may end it alone while it is reviewed."""
    one_sided = Move(
        "one_sided", "one_sided", SCHOOL, True, tells=(GRADUATE,), sends=CLEAR, record="terminated"
    )
    review = Review(
        "offline_",
        Words("等待审核", "解约中，等待学院审核"),
        Words("等待审核", "解约中，等待学校审核"),
        passed=Move("", "terminated", tells=(GRADUATE,), sends=CLEAR, record="terminated"),
        rejected=Move("", "rejected", tells=(GRADUATE,), record=FAILED),
        returned=Move("", "returned", tells=(GRADUATE,)),
        withdrawn=Move("withdraw", "withdrawn"),
        stopped=Move("stop", "stopped", record=FAILED),
        more=(one_sided,),
    )
    again = (Move("resubmit", review.first(two_levels), GRADUATE),)
    states = (
        *review.states(two_levels),
        State("returned", Words("老师退回", "老师退回"), GRADUATE, again),
        State("withdrawn", Words("已撤回，待修改提交", "学生已撤回修改"), GRADUATE, again),
        State("terminated", Words("线下解约完成", "解约完成")),
        State("one_sided", Words("线下解约完成", "解约完成（学校单方解约）")),
        State("stopped", Words("已放弃解约", "学生已放弃解约")),
        *rejected("rejected", "线下解约失败", "解约不通过"),
    )
    start = Move("", review.first(two_levels), record=TERMINATING)
    return Kind("offline_termination", (GRADUATE,), start, by_name(states), SIGNINGS)


def modification(online: bool) -> Kind:
    """P11: the school corrects a signing in effect, which is reported anew."""
    done = State("modified", Words("学校已修改", "修改完成", "学校已修改"))
    start = Move("", "modified", tells=_told(online), sends=REPORT)
    return Kind("record_modification", (SCHOOL,), start, by_name((done,)), SIGNINGS, online)


def school_void(online: bool) -> Kind:
    """P12: the school voids a signing in effect; the graduate is free."""
    done = State("voided", Words("已作废", "学校已作废", "已作废"))
    start = Move("", "voided", tells=_told(online), sends=CLEAR, record="voided")
    return Kind("record_void", (SCHOOL,), start, by_name((done,)), SIGNINGS, online)


def _told(online: bool) -> tuple[str, ...]:
    return BOTH if online else (GRADUATE,)
