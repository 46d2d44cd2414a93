"""What a diagram may call: named operators, kinds of subject and list sources, registered through one door."""

from app.operators import asking, documents, links, mail, messages, numbers, outbox, peer
from app.operators.registry import Env, Operator, Registry, Subject, registry

__all__ = [
    "Env",
    "Operator",
    "Registry",
    "Subject",
    "asking",
    "documents",
    "links",
    "mail",
    "messages",
    "numbers",
    "outbox",
    "peer",
    "registry",
]
