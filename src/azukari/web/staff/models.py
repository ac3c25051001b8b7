"""The tables of the staff door: who may sign in, and the keys that they use on the command line."""

import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from azukari.statement.purposes import STAFF_ROLES

USERNAME_FORM = r"^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$"

LONGEST_KEY_LIFE = timedelta(days=1)


class StaffUser(AbstractBaseUser):
    """A member of staff; the id is opaque, so that events and ledger entries name nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(
        _("User name"),
        max_length=64,
        unique=True,
        validators=[RegexValidator(USERNAME_FORM, _("Use small letters, digits, dots and hyphens."))],
    )
    display_name = models.CharField(_("Name"), max_length=100, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    role = models.CharField(_("Role"), max_length=32, choices=[(role.value, role.value) for role in STAFF_ROLES])
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """One table, and no role outside the closed list."""

        db_table = "staff_user"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in STAFF_ROLES]), name="staff_user_role_known"
            ),
        ]

    def __str__(self) -> str:
        """Show the name that the person chose, or else the user name."""
        return self.display_name or self.username


class AccessKey(models.Model):
    """A key for the command line: shown once, kept as a hash, gone after a day at most."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(StaffUser, on_delete=models.CASCADE, related_name="access_keys")
    name = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of the key's text, lower-case hexadecimal
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """A key lives a day at most, whatever a page may ask for."""

        db_table = "staff_access_key"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(
                    expires_at__lte=models.F("created_at") + models.Value(LONGEST_KEY_LIFE, models.DurationField())
                ),
                name="staff_access_key_one_day",
            ),
        ]

    def __str__(self) -> str:
        """Show what its owner called it."""
        return self.name
