"""What the portal asks of a database server on another machine."""

import socket
from socket import IPPROTO_TCP, SO_KEEPALIVE, SOL_SOCKET, TCP_KEEPCNT, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_USER_TIMEOUT

import pytest
from django.db import connection


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="a file on this machine")
def test_server_that_vanished_is_noticed_within_a_quarter_of_a_minute():
    connection.ensure_connection()
    with socket.fromfd(connection.connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as talk:
        is_watched = talk.getsockopt(SOL_SOCKET, SO_KEEPALIVE)
        idle, between, times, unanswered = (
            talk.getsockopt(IPPROTO_TCP, option)
            for option in (TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT, TCP_USER_TIMEOUT)
        )

    assert is_watched
    assert idle + between * times <= 15
    assert 0 < unanswered <= 15_000
