from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    """Creates people who sign in with an e-mail address."""

    def create_user(self, email, password=None, **fields):
        """A saved user; without a password nobody can sign in with one. Raises ValueError on an empty address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username):
        return self.get(email=username.strip().lower())

    def language_of(self, email) -> str:
        """The language of letters to an address: its person's, or the page's where there is none."""
        languages = self.filter(email=email.strip().lower()).values_list("language", flat=True)
        return languages.first() or get_language()


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in: staff of the association or a city's representative."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(
        pgettext_lazy("of a person", "name"),
        max_length=150,
        blank=True,
        help_text=_("How letters address this person."),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("The language of letters to this person."),
    )
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May sign in to the admin."))
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Untick instead of deleting: what this person did stays on record.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    wants_reminders = models.BooleanField(
        _("reminders"),
        default=True,
        help_text=_("Letters that nobody waits for: a draft left unfinished, facts that grow old."),
    )
    session_edition = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="%(app_label)s_%(class)s_email_once"),
        ]

    def __str__(self):
        return self.name or self.email

    def clean(self):
        super().clean()
        self.email = self.email.strip().lower()

    def get_short_name(self):
        return str(self)

    def _get_session_auth_hash(self, secret=None):
        """What a session must bear to count: changes with the password, and whenever the sessions are ended."""
        return salted_hmac(
            "portal.accounts.session", f"{self.password} {self.session_edition}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def end_sessions(self):
        """Sign the person out on every device."""
        self.session_edition = F("session_edition") + 1
        self.save(update_fields=["session_edition"])
        self.refresh_from_db(fields=["session_edition"])
