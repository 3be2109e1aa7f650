from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "firsthand.domain.invoices"
    label = "invoices"
