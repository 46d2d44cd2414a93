"""The first application: graduates' destinations and online signing, registered by `register`."""

from app.graduates import (
    about,
    agreements,
    applying,
    comparing,
    confirming,
    contacts,
    ending,
    misconduct,
    operators,
    recorded,
    refreshing,
    registered,
    registrations,
    reporting,
    sources,
    subjects,
    tables,
    transfers,
)
from app.graduates.demo import demo
from app.graduates.linking import link
from app.graduates.masterdata import register_tables
from app.graduates.revealing import reveal_graduate
from app.graduates.samples import sample
from app.graduates.verification import authorising, generating
from app.identity import doors
from app.operators.registry import Registry

__all__ = [
    "about",
    "agreements",
    "applying",
    "authorising",
    "comparing",
    "confirming",
    "contacts",
    "demo",
    "ending",
    "generating",
    "misconduct",
    "operators",
    "recorded",
    "refreshing",
    "register",
    "registered",
    "registrations",
    "reporting",
    "sources",
    "subjects",
    "tables",
    "transfers",
]

ENTRIES = (
    (
        "graduate",
        "毕业生去向登记",
        "/sign-in?as=graduate",
        "毕业生使用学信网账号登录，登记毕业去向、应约签约",
        (
            "学校还没有上传你的毕业生信息：请联系学校就业部门。",
            "学信网账号还没有绑定学籍：请先在学信网绑定。",
        ),
    ),
    ("employer", "用人单位在线签约", "/sign-in?as=employer", "已认证的用人单位邀请毕业生在线签约"),
    ("staff", "省校管理", "/sign-in?as=staff", "院系、学校和省级就业部门使用就业管理系统账号登录"),
    ("archive", "档案转递信息在线核验", "/verify/archive", "档案接收管理部门核验去向登记信息"),
    ("household", "户口迁移信息在线核验", "/verify/household", "户籍接收管理部门核验去向登记信息"),
)
ONE_LIVE_AGREEMENT = (
    "I1",
    "一名毕业生同时有两个有效的签约或去向",
    "SELECT graduate_id FROM signing WHERE state IN ('accepted', 'signed', 'terminating') "
    "GROUP BY graduate_id HAVING count(*) > 1 "
    "UNION SELECT graduate_id FROM destination_claim WHERE released_at IS NULL "
    "GROUP BY graduate_id HAVING count(*) > 1",
)


def register(registry: Registry) -> None:
    """Tell the platform what this application brings; operators and sources register on import."""
    registry.own_subject = subjects.own_subject
    registry.sample = sample
    register_tables(registry)
    doors.title = "全国高校毕业生毕业去向登记与网上签约系统"
    registry.invariant(*ONE_LIVE_AGREEMENT)
    doors.register_linker(link)
    doors.register_reveal("graduate")(reveal_graduate)
    doors.register_reveal("record")(reveal_graduate)
    doors.register_reveal("registration")(reveal_graduate)
    doors.need_second_factor("department", "school", "province", "centre")
    for entry in ENTRIES:
        doors.register_entry(*entry)
