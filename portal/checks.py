from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def local_mode_is_off(**_options):
    """A server must not run as somebody's own machine does."""
    if not settings.LOCAL:
        return []
    return [
        Error(
            "LOCAL is on: it makes people with known passwords and lets staff in without a second factor.",
            hint="Remove LOCAL from the environment and from .env.",
            id="portal.E001",
        )
    ]
