"""Django's own words about what was typed, which our catalogue says more plainly in Japanese.

Nothing calls this: the texts stand here so that the catalogue has them, and its words come before Django's.
"""

from django.utils.translation import gettext_lazy as _

PLAIN = (
    _("This field is required."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
)
