from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.publishing.admin import PatternSearch, SturdyAdmin

# One door for all: the same limits against guessing, the same second factor.
admin.site.login = secure_admin_login(admin.site.login)
# Secrets and addresses that nobody should handle one by one.
admin.site.unregister([Authenticator, EmailAddress])

POWERS = ["is_staff", "is_superuser", "groups", "user_permissions"]


class OneAddressForm(forms.ModelForm):
    """Says in people's words, and at the field, that somebody has this address already."""

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Somebody with this e-mail address is here already."))
        return email


class UserEditForm(OneAddressForm, UserChangeForm):
    """Django's form with our model, whose people have no user names."""

    class Meta(UserChangeForm.Meta):
        model = User
        field_classes = {}


class UserAddForm(OneAddressForm):
    """A new person, who cannot sign in with a password until one is set."""

    class Meta:
        model = User
        fields = ["email", "name", "language"]

    def save(self, commit=True):
        user = super().save(commit=False)
        user.set_unusable_password()
        if commit:
            user.save()
            self.save_m2m()
        return user


@admin.register(User)
class UserAdmin(PatternSearch, SturdyAdmin, DjangoUserAdmin):
    """People who sign in. Only superusers hand out powers, and only they change other superusers."""

    form = UserEditForm
    add_form = UserAddForm
    add_form_template = None
    add_fieldsets = [(None, {"fields": ["email", "name", "language"]})]
    fieldsets = [
        (None, {"fields": ["email", "password", ("name", "language"), "wants_reminders"]}),
        (_("Permissions"), {"fields": ["is_active", ("is_staff", "is_superuser"), "groups", "user_permissions"]}),
        (_("Important dates"), {"fields": [("last_login", "date_joined")]}),
    ]
    list_display = ["email", "name", "language", "is_active", "is_staff", "is_superuser", "last_login"]
    list_filter = ["is_staff", "is_superuser", "is_active", "language"]
    search_fields = ["email", "name"]
    search_help_text = _("Name or e-mail address.")
    readonly_fields = ["last_login", "date_joined"]
    ordering = ["email"]
    actions = ["remove_second_factors"]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else [*fields, *POWERS]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    @admin.action(description=_("Remove the second factors (phone lost)"), permissions=["change"])
    def remove_second_factors(self, request, queryset):
        people = [user for user in queryset if self._may_touch(request, user)]
        Authenticator.objects.filter(user__in=people).delete()
        for user in people:
            user.end_sessions()
        text = ngettext(
            "%(count)d person signs in without a second factor until they set up a new one.",
            "%(count)d people sign in without a second factor until they set up a new one.",
            len(people),
        )
        self.message_user(request, text % {"count": len(people)}, messages.SUCCESS)

    def _may_touch(self, request, user):
        return request.user.is_superuser or user is None or not user.is_superuser
