"""Hashing passwords with argon2id, away from the event loop: some 110 ms during which everybody else is served."""

import os
import threading
from base64 import b64encode
from collections.abc import Callable
from secrets import token_bytes
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from eventlet import tpool
from eventlet.semaphore import Semaphore

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = 2
"""Hashes worked out at the same time in one process: each takes a core and the memory below."""

NICE = 19
"""How far the threads that hash stand back where a core is wanted by what ends sooner: as far as Linux lets them."""

_hasher = PasswordHasher(time_cost=3, memory_cost=46 * 1024, parallelism=1)  # KiB; OWASP asks for 46 MiB with t = 1
_turn = Semaphore(AT_ONCE)


def _hash_of_no_password() -> str:
    """A hash in form and cost like every other, of which nobody knows a password."""
    salt, digest = (
        b64encode(token_bytes(length)).decode().rstrip("=") for length in (_hasher.salt_len, _hasher.hash_len)
    )
    return f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}${salt}${digest}"


NOBODYS = _hash_of_no_password()


def hash_password(password: str) -> str:
    """The argon2id hash with its salt and parameters."""
    return _off_the_loop(_hasher.hash, password)


def matches(password: str, known: str | None) -> bool:
    """Whether the password is the hashed one. Where there is none (None), it takes the same time and is False."""
    return _off_the_loop(_matches, password, known or NOBODYS) and known is not None


def _matches(password: str, known: str) -> bool:
    try:
        return _hasher.verify(known, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _off_the_loop(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    with _turn:
        return tpool.execute(_standing_back, work, *args, **kwargs)  # type: ignore[no-any-return]


def _standing_back(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    # Linux knows a priority of each thread. Those of the pool stay so: whatever else they do is heavy work as well.
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
    return work(*args, **kwargs)
