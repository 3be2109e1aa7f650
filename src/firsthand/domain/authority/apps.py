from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    name = "firsthand.domain.authority"
    label = "authority"
