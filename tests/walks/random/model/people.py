"""The people of the walk: graduates with what DT-01 to DT-03 ask of them, employers, reviewers."""

from dataclasses import dataclass

from tests.walks.random.model.flow import DEPARTMENT, EMPLOYER, GRADUATE, SCHOOL

NOT_DIRECTED, DIRECTED_MAY_SIGN, DIRECTED_ONLY = "", "may_sign", "directed_only"


@dataclass(frozen=True)
class Graduate:
    """Somebody who graduates. Who is `barred` uses no module: not checked in, removed, too old, not opened."""

    login: str
    department: str
    school: str = "s-10001"
    training: str = NOT_DIRECTED
    barred: bool = False
    previous_cohort: bool = False

    @property
    def two_levels(self) -> bool:
        return self.school == "s-10001"


@dataclass(frozen=True)
class Employer:
    """A unit: those who act for it, and whether it has passed its authentication (P03)."""

    logins: tuple[str, ...]
    authenticated: bool = True


GRADUATES = (
    *(Graduate(f"g-10001-0{n}", "d-10001-01") for n in (1, 2, 3, 7)),
    *(Graduate(f"g-10001-0{n}", "d-10001-02") for n in (4, 5)),
    *(Graduate(f"g-10002-0{n}", "d-10002-01", "s-10002") for n in (1, 2, 3)),
    Graduate("g-10001-21", "d-10001-01", training=DIRECTED_ONLY),
    Graduate("g-10001-41", "d-10001-02", training=DIRECTED_ONLY),
    Graduate("g-10001-22", "d-10001-01", training=DIRECTED_MAY_SIGN),
    Graduate("g-10001-42", "d-10001-02", training=DIRECTED_MAY_SIGN),
    Graduate("g-10001-08", "d-10001-01", previous_cohort=True),
    Graduate("g-10001-09", "d-10001-01", barred=True),
    Graduate("g-10001-10", "d-10001-02", barred=True),
    Graduate("g-10286-01", "d-10286-01", "s-10286", barred=True),
)
EMPLOYERS = (Employer(("e-01", "e-01-b")), Employer(("e-02",)), Employer(("e-03",), authenticated=False))
COLLEAGUES = {
    "d-10001-01": ("d-10001-01", "d-10001-01-b"),
    "d-10001-02": ("d-10001-02",),
    "d-10002-01": ("d-10002-01",),
    "s-10001": ("s-10001", "s-10001-b"),
    "s-10002": ("s-10002",),
    "s-10003": ("s-10003",),
    **{unit.logins[0]: unit.logins for unit in EMPLOYERS},
    **{graduate.login: (graduate.login,) for graduate in GRADUATES},
}
PARTY = {login: party for party, logins in COLLEAGUES.items() for login in logins}
ROLES = {"g": GRADUATE, "e": EMPLOYER, "d": DEPARTMENT, "s": SCHOOL}


def role_of(login: str) -> str:
    return ROLES[login[0]]
