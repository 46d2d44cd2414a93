"""Doors for entering archive or household data from a sheet (P24)."""

from typing import Any

from flask import Response, jsonify, request

from app.errors import NotFound
from app.graduates import entering
from app.graduates.transfers import KINDS
from app.graduates.web.doors import XLSX, bp, sheet_body
from app.inbox.batches import view_batch
from app.web.api import shapes
from app.web.context import desk, writes
from app.web.turns import limited

TRUE = ("1", "true", "on")


@bp.post("/imports/<kind>")
@limited("import")
@writes
def import_transfers(kind: str) -> Any:
    """Check a sheet; without `dry_run` enter all its rows, or none where anything is wrong."""
    found, trying = entering.read(desk(), known(kind), sheet_body()), _is_dry()
    if not trying and not found.problems:
        return jsonify(shapes.batch(*view_batch(desk(), entering.enter(desk(), found).id))), 202
    said = [{"cell": e.field, "message": e.message} for e in found.problems]
    answer = {
        "rows": len(found.rows),
        "blank": found.blank,
        "problems": said,
        "differences": entering.differences(desk(), found),
    }
    return jsonify(answer), 422 if said and not trying else 200


def _is_dry() -> bool:
    return request.form.get("dry_run", "").lower() in TRUE


@bp.get("/imports/<batch_id>")
def show_import(batch_id: str) -> Any:
    """How far an import is, with the result of each row."""
    return jsonify(shapes.batch(*view_batch(desk(), batch_id)))


@bp.get("/imports/<kind>/template.xlsx")
def import_template(kind: str) -> Any:
    """The sheet that is filled in and imported."""
    return _sheet(entering.template(desk(), known(kind)), "批量导入模板.xlsx")


@bp.get("/imports/regions.xlsx")
def region_codes() -> Any:
    """The division codes that a sheet takes (地区代码表)."""
    return _sheet(entering.regions(desk()), "地区代码表.xlsx")


def known(kind: str) -> str:
    """Return a kind that can be imported. Raises NotFound."""
    if kind not in KINDS:
        raise NotFound
    return kind


def _sheet(body: bytes, name: str) -> Response:
    response = Response(body, content_type=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
