from django.apps import AppConfig


class StoresConfig(AppConfig):
    name = "firsthand.domain.stores"
    label = "stores"
