from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "firsthand.domain.mail"
    label = "mail"
