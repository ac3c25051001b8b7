"""Where a file comes from: what the law wants confirmed and recorded before data received from others is used (APPI Art. 30)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from azukari.base.canonical import canonical_bytes


class Giver(StrEnum):
    """Who gave the data."""

    OURSELVES = "ourselves"  # an older system of our own: nobody gave it, and Article 30 does not apply
    ORGANISATION = "organisation"
    INDIVIDUAL = "individual"


class Basis(StrEnum):
    """Why it was allowed to be given (APPI Art. 27)."""

    OWN = "own"
    CONSENT = "consent"
    LAW = "27-1-i"
    LIFE = "27-1-ii"
    HYGIENE = "27-1-iii"
    STATE = "27-1-iv"
    ACADEMIC_PUBLISHING = "27-1-v"
    ACADEMIC_JOINT = "27-1-vi"
    ACADEMIC_RESEARCH = "27-1-vii"
    ENTRUSTED = "27-5-i"
    SUCCESSION = "27-5-ii"
    JOINT_USE = "27-5-iii"


# What somebody may well write, and why it is refused.
REFUSED_BASES = {
    "27-2": "data that was given by opt-out is not taken in: ask for consent, or leave it.",
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """From whom a file was received, how they had acquired it, when, and on which ground; none of it about persons in the file."""

    giver: Giver
    name: str
    address: str
    representative: str
    acquired: str
    received_on: date
    basis: Basis
    consent: str
    contract: str
    confirmed_by: str
    confirmed_how: str

    def canonical(self) -> bytes:
        """Write it as it is kept and shown."""
        return canonical_bytes(
            {
                "v": 1,
                "giver": self.giver.value,
                "name": self.name,
                "address": self.address,
                "representative": self.representative,
                "acquired": self.acquired,
                "received_on": self.received_on.isoformat(),
                "basis": self.basis.value,
                "consent": self.consent,
                "contract": self.contract,
                "confirmed_by": self.confirmed_by,
                "confirmed_how": self.confirmed_how,
            }
        )
