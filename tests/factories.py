"""Rows for tests: valid, published where that makes sense, all different; every field can be overridden."""

import datetime
from itertools import count

from django.utils import timezone

from cities.models import (
    Award,
    BlockedAsker,
    City,
    CityQuestion,
    Indicator,
    Invitation,
    MembershipApplication,
    Network,
    NetworkMembership,
    Partner,
    Representative,
    WarStatus,
)
from cities.models.question import asker_of
from cities.register import hromadas
from initiatives.models import (
    AnswerTemplate,
    Area,
    AssociationTask,
    GuestProposal,
    Initiative,
    Result,
    Sdg,
    TargetGroup,
    Theme,
)
from news.models import Article, Event
from portal.accounts.models import User
from portal.mail.posting import post
from portal.newsletter.assembling import subjects
from portal.newsletter.models import Digest, Subscriber, SubscriptionRequest
from portal.pages.models import Message, Page
from portal.publishing.models import Status
from portal.search.keeping import gathered

_numbers = count(1)
CHECKED = {"source_url": "https://example.org/source", "checked_on": datetime.date(2026, 11, 1)}


def _published(fields):
    """Fields as the first publication would leave them; a status among the overrides wins."""
    defaults = {"status": Status.PUBLISHED}
    merged = defaults | fields
    if merged["status"] in Status.ONCE_PUBLIC:
        merged.setdefault("published_at", timezone.now())
    return merged


def make_user(**overrides):
    number = next(_numbers)
    return User.objects.create_user(**{"email": f"person{number}@example.org", "password": "long enough 1"} | overrides)


def make_staff(**overrides):
    """Somebody who may do everything in the admin."""
    return make_user(**{"is_staff": True, "is_superuser": True} | overrides)


@gathered()
def make_city(**overrides):
    number = next(_numbers)
    codes = [code for code in hromadas() if not code.startswith(("UA01", "UA80", "UA85"))]
    code = overrides.get("katottg") or codes[number % len(codes)]
    defaults = {
        "katottg": code,
        "oblast": hromadas()[code].oblast,
        "name_uk": f"Місто {number}",
        "name_en": f"City {number}",
        "slug": f"city-{number}",
        "summary_uk": "Місто, яке навчається.",
        "summary_en": "A city that learns.",
    }
    return City.objects.create(**_published(defaults | overrides))


def make_network(**overrides):
    number = next(_numbers)
    defaults = {
        "slug": f"network-{number}",
        "name_uk": f"Мережа {number}",
        "name_en": f"Network {number}",
        "short_name_uk": f"Мережа {number}",
        "short_name_en": f"Network {number}",
    }
    return Network.objects.create(**defaults | overrides)


@gathered()
def make_membership(**overrides):
    city, network = overrides.pop("city", None) or make_city(), overrides.pop("network", None) or make_network()
    return NetworkMembership.objects.create(city=city, network=network, **CHECKED | {"since": "2019"} | overrides)


def make_award(**overrides):
    overrides = {"city": overrides.get("city") or make_city()} | overrides
    defaults = {"name_uk": "Нагорода", "name_en": "Award", "awarded": "2019"}
    return Award.objects.create(**CHECKED | defaults | overrides)


def make_indicator(**overrides):
    overrides = {"city": overrides.get("city") or make_city()} | overrides
    return Indicator.objects.create(**CHECKED | {"kind": "population", "value": 100_000, "year": 2021} | overrides)


def make_war_status(**overrides):
    overrides = {"city": overrides.get("city") or make_city()} | overrides
    return WarStatus.objects.create(**CHECKED | {"kind": "occupied", "since": "2022-03"} | overrides)


@gathered()
def make_partner(*, cities=(), **overrides):
    number = next(_numbers)
    defaults = {
        "kind": "education",
        "name_uk": f"Партнер {number}",
        "name_en": f"Partner {number}",
        "slug": f"partner-{number}",
    }
    partner = Partner.objects.create(**_published(defaults | overrides))
    partner.cities.set(cities)
    return partner


def make_representative(*, confirmed=False, **overrides):
    overrides = {"user": overrides.get("user") or make_user(), "city": overrides.get("city") or make_city()} | overrides
    if confirmed:
        overrides = {"confirmed_at": timezone.now()} | overrides
    return Representative.objects.create(**overrides)


def make_lead(city, **overrides):
    """Somebody confirmed who leads the city's workspace."""
    return _confirmed(make_representative(city=city, role="lead", **overrides))


def make_coordinator(city, **overrides):
    """Somebody confirmed who edits for the city."""
    return _confirmed(make_representative(city=city, **overrides))


def _confirmed(representative):
    representative.confirm(by=None)
    return representative


def make_invitation(**overrides):
    overrides = {"city": overrides.get("city") or make_city()} | overrides
    return Invitation.objects.create(**{"email": f"invited{next(_numbers)}@example.org"} | overrides)


def make_application(**overrides):
    """An application of some hromada, waiting for staff."""
    number = next(_numbers)
    defaults = {
        "katottg": list(hromadas())[number % 1700 + 50],
        "status": Status.SUBMITTED,
        "language": "uk",
        "contact_name": "Ольга Коваль",
        "contact_role": "начальниця відділу освіти",
        "contact_email": f"applicant{number}@example.org",
        "contact_phone": "+380 44 000 00 00",
        "motivation": "Громада хоче вчитися разом з іншими. " * 3,
        "pledge": True,
    }
    return MembershipApplication.objects.create(**defaults | overrides)


def make_speaker(city, **person):
    """Somebody who may act for the city; gives the person."""
    representative = make_representative(city=city, user=make_user(**person))
    representative.confirm(by=make_user())
    return representative.user


def make_question(**overrides):
    """A question that its city may read."""
    defaults = {
        "name": f"Олена {next(_numbers)}",
        "email": f"asker{next(_numbers)}@example.org",
        "text": "Як приєднатися до курсів?",
        "language": "uk",
        "confirmed_at": timezone.now(),
    }
    overrides = {"city": overrides.get("city") or make_city()} | overrides
    return CityQuestion.objects.create(**defaults | overrides)


def make_blocked_asker(**overrides):
    question = overrides.pop("question", None) or make_question(is_spam=True)
    return BlockedAsker.objects.create(asker=asker_of(question.email), question=question, **overrides)


def make_guest_proposal(**overrides):
    """A guest, by a confirmed address, with a draft that could be submitted."""
    defaults = {
        "name": "Оксана Гість",
        "email": f"guest{next(_numbers)}@example.org",
        "language": "uk",
        "confirmed_at": timezone.now(),
    }
    overrides = {"initiative": overrides.get("initiative") or make_complete_draft()} | overrides
    return GuestProposal.objects.create(**defaults | overrides)


def _make_reference(model, **overrides):
    number = next(_numbers)
    defaults = {
        "slug": f"{model._meta.model_name}-{number}",
        "number": number,
        "edition": "test",
        "name_uk": f"Запис {number}",
        "name_en": f"Entry {number}",
    }
    return model.objects.create(**defaults | overrides)


def make_area(**overrides):
    return _make_reference(Area, **{"group": Area.Group.BLOCKS} | overrides)


def make_task(**overrides):
    return _make_reference(AssociationTask, **overrides)


def make_sdg(**overrides):
    return _make_reference(Sdg, **overrides)


def make_target_group(**overrides):
    return _make_reference(TargetGroup, **overrides)


def make_theme(**overrides):
    return _make_reference(Theme, **overrides)


@gathered()
def make_initiative(*, areas=(), tasks=(), sdgs=(), target_groups=(), themes=(), partner_cities=(), **overrides):
    number = next(_numbers)
    defaults = {
        "title_uk": f"Ініціатива {number}",
        "title_en": f"Initiative {number}",
        "slug": f"initiative-{number}",
        "summary_uk": "Як містяни навчаються разом.",
        "summary_en": "How residents learn together.",
        "stage": Initiative.Stage.ONGOING,
    }
    if "city" not in overrides:
        overrides["city"] = make_city()
    initiative = Initiative.objects.create(**_published(defaults | overrides))
    for name, entries in {
        "areas": areas,
        "tasks": tasks,
        "sdgs": sdgs,
        "target_groups": target_groups,
        "themes": themes,
        "partner_cities": partner_cities,
    }.items():
        if entries:
            getattr(initiative, name).set(entries)
    return initiative


def make_complete_draft(**overrides):
    """A draft with everything that submission requires."""
    defaults = {
        "status": Status.DRAFT,
        "slug": None,
        "start": "2024-09",
        "organisation": overrides.get("organisation") or make_partner(),
        "problem_uk": "Чому це потрібно.",
        "objectives_uk": "Чого ми хочемо.",
        "activities_uk": "Що ми робимо.",
        "transfer_uk": "Що потрібно, щоб повторити.",
    }
    draft = make_initiative(**{"areas": [make_area()], "target_groups": [make_target_group()]} | defaults | overrides)
    Result.objects.create(initiative=draft, kind=Result.Kind.PARTICIPANTS, value=120, year=2025)
    return draft


def make_guest(**overrides):
    """That a guest, who confirmed the address, writes an initiative."""
    defaults = {"name": "Софія", "email": f"guest{next(_numbers)}@example.org", "language": "uk", "sender": "0" * 32}
    defaults["confirmed_at"] = timezone.now()
    return GuestProposal.objects.create(**defaults | overrides)


def make_answer_template(**overrides):
    number = next(_numbers)
    defaults = {
        "purpose": AnswerTemplate.Purpose.CHANGES,
        "name_uk": f"Відповідь {number}",
        "name_en": f"Answer {number}",
        "text_uk": "Додайте, будь ласка, рік.",
        "text_en": "Please add the year.",
    }
    return AnswerTemplate.objects.create(**defaults | overrides)


@gathered()
def make_article(*, cities=(), tasks=(), initiatives=(), **overrides):
    number = next(_numbers)
    defaults = {
        "title_uk": f"Новина {number}",
        "title_en": f"News {number}",
        "slug": f"news-{number}",
        "date": datetime.date(2026, 10, 1),
        "lead_uk": "Коротко про новину.",
        "lead_en": "The news in short.",
        "body_uk": "<p>Текст новини.</p>",
        "body_en": "<p>The text of the news.</p>",
    }
    article = Article.objects.create(**_published(defaults | overrides))
    article.cities.set(cities)
    article.tasks.set(tasks)
    article.initiatives.set(initiatives)
    return article


@gathered()
def make_event(**overrides):
    number = next(_numbers)
    start = overrides.pop("starts_at", timezone.now() + datetime.timedelta(days=7))
    defaults = {
        "title_uk": f"Подія {number}",
        "title_en": f"Event {number}",
        "slug": f"event-{number}",
        "starts_at": start,
        "ends_at": start + datetime.timedelta(hours=2),
        "place_uk": "Міська бібліотека",
        "place_en": "City library",
    }
    return Event.objects.create(**_published(defaults | overrides))


@gathered()
def make_page(**overrides):
    defaults = {
        "slug": "about",
        "title_uk": "Про асоціацію",
        "title_en": "About the association",
        "body_uk": "<p>Хто ми.</p>",
        "body_en": "<p>Who we are.</p>",
    }
    return Page.objects.create(**_published(defaults | overrides))


def make_message(**overrides):
    """A message from the contact form, not answered yet."""
    defaults = {
        "topic": Message.Topic.OTHER,
        "name": "Олена",
        "email": "olena@example.org",
        "text": "Добрий день!",
        "language": "uk",
        "sender": "0" * 32,
    }
    return Message.objects.create(**defaults | overrides)


def make_subscription_request(*, cities=(), areas=(), **overrides):
    """That somebody gave an address for the newsletter and has not confirmed it."""
    defaults = {"email": f"subscriber{next(_numbers)}@example.org", "language": "uk", "sender": "0" * 32}
    return _with_wishes(SubscriptionRequest.objects.create(**defaults | overrides), cities, areas)


def make_subscriber(*, cities=(), areas=(), **overrides):
    defaults = {"email": f"subscriber{next(_numbers)}@example.org", "language": "uk"}
    return _with_wishes(Subscriber.objects.create(**defaults | overrides), cities, areas)


def _with_wishes(row, cities, areas):
    row.cities.set(cities)
    row.areas.set(areas)
    return row


def make_digest(*publications, **overrides):
    """A draft, of a month of its own unless told otherwise, that tells of these publications in their order."""
    years, months = divmod(next(_numbers), 12)
    month = overrides.pop("month", datetime.date(1000 + years, months + 1, 1))
    digest = Digest.objects.create(month=month, **subjects(month) | overrides)
    for position, publication in enumerate(publications, start=1):
        digest.items.create(publication=publication, position=position)
    return digest


def make_letter(**overrides):
    """A letter in the queue, with the words of the contact form's."""
    defaults = {"to": f"reader{next(_numbers)}@example.org", "language": "uk"}
    known = {"to", "language", "reply_to", "unsubscribe_url", "is_secret"}
    options = defaults | overrides
    message = {"name": "Олена", "email": "olena@example.org", "text": "Добрий день!"}
    letter = post(
        "contact_message",
        context={"message": message},
        **{name: value for name, value in options.items() if name in known},
    )
    for name, value in overrides.items():
        setattr(letter, name, value)
    letter.save()
    return letter
