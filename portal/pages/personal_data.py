"""Messages of the contact form. They stay with the office when an account is closed."""

from portal.pages.models import Message
from portal.records import records


def export(user):
    messages = Message.objects.filter(email__iexact=user.email, is_spam=False)
    return {"messages": records(messages, "topic", "name", "text", "created_at")}
