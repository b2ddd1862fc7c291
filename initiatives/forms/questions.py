"""The questions of the writing form: the 28 fields of the canonical form, with what helps to answer them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.models import Step

# Criteria of the UNESCO Learning City Award (2024), which the fields serve.
PLAN = _("advancement of the learning-city plan")
PARTNERSHIPS = _("stakeholder coordination and partnerships")
RESOURCES = _("mobilising and using resources")
EVALUATION = _("monitoring and evaluation")
ACCESS = _("accessibility of learning to all")
CULTURE = _("culture of lifelong learning")
INNOVATION = _("innovative practices")
NETWORK = _("contribution to the activities of the network")


@dataclass(frozen=True)
class Question:
    """One field of the canonical form. ``fields`` and ``rows`` name what answers it; ``name`` is what comments name."""

    name: str
    number: int
    label: str
    fields: tuple[str, ...] = ()
    rows: str = ""
    required: bool = False
    help: str = ""
    example: str = ""
    criterion: str = ""
    is_personal: bool = False  # names or places: never shown to others where they could endanger people


def both(name):
    """The two columns of a translated field, the required language first."""
    return (f"{name}_uk", f"{name}_en")


WHAT = [
    Question(
        "title",
        1,
        _("Title of the initiative"),
        both("title"),
        required=True,
        example=_("University of the Third Age in the city library"),
    ),
    Question(
        "partner_cities",
        2,
        _("Partner cities"),
        ("partner_cities",),
        help=_("Cities that carry the initiative together with yours."),
    ),
    Question(
        "summary",
        3,
        _("Short summary"),
        both("summary"),
        required=True,
        help=_("Two or three sentences, about 50 words: who learns what, and what comes of it."),
        example=_(
            "Twice a week residents over 60 learn to use telephones safely. Students of the college teach them in the "
            "district libraries. In two years 640 people took part."
        ),
        criterion=CULTURE,
    ),
    Question("stage", 4, _("How far it has come"), ("stage",), required=True),
    Question(
        "start",
        4,
        pgettext_lazy("date of an initiative", "Start"),
        ("start",),
        required=True,
        help=_("A year, a month or a day: 2024, 09.2024 or 15.09.2024."),
    ),
    Question(
        "end",
        4,
        pgettext_lazy("date of an initiative", "End"),
        ("end",),
        help=_("Leave it empty while the initiative goes on."),
    ),
    Question(
        "organisation",
        5,
        _("Organisation in charge"),
        ("organisation-name", "organisation-kind", "organisation-website"),
        required=True,
        help=_(
            "Choose from the list or type a new name. Sector and website are needed only for an organisation that is "
            "not in the list yet."
        ),
        example=_("Central City Library named after Lesia Ukrainka"),
        criterion=PARTNERSHIPS,
    ),
    Question(
        "areas",
        7,
        _("Field of learning"),
        ("areas",),
        required=True,
        help=_("One to three key features of a learning city."),
        criterion=PLAN,
    ),
    Question("themes", 8, _("UNESCO themes"), ("themes",), criterion=NETWORK),
    Question("sdgs", 9, _("Sustainable Development Goals"), ("sdgs",)),
    Question("tasks", 9, _("Tasks of the association"), ("tasks",), help=_("Which of them the initiative serves.")),
    Question("target_groups", 10, _("Target groups"), ("target_groups",), required=True, criterion=ACCESS),
    Question("education_kind", 11, _("Kind of education"), ("education_kind",)),
    Question("delivery", 11, _("Form of learning"), ("delivery",)),
    Question("learning_language", 11, _("Language of learning"), ("learning_language",)),
]
STORY = [
    Question(
        "problem",
        12,
        _("Problem and context"),
        both("problem"),
        required=True,
        help=_("What was wrong or missing, for whom, and how you know."),
        example=_(
            "After 2022 every sixth resident is displaced. A survey of the employment centre showed that 40 per cent "
            "of them need another trade, but courses were held only on weekdays before noon."
        ),
        criterion=PLAN,
    ),
    Question(
        "objectives",
        13,
        _("Objectives"),
        both("objectives"),
        required=True,
        help=_("What should be different, for whom and by when."),
        example=_("By the end of 2026 at least 300 displaced residents finish a course, half of them find work."),
        criterion=PLAN,
    ),
    Question(
        "activities",
        14,
        _("Activities and methodology"),
        both("activities"),
        required=True,
        help=_("What is done, step by step, by whom and how people learn."),
        example=_(
            "1. Each month the library asks what people want to learn. 2. A coordinator finds a trainer. "
            "3. Groups of 12 meet on six Saturdays; children are looked after next door."
        ),
        criterion=CULTURE,
    ),
    Question(
        "results",
        16,
        _("Results"),
        rows="results",
        required=True,
        help=_("At least one: how many people took part, in which year, and how you counted."),
        example=_("Participants: 638, 2025, counted by the registration sheets."),
        criterion=EVALUATION,
    ),
    Question(
        "evaluation",
        17,
        _("Monitoring and evaluation"),
        both("evaluation"),
        help=_("How you notice whether it works, and what you changed because of that."),
        example=_("A short questionnaire after each course; twice a year the council’s commission hears a report."),
        criterion=EVALUATION,
    ),
    Question(
        "innovation",
        18,
        _("What is new about it"),
        both("innovation"),
        example=_("For the first time in the oblast, pensioners themselves teach: 15 of 22 trainers are over 60."),
        criterion=INNOVATION,
    ),
    Question(
        "lessons",
        19,
        _("Difficulties and lessons learned"),
        both("lessons"),
        help=_("What went wrong is what another city needs most."),
        example=_("Evening groups fell apart in winter because of blackouts; we moved them to Saturday mornings."),
        criterion=NETWORK,
    ),
]
REPEAT = [
    Question(
        "partner_roles",
        6,
        _("Partners and their role"),
        rows="partner_roles",
        help=_("Choose from the list or type a new name with its sector."),
        example=_("City employment centre, authorities: finds participants and pays for the trainers."),
        criterion=PARTNERSHIPS,
    ),
    Question(
        "resources",
        15,
        _("Resources and who gave them"),
        rows="resources",
        help=_("Money, people and premises."),
        example=_("Money: 180 000 hryvnias, city budget, for trainers and materials in 2025."),
        criterion=RESOURCES,
    ),
    Question(
        "transfer",
        20,
        _("What another city needs to repeat it"),
        both("transfer"),
        required=True,
        example=_("A room for 15 people with a door to the street, a coordinator for half a day, and two months."),
        criterion=NETWORK,
    ),
    Question("transfer_needs", 20, _("Needed without fail"), ("ticks-needs",), criterion=NETWORK),
    Question(
        "exchanges",
        21,
        _("What you offer other cities and seek from them"),
        ("ticks-offer", "ticks-seek"),
        criterion=NETWORK,
    ),
    Question("works_without_power", 22, _("Works without power"), ("works_without_power",)),
    Question("works_without_internet", 22, _("Works without internet"), ("works_without_internet",)),
    Question("works_in_shelter", 22, _("Works in a shelter"), ("works_in_shelter",)),
    Question(
        "resilience_note",
        22,
        _("How it works during blackouts and alarms"),
        both("resilience_note"),
        example=_("Groups go down to the shelter of the school and learn from paper; the projector has a battery."),
    ),
    Question(
        "accessibility",
        23,
        _("Accessibility for participants with disabilities"),
        ("accessibility",),
        criterion=ACCESS,
    ),
    Question(
        "accessibility_note",
        23,
        _("Note on accessibility"),
        both("accessibility_note"),
        example=_("A ramp and a lift; an interpreter of sign language comes if asked three days before."),
        criterion=ACCESS,
    ),
]
CONTACT = [
    Question(
        "links",
        25,
        _("Links and sources"),
        rows="links",
        help=_("Pages where the initiative is written about, with the day you last looked."),
    ),
    Question(
        "contact",
        26,
        _("Contact person"),
        (
            "contact-name",
            "contact-role",
            "contact-organisation",
            "contact-email",
            "contact-phone",
            "contact-language",
            "contact-is_public",
        ),
        required=True,
        help=_("Whom the association asks, and other cities if the person agrees."),
        is_personal=True,
    ),
    Question(
        "location_precision",
        28,
        _("How exactly readers may know the place"),
        ("location_precision",),
        help=_(
            "The exact place helps people to come. The city alone is safer, and it is what we show unless you choose "
            "otherwise. Name no shelters and no critical sites."
        ),
    ),
    Question(
        "place",
        28,
        pgettext_lazy("of an initiative", "Place"),
        both("place"),
        example=_("Reading room of the Central Library, 12 Soborna Street"),
        is_personal=True,
    ),
    Question(
        "coordinates",
        28,
        _("Coordinates"),
        ("latitude", "longitude"),
        help=_("Both or none, as maps show them: 49,84195 and 24,03159."),
        is_personal=True,
    ),
    Question(
        "consents",
        27,
        _("Consents"),
        (
            "consents-personal_data",
            "consents-publication",
            "consents-for_the_city",
            "consents-unesco",
        ),
        required=True,
    ),
]
QUESTIONS = {Step.WHAT: WHAT, Step.STORY: STORY, Step.REPEAT: REPEAT, Step.CONTACT: CONTACT}


def find_question(name) -> tuple[Step | None, Question | None]:
    """The step and the question of a field, named as the model and the comments name it; two Nones for any other."""
    return next(
        ((step, asked) for step, questions in QUESTIONS.items() for asked in questions if asked.name == name),
        (None, None),
    )
