from django.apps import AppConfig


class MacrosConfig(AppConfig):
    name = "firsthand.domain.macros"
    label = "macros"
