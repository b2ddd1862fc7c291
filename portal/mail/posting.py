"""Writing letters and sending them. ``post`` puts a letter into the queue, ``send_due`` empties the queue."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from portal.mail.models import Letter

logger = logging.getLogger(__name__)

# How long a worker has for a letter before another one may take it; far more than the mail server's time-out.
TAKEN_FOR = timedelta(minutes=10)
# What sending may raise: the server says no, the network is away, or a header cannot hold what it is given.
FAILURES = (SMTPException, OSError, ValueError)


def post(kind, *, to, language, context, reply_to="", unsubscribe_url="", is_secret=False) -> Letter:
    """Put a letter into the queue, in the language of who gets it, and give it.

    Call it in the transaction that gave rise to the letter: both are kept, or neither. The words come from
    ``templates/emails/<kind>/``: ``subject.txt``, ``body.txt`` and ``body.html``.
    """
    subject, text, html = rendered(kind, language, context, unsubscribe_url)
    return Letter.objects.create(
        kind=kind,
        to=to,
        language=language,
        subject=subject,
        text=text,
        html=html,
        reply_to=reply_to,
        unsubscribe_url=unsubscribe_url,
        is_secret=is_secret,
    )


def rendered(kind, language, context, unsubscribe_url="") -> tuple[str, str, str]:
    """The subject, the text and the HTML of a letter in a language."""
    with translation.override(language):
        subject, text, html = (
            render_to_string(f"emails/{kind}/{name}", {**context, "unsubscribe_url": unsubscribe_url})
            for name in ("subject.txt", "body.txt", "body.html")
        )
    return " ".join(subject.split())[:250], text.strip() + "\n", html


def send_due() -> tuple[int, int]:
    """Try each letter whose turn has come, once; gives how many were sent and how many failed."""
    sent = failed = 0
    for letter in Letter.objects.due().iterator(chunk_size=100):
        if _take(letter):
            if _send(letter):
                sent += 1
            else:
                failed += 1
    return sent, failed


def _take(letter):
    """Whether this worker has the letter now: another one may have been faster."""
    taken_until = timezone.now() + TAKEN_FOR
    return bool(Letter.objects.due().filter(pk=letter.pk).order_by().update(next_try_at=taken_until))


def _send(letter):
    try:
        message_of(letter).send()
    except FAILURES as error:
        logger.warning("Letter %s (%s) could not be sent: %s", letter.pk, letter.kind, type(error).__name__)
        _put_back(letter, error)
        return False
    keys = dict.fromkeys(("text", "html", "unsubscribe_url"), "") if letter.is_secret else {}
    _note(letter, sent_at=timezone.now(), last_error="", **keys)
    return True


def _put_back(letter, error):
    now = timezone.now()
    if letter.tries < len(Letter.WAITS):
        turn = {"next_try_at": now + Letter.WAITS[letter.tries]}
    else:
        turn = {"given_up_at": now}
    _note(letter, tries=letter.tries + 1, last_error=f"{type(error).__name__}: {error}"[:500], **turn)


def _note(letter, **outcome):
    """Write what became of a letter. One that was erased while it was on its way stays erased."""
    Letter.objects.filter(pk=letter.pk).update(**outcome)


def message_of(letter: Letter) -> EmailMultiAlternatives:
    """The letter as the mail server gets it: text, HTML, and where it may be declined, how (RFC 8058)."""
    headers = {"Auto-Submitted": "auto-generated"}
    if letter.unsubscribe_url:
        headers |= {
            "List-Unsubscribe": f"<{letter.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(letter.html, "text/html")
    return message
