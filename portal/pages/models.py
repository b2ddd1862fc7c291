import datetime

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.languages import text_language
from portal.publishing.fields import FoldedField
from portal.publishing.models import (
    OldSlug,
    Publication,
    PublicationQuerySet,
    Sourced,
    SourcedQuerySet,
    ukrainian_required,
)
from portal.richtext import RichTextField
from portal.senders import FromOutside, FromOutsideQuerySet


class PageQuerySet(PublicationQuerySet, SourcedQuerySet):
    def in_menu(self):
        return self.filter(in_menu=True).order_by("menu_order", "pk")

    def by_path(self):
        """Each page right before the pages under it."""
        return self.order_by("path")

    def under(self, page):
        """All pages below one, at any depth."""
        return self.filter(path__startswith=f"{page.path}/")

    def right_under(self, page):
        """The pages one level below a page."""
        return self.filter(parent=page)

    def once_at(self, path):
        """The page that had an address before it moved, if it is among these."""
        kind = ContentType.objects.get_for_model(Page)
        return self.filter(pk__in=OldSlug.objects.filter(content_type=kind, slug=path).values("object_id"))

    def above(self, page):
        """All pages that a page stands under, the topmost first."""
        slugs = page.path.split("/")
        return self.filter(path__in=["/".join(slugs[:depth]) for depth in range(1, len(slugs))]).by_path()


class Page(Sourced, Publication):
    """A page that staff write. Pages form a tree; ``path`` is the address, made from the slugs on the way down."""

    # The pages at the root: each has its place in the site's address plan, so staff add pages below them only.
    ROOTS = ("about", "join", "accessibility", "privacy")

    slug = models.SlugField(_("address"), max_length=60, help_text=_("The last part of the page’s address."))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("stands under")
    )
    path = models.CharField(_("path"), max_length=250, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    menu_title = models.CharField(_("title in menus"), max_length=40, blank=True)
    lead = models.TextField(_("lead"), max_length=300, blank=True)
    body = RichTextField(_("text"), blank=True)
    in_menu = models.BooleanField(_("in the menu"), default=True)
    menu_order = models.PositiveSmallIntegerField(_("place in the menu"), default=0)

    search_text = FoldedField(of=("title_uk", "title_en"))

    objects = PageQuerySet.as_manager()

    class Meta(Publication.Meta):
        abstract = False
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [
            *Publication.Meta.constraints,
            *ukrainian_required("title"),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(slug__in=["about", "join", "accessibility", "privacy"]),
                name="pages_page_root_has_its_place",
            ),
        ]

    def __str__(self):
        return self.title or ""

    def save(self, *args, update_fields=None, **kwargs):
        """Save the page, its path, and where that changed the paths of all pages below; the old ones lead to the new.

        Raises ValidationError for a page that would stand under itself.
        """
        self._refuse_to_stand_under_itself()
        known = Page.objects.filter(pk=self.pk).first()
        self.path = self.path_from_slugs()
        if update_fields is not None and {"slug", "parent"} & set(update_fields):
            update_fields = {*update_fields, "path"}
        with transaction.atomic():
            super().save(*args, update_fields=update_fields, **kwargs)
            if known and known.path != self.path:
                self._keep_old_path(known)
            for child in self.children.all():
                if not child.path.startswith(f"{self.path}/"):
                    child.parent = self
                    child.save()

    def clean(self):
        super().clean()
        if not self.parent and self.slug not in self.ROOTS:
            raise ValidationError({"parent": _("Choose the page under which this one stands.")})
        self._refuse_to_stand_under_itself()
        if Page.objects.filter(path=self.path_from_slugs()).exclude(pk=self.pk).exists():
            raise ValidationError({"slug": _("There is a page at this address already.")})

    def _refuse_to_stand_under_itself(self):
        ancestor = self.parent
        while ancestor:
            if ancestor.pk == self.pk and self.pk:
                raise ValidationError({"parent": _("A page cannot stand under itself.")})
            ancestor = ancestor.parent

    def _keep_old_path(self, known):
        kind = ContentType.objects.get_for_model(Page)
        OldSlug.objects.filter(content_type=kind, slug=self.path).delete()
        longest = OldSlug._meta.get_field("slug").max_length
        if known.published_at and len(known.path) <= longest:
            OldSlug.objects.update_or_create(content_type=kind, slug=known.path, defaults={"object_id": self.pk})

    def rename(self, slug):
        """Give the page another address, and with it all pages below; the old addresses lead to the new."""
        self.slug = slug
        self.save(update_fields=["slug", "updated_at"])

    def path_from_slugs(self) -> str:
        """The address below the site’s root: the slugs from the topmost page down, such as "about/tasks"."""
        return f"{self.parent.path}/{self.slug}" if self.parent else self.slug

    def get_absolute_url(self):
        return reverse("pages:page", args=[self.path])

    @property
    def label_field(self) -> str:
        """The field that menus call it by; rather a title in the reader's language than a menu title in the other."""
        if not self.menu_title:
            return "title"
        is_foreign = text_language(self, "menu_title") != get_language() == text_language(self, "title")
        return "title" if is_foreign else "menu_title"

    @property
    def label(self) -> str:
        """What menus call it."""
        return getattr(self, self.label_field)

    @property
    def changed_on(self) -> datetime.date:
        """The day of the last change, in Kyiv."""
        return timezone.localdate(self.updated_at)


class MessageQuerySet(FromOutsideQuerySet):
    def unanswered(self):
        return self.filter(answered_at__isnull=True, is_spam=False)

    def holds(self, message) -> bool:
        """Whether the same words came from the same address and still wait for an answer: a form sent twice."""
        return self.filter(
            answered_at__isnull=True,
            topic=message.topic,
            email__iexact=message.email,
            text=message.text,
            is_spam=message.is_spam,
        ).exists()

    def answered_before(self, moment):
        return self.filter(answered_at__lt=moment)


class Message(FromOutside):
    """What somebody wrote to the association through the contact form."""

    class Topic(models.TextChoices):
        """What it is about."""

        JOIN = "join", _("Our city wants to join")
        INITIATIVE = "initiative", _("An initiative")
        PARTNERSHIP = "partnership", _("Partnership")
        CORRECTION = "correction", _("A mistake on the site")
        ACCESSIBILITY = "accessibility", _("An accessibility problem")
        OTHER = "other", _("Something else")

    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    text = models.TextField(_("message"), max_length=5000)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.get_topic_display()}: {self.name}"
