from tests.servers.fixtures import dovecot, sink

__all__ = ["dovecot", "sink"]
