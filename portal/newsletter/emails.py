"""Letters of this room. Each is in the language that its reader chose."""

from portal.mail.posting import post, rendered
from portal.newsletter.models import Subscriber
from portal.newsletter.models.subscriber import CONFIRM, DIGEST
from portal.newsletter.reading import sections
from portal.structured_data import absolute_in


def newsletter_confirm(request):
    """Asks the owner of an address whether the newsletter is wanted there. Tells nothing that a stranger typed."""
    post(
        CONFIRM,
        to=request.email,
        language=request.language,
        context={"url": absolute_in(request.language, "newsletter:confirm", request.key)},
        is_secret=True,
    )


def newsletter_digest(digest, entries, subscriber, *, is_test=False):
    """The letter of a month, with these entries. It holds a key, so its text goes once it is sent."""
    post(
        DIGEST,
        to=subscriber.email,
        language=subscriber.language,
        is_secret=True,
        **_digest(digest, entries, subscriber, is_test=is_test),
    )


def digest_page(digest, entries, language) -> str:
    """The HTML of the letter as a reader who chose nothing gets it; its links to the subscription lead nowhere."""
    _subject, _text, html = rendered(DIGEST, language, **_digest(digest, entries, Subscriber(language=language)))
    return html


def _digest(digest, entries, subscriber, *, is_test=False):
    return {
        "context": {
            "digest": digest,
            "is_test": is_test,
            "sections": sections(entries),
            "change_url": absolute_in(subscriber.language, "newsletter:change", subscriber.key),
        },
        "unsubscribe_url": absolute_in(subscriber.language, "newsletter:unsubscribe", subscriber.key),
    }
