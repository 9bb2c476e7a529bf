"""What identity publishes and answers: accounts of persons, unit agents and officers, sign-in and sessions.

Accounts, access, proofs, delegations, notices, disputes and cases are public. Logins, passwords, codes, sign-ins,
sessions and whatever else opens a door are private: never published, never in history.
Names and mobiles in account events are sealed with the account's own key, which only identity holds.
"""

from kernel.cases import EVENTS as CASE_EVENTS
from kernel.events import Contract
from services.identity.contract import (
    accounts,
    agents,
    closing,
    codes,
    delegations,
    details,
    looks,
    misuse,
    notices,
    officer_passwords,
    officers,
    passkeys,
    passwords,
    photos,
    platforms,
    proofs,
    qr,
    recovery,
    second_factor,
    sessions,
    sign_in,
    unit_accounts,
)
from services.identity.contract.accounts import *
from services.identity.contract.agents import *
from services.identity.contract.closing import *
from services.identity.contract.codes import *
from services.identity.contract.delegations import *
from services.identity.contract.details import *
from services.identity.contract.face import *
from services.identity.contract.looks import *
from services.identity.contract.misuse import *
from services.identity.contract.notices import *
from services.identity.contract.officer_passwords import *
from services.identity.contract.officers import *
from services.identity.contract.passkeys import *
from services.identity.contract.passwords import *
from services.identity.contract.photos import *
from services.identity.contract.platforms import *
from services.identity.contract.proofs import *
from services.identity.contract.qr import *
from services.identity.contract.recovery import *
from services.identity.contract.registration import *
from services.identity.contract.second_factor import *
from services.identity.contract.sessions import *
from services.identity.contract.sign_in import *
from services.identity.contract.unit_accounts import *

MATTERS = {matter.code: matter for matter in (misuse.MISUSE, unit_accounts.UNIT_ACCOUNT)}

CONTRACT = Contract(
    "identity",
    [
        *CASE_EVENTS,
        *accounts.EVENTS,
        *agents.EVENTS,
        *closing.EVENTS,
        *codes.EVENTS,
        *delegations.EVENTS,
        *looks.EVENTS,
        *details.EVENTS,
        *notices.EVENTS,
        *officer_passwords.EVENTS,
        *officers.EVENTS,
        *passkeys.EVENTS,
        *passwords.EVENTS,
        *qr.EVENTS,
        *recovery.EVENTS,
        *second_factor.EVENTS,
        *photos.EVENTS,
        *platforms.EVENTS,
        *proofs.EVENTS,
        *sessions.EVENTS,
        *unit_accounts.EVENTS,
        *sign_in.EVENTS,
    ],
    upcasters={**second_factor.UPCASTERS, **sessions.UPCASTERS, **sign_in.UPCASTERS},
)
