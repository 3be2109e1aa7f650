from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "firsthand.domain.health"
    label = "health"
