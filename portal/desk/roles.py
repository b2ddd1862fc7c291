"""What the association's people may do in the admin: three roles, as groups of permissions that the portal keeps.

Somebody may have several. What a superuser changes in these groups the next ``migrate`` puts back; other groups are
the association's own.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
WRITE = (VIEW, ADD, CHANGE)
ALL = (*WRITE, DELETE)

# Parts are taken off a page with the form of the page, which asks for the permission to delete them.
CITY_PARTS = (
    *("cities.award", "cities.indicator", "cities.networkmembership", "cities.warstatus"),
    *("cities.cityfocus", "cities.cityphoto", "cities.formername", "cities.partnerwanted"),
)
INITIATIVE_PARTS = (
    *("initiatives.resource", "initiatives.result", "initiatives.transferneed", "initiatives.exchange"),
    *("initiatives.initiativepartner", "initiatives.initiativephoto", "initiatives.initiativedocument"),
    *("initiatives.initiativelink", "initiatives.contact"),
)
LIBRARY = ("media.photo", "media.document")
REFERENCES = (
    *("initiatives.area", "initiatives.theme", "initiatives.sdg", "initiatives.targetgroup"),
    *("initiatives.associationtask", "cities.network"),
)
RECORDS = ("publishing.transition", "publishing.oldslug")

_EVERYBODY = {
    **dict.fromkeys((*CITY_PARTS, *INITIATIVE_PARTS, *LIBRARY, *REFERENCES, *RECORDS), (VIEW,)),
    **dict.fromkeys(("cities.city", "cities.partner", "initiatives.initiative"), (VIEW,)),
    **dict.fromkeys(("news.article", "news.event", "pages.page", "initiatives.answertemplate"), (VIEW,)),
}
_EDITOR = _EVERYBODY | {
    **dict.fromkeys(("cities.city", "cities.partner", "news.article", "news.event", "pages.page"), WRITE),
    **dict.fromkeys((*CITY_PARTS, *LIBRARY), ALL),
    "pages.message": (VIEW, CHANGE),
    **dict.fromkeys(("links.link", "doubles.pair"), (VIEW, CHANGE)),
    "newsletter.digest": WRITE,
    "newsletter.digestitem": ALL,
    "newsletter.subscriber": (VIEW,),
}
_REVIEWER = _EVERYBODY | {
    **dict.fromkeys(("initiatives.initiative", "initiatives.answertemplate", "cities.partner"), WRITE),
    **dict.fromkeys((*INITIATIVE_PARTS, *LIBRARY), ALL),
    "cities.membershipapplication": (VIEW, CHANGE),
    "cities.applicationconsent": (VIEW,),
    "mail.letter": (VIEW,),
}
_MANAGER = {
    **{name: tuple({*_EDITOR.get(name, ()), *_REVIEWER.get(name, ())}) for name in (*_EDITOR, *_REVIEWER)},
    **dict.fromkeys(("cities.city", "cities.partner", "initiatives.initiative"), ALL),
    **dict.fromkeys(("news.article", "news.event", "pages.page", "initiatives.answertemplate"), ALL),
    **dict.fromkeys(REFERENCES, WRITE),
    **dict.fromkeys(("cities.membershipapplication", "pages.message"), (VIEW, CHANGE, DELETE)),
    **dict.fromkeys(("cities.representative", "cities.invitation"), ALL),
    **dict.fromkeys(("cities.cityquestion", "cities.blockedasker"), (VIEW, CHANGE, DELETE)),
    "admin.logentry": (VIEW,),
    "mail.letter": (VIEW, CHANGE),
    "newsletter.subscriber": (VIEW, DELETE),
    "accounts.user": WRITE,
}

EDITOR = "Редактор · Editor"
REVIEWER = "Рецензент · Reviewer"
MANAGER = "Керівник · Manager"
ROLES = {EDITOR: _EDITOR, REVIEWER: _REVIEWER, MANAGER: _MANAGER}


def keep_roles(**_signal):
    """Give each role's group exactly its permissions; after every migration."""
    for name, powers in ROLES.items():
        group, _is_new = Group.objects.get_or_create(name=name)
        group.permissions.set(Permission.objects.filter(_named(powers)))


def _named(powers) -> Q:
    """Permissions by "app.model" and verbs."""
    wanted = Q()
    for label, verbs in powers.items():
        app, model = label.split(".")
        wanted |= Q(content_type__app_label=app, codename__in=[f"{verb}_{model}" for verb in verbs])
    return wanted
