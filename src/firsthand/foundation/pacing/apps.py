from django.apps import AppConfig


class PacingConfig(AppConfig):
    name = "firsthand.foundation.pacing"
    label = "pacing"
