from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "firsthand.domain.promises"
    label = "promises"
