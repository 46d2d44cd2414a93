"""Who is in the demo world. Cohorts are given as years before the one that graduates now."""

from dataclasses import dataclass

PASSWORD = "quxiang-demo"  # noqa: S105  every demo account has it, it is printed at start


@dataclass(frozen=True)
class Place:
    """A school of the demo world with its departments and what it has set."""

    code: str
    name: str
    province: str
    departments: tuple[tuple[str, str], ...] = ()
    agreement_type: str = ""
    review_mode: str = ""


@dataclass(frozen=True)
class Person:
    """A graduate of the demo world."""

    login: str
    name: str
    department: str
    serial: int
    gender: str = "1"
    region: str = "110101"
    major: tuple[str, str] = ("080901", "计算机科学与技术")
    degree: str = "31"
    training_mode: str = "11"
    years_ago: int = 0
    hukou: bool = True
    deleted: bool = False
    checked: bool = True
    ethnic: str = "01"
    political: str = "03"


@dataclass(frozen=True)
class Unit:
    """An employer of the demo world."""

    login: str
    full_name: str
    short_name: str
    region: str
    serial: int
    address: str
    industry: str
    nature: str
    users: tuple[tuple[str, str], ...]
    authenticated: bool = True


PROVINCES = (("11", "北京市", False), ("32", "江苏省", True))
SCHOOLS = (
    Place(
        "10001",
        "京华大学",
        "11",
        (("01", "计算机学院"), ("02", "经济管理学院")),
        "three",
        "department_school",
    ),
    Place("10002", "燕北理工学院", "11", (("01", "人文学院"),), "two", "school_only"),
    Place("10003", "云岭师范大学", "11"),
    Place("10004", "北辰交通学院", "11"),
    Place("10005", "长河农业大学", "11"),
    Place("10006", "西山外国语学院", "11"),
    Place("10286", "金陵工业大学", "32", (("01", "机械工程学院"),)),
)
CONTACTS = {
    "10001": (
        ("default", "周明远", "010-60010001", "jy@jinghua.example", "北京市海淀区京华路1号就业指导中心"),
        (
            "bachelor",
            "许静文",
            "010-60010002",
            "bk@jinghua.example",
            "北京市海淀区京华路1号就业指导中心201室",
        ),
        ("master", "郑思齐", "010-60010003", "yjs@jinghua.example", "北京市海淀区京华路1号就业指导中心203室"),
    ),
    "10002": (("default", "孙立群", "010-60020001", "jy@yanbei.example", "北京市昌平区燕北路8号就业办公室"),),
}
ECONOMICS = ("020101", "经济学")
LITERATURE = ("050101", "汉语言文学")
MACHINES = ("080202", "机械设计制造及其自动化")
PEOPLE = (
    Person("g-10001-01", "陈喆", "10001-01", 11, political="01"),
    Person("g-10001-02", "李䶮", "10001-01", 12, "2", "320102", ethnic="11"),
    Person("g-10001-03", "王𬭩", "10001-01", 13, region="370102", degree="11"),
    Person("g-10001-04", "赵雨桐", "10001-02", 14, "2", "440106", ECONOMICS),
    Person("g-10001-05", "刘思远", "10001-02", 15, region="510107", major=ECONOMICS, ethnic="06"),
    Person("g-10001-06", "何欣怡", "10001-02", 16, "2", "330106", ECONOMICS, checked=False),
    Person("g-10001-07", "郭子昂", "10001-01", 17, region="420106", hukou=False),
    Person("g-10001-08", "林若溪", "10001-01", 18, "2", "350203", years_ago=1),
    Person("g-10001-09", "马骏驰", "10001-01", 19, region="610113", years_ago=2),
    Person("g-10001-10", "宋佳宁", "10001-02", 20, "2", "210102", ECONOMICS, deleted=True),
    Person("g-10001-21", "唐嘉禾", "10001-01", 21, region="530102", training_mode="21"),
    Person("g-10001-22", "冯亦凡", "10001-01", 22, "2", "520102", training_mode="22"),
    Person("g-10001-41", "曹文博", "10001-02", 23, region="650102", major=ECONOMICS, training_mode="41"),
    Person("g-10001-42", "袁书瑶", "10001-02", 24, "2", "540102", ECONOMICS, training_mode="42", ethnic="04"),
    Person("g-10002-01", "邓知行", "10002-01", 31, region="110105", major=LITERATURE),
    Person("g-10002-02", "韩雪晴", "10002-01", 32, "2", "130102", LITERATURE, political="13"),
    Person("g-10002-03", "吴承泽", "10002-01", 33, region="410102", major=LITERATURE),
    Person("g-10286-01", "沈一鸣", "10286-01", 41, region="320106", major=MACHINES),
)
UNITS = (
    Unit(
        "e-01",
        "北京星河数联科技有限公司",
        "星河数联",
        "110108",
        1001,
        "中关村软件园8号楼",
        "34",
        "39",
        (("e-01", "张凯"), ("e-01-b", "方敏")),
    ),
    Unit(
        "e-02",
        "江苏润泽智能制造股份有限公司",
        "润泽智造",
        "320102",
        1002,
        "珠江路69号",
        "22",
        "31",
        (("e-02", "钱海峰"),),
    ),
    Unit(
        "e-03",
        "上海启明文化传播有限公司",
        "启明文化",
        "310104",
        1003,
        "漕溪北路18号",
        "44",
        "39",
        (("e-03", "高远"),),
        authenticated=False,
    ),
    Unit(
        "e-04",
        "天津万通人力服务有限公司",
        "万通人力",
        "120101",
        1004,
        "南京路75号",
        "37",
        "39",
        (("e-04", "胡斌"),),
    ),
)
FAVOURITES = (*(f"g-10001-0{n}" for n in range(1, 6)), "g-10002-01")
KEEPERS = ("e-01", "e-02")
MARKED = (
    "e-04",
    ("10003", "10004", "10005", "10006"),
    "虚假宣传",
    "招聘信息与实际岗位不符，多名毕业生反映。",
)
STAFF = (
    ("admin", "系统管理员", "admin", None),
    ("admin-b", "系统管理员乙", "admin", None),
    ("ops", "运行值班员", "ops", None),
    ("auditor", "安全审计员", "auditor", None),
    ("centre", "部中心业务员", "centre", "centre"),
    ("p-11", "京省级业务员", "province", "11"),
    ("p-32", "苏省级业务员", "province", "32"),
    ("s-10001", "周老师", "school", "10001"),
    ("s-10001-b", "许老师", "school", "10001"),
    ("d-10001-01", "李老师", "department", "10001-01"),
    ("d-10001-01-b", "秦老师", "department", "10001-01"),
    ("d-10001-02", "罗老师", "department", "10001-02"),
    ("s-10002", "孙老师", "school", "10002"),
    ("d-10002-01", "贺老师", "department", "10002-01"),
    ("s-10003", "段老师", "school", "10003"),
    ("s-10004", "庄老师", "school", "10004"),
    ("s-10005", "田老师", "school", "10005"),
    ("s-10006", "白老师", "school", "10006"),
    ("s-10286", "陆老师", "school", "10286"),
    ("ems", "就业管理系统", "machine", None),
    ("province-32", "江苏省自建系统", "machine", "32"),
)
