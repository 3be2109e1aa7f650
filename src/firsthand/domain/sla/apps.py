from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "firsthand.domain.sla"
    label = "sla"
