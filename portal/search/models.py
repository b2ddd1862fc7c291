import re

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.languages import fold


class EntryQuerySet(models.QuerySet):
    def of(self, model, pks):
        """The entries of these rows of a model."""
        return self.filter(content_type=ContentType.objects.get_for_model(model), object_id__in=pks)


class Entry(models.Model):
    """What search keeps of one published row. Whoever is not published has none.

    The texts are what result pages show, so that they ask no other table. The ``…_words`` hold keys
    (:func:`portal.search.words.keys`) divided by spaces; the database's own index is made of them (see the migration).
    """

    # Fresh before old: days since 1970, then the row. Both databases give the newest first without sorting all.
    id = models.BigIntegerField(primary_key=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    kind = models.CharField(_("kind"), max_length=40)
    address = models.CharField(_("address"), max_length=300)
    date = models.DateField(_("date"))
    title_uk = models.TextField()
    title_en = models.TextField(blank=True)
    place_uk = models.TextField(blank=True)
    place_en = models.TextField(blank=True)
    summary_uk = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    text_uk = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    title_words = models.TextField()
    summary_words = models.TextField(blank=True)
    text_words = models.TextField(blank=True)
    tags = models.TextField(blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("index entry")
        verbose_name_plural = _("index entries")
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="%(app_label)s_%(class)s_once")
        ]

    def __str__(self):
        return self.title_uk

    @property
    def is_english(self) -> bool:
        return bool(self.title_en)


class Word(models.Model):
    """A word in titles and summaries of the index: what queries are compared with when they find too little."""

    word = models.CharField(max_length=60, primary_key=True)
    # In the plainest Latin letters: however it was transliterated, it is spelt so.
    spelling = models.CharField(max_length=120, db_index=True)
    entries = models.PositiveIntegerField(_("number of entries"))

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")

    def __str__(self):
        return self.word


class Trigram(models.Model):
    """Three letters in a row of a word, its beginning and end marked; finds words that are spelt alike."""

    gram = models.CharField(max_length=3)
    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="trigrams")

    class Meta:
        verbose_name = _("trigram")
        verbose_name_plural = _("trigrams")
        constraints = [models.UniqueConstraint(fields=["gram", "word"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return self.gram


class MissedSearchQuerySet(models.QuerySet):
    def note(self, text):
        """Count that readers looked for a text and found nothing; what may tell of a person is not counted."""
        text = fold(text)
        if not text or len(text) > MissedSearch.LONGEST or MissedSearch.TELLS_OF_PEOPLE.search(text):
            return
        month = timezone.localdate().replace(day=1)
        row = {"month": month, "words": text}
        if self.filter(**row).update(times=F("times") + 1) or self.filter(month=month).count() >= MissedSearch.MOST:
            return
        self.bulk_create([MissedSearch(**row)], ignore_conflicts=True)

    def since(self, month):
        return self.filter(month__gte=month)

    def before(self, day):
        return self.filter(month__lt=day)

    def most_frequent(self):
        """As dictionaries with ``words`` and ``times``, all months together."""
        return self.values("words").annotate(times=Sum("times")).order_by("-times", "words")


class MissedSearch(models.Model):
    """What was looked for in vain in a month, and how often; neither by whom nor when. Staff learn what is missing."""

    LONGEST = 60
    # Of one month: a robot with words of its own fills no table.
    MOST = 500
    # Addresses and numbers as long as those of telephones.
    TELLS_OF_PEOPLE = re.compile(r"@|(\d[\s()-]*){6}")

    month = models.DateField(_("month"))
    words = models.CharField(_("words"), max_length=LONGEST)
    times = models.PositiveIntegerField(_("times"), default=1)

    objects = MissedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        constraints = [models.UniqueConstraint(fields=["month", "words"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return self.words
