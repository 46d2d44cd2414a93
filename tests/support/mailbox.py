"""A mail server on loopback: it takes mail, refuses it for now or for good, with and without encryption."""

import datetime as dt
import email
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SENDER = "no-reply@library.example"
USER, PASSWORD = "library", "p@ss/word"
TAKEN = "250 OK"


class Mailbox:
    """What has arrived; `on_recipient` and `on_message` say what the server answers."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.encrypted: list[bool] = []
        self.on_recipient: Callable[[str], str] = lambda address: TAKEN
        self.on_message: Callable[[EmailMessage], str] = lambda mail: TAKEN
        self.port = 0

    def url(self, scheme: str = "smtp", login: str = "") -> str:
        """Return what QUXIANG_SMTP_URL is set to."""
        return f"{scheme}://{login}127.0.0.1:{self.port}?from={SENDER}"

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        answer = self.on_recipient(address)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = email.message_from_bytes(envelope.content, policy=default)
        answer = self.on_message(mail)
        if answer == TAKEN:
            self.mails.append(mail)
            self.recipients += envelope.rcpt_tos
            self.encrypted.append(
                session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None
            )
        return answer


class _Controller(Controller):
    def __init__(self, mailbox: Mailbox, starttls: ssl.SSLContext | None, login: bool, **more: Any) -> None:
        super().__init__(mailbox, hostname="127.0.0.1", port=0, ready_timeout=10, **more)
        self._starttls, self._login = starttls, login

    def factory(self) -> SMTP:
        return SMTP(
            self.handler,
            tls_context=self._starttls,
            require_starttls=self._starttls is not None,
            auth_required=self._login,
            auth_require_tls=self._login,
            authenticator=_authenticate,
        )

    def _trigger_server(self) -> None:
        """The port is known only now: the parent would connect to the one that was asked for."""
        self.handler.port = self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _authenticate(
    _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: LoginPassword
) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()))


@contextmanager
def post_office(
    *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None, login: bool = False
) -> Iterator[Mailbox]:
    """Run a mail server on a free port."""
    mailbox = Mailbox()
    controller = _Controller(mailbox, starttls, login, ssl_context=tls)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def certificate(folder: Path) -> Path:
    """Write a certificate for 127.0.0.1 with its key into one file and return it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def server_context(pem: Path) -> ssl.SSLContext:
    """Return what a server encrypts with."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    return context
