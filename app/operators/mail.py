"""Letters as e-mail: `smtp://` in the clear, `smtp+starttls://` encrypted after the greeting, `smtps://` from the start.

The address of the server may hold `user:password@`, and holds `?from=` the sender. A letter's Message-ID is made of its
key, so that a mailbox that gets it twice can tell."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import parse_qs, unquote, urlsplit

from app.errors import AppError
from app.operators.channels import Letter, NotDelivered, Refused, Send, carrier
from app.settings import LOOPBACK, BadSetting, Receiver

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TIMEOUT = 15.0  # seconds for each answer of the server
NAME = "QUXIANG_SMTP_URL"


@dataclass(frozen=True)
class Server:
    """A mail server as its address describes it."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: Address


@carrier(*PORTS)
def mail_server(receiver: Receiver) -> Send:
    """Return what hands a letter to a mail server. Raises BadSetting."""
    server = _server(receiver.url)

    def send(letter: Letter) -> None:
        message = _message(letter, server)
        try:
            with _connected(server) as client:
                client.sendmail(server.sender.addr_spec, [_to(letter).addr_spec], message.as_bytes())
        except (smtplib.SMTPException, OSError) as error:
            raise _judged(error) from None  # the error quotes the address

    return send


def _server(url: str) -> Server:
    parts = urlsplit(url)
    try:
        port = parts.port or PORTS[parts.scheme]
        sender = Address(addr_spec=parse_qs(parts.query)["from"][0])
    except (ValueError, LookupError) as error:
        say = (
            f"{NAME} 应当写成 smtp+starttls://用户:密码@服务器:端口?from=发件地址，端口是数字，from 不能少。"
        )
        raise BadSetting(say) from error
    if not parts.hostname:
        raise BadSetting(f"{NAME} 里没有服务器的名称。")
    if parts.username and parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
        raise BadSetting(f"{NAME} 带有密码，应当以 smtp+starttls 或 smtps 开头，不能明文登录。")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.scheme, parts.hostname, port, user, password, sender)


def _message(letter: Letter, server: Server) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(str(letter.body.get("title") or letter.topic).split())
    message["From"], message["To"] = server.sender, _to(letter)
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{sha256(letter.key.encode()).hexdigest()}@{server.sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    parts = (letter.body.get("text"), letter.body.get("link"))
    message.set_content("\n\n".join(str(part) for part in parts if part))
    return message


def _to(letter: Letter) -> Address:
    try:
        return Address(addr_spec=letter.recipient or "")
    except ValueError:
        raise Refused("收件地址不是可用的电子邮箱。") from None


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    own_name = server.sender.domain  # the name of this machine is nobody's business, and slow to look up
    context = ssl.create_default_context()
    client = (
        smtplib.SMTP_SSL(server.host, server.port, own_name, timeout=TIMEOUT, context=context)
        if server.scheme == "smtps"
        else smtplib.SMTP(server.host, server.port, own_name, timeout=TIMEOUT)
    )
    with client:
        if server.scheme == "smtp+starttls":
            client.starttls(context=context)
        if server.user:
            _sign_in(client, server)
        yield client


def _sign_in(client: smtplib.SMTP, server: Server) -> None:
    try:
        client.login(server.user, server.password)
    except smtplib.SMTPException as error:
        raise NotDelivered(f"邮件服务器不接受登录，请检查 {NAME} 里的用户和密码。") from error


def _judged(error: Exception) -> AppError:
    """Return whether a letter will never be taken, or may be later. The texts name no address."""
    code = _code(error)
    final = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    if final and 500 <= code < 600:
        return Refused(f"邮件服务器拒绝了这封邮件（状态 {code}）。")
    return NotDelivered(f"邮件服务器暂时没有收下（{f'状态 {code}' if code else type(error).__name__}）。")


def _code(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
