"""What is taken out of the shipped content, by the requirement whose test must then fail.

Each entry is (file, what stands there, what stands there instead); `ROW` takes a rule of a decision table out."""

ROW = "row"
SIGNING = "bpmn/online_signing.bpmn"
STATUS, LETTER = "forms/codes/status.online_signing.csv", "forms/invitation.form.json"
MODULES, INVITE, ANSWER = "rules/module_access.dmn", "rules/may_invite.dmn", "rules/may_answer.dmn"
AGREEMENT = "reports/documents/agreement.json"

Change = tuple[str, str, str]


def _status(before: str, after: str) -> Change:
    return STATUS, before, after


MUTANTS: dict[str, Change] = {
    "R-007": ("forms/basic_check.form.json", '"label": "考生号"', '"label": "编号"'),
    "R-012": ("forms/basic_check.form.json", "学信网", "系统"),
    "R-017": ("forms/codes/module.csv", "核验授权", "授权"),
    "R-018": (MODULES, ROW, "module_access_3"),
    "R-019": (MODULES, ROW, "module_access_3"),
    "R-020": (MODULES, ROW, "module_access_4"),
    "R-021": (MODULES, ROW, "module_access_5"),
    "R-022": (MODULES, ROW, "module_access_6"),
    "R-023": ("forms/codes/module.csv", "户口信息管理", "户口"),
    "R-025": (MODULES, ROW, "module_access_2"),
    "R-026": ("rules/cohort_window.dmn", ROW, "cohort_window_1"),
    "R-027": ("rules/cohort_window.dmn", ROW, "cohort_window_2"),
    "R-028": ("rules/cohort_window.dmn", '<text>"view"</text>', '<text>"operate"</text>'),
    "R-029": ("rules/cohort_window.dmn", "<text>&lt;= 0</text>", "<text>&lt;= 5</text>"),
    "R-031": ("reports/lists/students.json", '"key": "cohort"', '"key": "year"'),
    "R-061": (AGREEMENT, '{"label": "单位性质", "value": "employer.nature_label"},', ""),
    "R-065": (LETTER, '"preset": "job"', '"presets": "job"'),
    "R-066": (LETTER, '"preset": "job"', '"presets": "job"'),
    "R-080": (LETTER, '"key": "clauses"', '"key": "notes"'),
    "R-081": _status("签约中·等待学生应约", "签约中"),
    "R-083": (ANSWER, "<text>true</text>", "<text>false</text>"),
    "R-084": (SIGNING, 'answer.decision = "accept"', "true"),
    "R-085": (SIGNING, "date and time(invitation.answer_by)<", 'now() + duration("P300D")<'),
    "R-086": (SIGNING, 'answer.decision = "accept"', "true"),
    "R-087": _status("签约中·学生已应约提交审核中", "签约中"),
    "R-088": (
        SIGNING,
        'name="status_department" value="department_review"',
        'name="status_department" value="signed"',
    ),
    "R-089": ("rules/review_route.dmn", '<text>"school_only"</text>', '<text>"only_school"</text>'),
    "R-091": (ANSWER, ROW, "may_answer_3"),
    "R-093": (INVITE, ROW, "may_invite_7"),
    "R-097": (SIGNING, '<spiffworkflow:property name="form" value="withdraw_reason" />', ""),
    "R-098": (SIGNING, '<spiffworkflow:property name="blocked.withdraw" value="请联系学生中止签约" />', ""),
    "R-099": ("rules/review_route.dmn", '<text>"department"</text>', '<text>"school"</text>'),
    "R-100": _status("等待学校（院系）签约审核", "等待"),
    "R-101": (SIGNING, '["employer","graduate","department","school"]', '["graduate","department","school"]'),
    "R-102": (AGREEMENT, "无需加盖公章，", ""),
    "R-104": (SIGNING, "value='\"4\"'", "value='\"1\"'"),
    "R-107": ("rules/employer_actions.dmn", '["view","invite"]', '["view"]'),
    "R-106": (
        "forms/review.form.json",
        '"reason_required.reject": "true"',
        '"reason_required.reject": "false"',
    ),
    "R-108": ("forms/review.form.json", '"show_if.return": "call.allow_return = true",', ""),
    "R-109": (INVITE, ROW, "may_invite_5"),
    "R-110": ("rules/types_by_mode.dmn", '<text>"21","41"</text>', '<text>"21","22","41","42"</text>'),
    "R-116": ("bpmn/review.bpmn", " or school_review.refresh = true", ""),
    "R-119": ("rules/agreement_type.dmn", '"鉴证"', '"审核"'),
    "R-150": ("reports/messages/record_modified.json", "原因：{{invitation.change_reason}}。", ""),
    "R-309": (
        SIGNING,
        """<spiffworkflow:serviceTaskOperator id="sync_to_ems" resultVariable="report">
          <spiffworkflow:parameters>
            <spiffworkflow:parameter id="transfers" type="any" value="invitation" />
          </spiffworkflow:parameters>""",
        '<spiffworkflow:serviceTaskOperator id="random_token" resultVariable="report">',
    ),
    "R-312": (SIGNING, 'value=\'["graduate","employer"]\'', "value='[\"employer\"]'"),
    "R-315": ("rules/review_route.dmn", '<text>"school_only"</text>', '<text>"only_school"</text>'),
    "R-317": ("rules/settings_lock.dmn", ROW, "settings_lock_2"),
    "R-318": ("rules/settings_lock.dmn", ROW, "settings_lock_1"),
    "R-319": (AGREEMENT, '{"label": "就业联系人", "value": "school.contact.name"},', ""),
    "R-321": (AGREEMENT, "agreement_type.third_party", "true"),
}
