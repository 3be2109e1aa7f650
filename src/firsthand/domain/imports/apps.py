from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "firsthand.domain.imports"
    label = "imports"
