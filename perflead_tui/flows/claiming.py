"""A rater's side of blind issuing: claim a credential that the desk signs without seeing it, and take it in.

What is kept in the sealed draft, all base64: before the grant `private_key`, `prefix`, `inverse`, `blinded`, `claim`
and the random `name` of the claim in the drop; after it `private_key` and the credential. The blinding factor is
destroyed the moment the credential is there: from then on not even this machine can tie the two together.
"""

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.claim import SIZE, make_claim, open_grant
from perflead_tui.exchange.drop import CLAIMS, GRANTS, Patience, open_drop, random_name
from perflead_tui.exchange.invitation import Invitation
from perflead_tui.i18n import _
from perflead_tui.sealing.code import CodeKeys
from perflead_tui.sealing.credential import (
    Blinding,
    Credential,
    blind,
    check_credential,
    finalize,
    new_key,
    public_key_of,
)
from perflead_tui.sealing.encoding import b64, unb64

State = dict[str, str]


def begin(invitation: Invitation) -> State:
    """A new claim: a fresh one-time key, blinded for the key of the rater's group in the signed terms."""
    terms, keys = invitation.terms, _keys(invitation)
    private = new_key()
    blinded, blinding = blind(unb64(invitation.group.credential_key), public_key_of(private))
    claim = make_claim(
        keys, invitation.group.key, blinded, unb64(terms.keys.desk), invitation.terms_digest, terms.review
    )
    return {
        "private_key": b64(private),
        "prefix": b64(blinding.prefix),
        "inverse": b64(blinding.inverse),
        "blinded": b64(blinded),
        "claim": b64(claim),
        "name": random_name(),
    }


def finish(invitation: Invitation, state: State, grant: bytes) -> State:
    """The credential from a grant, without what it was made from. Raises SealingError if it is for another claim."""
    signature = open_grant(grant, _keys(invitation), unb64(state["blinded"]), invitation.terms_digest)
    private = unb64(state["private_key"])
    blinding = Blinding(public_key_of(private), unb64(state["prefix"]), unb64(state["inverse"]))
    credential = finalize(unb64(invitation.group.credential_key), blinding, signature)
    return {"private_key": state["private_key"], **credential.to_document()}


def credential_in(invitation: Invitation, state: State | None) -> tuple[Credential, bytes] | None:
    """The credential and its private key, if they are there: from the invitation, or from a granted claim."""
    if invitation.credential is not None and invitation.private_key is not None:
        return invitation.credential, invitation.private_key
    if state is None or "claim" in state:
        return None
    held = dict(state)
    private = unb64(held.pop("private_key"))
    credential = Credential.from_document(held)
    check_credential(credential, unb64(invitation.group.credential_key))
    return credential, private


def post(invitation: Invitation, state: State, patience: Patience | None = None) -> None:
    """Put the claim into the drop; again is the same as once. Raises DropError if it cannot."""
    with open_drop(_drop(invitation), invitation.terms.review, patience) as drop:
        drop.put(f"{CLAIMS}/{state['name']}", unb64(state["claim"]), same_ok=True)


def fetch(invitation: Invitation, patience: Patience | None = None) -> bytes | None:
    """The grant for this invitation from the drop, if the desk has answered. Raises DropError if it is away."""
    with open_drop(_drop(invitation), invitation.terms.review, patience) as drop:
        return drop.get(f"{GRANTS}/{_keys(invitation).grant_name}", SIZE)


def _keys(invitation: Invitation) -> CodeKeys:
    if invitation.code is None:
        raise PerfleadError(_("This review is not blind: its invitations hold their credential."))
    return invitation.code


def _drop(invitation: Invitation) -> str:
    if invitation.terms.drop is None:
        raise PerfleadError(_("This review has no drop: claims and grants travel as files."))
    return invitation.terms.drop
