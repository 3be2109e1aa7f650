from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "firsthand.domain.claims"
    label = "claims"
