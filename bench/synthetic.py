"""Fills a database with made-up content of realistic length: `python -m bench.synthetic --initiatives 100000`.

Into the database of DATABASE_URL, which should be an empty one: beside the starter content 1,469 cities, 2,000 partners
and as many initiatives as asked for. Texts are Ukrainian words in their forms, the frequent ones frequent (Zipf's law),
as long as published initiatives are: about 3,300 characters, with English for two in five. The same arguments give the
same content.
"""

import argparse
import datetime
import random
from itertools import accumulate, islice, product

import django
import pymorphy3

from portal.languages import ALPHABET

CITIES, PARTNERS = 1469, 2000
PIECE = 1000
# Mean lengths in characters; the form allows two to three times as many.
LENGTHS = {
    "summary": 300,
    "problem": 600,
    "objectives": 320,
    "activities": 1100,
    "evaluation": 280,
    "innovation": 200,
    "lessons": 280,
    "transfer": 280,
}
# What titles of initiatives are made of; these words are the most frequent in texts too.
SUBJECTS = [
    "Бібліотека",
    "Школа",
    "Музей",
    "Університет третього віку",
    "Центр освіти дорослих",
    "Курси",
    "Майстерня",
    "Клуб",
    "Хаб",
    "Фестиваль",
    "Ярмарок",
    "Лекторій",
    "Гурток",
    "Літня школа",
    "Простір",
    "Читальня",
    "Студія",
    "Форум",
    "Медіатека",
    "Освітня резиденція",
]
PEOPLE = [
    "для дорослих",
    "для пенсіонерів",
    "для молоді",
    "для батьків",
    "для переселенців",
    "для ветеранів",
    "для вчителів",
    "для підприємців",
    "для дітей",
    "для людей з інвалідністю",
    "для жінок",
    "для громади",
]
THEMES = [
    "з цифрової грамотності",
    "з англійської мови",
    "з медіаграмотності",
    "зі здорового способу життя",
    "з історії краю",
    "з екології",
    "з першої допомоги",
    "з фінансової грамотності",
    "з кулінарії",
    "з програмування",
    "з мистецтва",
    "з підприємництва",
]
ENGLISH = [
    "learning",
    "city",
    "community",
    "library",
    "school",
    "adult",
    "education",
    "course",
    "people",
    "residents",
    "teachers",
    "volunteers",
    "project",
    "partners",
    "results",
    "knowledge",
    "skills",
    "culture",
    "museum",
    "university",
    "support",
    "open",
    "new",
    "first",
    "year",
    "group",
    "lessons",
    "online",
    "digital",
    "health",
    "young",
    "older",
    "families",
    "work",
    "local",
    "history",
    "language",
    "training",
    "programme",
    "council",
    "centre",
    "network",
    "meeting",
    "space",
    "idea",
    "change",
]


class Writer:
    """Writes texts, always the same for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)  # noqa: S311 – no secret
        words = self._ukrainian_words()
        self.random.shuffle(words)
        frequent = sorted({word.lower() for text in (*SUBJECTS, *PEOPLE, *THEMES) for word in text.split()})
        self.words = [*frequent, *words]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.english_weights = list(accumulate(1 / (rank + 3) for rank in range(len(ENGLISH))))

    def _ukrainian_words(self):
        """Some thirty thousand forms, from all over the dictionary."""
        known = pymorphy3.MorphAnalyzer(lang="uk").dictionary
        beginnings = ["".join(two) for two in product(ALPHABET, repeat=2)]
        forms = {form[0] for two in beginnings for form in islice(known.iter_known_words(two), 0, 400, 8)}
        return sorted(form for form in forms if 3 < len(form) < 16)

    def text(self, length) -> str:
        """About as many characters as given, in sentences."""
        number = max(4, int(self.random.gauss(length, length / 4) / 8.3))
        return self._sentences(self.random.choices(self.words, cum_weights=self.weights, k=number))

    def english(self, length) -> str:
        number = max(4, int(self.random.gauss(length, length / 4) / 6.5))
        return self._sentences(self.random.choices(ENGLISH, cum_weights=self.english_weights, k=number))

    def _sentences(self, words):
        parts = [words[start : start + 12] for start in range(0, len(words), 12)]
        return ". ".join(" ".join(part).capitalize() for part in parts) + "."

    def title(self) -> str:
        tail = self.random.choices(self.words, cum_weights=self.weights, k=2)
        parts = [self.random.choice(SUBJECTS), self.random.choice(PEOPLE), self.random.choice(THEMES), *tail]
        return " ".join(parts)[:120]


def fill(initiatives):
    """Make the rows; the index is not touched, since rows made in bulk send no signals."""
    from django.utils import timezone  # noqa: PLC0415

    from cities.models import City, Partner  # noqa: PLC0415
    from cities.register import hromadas  # noqa: PLC0415
    from initiatives.models import Area, Initiative, InitiativePartner, TargetGroup  # noqa: PLC0415
    from portal.languages import fold, romanise, sort_key  # noqa: PLC0415
    from portal.starter.loading import load_starter  # noqa: PLC0415

    load_starter()
    writer = Writer(2026)
    choose = writer.random
    now = timezone.now()
    taken = set(City.objects.values_list("katottg", flat=True))
    free = [hromada for hromada in hromadas().values() if hromada.katottg not in taken][:CITIES]
    cities = City.objects.bulk_create(
        City(
            katottg=hromada.katottg,
            oblast=hromada.oblast,
            name_uk=(name := hromada.name_uk.removesuffix("ська") + "ськ"),
            name_en=romanise(name),
            hromada_uk=hromada.name_uk,
            summary_uk=writer.text(250),
            vision_uk=writer.text(600),
            slug=f"synthetic-{number}",
            status="published",
            published_at=now,
        )
        for number, hromada in enumerate(free)
    )
    partners = Partner.objects.bulk_create(
        Partner(
            kind=choose.choice(["education", "culture", "civil_society", "business"]),
            name_uk=(name := f"{choose.choice(SUBJECTS)} «{writer.text(20)[:-1]}»"),
            name_en=romanise(name),
            description_uk=writer.text(300),
            slug=f"synthetic-{number}",
            status="published",
            published_at=now,
        )
        for number in range(PARTNERS)
    )
    areas, groups = list(Area.objects.all()), list(TargetGroup.objects.all())
    for start in range(0, initiatives, PIECE):
        rows = []
        for number in range(start, min(start + PIECE, initiatives)):
            is_english = number % 5 < 2
            texts = {f"{name}_uk": writer.text(length) for name, length in LENGTHS.items()}
            if is_english:
                texts |= {f"{name}_en": writer.english(length) for name, length in LENGTHS.items()}
            title = writer.title()
            rows.append(
                Initiative(
                    title_uk=title,
                    title_en=romanise(title)[:120] if is_english else None,
                    city=choose.choice(cities),
                    organisation=choose.choice(partners),
                    stage=choose.choice(Initiative.Stage.values),
                    slug=f"synthetic-{number}",
                    status="published",
                    published_at=now - datetime.timedelta(days=choose.randrange(3000)),
                    search_text=fold(title),
                    sort_uk=sort_key(title)[:400],
                    sort_en=sort_key(title)[:400],
                    **texts,
                )
            )
        rows = Initiative.objects.bulk_create(rows, batch_size=200)
        for name, entries, most in (("areas", areas, 3), ("target_groups", groups, 3)):
            through = getattr(Initiative, name).through
            related = entries[0]._meta.model_name
            through.objects.bulk_create(
                through(initiative_id=row.pk, **{f"{related}_id": entry.pk})
                for row in rows
                for entry in choose.sample(entries, choose.randint(1, most))
            )
        InitiativePartner.objects.bulk_create(
            InitiativePartner(initiative=row, partner=partner)
            for row in rows
            for partner in choose.sample(partners, choose.randrange(3))
        )


def main():
    parser = argparse.ArgumentParser(description="Fills a database with made-up content.")
    parser.add_argument("--initiatives", type=int, default=100_000)
    arguments = parser.parse_args()
    django.setup()
    fill(arguments.initiatives)


if __name__ == "__main__":
    main()
