"""Keys of backups, in the files of age (https://age-encryption.org/): so age itself opens a backup, too.

A file with the secret key can write and read backups. One with the public key alone can only write them, so that
whoever takes the server has no old backups.
"""

from pathlib import Path
from typing import NamedTuple

import pyrage
from pyrage import x25519

from portal.backup.refusal import Refused


class Keys(NamedTuple):
    """To whom backups are written, and whose may be read: none, where the file holds public keys alone."""

    public: list[x25519.Recipient]
    secret: list[x25519.Identity]


def read_keys(path: Path, *, secret_needed=False) -> Keys:
    """The keys in a file, one a line; raises Refused where it holds none, or no secret one that is needed."""
    try:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
        lines = [line for line in lines if line and not line.startswith("#")]
        secret = [x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
        public = [x25519.Recipient.from_str(line) for line in lines if not line.startswith("AGE-SECRET-KEY-")]
    except OSError as error:
        raise Refused(f"The key {path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, pyrage.IdentityError, pyrage.RecipientError):
        raise Refused(f"{path} holds no key. Make one: manage.py backup_key FILE.") from None
    if not lines:
        raise Refused(f"{path} holds no key. Make one: manage.py backup_key FILE.")
    if secret_needed and not secret:
        raise Refused(f"This needs the secret key; {path} holds a public one alone.")
    return Keys(public or [key.to_public() for key in secret], secret)


def write_new_key(path: Path) -> str:
    """Make a key and write it into a file that only its owner reads; gives the public part. Raises OSError."""
    key = x25519.Identity.generate()
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(f"# public key: {key.to_public()}\n{key}\n", "utf-8")
    return str(key.to_public())
