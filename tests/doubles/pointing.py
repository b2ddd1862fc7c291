"""For each way in which something may point at a city, a partner or an initiative: a row that does."""

from itertools import count

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from cities.models import CityFocus, CityPhoto, FormerName, PartnerWanted
from initiatives.models import (
    Consent,
    Contact,
    Exchange,
    FieldComment,
    InitiativeDocument,
    InitiativeLink,
    InitiativePartner,
    InitiativePhoto,
    Resource,
    Result,
    ReviewedText,
    SavedStep,
    TransferNeed,
    Writer,
)
from portal.links.models import Link, Use
from portal.newsletter.models import Digest
from portal.publishing.models import OldSlug, Status, Transition
from portal.publishing.planning import Plan
from portal.publishing.sharing import SecretLink
from tests.factories import (
    CHECKED,
    make_application,
    make_area,
    make_article,
    make_award,
    make_city,
    make_digest,
    make_event,
    make_guest_proposal,
    make_indicator,
    make_initiative,
    make_invitation,
    make_membership,
    make_partner,
    make_question,
    make_representative,
    make_sdg,
    make_subscriber,
    make_subscription_request,
    make_target_group,
    make_task,
    make_theme,
    make_user,
    make_war_status,
)
from tests.media.samples import make_document, make_photo

_numbers = count(1)


def _proposal(initiative):
    return make_initiative(
        replaces=initiative, based_on=timezone.now(), status=Status.DECLINED, slug=None, city=initiative.city
    )


def _link(row):
    link, _created = Link.objects.get_or_create(url="https://both.example/")
    kind = ContentType.objects.get_for_model(row)
    return Use.objects.get_or_create(link=link, content_type=kind, object_id=row.pk)


def _digest_item(row):
    digest = Digest.objects.first() or make_digest()
    return digest.items.get_or_create(
        content_type=ContentType.objects.get_for_model(row), object_id=row.pk, defaults={"position": 1}
    )


GENERIC = {
    "publishing.Transition.publication": lambda row: Transition.objects.create(
        publication=row, source=Status.DRAFT, target=Status.PUBLISHED
    ),
    "publishing.OldSlug.publication": lambda row: OldSlug.objects.create(publication=row, slug=f"old-{next(_numbers)}"),
    "publishing.Plan.publication": lambda row: Plan.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        target=Status.WITHDRAWN,
        defaults={"at": timezone.now()},
    ),
    "publishing.SecretLink.publication": lambda row: SecretLink.objects.create(publication=row),
    "links.Use.row": _link,
    "newsletter.DigestItem.publication": _digest_item,
}

CITY = {
    "cities.Award.city": lambda city: make_award(city=city),
    "cities.Indicator.city": lambda city: make_indicator(city=city, year=2000 + next(_numbers) % 99),
    "cities.WarStatus.city": lambda city: make_war_status(city=city, since=str(1991 + next(_numbers) % 100)),
    "cities.NetworkMembership.city": lambda city: make_membership(city=city, until="2020"),
    "cities.FormerName.city": lambda city: FormerName.objects.create(city=city, name_uk="Стара назва"),
    "cities.CityPhoto.city": lambda city: CityPhoto.objects.create(city=city, photo=make_photo()),
    "cities.CityFocus.city": lambda city: CityFocus.objects.get_or_create(
        city=city, heading="decent_work", defaults={"rating": 3}
    ),
    "cities.PartnerWanted.city": lambda city: PartnerWanted.objects.get_or_create(city=city, kind="education"),
    "cities.MembershipApplication.city": lambda city: make_application(city=city),
    "cities.Partner_cities.city": lambda city: make_partner(cities=[city]),
    "cities.CityQuestion.city": lambda city: make_question(city=city),
    "cities.Representative.city": lambda city: make_representative(city=city),
    "cities.Invitation.city": lambda city: make_invitation(city=city),
    "initiatives.Initiative.city": lambda city: make_initiative(city=city),
    "initiatives.Initiative_partner_cities.city": lambda city: make_initiative(partner_cities=[city]),
    "news.Article_cities.city": lambda city: make_article(cities=[city]),
    "news.Event.city": lambda city: make_event(city=city),
    "newsletter.Subscriber_cities.city": lambda city: make_subscriber(cities=[city]),
    "newsletter.SubscriptionRequest_cities.city": lambda city: make_subscription_request(cities=[city]),
    **GENERIC,
}

PARTNER = {
    "cities.Partner_cities.partner": lambda partner: partner.cities.add(make_city()),
    "initiatives.Initiative.organisation": lambda partner: make_initiative(organisation=partner),
    "initiatives.InitiativePartner.partner": lambda partner: InitiativePartner.objects.create(
        initiative=make_initiative(), partner=partner, role_uk="Місце", role_en="Place"
    ),
    **GENERIC,
}

INITIATIVE = {
    "initiatives.Initiative.replaces": _proposal,
    "initiatives.Initiative_partner_cities.initiative": lambda row: row.partner_cities.add(make_city()),
    "initiatives.Initiative_areas.initiative": lambda row: row.areas.add(make_area()),
    "initiatives.Initiative_themes.initiative": lambda row: row.themes.add(make_theme()),
    "initiatives.Initiative_sdgs.initiative": lambda row: row.sdgs.add(make_sdg()),
    "initiatives.Initiative_tasks.initiative": lambda row: row.tasks.add(make_task()),
    "initiatives.Initiative_target_groups.initiative": lambda row: row.target_groups.add(make_target_group()),
    "initiatives.InitiativePartner.initiative": lambda row: InitiativePartner.objects.create(
        initiative=row, partner=make_partner()
    ),
    "initiatives.Resource.initiative": lambda row: Resource.objects.create(initiative=row, kind="people", amount=3),
    "initiatives.Result.initiative": lambda row: Result.objects.create(initiative=row, kind="other", value=3),
    "initiatives.TransferNeed.initiative": lambda row: TransferNeed.objects.get_or_create(
        initiative=row, kind="budget"
    ),
    "initiatives.Exchange.initiative": lambda row: Exchange.objects.get_or_create(
        initiative=row, direction="offer", kind="advice"
    ),
    "initiatives.InitiativePhoto.initiative": lambda row: InitiativePhoto.objects.create(
        initiative=row, photo=make_photo()
    ),
    "initiatives.InitiativeDocument.initiative": lambda row: InitiativeDocument.objects.create(
        initiative=row, document=make_document()
    ),
    "initiatives.InitiativeLink.initiative": lambda row: InitiativeLink.objects.create(
        initiative=row, **CHECKED | {"source_url": f"https://link{next(_numbers) % 2}.example/{row.pk}"}
    ),
    "initiatives.Contact.initiative": lambda row: Contact.objects.create(
        initiative=row, name="Олена", email="olena@example.org"
    ),
    "initiatives.Consent.initiative": lambda row: Consent.objects.create(initiative=row, kind="unesco"),
    "initiatives.SavedStep.initiative": lambda row: SavedStep.objects.create(initiative=row, step="what"),
    "initiatives.Writer.initiative": lambda row: Writer.objects.create(
        initiative=row, user=make_user(), seen_at=timezone.now()
    ),
    "initiatives.FieldComment.initiative": lambda row: FieldComment.objects.create(
        initiative=row, field="title", text="?"
    ),
    "initiatives.ReviewedText.initiative": lambda row: ReviewedText.objects.create(initiative=row, words={}),
    "initiatives.GuestProposal.initiative": lambda row: make_guest_proposal(initiative=row),
    "news.Article_initiatives.initiative": lambda row: make_article(initiatives=[row]),
    "news.Event.initiative": lambda row: make_event(initiative=row),
    **GENERIC,
}
