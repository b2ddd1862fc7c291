"""Problems told to programs, as RFC 9457 has them."""

from django.http import JsonResponse
from django.utils import translation


def problem(status, title, detail, **members):
    """An answer of this status that says what is wrong in English and, under ``detail_uk``, in Ukrainian.

    ``title`` and ``detail`` are lazy translations; ``members`` further facts for programs.
    """
    with translation.override("en"):
        data = {"type": "about:blank", "title": str(title), "status": status, "detail": str(detail)}
    with translation.override("uk"):
        data["detail_uk"] = str(detail)
    return JsonResponse(
        data | members,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
