"""Named checks of values: identity numbers, phones, credit codes; each answers a sentence or nothing."""

import re
from collections.abc import Callable
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
LETTERS = "10X98765432"
PROVINCES = [
    "11",
    "12",
    "13",
    "14",
    "15",
    "21",
    "22",
    "23",
    "31",
    "32",
    "33",
    "34",
    "35",
    "36",
    "37",
    "41",
    "42",
    "43",
    "44",
    "45",
    "46",
    "50",
    "51",
    "52",
    "53",
    "54",
    "61",
    "62",
    "63",
    "64",
    "65",
    "71",
    "81",
    "82",
    "83",
]


def id_number(text: str) -> str | None:
    """An identity number of 18 characters: province, date and check character (GB 11643)."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return "应为 18 位身份证号码，最后一位可以是 X"
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return "第 7 到 14 位不是有效的出生日期"
    if text[:2] not in PROVINCES or id_check(text[:17]) != text[17]:
        return "校验不通过，请对照证件逐位核对"
    return None


def id_check(first: str) -> str:
    """Return the check character of the first 17 digits."""
    return LETTERS[sum(int(d) * w for d, w in zip(first, WEIGHTS, strict=True)) % 11]


def mobile(text: str) -> str | None:
    return None if re.fullmatch(r"1[3-9][0-9]{9}", text) else "应为 11 位手机号码"


def phone(text: str) -> str | None:
    ok = re.fullmatch(r"1[3-9][0-9]{9}|(0[0-9]{2,3}-?)?[0-9]{7,8}(-[0-9]{1,6})?", text)
    return None if ok else "应为手机号码或带区号的座机号码，例如 010-12345678"


def credit_code(text: str) -> str | None:
    """A unified social credit code; its check digit only warns elsewhere (domain decision D.9)."""
    return None if re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{18}", text) else "应为 18 位统一社会信用代码"


def email(text: str) -> str | None:
    return (
        None
        if re.fullmatch(r"[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+", text)
        else "应为电子邮箱，例如 name@example.cn"
    )


def url(text: str) -> str | None:
    return None if re.fullmatch(r"https?://[^\s]{3,}", text) else "应以 http:// 或 https:// 开头"


def postcode(text: str) -> str | None:
    return None if re.fullmatch(r"[0-9]{6}", text) else "应为 6 位邮政编码"


CHECKS: dict[str, Callable[[str], str | None]] = {
    "id_number": id_number,
    "mobile": mobile,
    "phone": phone,
    "credit_code": credit_code,
    "email": email,
    "url": url,
    "postcode": postcode,
}
EXAMPLES = {
    "id_number": "11010119900307803X",
    "mobile": "13800138000",
    "phone": "010-67410355",
    "credit_code": "91110108749352307A",
    "email": "name@example.cn",
    "url": "https://example.cn",
    "postcode": "100000",
}
UPPER = ("id_number", "credit_code")
