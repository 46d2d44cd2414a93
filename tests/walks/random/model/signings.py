"""Signings: online (P07, P08), the school's agreement for an employer outside (P13), on paper (P14)."""

from tests.walks.random.model.flow import (
    CLOCK,
    CONTACT,
    EMPLOYER,
    GRADUATE,
    REPORT,
    Kind,
    Move,
    Review,
    State,
    Words,
    by_name,
    rejected,
)

BOTH = (GRADUATE, EMPLOYER)
SIGNED, TERMINATING, FAILED = "signed", "terminating", "termination_failed"
IN_EFFECT = (SIGNED, FAILED)


def in_effect(way: str, staff: str, graduate: str) -> tuple[State, ...]:
    """Return the states of a signing that has come into effect: signed, being ended, ended, voided by the school."""
    return (
        State(SIGNED, Words(graduate, staff, "已签约"), holds=True),
        State(TERMINATING, Words("解约申请", "解约中", "解约中"), holds=True),
        State(FAILED, Words(f"{way}解约失败", staff, "解约失败"), holds=True),
        State("terminated", Words(f"{way}解约完成", "解约完成", "已解约")),
        State("voided", Words("已作废", "学校已作废", "已作废")),
    )


def online(two_levels: bool) -> Kind:
    """P07 and P08: an invitation, its answer, its review."""
    waits = ("等待学校（院系）签约审核", "签约中·学生已应约提交审核中")
    review = Review(
        "",
        Words(waits[0], "学生已同意签约，等待学院审核", waits[1]),
        Words(waits[0], "学生已同意签约，等待学校审核", waits[1]),
        passed=Move("", SIGNED, tells=BOTH, sends=REPORT),
        rejected=Move("", "rejected", tells=BOTH),
        stopped=Move("stop", "stopped", tells=BOTH),
        holds=True,
    )
    invited = State(
        "invited",
        Words("收到签约邀请，等待应约", "等待学生应约", "签约中·等待学生应约"),
        GRADUATE,
        (
            Move("accept", review.first(two_levels), GRADUATE, tells=(EMPLOYER,)),
            Move("decline", "declined", GRADUATE, tells=(EMPLOYER,)),
            Move("withdraw", "withdrawn", EMPLOYER, message=True, tells=(GRADUATE,)),
            Move("expire", "expired", CLOCK, tells=BOTH),
        ),
    )
    ends = (
        State("declined", Words("已拒绝", "学生已拒绝，签约失败", "签约失败")),
        State("withdrawn", Words("单位已撤回", "单位已撤回，签约失败", "签约失败（已撤回）")),
        State("expired", Words("失效", "学生逾期未回应，签约失败", "签约失败")),
        State("stopped", Words("已中止", "学生已中止签约，签约失败", "签约失败")),
        *rejected("rejected", "线上签约失败", "签约审核不通过", "签约失败"),
        *in_effect("线上", "签约审核通过", "线上签约完成"),
    )
    states = by_name((invited, *review.states(two_levels), *ends))
    start = Move("", "invited", tells=(GRADUATE,))
    return Kind("online_signing", (EMPLOYER,), start, states, seen_by_employer=True)


def offline(two_levels: bool) -> Kind:
    """P13: the content is reviewed, the agreement stamped and given back, the image reviewed."""
    stop = Move("stop", "abandoned")
    content = Review(
        "agreement_",
        *_same("就业协议审核中，等待学院审核", "就业协议审核中，等待学校审核"),
        passed=Move("", "agreement_passed", tells=(GRADUATE,)),
        rejected=Move("", "rejected_agreement", tells=(GRADUATE,)),
        returned=Move("", "agreement_returned", tells=(GRADUATE,)),
        withdrawn=Move("withdraw", "agreement_withdrawn"),
        stopped=stop,
        holds=True,
    )
    image = Review(
        "stamped_",
        *_same("签约审核中，等待学院审核", "签约审核中，等待学校审核"),
        passed=Move("", SIGNED, tells=(GRADUATE,), sends=REPORT),
        rejected=Move("", "rejected_stamped", tells=(GRADUATE,)),
        returned=Move("", "stamped_returned", tells=(GRADUATE,)),
        withdrawn=Move("withdraw", "stamped_withdrawn"),
        stopped=stop,
        holds=True,
    )
    again, given = content.first(two_levels), image.first(two_levels)
    states = (
        *content.states(two_levels),
        _mine("agreement_returned", "协议审核待提交（老师退回）", "就业协议审核退回，等待学生修改", again),
        _mine("agreement_withdrawn", "已撤回，待修改提交", "学生已撤回修改", again),
        _stamping("agreement_passed", "就业协议审核通过", "就业协议审核通过，等待回传", given),
        _stamping("stamped_returned", "签约审核待提交（老师退回）", "签约审核退回，等待重新回传", given),
        _stamping("stamped_withdrawn", "已撤回，待重新回传", "学生已撤回，等待重新回传", given),
        State(
            "unit_returning",
            Words("等待用人单位回传协议书", "等待用人单位回传协议书"),
            CONTACT,
            (
                Move("upload", given, CONTACT),
                Move("withdraw", "agreement_passed", GRADUATE, message=True, tells=(GRADUATE,)),
                Move("close", "agreement_passed", CLOCK, tells=(GRADUATE,)),
            ),
            holds=True,
        ),
        *image.states(two_levels),
        State("abandoned", Words("已撤销", "学生已撤销申请")),
        *rejected("rejected_agreement", "就业协议审核不通过", "就业协议审核不通过"),
        *rejected("rejected_stamped", "签约审核不通过", "签约审核不通过"),
        *in_effect("线下", "签约审核通过", "签约审核通过"),
    )
    return Kind("offline_agreement", (GRADUATE,), Move("", again), by_name(states))


def paper(two_levels: bool) -> Kind:
    """P14: an agreement on paper is registered afterwards."""
    review = Review(
        "supplement_",
        *_same("补登审核中，等待学院审核", "补登审核中，等待学校审核"),
        passed=Move("", SIGNED, tells=(GRADUATE,), sends=REPORT),
        rejected=Move("", "rejected_supplement", tells=(GRADUATE,)),
        returned=Move("", "supplement_returned", tells=(GRADUATE,)),
        withdrawn=Move("withdraw", "supplement_withdrawn"),
        stopped=Move("stop", "abandoned"),
        holds=True,
    )
    again = review.first(two_levels)
    states = (
        *review.states(two_levels),
        _mine("supplement_returned", "补登待提交（老师退回）", "补登退回，等待学生修改", again),
        _mine("supplement_withdrawn", "已撤回，待修改提交", "学生已撤回修改", again),
        State("abandoned", Words("已撤销", "学生已撤销登记")),
        *rejected("rejected_supplement", "补登审核不通过", "补登审核不通过"),
        *in_effect("线下", "补登审核通过", "补登审核通过"),
    )
    return Kind("paper_supplement", (GRADUATE,), Move("", again), by_name(states))


def _same(department: str, school: str) -> tuple[Words, Words]:
    return Words(department, department), Words(school, school)


def _mine(name: str, graduate: str, staff: str, again: str) -> State:
    """Return a state in which the graduate changes the answers, hands them in again, or gives up."""
    moves = (Move("resubmit", again, GRADUATE), Move("stop", "abandoned", GRADUATE, message=True))
    return State(name, Words(graduate, staff), GRADUATE, moves, holds=True)


def _stamping(name: str, graduate: str, staff: str, given: str) -> State:
    """Return a state in which the graduate gives the stamped agreement back, or has the unit do it."""
    moves = (
        Move("stamp", given, GRADUATE),
        Move("send_link", "unit_returning", GRADUATE),
        Move("stop", "abandoned", GRADUATE, message=True),
    )
    return State(name, Words(graduate, staff), GRADUATE, moves, holds=True)
