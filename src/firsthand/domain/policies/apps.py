from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "firsthand.domain.policies"
    label = "policies"
