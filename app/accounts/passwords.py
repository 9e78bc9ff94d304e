"""Passwords: argon2id hashes, constant work for unknown addresses, and the rules for a new one."""

from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200
# OWASP's smallest recommended setting (m = 19 MiB, t = 2, p = 1): some 20 ms, during which SQLite's one
# write lock is held. https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
# Runs of keys and phrases that people type when told to use twelve characters. Compared without case,
# spaces and marks, and with any tail of digits taken off.
OBVIOUS = frozenset(
    {
        "password",
        "passwordpassword",
        "mypassword",
        "newpassword",
        "changeme",
        "changemenow",
        "letmein",
        "letmeinplease",
        "qwertyuiop",
        "qwertyuiopasdfghjkl",
        "qwertyqwerty",
        "asdfghjkl",
        "zxcvbnm",
        "administrator",
        "adminadmin",
        "welcome",
        "welcometothejungle",
        "iloveyou",
        "iloveyouforever",
        "commonground",
        "policepolice",
        "universityuniversity",
        "police",
        "university",
        "constabulary",
        "correcthorsebatterystaple",
        "trustno",
        "abcdefghijkl",
        "abcdefghijklm",
        "abcdefghijklmnopqrstuvwxyz",
        "qazwsxedcrfv",
        "secretsecret",
        "testtesttest",
        "football",
        "liverpool",
        "manchesterunited",
    }
)


def hash_password(password: str) -> str:
    """The argon2id hash of `password`, with its salt and settings in it."""
    return _hasher.hash(password)


@cache
def _dummy() -> str:
    return hash_password("nobody has this password")


def verify(hashed: str | None, password: str) -> bool:
    """Whether `password` is the one behind `hashed`. Without a hash the same work is done, in vain."""
    try:
        return _hasher.verify(hashed or _dummy(), password) and bool(hashed)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(hashed: str) -> bool:
    """Whether `hashed` was made with other settings than the present ones."""
    return _hasher.check_needs_rehash(hashed)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def complaint(password: str, *, email: str = "", name: str = "") -> str | None:
    """Why `password` may not be used by this person, as a sentence; None when it may.

    Length is what counts: there are no rules about kinds of characters (NIST SP 800-63B, 5.1.1.2).
    """
    if len(password) < SHORTEST:
        return f"Password must be {SHORTEST} characters or more. Three random words make a good one"
    if len(password) > LONGEST:
        return f"Password must be {LONGEST} characters or fewer"
    bare = _bare(password)
    core = bare.strip("0123456789")
    if len(set(bare)) < 4 or core in OBVIOUS or bare in "01234567890123456789" * 3:
        return "Password is one that many people use. Choose another, such as three random words"
    own = {_bare(email), _bare(email.partition("@")[0]), _bare(name)} - {""}
    if bare in own or core in own:
        return "Password must not be your name or your email address"
    return None
