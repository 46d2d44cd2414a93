"""What the application puts into the frame of every page: navigation, homes, roles, module switch."""

from typing import Any

from flask import request, url_for

from app.graduates.modules import staff_modules
from app.identity import Actor
from app.web.context import db
from app.web.templating import frame

ROLE_NAMES = {
    "graduate": "毕业生",
    "employer": "用人单位",
    "department": "院系",
    "school": "学校",
    "province": "省级就业部门",
    "centre": "部中心",
}
HOMES = {
    "graduate": "graduates.graduate_home",
    "employer": "graduates.workbench",
    "department": "graduates.staff_home",
    "school": "graduates.staff_home",
    "province": "graduates.switches",
}
EMPLOYMENT_SYSTEM = "https://www.ncss.cn/"


def join() -> None:
    """Join the frame, once for a process."""
    if _navigation in frame.navs:
        return
    frame.navs.append(_navigation)
    frame.person_roles.add("graduate")
    frame.outside_roles.update(("graduate", "employer"))
    frame.role_names.update(ROLE_NAMES)
    frame.homes.append(_home)
    frame.modules = _modules


def _home(actor: Actor) -> str | None:
    return next((url_for(HOMES[role]) for role in HOMES if role in actor.roles), None)


def _navigation(actor: Actor) -> list[dict[str, Any]]:
    entries = []
    if actor.has_any(("graduate",)):
        entries += _links(("首页", "graduates.graduate_home"), ("登记记录", "graduates.records"))
    if actor.has_any(("employer",)):
        entries += _links(("工作台", "graduates.workbench"), ("学生收藏夹", "graduates.favourites"))
        entries.append({"label": "签约/解约", "href": url_for("graduates.signings", state="signing")})
        entries.append({"label": "邀请函信息管理", "href": url_for("graduates.presets", group="job")})
    if actor.has_any(("department", "school")):
        entries += _links(("功能切换", "graduates.staff_home"), ("待办", "pages.inbox"))
        entries.append({"label": "在线签约管理", "href": url_for("pages.show_list", key="online_signing")})
        entries.append({"label": "解约管理", "href": url_for("pages.show_list", key="termination")})
        entries.append({"label": "补登管理", "href": url_for("pages.show_list", key="paper_supplement")})
        entries.append({"label": "去向登记管理", "href": url_for("pages.show_list", key="destination")})
        entries.append({"label": "学生名单管理", "href": url_for("pages.show_list", key="students")})
    if actor.has_any(("province", "centre")):
        entries += _links(("待办", "pages.inbox"), ("办理记录", "pages.instances"))
    if actor.has_any(("province",)):
        entries += _links(("功能开放", "graduates.switches"))
    if actor.has_any(("department", "school")):
        entries.append({"label": "前往就业管理系统", "href": EMPLOYMENT_SYSTEM})
    return entries


def _links(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"label": label, "href": url_for(endpoint)} for label, endpoint in pairs]


def _modules(actor: Actor) -> list[dict[str, Any]]:
    entries = []
    for module in staff_modules(db(), actor):
        href = url_for("graduates.staff_module", key=module["key"])
        entries.append({"label": module["name"], "href": href, "active": request.path == href})
    return entries
