"""The 27 first-level units of Ukraine."""

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.facets import Option
from portal.languages import sort_key


class Oblast(TextChoices):
    """An oblast, the Autonomous Republic of Crimea or a city with special status, in the order of the Constitution.

    The value is the ISO 3166-2 code. The state codifier (KATOTTG) numbers five units differently, so its code of the
    unit stands beside it.
    """

    KRYM = "UA-43", "UA01000000000013043", "Автономна Республіка Крим", _("Autonomous Republic of Crimea")
    VINNYTSKA = "UA-05", "UA05000000000010236", "Вінницька область", _("Vinnytsia Oblast")
    VOLYNSKA = "UA-07", "UA07000000000024379", "Волинська область", _("Volyn Oblast")
    DNIPROPETROVSKA = "UA-12", "UA12000000000090473", "Дніпропетровська область", _("Dnipropetrovsk Oblast")
    DONETSKA = "UA-14", "UA14000000000091971", "Донецька область", _("Donetsk Oblast")
    ZHYTOMYRSKA = "UA-18", "UA18000000000041385", "Житомирська область", _("Zhytomyr Oblast")
    ZAKARPATSKA = "UA-21", "UA21000000000011690", "Закарпатська область", _("Zakarpattia Oblast")
    ZAPORIZKA = "UA-23", "UA23000000000064947", "Запорізька область", _("Zaporizhzhia Oblast")
    IVANO_FRANKIVSKA = "UA-26", "UA26000000000069363", "Івано-Франківська область", _("Ivano-Frankivsk Oblast")
    KYIVSKA = "UA-32", "UA32000000000030281", "Київська область", _("Kyiv Oblast")
    KIROVOHRADSKA = "UA-35", "UA35000000000016081", "Кіровоградська область", _("Kirovohrad Oblast")
    LUHANSKA = "UA-09", "UA44000000000018893", "Луганська область", _("Luhansk Oblast")
    LVIVSKA = "UA-46", "UA46000000000026241", "Львівська область", _("Lviv Oblast")
    MYKOLAIVSKA = "UA-48", "UA48000000000039575", "Миколаївська область", _("Mykolaiv Oblast")
    ODESKA = "UA-51", "UA51000000000030770", "Одеська область", _("Odesa Oblast")
    POLTAVSKA = "UA-53", "UA53000000000028050", "Полтавська область", _("Poltava Oblast")
    RIVNENSKA = "UA-56", "UA56000000000066151", "Рівненська область", _("Rivne Oblast")
    SUMSKA = "UA-59", "UA59000000000057109", "Сумська область", _("Sumy Oblast")
    TERNOPILSKA = "UA-61", "UA61000000000060328", "Тернопільська область", _("Ternopil Oblast")
    KHARKIVSKA = "UA-63", "UA63000000000041885", "Харківська область", _("Kharkiv Oblast")
    KHERSONSKA = "UA-65", "UA65000000000030969", "Херсонська область", _("Kherson Oblast")
    KHMELNYTSKA = "UA-68", "UA68000000000099709", "Хмельницька область", _("Khmelnytskyi Oblast")
    CHERKASKA = "UA-71", "UA71000000000010357", "Черкаська область", _("Cherkasy Oblast")
    CHERNIVETSKA = "UA-77", "UA73000000000044923", "Чернівецька область", _("Chernivtsi Oblast")
    CHERNIHIVSKA = "UA-74", "UA74000000000025378", "Чернігівська область", _("Chernihiv Oblast")
    KYIV_CITY = "UA-30", "UA80000000000093317", "місто Київ", _("City of Kyiv")
    SEVASTOPOL = "UA-40", "UA85000000000065278", "місто Севастополь", _("City of Sevastopol")

    katottg: str
    name_uk: str

    def __new__(cls, iso_code, katottg, name_uk):
        oblast = str.__new__(cls, iso_code)
        oblast._value_ = iso_code
        oblast.katottg = katottg
        oblast.name_uk = name_uk
        return oblast

    @property
    def name_en(self) -> str:
        with translation.override("en"):
            return str(self.label)

    @property
    def slug(self) -> str:
        """The unit in an address, after its name in ISO 3166-2: "vinnytska", "kyiv-city"."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def from_slug(cls, slug: str) -> "Oblast":
        """The unit with this slug; raises ValueError where there is none."""
        for oblast in cls:
            if oblast.slug == slug:
                return oblast
        raise ValueError(f"No oblast has the slug {slug!r}.")

    @classmethod
    def of(cls, katottg_code: str) -> "Oblast":
        """The unit where the place with this KATOTTG code lies; raises ValueError where the code begins like none."""
        for oblast in cls:
            if oblast.katottg[:4] == katottg_code[:4]:
                return oblast
        raise ValueError(f"No oblast of Ukraine has a code like {katottg_code!r}.")


def oblast_options() -> list[Option]:
    """Every oblast as a value of a facet, by its slug, in the alphabetical order of the active language."""
    units = sorted(Oblast, key=lambda oblast: sort_key(str(oblast.label)))
    return [Option(oblast.value, oblast.slug, oblast.label) for oblast in units]
