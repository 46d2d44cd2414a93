"""Numbers of invented people and units, with right check digits."""

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_DIGITS = "10X98765432"
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def id_number(region: str, birth: str, serial: int) -> str:
    """Return an identity number (GB 11643): region, birthday, serial (odd for men) and check digit."""
    body = f"{region}{birth}{serial:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True))
    return body + ID_DIGITS[total % 11]


def credit_code(region: str, serial: int) -> str:
    """Return a unified social credit code (GB 32100) of an enterprise."""
    body = f"91{region}MA{serial:07}"
    total = sum(CODE_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + CODE_ALPHABET[-total % 31]


def candidate_no(cohort: int, region: str, serial: int) -> str:
    """Return a candidate number of 14 digits: year of the examination, region, class, serial."""
    return f"{(cohort - 4) % 100:02}{region}15{serial:04}"
