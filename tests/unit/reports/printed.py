"""What the tests of printing share: a case, code tables from the shipped content, and the text of a PDF."""

import io
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from app.content.codes import read_codes
from app.content.document import Document
from app.content.report import read_report

ROOT = Path(__file__).parents[3]
NOW = datetime(2023, 4, 25, 2, 5, tzinfo=UTC)


@cache
def codes(key: str) -> Any:
    """Return a code table of the shipped content."""
    return read_codes((ROOT / "forms" / "codes" / f"{key}.csv").read_bytes(), f"{key}.csv")


def shipped(key: str) -> Any:
    """Return a report of the shipped content."""
    return read_report(key, (ROOT / "reports" / f"{key}.json").read_bytes(), f"reports/{key}.json")


def document(*blocks: dict[str, Any], **more: Any) -> Document:
    """Return a document of blocks."""
    body = json.dumps({"title": "文书", "blocks": list(blocks), **more}).encode()
    found = read_report("documents/trial", body, "trial.json")
    assert isinstance(found, Document)
    return found


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF without the breaks that setting puts in."""
    return "".join(page.extract_text() for page in reader(pdf).pages).replace("\n", "").replace(" ", "")


def case(kind: str = "three") -> dict[str, Any]:
    """Return the case file of an online signing as it is when its agreement is printed."""
    return {
        "subject": {
            "name": "张喆䶮𬭩",
            "id_number": "110101200103070013",
            "gender_label": "女",
            "ethnic_label": "汉族",
            "political_label": "共青团员",
            "candidate_no": "19110108150123",
            "student_no": "2019010101",
            "school": "示例大学",
            "department": "计算机学院",
            "major": "软件工程",
            "degree_label": "本科生毕业",
            "length": "4",
            "graduates_on": "202306",
            "phone": "13800138000",
        },
        "employer": {
            "full_name": "北京云杉数据科技（集团）有限责任公司",
            "short_name": "云杉数据",
            "credit_code": "91110108MA01ABCD0X",
            "nature_label": "其他企业",
            "industry_label": "软件和信息技术服务业",
            "address": "北京市海淀区中关村东路1号院",
        },
        "agreement_type": {"third_party": kind == "three"},
        "school": {
            "name": "示例大学",
            "agreement_type": kind,
            "contact": {
                "name": "王老师",
                "phone": "010-62751234",
                "mail": "jy@example.edu.cn",
                "address": "学院路5号",
            },
        },
        "invitation": {
            "position": "后端开发工程师",
            "category": "13",
            "place": "110108",
            "salary": "18000",
            "service_period": "3年",
            "probation": "6个月",
            "report_on": "2023-07-10",
            "archive_accepted": "yes",
            "archive_type": "1",
            "archive_unit": "海淀区人才中心",
            "archive_address": "西四环北路73号",
            "archive_postcode": "100195",
            "archive_contact": "赵敏",
            "archive_phone": "010-88888888",
            "household_accepted": "no",
            "clauses": "1. 提供宿舍两年。\n2. <b>提前</b>三十日通知。",
        },
        "agreement": {
            "number": "2023410001323871235",
            "token": "q3kd8s7fj2m5x0v9b6n1c4z7",
            "type": kind,
            "sent_at": "2023-04-20T09:12:00+08:00",
            "accepted_at": "2023-04-22T15:40:00+08:00",
            "reviewed_at": "2023-04-25T10:05:00+08:00",
        },
    }
