"""Errors told to a server that speaks Sentry's protocol (Sentry, GlitchTip, Bugsink), where SENTRY_DSN names one."""

import sentry_sdk

from portal.masking import mask


def report_errors_to(dsn: str):
    """Tell errors of this process from now on: where in the code and in which request, nothing about people.

    The server may stand elsewhere, so bodies, cookies, headers, queries, addresses and values of variables stay here.
    """
    sentry_sdk.init(
        dsn,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0,
        auto_session_tracking=False,
        send_client_reports=False,
        before_send=without_people,
    )


def without_people(event, hint):
    """The event with no more of its request than the method and the pattern of the address.

    Of lines of the log only the words are told, not what is put into them; of what exceptions say only the first line:
    PostgreSQL puts the values of rows into the second.
    """
    for name in ("user", "server_name", "extra"):
        event.pop(name, None)
    if line := event.get("logentry"):
        event["logentry"] = {"message": getattr(hint.get("log_record"), "words", line["message"])}
    if method := event.pop("request", {}).get("method"):
        event["request"] = {"method": method}
    if event.get("transaction_info", {}).get("source") == "url":  # the address itself, which may hold a key
        event.pop("transaction", None)
    for error in event.get("exception", {}).get("values", []):
        error["value"] = mask((error.get("value") or "").partition("\n")[0])
    return event
