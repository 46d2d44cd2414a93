"""Who may see what: actors, sign-in, the tree of parties, limits, the audit log's writers."""

from app.identity.actor import Actor, Membership, load_actor
from app.identity.auditing import audit
from app.identity.credentials import issue_token, revoke_token, sign_in
from app.identity.doors import doors
from app.identity.masking import mask, reveal
from app.identity.scope import ancestry, below, descends, in_scope, party_map, visible_parties

__all__ = [
    "Actor",
    "Membership",
    "ancestry",
    "audit",
    "below",
    "descends",
    "doors",
    "in_scope",
    "issue_token",
    "load_actor",
    "mask",
    "party_map",
    "reveal",
    "revoke_token",
    "sign_in",
    "visible_parties",
]
