from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "firsthand.domain.accounts"
    label = "accounts"
