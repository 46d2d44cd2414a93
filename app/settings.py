"""What the environment says, read once and checked: the only reader of environment variables."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import entry_points
from pathlib import Path
from urllib.parse import urlsplit

SHORTEST_SECRET = 32
PLACES = ("embedded", "apart")  # background work in the server's processes, or in those of `quxiang worker`
ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "localhost")


class BadSetting(ValueError):
    """A setting that is missing or cannot be read; the text names the variable."""


@dataclass(frozen=True)
class Receiver:
    """Where a channel of the outbox is delivered to, and the key that the deliveries are signed with."""

    url: str
    key: str


@dataclass(frozen=True)
class Settings:
    """Everything an installation may set. Defaults are those of the demo."""

    env: str
    data_dir: Path
    database_url: str
    content_dir: Path
    secret_key: str
    data_key: str
    strict_limits: bool
    application: str
    base_url: str
    trusted_hosts: tuple[str, ...]
    oidc: Mapping[str, str]
    receivers: Mapping[str, Receiver]
    job_lease: timedelta
    worker_embedded: bool
    metrics_token: str
    clock_moves: bool
    office_keys: tuple[str, ...] = ()

    @property
    def production(self) -> bool:
        return self.env == "production"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read `QUXIANG_*`. Raises BadSetting with the variable's name."""
        env = _Reader(os.environ if environ is None else environ)
        kind = env.choice("ENV", ("demo", "test", "production"), "demo")
        data_dir = Path(env.text("DATA_DIR", str(ROOT / "var"))).resolve()
        base_url = env.text("BASE_URL", f"http://127.0.0.1:{env.port()}")
        database_url = env.text("DATABASE_URL", f"sqlite:///{data_dir}/quxiang.db")
        apart = kind == "production" and not database_url.startswith("sqlite")
        return cls(
            env=kind,
            data_dir=data_dir,
            database_url=database_url,
            content_dir=Path(env.text("CONTENT_DIR", str(ROOT))).resolve(),
            secret_key=env.secret("SECRET_KEY", kind, data_dir),
            data_key=env.secret("DATA_KEY", kind, data_dir),
            strict_limits=kind == "production" or env.text("LIMITS", "") == "strict",
            application=_application(env.text("APPLICATION", "")),
            base_url=base_url,
            trusted_hosts=_hosts(base_url, env.text("TRUSTED_HOSTS", "")),
            oidc=env.prefixed("OIDC_"),
            receivers=env.receivers(),
            job_lease=timedelta(seconds=env.number("JOB_LEASE", 15, least=1)),
            worker_embedded=env.choice("WORKER", PLACES, "apart" if apart else "embedded") == "embedded",
            metrics_token=env.text("METRICS_TOKEN", ""),
            clock_moves=kind != "production",
            office_keys=env.office_keys(),
        )


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str, default: str) -> str:
        return self._environ.get(f"QUXIANG_{name}", default)

    def port(self) -> str:
        """Return the port that the server listens on. `PORT` has no prefix: server tools read it too."""
        return self._environ.get("PORT", "8000")

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in allowed:
            raise BadSetting(f"QUXIANG_{name} 只能是 {'、'.join(allowed)} 之一，现在是 {value!r}。")
        return value

    def prefixed(self, prefix: str) -> dict[str, str]:
        start = f"QUXIANG_{prefix}"
        return {k[len(start) :].lower(): v for k, v in self._environ.items() if k.startswith(start)}

    def office_keys(self) -> tuple[str, ...]:
        """Return the public keys of the two offices that together open what is sealed for them."""
        text = self.text("OFFICE_KEYS", "")
        keys = tuple(key.strip().lower() for key in text.split(",")) if text else ()
        if keys and (len(keys) != 2 or not all(_is_key(key) for key in keys)):
            raise BadSetting(
                "QUXIANG_OFFICE_KEYS 应当是两个部门的 X25519 公钥（各 64 位十六进制数），用逗号隔开。"
            )
        return keys

    def number(self, name: str, default: int, *, least: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and int(value) >= least):
            raise BadSetting(f"QUXIANG_{name} 应当是不小于 {least} 的整数，现在是 {value!r}。")
        return int(value)

    def receivers(self) -> dict[str, Receiver]:
        """Return channel → receiver: `CHANNEL_NAME_URL` and `CHANNEL_NAME_KEY`; `GATEWAY_…` takes all others (`*`).

        `SMTP_URL` is the receiver of e-mail, whose server knows no keys."""
        given = self.prefixed("CHANNEL_")
        names = {name.removesuffix("_url"): f"CHANNEL_{name.removesuffix('_url').upper()}" for name in given}
        names = {name: prefix for name, prefix in names.items() if f"{name}_url" in given}
        found = {name: self._receiver(prefix) for name, prefix in {**names, "*": "GATEWAY"}.items()}
        if server := self.text("SMTP_URL", ""):
            found["email"] = Receiver(server, "")
        return {name: receiver for name, receiver in found.items() if receiver.url}

    def _receiver(self, prefix: str) -> Receiver:
        url, key = self.text(f"{prefix}_URL", ""), self.text(f"{prefix}_KEY", "")
        if url and len(key) < SHORTEST_SECRET:
            raise BadSetting(
                f"设置了 QUXIANG_{prefix}_URL，还需要 QUXIANG_{prefix}_KEY（至少 32 个随机字符）。"
            )
        return Receiver(url, key)

    def secret(self, name: str, kind: str, data_dir: Path) -> str:
        """Return the secret; outside production one is made once and kept in the data folder."""
        given = self.text(name, "")
        if given:
            if len(given) < SHORTEST_SECRET:
                raise BadSetting(f"QUXIANG_{name} 至少需要 32 个字符。")
            return given
        if kind == "production":
            raise BadSetting(f"生产环境必须设置 QUXIANG_{name}（至少 32 个随机字符）。")
        return _kept(data_dir / f"{name.lower()}.txt")


def _is_key(text: str) -> bool:
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)


def _hosts(base_url: str, more: str) -> tuple[str, ...]:
    """Return the names that requests may be addressed to: that of the installation, this machine's, those given."""
    own = urlsplit(base_url).hostname or ""
    given = (name.strip() for name in more.split(","))
    return tuple(dict.fromkeys(name for name in (own, *LOOPBACK, *given) if name))


def _application(name: str) -> str:
    """Return the package of the application: the one named, `none`, else the one that the installation brings."""
    if name == "none":
        return ""
    found = entry_points(group="quxiang.application")
    return name or next((point.value for point in found), "")


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
