"""The site and the association as schema.org describes them, for search engines."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.languages import other_language
from portal.structured_data import absolute


def site_and_association():
    """https://schema.org/Organization and https://schema.org/WebSite, tied together by their ids."""
    name = _("Ukrainian Association of Learning Cities")
    with override(other_language()):
        other_name = _("Ukrainian Association of Learning Cities")
    home = absolute("/")
    association = {
        "@type": "Organization",
        "@id": f"{home}#association",
        "name": name,
        "alternateName": other_name,
        "url": home,
        "areaServed": {"@type": "Country", "name": _("Ukraine")},
    }
    site = {
        "@type": "WebSite",
        "@id": f"{home}#site",
        "name": name,
        "url": home,
        "inLanguage": [code for code, _name in settings.LANGUAGES],
        "publisher": {"@id": association["@id"]},
    }
    return {"@context": "https://schema.org", "@graph": [association, site]}
