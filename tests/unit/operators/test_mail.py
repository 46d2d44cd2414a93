"""Messages to people as e-mail, handed to a real mail server: taken, refused for now, refused for good, encrypted."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.inbox.incidents import retry_incident
from app.logs import JsonLines
from app.operators.channels import Channels
from app.settings import BadSetting, Receiver, Settings
from app.store.queue import Outbox
from tests.support.mailbox import PASSWORD, SENDER, USER, Mailbox, certificate, post_office, server_context
from tests.support.world import Template
from tests.unit.inbox.house import House

LOGIN = f"{USER}:p%40ss%2Fword@"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with post_office() as made:
        yield made


@pytest.fixture
def house(loans: Template, tmp_path: Path, mailbox: Mailbox) -> Iterator[House]:
    made = House(loans.copy(tmp_path, SMTP_URL=mailbox.url()))
    yield made
    made.close()


def lend(house: House, title: str = "活着") -> str:
    """Lend a book, of which the reader is told."""
    instance = house.lend(title=title)
    house.check(instance)
    return instance


def letter(house: House) -> Outbox:
    """Return the one e-mail of the outbox."""
    (found,) = [row for row in house.rows(Outbox) if row.channel == "email"]
    return found


def test_a_reader_gets_the_message_as_mail_after_the_commit(house: House, mailbox: Mailbox) -> None:
    instance = lend(house)
    assert mailbox.mails == []
    house.later()
    (mail,) = mailbox.mails
    assert mailbox.recipients == ["r-1@readers.example"]
    assert mail["Subject"] == "《活着》可以取书了"
    assert str(mail["From"]) == SENDER
    assert "请凭借书单" in mail.get_content()
    assert f"/instances/{instance}" in mail.get_content()
    assert letter(house).state == "sent"


def test_what_somebody_typed_cannot_add_a_header(house: House, mailbox: Mailbox) -> None:
    lend(house, title="活着\r\nBcc: all@readers.example")
    house.later()
    (mail,) = mailbox.mails
    assert mail["Bcc"] is None
    assert mailbox.recipients == ["r-1@readers.example"]


def test_mail_that_is_refused_for_now_comes_again_under_its_key(house: House, mailbox: Mailbox) -> None:
    seen = []
    answers = ["451 try later", "452 full", "250 OK"]
    mailbox.on_message = lambda mail: seen.append(mail["Message-ID"]) or answers.pop(0)
    lend(house)
    for seconds in (0, 10, 100):
        house.later(seconds)
    assert len(mailbox.mails) == 1
    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert (letter(house).state, letter(house).attempts) == ("sent", 3)


def test_a_mailbox_that_is_full_for_now_is_tried_again(house: House, mailbox: Mailbox) -> None:
    answers = ["450 busy", "250 OK"]
    mailbox.on_recipient = lambda address: answers.pop(0)
    lend(house)
    for seconds in (0, 10):
        house.later(seconds)
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("where", ["on_recipient", "on_message"])
def test_mail_that_is_refused_for_good_is_an_incident(house: House, mailbox: Mailbox, where: str) -> None:
    setattr(mailbox, where, lambda _: "550 r-1@readers.example does not exist")
    instance = lend(house)
    house.later()
    incident = house.incident()
    assert (incident.kind, incident.instance_id) == ("deliver", instance)
    assert "550" in incident.message
    assert letter(house).state == "failed"
    setattr(mailbox, where, lambda _: "250 OK")
    with house.at(None) as desk:
        retry_incident(desk, incident.id, "邮箱已开通")
    house.later()
    assert letter(house).state == "sent"


def test_a_server_that_is_away_gets_the_mail_when_it_is_back(loans: Template, tmp_path: Path) -> None:
    with post_office() as gone:
        url = gone.url()
    house = House(loans.copy(tmp_path, SMTP_URL=url))
    lend(house)
    house.later()
    assert letter(house).state == "waiting"
    house.close()


def test_neither_the_address_nor_the_text_stands_in_the_log_or_in_the_incident(
    house: House, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.on_recipient = lambda address: f"550 {address} is unknown"
    caplog.set_level(logging.DEBUG)
    lend(house, title="不要外传的书名")
    house.later()
    ours = [r for r in caplog.records if r.name.startswith(("quxiang", "app"))]
    said = "".join(JsonLines().format(record) for record in ours) + house.incident().message
    row = letter(house)
    assert "readers.example" not in said + (row.error or "")
    assert "不要外传的书名" not in said
    assert row.recipient == "r***@readers.example"


def test_starttls_encrypts_and_signs_in(
    loans: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with post_office(starttls=server_context(pem), login=True) as mailbox:
        house = House(loans.copy(tmp_path, SMTP_URL=mailbox.url("smtp+starttls", LOGIN)))
        lend(house)
        house.later()
        house.close()
    assert mailbox.encrypted == [True]


def test_smtps_encrypts_from_the_start(
    loans: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with post_office(tls=server_context(pem)) as mailbox:
        house = House(loans.copy(tmp_path, SMTP_URL=mailbox.url("smtps")))
        lend(house)
        house.later()
        house.close()
    assert mailbox.encrypted == [True]


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(loans: Template, tmp_path: Path) -> None:
    pem = certificate(tmp_path)
    with post_office(starttls=server_context(pem), login=True) as mailbox:
        house = House(loans.copy(tmp_path, SMTP_URL=mailbox.url("smtp+starttls", LOGIN)))
        lend(house)
        house.later()
        assert (mailbox.mails, letter(house).state) == ([], "waiting")
        house.close()


def test_a_wrong_password_waits_for_the_operators(
    loans: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with post_office(starttls=server_context(pem), login=True) as mailbox:
        house = House(loans.copy(tmp_path, SMTP_URL=mailbox.url("smtp+starttls", "library:wrong@")))
        lend(house)
        house.later()
        assert letter(house).state == "waiting"
        assert mailbox.mails == []
        house.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("smtp://mail.example:25", "from"),
        ("smtp://mail.example:port?from=a@b.example", "端口"),
        ("smtp://mail.example?from=nobody", "from"),
        ("smtps://?from=a@b.example", "名称"),
        (f"smtp://{USER}:{PASSWORD[:2]}@mail.example?from=a@b.example", "明文"),
        (f"gopher://{USER}:{PASSWORD[:2]}@mail.example", "gopher"),
    ],
)
def test_an_address_that_will_not_do_is_refused_at_the_start(url: str, says: str) -> None:
    receivers = Settings.from_env({"QUXIANG_ENV": "test", "QUXIANG_SMTP_URL": url}).receivers
    assert receivers == {"email": Receiver(url, "")}
    with pytest.raises(BadSetting, match=says) as caught:
        Channels(receivers)
    assert PASSWORD[:2] not in str(caught.value).replace("用户:密码@", "")
