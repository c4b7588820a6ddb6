"""Ids derived from content, so that the same input gives the same ids in every run."""

import hashlib

SEPARATOR = "\x1f"  # ASCII unit separator: ("a", "bc") and ("ab", "c") get different ids


def content_id(prefix: str, *parts: object) -> str:
    """`prefix`_ and 20 hex digits (80 bits of BLAKE2b) of the parts; None counts as a part of its own.

    Lone surrogates, which JSON input can carry, are hashed as they are rather than refused.
    """
    joined = SEPARATOR.join("\x00" if part is None else str(part) for part in parts)
    digest = hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=10)
    return f"{prefix}_{digest.hexdigest()}"
