from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "firsthand.domain.surveys"
    label = "surveys"
