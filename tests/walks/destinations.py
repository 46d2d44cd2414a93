"""The 24 types of other destinations as `domain.md` F.2 has them, and a graduate who registers one at the doors."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.cast import Cast
from tests.unit.files.pictures import jpeg

GRADUATE, DEPARTMENT, SCHOOL = "g-10001-01", "d-10001-01", "s-10001"
WORK, STUDY, NONE = "其他形式就业", "升学", "未就业"
PLACE, DAY, LATER = "110108", "2027-07-01", "2028-06-30"
UNIT = {
    "单位名称": "北京星河数联科技有限公司",
    "统一社会信用代码": "91110108749352307A",
    "单位性质": "39",
    "单位行业": "34",
    "单位所在地": PLACE,
    "单位地址": "中关村大街 1 号",
    "联系人": "何丽",
    "联系电话": "010-67410355",
    "职位类别": "13",
}
SERVICE = {"服务单位": "某县第一中学", "服务地": PLACE, "服务开始日期": DAY, "服务结束日期": LATER}
STUDIES = {"学校名称": "京华大学", "专业": "计算机科学与技术", "层次": "master"}


@dataclass(frozen=True)
class Kind:
    """A type: what the manual calls it, its code in the report, what must be filled, and what must be proven."""

    label: str
    group: str
    code: str
    fields: Mapping[str, str] = field(default_factory=dict)
    proofs: tuple[str, ...] = ()
    subtype: str = ""
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.label}-{self.subtype}" if self.subtype else self.label


KINDS = (
    Kind("签劳动合同就业", WORK, "11", {**UNIT, "合同开始日期": DAY}, ("劳动合同",), unit=UNIT["单位名称"]),
    Kind("提供公招接收函就业", WORK, "10", UNIT, ("录用接收函",), unit=UNIT["单位名称"]),
    Kind("其他录用证明就业", WORK, "12", UNIT, ("录用证明",), unit=UNIT["单位名称"]),
    Kind(
        "自由职业",
        WORK,
        "76",
        {"职业内容": "自由撰稿", "工作所在地": PLACE, "月收入": "6000"},
        ("自由职业说明",),
    ),
    *(
        Kind("国家基层项目", WORK, "50", SERVICE, ("录用",), name, SERVICE["服务单位"])
        for name in ("特岗教师", "三支一扶", "西部计划")
    ),
    *(
        Kind("地方基层项目", WORK, "51", SERVICE, ("录用",), name, SERVICE["服务单位"])
        for name in ("特岗教师", "选调生", "农技特岗", "乡村医生", "乡村教师")
    ),
    *(
        Kind(
            "科研助理管理助理",
            WORK,
            "27",
            {"单位名称": "京华大学", "项目或岗位": "实验助理", "开始日期": DAY, "结束日期": LATER},
            (proof,),
            name,
            "京华大学",
        )
        for name, proof in (("科研助理、管理助理", "聘用合同"), ("博士后入站", "进站"))
    ),
    Kind("应征义务兵", WORK, "46", {"入伍地": PLACE, "批次": "2027 年上半年"}, ("入伍通知书",)),
    Kind(
        "自主创业",
        WORK,
        "75",
        {"企业或网店名称": "青禾工作室", "本人角色": "legal", "注册或开店时间": DAY},
        ("营业执照",),
        "创立公司（含个体工商户）",
        "青禾工作室",
    ),
    Kind(
        "自主创业",
        WORK,
        "75",
        {"企业或网店名称": "青禾工作室", "本人角色": "member"},
        ("孵化协议",),
        "孵化机构中创业（暂未注册）",
        "青禾工作室",
    ),
    Kind(
        "自主创业",
        WORK,
        "75",
        {
            "企业或网店名称": "青禾小店",
            "本人角色": "shop",
            "注册或开店时间": DAY,
            "网店网址": "https://shop.example.cn",
        },
        ("店铺信息截图", "收入流水"),
        "电子商务创业",
        "青禾小店",
    ),
    Kind(
        "部队军官或文职人员", WORK, "10", {"部队名称": "某部", "所在地区": "410100"}, ("协议书",), unit="某部"
    ),
    Kind(
        "医学规培生",
        WORK,
        "10",
        {"规培基地": "京华医院", "规培专业": "内科", "开始日期": DAY, "结束日期": LATER},
        ("规培协议",),
        unit="京华医院",
    ),
    Kind(
        "国际组织任职",
        WORK,
        "10",
        {"国际组织名称": "世界气象组织", "岗位": "助理", "国家或地区": "瑞士"},
        ("任职证明",),
        unit="世界气象组织",
    ),
    Kind(
        "出国出境工作",
        WORK,
        "10",
        {"单位名称": "ABC 公司", "国家或地区": "新加坡"},
        ("接收证明",),
        unit="ABC 公司",
    ),
    *(
        Kind("境内升学", STUDY, "80", {**STUDIES, "学号或考生编号": "100017001"}, ("录取",), name, "京华大学")
        for name in ("专升本", "考研（研究生）", "第二学士学位")
    ),
    Kind("出国出境深造", STUDY, "85", {**STUDIES, "国家或地区": "英国"}, ("录取通知书",), unit="京华大学"),
    Kind("求职中", NONE, "70", {"求职意向": "软件开发，北京", "需要学校帮扶吗": "yes"}),
    Kind("签约中", NONE, "70", {"拟签单位": "某公司"}, unit="某公司"),
    Kind("拟参加公招考试", NONE, "70", {"考试类别": "civil"}),
    Kind("拟创业", NONE, "70", {"方向": "农产品电商"}),
    Kind("不就业拟升学", NONE, "71", {"方向": "再次报考研究生"}),
    Kind("暂不就业", NONE, "72", {"原因": "照顾家人"}),
    Kind("拟应征入伍", NONE, "70"),
    Kind("拟出国出境", NONE, "72", {"国家或地区": "德国"}),
)
DIRECTED = "定向/委培毕业去向补充登记"


def kind(label: str, subtype: str = "") -> Kind:
    """Return a type by what the manual calls it."""
    return next(k for k in KINDS if k.label == label and subtype in ("", k.subtype))


def upload(cast: Cast, login: str) -> str:
    """Upload a picture of a proof and return its id."""
    data = {"file": (io.BytesIO(jpeg()), "证明.jpg"), "purpose": "proof"}
    return cast[login].call("POST", "/files", data=data).get_json()["id"]


def form_of(cast: Cast, login: str = GRADUATE, key: str = "destination_registration") -> dict[str, Any]:
    """Return the fields of the start form by name, as it stands for somebody."""
    offers = cast[login].get("/processes", subject="self")["items"]
    return {f["name"]: f for f in next(o for o in offers if o["key"] == key)["form"]["fields"]}


def chosen(cast: Cast, wanted: Kind) -> dict[str, str]:
    """Return the choice of a type by the codes of its words."""
    with cast.session() as session:
        table = cast.services.library.newest(session, "codes", "destination_type")
    group = _code(table, "", wanted.group)
    found = {"group": group, "type": _code(table, group, wanted.label)}
    return found | ({"subtype": _code(table, found["type"], wanted.subtype)} if wanted.subtype else {})


def _code(table: Any, above: str, label: str) -> str:
    return next(row["code"] for row in table.items(above) if row["label"] == label)


def apply(cast: Cast, data: dict[str, Any], status: int = 201, login: str = GRADUATE) -> Any:
    """Have a graduate hand in a registration."""
    body = {"subject": "self", "data": data}
    return cast[login].post("/processes/destination_registration/instances", body, status)


def asked(cast: Cast, wanted: Kind, login: str = GRADUATE) -> dict[str, str]:
    """Return field → sentence of what is missing when nothing but the type is chosen."""
    made = cast[login].call(
        "POST",
        "/processes/destination_registration/instances",
        json={"subject": "self", "data": chosen(cast, wanted)},
    )
    return {e["field"]: e["message"] for e in made.get_json().get("errors", [])}


def complete(cast: Cast, wanted: Kind, login: str = GRADUATE) -> dict[str, Any]:
    """Return a whole hand-in of a type: each missing field is found by the word that it is asked for with."""
    words: Mapping[str, Any] = dict(wanted.fields)
    missing = asked(cast, wanted, login) if wanted.fields or wanted.proofs else {}
    data: dict[str, Any] = {**chosen(cast, wanted)}
    for name, sentence in missing.items():
        word = _word(words, sentence)
        data[name] = words[word] if word else [upload(cast, login)]
    return data


def _word(words: Mapping[str, Any], sentence: str) -> str:
    """Return the longest of the words that a sentence asks for; a proof is asked for as such."""
    if sentence.startswith("请上传"):
        return ""
    found = [w for w in words if sentence.removeprefix("请填写").removeprefix("请选择").startswith(w)]
    return max(found, key=len)


def registering(cast: Cast, wanted: Kind, login: str = GRADUATE) -> str:
    """Register a type and return the instance."""
    instance: str = apply(cast, complete(cast, wanted, login), login=login)["id"]
    return instance


def label(cast: Cast, login: str, instance: str) -> str:
    """Return the status of an instance in somebody's word."""
    return str(cast[login].get(f"/instances/{instance}")["status"]["label"])


def passed(cast: Cast, wanted: Kind, login: str = GRADUATE) -> str:
    """Register a type, have both levels pass it and return the instance."""
    instance = registering(cast, wanted, login)
    cast[DEPARTMENT].complete(instance, {"decision": "pass"})
    cast[SCHOOL].complete(instance, {"decision": "pass"})
    return instance


def one_missing(data: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (field, hand-in without it) for each field beside the choice of the type."""
    for name in data:
        if name not in ("group", "type"):
            yield name, {k: v for k, v in data.items() if k != name}
