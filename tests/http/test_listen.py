"""The socket that the server listens on."""

import socket

from segue.app import listen


def test_an_answer_is_not_held_back_for_the_next_packet():
    """Each answer on a kept-alive connection would come 40 ms late."""
    with listen("127.0.0.1", 0) as listening:
        client = socket.create_connection(listening.getsockname())
        accepted, _ = listening.accept()
        with client, accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
