"""The identity providers that the settings name: `QUXIANG_OIDC_<NAME>_ISSUER`, `…_CLIENT_ID` and so on."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.settings import BadSetting

PARTS = ("issuer", "client_id", "client_secret", "label", "audience_kind", "scope")
SCOPE = "openid profile"  # what is asked for; a provider that tells telephone and mailbox may want more words
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider. `audience_kind`: the kind of party that signs in there."""

    name: str
    issuer: str
    client_id: str
    client_secret: str
    label: str
    audience_kind: str = ""
    scope: str = SCOPE

    @property
    def origin(self) -> str:
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


def read_providers(oidc: Mapping[str, str]) -> dict[str, Provider]:
    """Return the providers by name. Raises BadSetting with the variable's name."""
    found: dict[str, dict[str, str]] = {}
    for variable, value in oidc.items():
        part = next((p for p in PARTS if variable.endswith(f"_{p}")), None)
        if part is None:
            raise BadSetting(
                f"QUXIANG_OIDC_{variable.upper()} 不是可用的设置，结尾应当是 {'、'.join(PARTS)} 之一。"
            )
        found.setdefault(variable.removesuffix(f"_{part}"), {})[part] = value
    return {name: _provider(name, parts) for name, parts in sorted(found.items())}


def _provider(name: str, parts: Mapping[str, str]) -> Provider:
    for part in ("issuer", "client_id", "client_secret"):
        if not parts.get(part):
            raise BadSetting(f"缺少 QUXIANG_OIDC_{name.upper()}_{part.upper()}。")
    issuer = parts["issuer"].rstrip("/")
    url = urlsplit(issuer)
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
        raise BadSetting(f"QUXIANG_OIDC_{name.upper()}_ISSUER 应当是 https:// 开头的地址。")
    scope = parts.get("scope") or SCOPE
    if "openid" not in scope.split():
        raise BadSetting(f"QUXIANG_OIDC_{name.upper()}_SCOPE 应当包含 openid，用空格分开各项。")
    return Provider(
        name,
        issuer,
        parts["client_id"],
        parts["client_secret"],
        parts.get("label") or name,
        parts.get("audience_kind", ""),
        scope,
    )
