from django.apps import AppConfig


class ReasonsConfig(AppConfig):
    name = "firsthand.domain.reasons"
    label = "reasons"
