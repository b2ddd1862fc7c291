import hashlib
from base64 import b64encode


def hash_source(code: str) -> str:
    """How a content security policy names an inline script or style: ``'sha256-…'``, for exactly this code."""
    return f"'sha256-{b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
