"""Coming in: graduates through 学信网 and the public account, staff with their accounts, cohorts by the calendar."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from app.graduates.tables import Graduate
from tests.support.cast import PASSWORD, Cast
from tests.support.oidc_provider import OidcProvider
from tests.support.world import Template

CAUSES = ("学校就业部门没有上传毕业生的基本信息或上传的信息有误", "毕业生没有在学信网绑定学籍信息")


class Entry:
    """A browser at the entrance of an installation that knows 学信网 and the public account."""

    def __init__(self, cast: Cast, chsi: OidcProvider, wechat: OidcProvider) -> None:
        self.cast, self.chsi, self.wechat = cast, chsi, wechat
        self.client: Any = cast.app.test_client()

    def person(self, login: str, **changes: Any) -> None:
        """Have 学信网 know a graduate under the login as its subject, and let it in."""
        who = self.cast.graduate(login)
        claims = {"sub": login, "name": who.name, "id_number": who.id_number} | changes
        self.chsi.add_user(claims)
        self.chsi.remember(login)

    def through(self, path: str, method: str = "get", **fields: Any) -> Any:
        """Go to a provider and come back."""
        answer = getattr(self.client, method)(path, data=fields or None)
        assert answer.status_code == 302, answer.text
        back = requests.get(answer.location, allow_redirects=False, timeout=10)
        url = urlsplit(back.headers["Location"])
        return self.client.get(f"{url.path}?{url.query}")

    def home(self) -> str:
        return str(self.client.get("/", follow_redirects=True).text)

    def token(self) -> str:
        return str(self.client.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0])


@pytest.fixture(scope="module")
def chsi() -> Iterator[OidcProvider]:
    with OidcProvider.start() as running:
        yield running


@pytest.fixture(scope="module")
def wechat() -> Iterator[OidcProvider]:
    with OidcProvider.start({"sub": "open-id-1", "name": "喆"}) as running:
        yield running


@pytest.fixture
def entry(template: Template, tmp_path: Path, chsi: OidcProvider, wechat: OidcProvider) -> Iterator[Entry]:
    variables = chsi.environment("chsi", "学信网", "graduate") | wechat.environment(
        "wechat", "微信公众号", "graduate"
    )
    more = {name.removeprefix("QUXIANG_"): value for name, value in variables.items()}
    cast = Cast(template.copy(tmp_path, BASE_URL="http://localhost", **more))
    yield Entry(cast, chsi, wechat)
    cast.close()


@pytest.mark.req("R-002")
def test_a_graduate_signs_in_with_the_identity_of_chsi(entry: Entry) -> None:
    assert "学信网" in entry.client.get("/sign-in").text
    entry.person("g-10001-01")
    assert entry.through("/sign-in/chsi").status_code == 302
    assert "陈喆" in entry.home()


@pytest.mark.req("R-003")
def test_who_has_bound_the_public_account_enters_without_a_password(entry: Entry) -> None:
    entry.wechat.remember("open-id-1")
    refused = entry.through("/sign-in/wechat")
    assert refused.status_code == 403
    entry.person("g-10001-01")
    entry.through("/sign-in/chsi")
    entry.through("/account/bindings/wechat", "post", csrf_token=entry.token())

    entry.client = entry.cast.app.test_client()
    answer = entry.through("/sign-in/wechat")
    assert answer.status_code == 302
    assert "陈喆" in entry.home()


@pytest.mark.req("R-004")
@pytest.mark.parametrize("changes", [{"id_number": "110101199001011237"}, {"name": "别人"}])
def test_who_is_not_in_the_roster_reads_the_two_causes(entry: Entry, changes: dict[str, str]) -> None:
    entry.person("g-10001-01", **changes)
    answer = entry.through("/sign-in/chsi")
    assert answer.status_code == 403
    assert all(cause in answer.text for cause in CAUSES)
    assert entry.client.get("/graduate/home").status_code != 200


@pytest.mark.req("R-005")
def test_who_has_not_bound_the_record_reads_that_cause_alone(entry: Entry) -> None:
    entry.person("g-10001-02")
    with entry.cast.session() as session:
        session.get_one(Graduate, entry.cast.subject("g-10001-02")).chsi_bound = False
        session.commit()
    answer = entry.through("/sign-in/chsi")
    assert answer.status_code == 403
    assert CAUSES[1] in answer.text
    assert CAUSES[0] not in answer.text


@pytest.mark.req("R-014")
def test_staff_enter_by_the_entry_for_provinces_and_schools(cast: Cast) -> None:
    client = cast.app.test_client()
    page = client.get("/sign-in", query_string={"entry": "staff"}).text
    assert "省校管理" in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    wrong = {"account": "d-10001-01", "password": "not the password", "csrf_token": token}
    assert client.post("/sign-in", data=wrong).status_code == 401
    assert client.post("/sign-in", data=wrong | {"password": PASSWORD}).status_code == 302
    page = client.get("/", follow_redirects=True).text
    assert "计算机学院" in page
    assert "毕业去向登记与网签" in page


@pytest.mark.req("R-026")
def test_the_current_cohort_operates(cast: Cast) -> None:
    instance = cast.invite("g-10001-01")["id"]
    cast["g-10001-01"].complete(instance, {"decision": "accept"})


@pytest.mark.req("R-027", "R-028")
def test_the_previous_cohort_operates_until_the_end_of_january_and_views_from_then_on(cast: Cast) -> None:
    graduate, year = "g-10001-08", cast.graduate("g-10001-08").cohort + 1
    cast.keep(graduate)
    cast.clock(f"{year}-01-31T23:40:00+08:00")
    accepted, open_one = cast.invite(graduate)["id"], cast.invite(graduate, "e-02")["id"]
    cast[graduate].complete(accepted, {"decision": "accept"})
    cast[graduate].post(f"/instances/{accepted}/messages/stop", {"data": {"comment": "改变主意"}})

    cast.clock(f"{year}-02-01T00:00:01+08:00")
    refused = cast[graduate].complete(open_one, {"decision": "accept"}, 409)
    assert "届别只能查看" in refused["detail"]
    assert "届" in cast.invite(graduate, status=409)["detail"]
    assert cast[graduate].get(f"/instances/{accepted}")["id"] == accepted
    assert cast[graduate].get("/instances", box="scope")["total"] == 2


@pytest.mark.req("R-029")
def test_an_older_cohort_only_views(cast: Cast) -> None:
    cast.keep("g-10001-09")
    assert "届" in cast.invite("g-10001-09", status=409)["detail"]
    assert cast["g-10001-09"].get("/instances", box="scope")["items"] == []
