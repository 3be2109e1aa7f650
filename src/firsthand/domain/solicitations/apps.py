from django.apps import AppConfig


class SolicitationsConfig(AppConfig):
    name = "firsthand.domain.solicitations"
    label = "solicitations"
