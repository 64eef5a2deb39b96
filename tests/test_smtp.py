"""What a relay may say, byte by byte: a scripted server on a socket of its own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import pytest
from relays import LOGIN, certificate, context, plain

from newsletter.problems import NewsletterError
from newsletter.publish.outcome import Answer, Stage
from newsletter.publish.relay import RelayDownError, Security, connected

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

Result = TypeVar("Result")
# A script is what the server waits for and what it then says; None hangs up.
Script = list[tuple[str, str | None]]

MESSAGE = b"Subject: Test\r\n\r\n.dot\r\n..dots\r\nend"
GREETED: Script = [
    ("", "220 relay.test\r\n"),
    ("EHLO example.org\r\n", "250-relay.test\r\n250-PIPELINING\r\n250 8BITMIME\r\n"),
]
OPEN_ENVELOPE = "MAIL FROM:<theo@example.org>\r\nRCPT TO:<ada@example.net>\r\nDATA\r\n"
BYE: Script = [("QUIT\r\n", "221 Bye\r\n")]


def talk(script: Script, client: Callable[[int], Awaitable[Result]]) -> tuple[Result, str]:
    """Run a scripted server and a client against it; give the client's result and what the server heard."""
    heard: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for awaited, said in script:
                heard.append((await reader.readuntil(awaited.encode())).decode() if awaited else "")
                if said is None:
                    writer.transport.abort()
                    return
                writer.write(said.encode())
            heard.append((await reader.read()).decode())
        except (asyncio.IncompleteReadError, ConnectionResetError):
            pass
        finally:
            writer.close()

    async def both() -> Result:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            result = await asyncio.wait_for(client(server.sockets[0].getsockname()[1]), 10)
            await asyncio.sleep(0.02)
            return result

    return asyncio.run(both()), "".join(heard)


async def delivered(port: int) -> Answer:
    line = await connected(plain(port))
    answer = await line.deliver("theo@example.org", "ada@example.net", MESSAGE)
    await line.close()
    return answer


async def delivered_twice(port: int) -> list[Answer]:
    line = await connected(plain(port))
    answers = [await line.deliver("theo@example.org", "ada@example.net", MESSAGE) for _ in range(2)]
    await line.close()
    return answers


def test_the_envelope_goes_in_one_write_and_dots_are_doubled() -> None:
    script = [*GREETED, (OPEN_ENVELOPE, "250 A\r\n250 B\r\n354 C\r\n"), ("\r\n.\r\n", "250 2.0.0 Taken\r\n"), *BYE]
    answer, heard = talk(script, delivered)
    assert answer == Answer(Stage.END, 250, "2.0.0 Taken")
    assert heard == f"EHLO example.org\r\n{OPEN_ENVELOPE}Subject: Test\r\n\r\n..dot\r\n...dots\r\nend\r\n.\r\nQUIT\r\n"


def test_without_pipelining_each_command_waits() -> None:
    script: Script = [
        ("", "220 relay.test\r\n"),
        ("EHLO example.org\r\n", "250 relay.test\r\n"),
        ("MAIL FROM:<theo@example.org>\r\n", "250 A\r\n"),
        ("RCPT TO:<ada@example.net>\r\n", "550 5.1.1 Unknown\r\n"),
        ("RSET\r\n", "250 Again\r\n"),
        *BYE,
    ]
    answer, heard = talk(script, delivered)
    assert answer == Answer(Stage.RECIPIENT, 550, "5.1.1 Unknown")
    assert "DATA" not in heard


def test_pipelined_past_a_refusal_into_an_open_data() -> None:
    script: Script = [
        *GREETED,
        (OPEN_ENVELOPE, "250 A\r\n550 No\r\n354 Go on\r\n"),
        (".\r\n", "554 No valid recipients\r\n"),
        ("RSET\r\n", "250 Again\r\n"),
        *BYE,
    ]
    answer, heard = talk(script, delivered)
    assert answer == Answer(Stage.RECIPIENT, 550, "No")
    assert "Subject" not in heard


def test_after_a_refusal_the_connection_carries_on() -> None:
    script: Script = [
        *GREETED,
        (OPEN_ENVELOPE, "250 A\r\n450 Later\r\n503 No\r\n"),
        ("RSET\r\n", "250 Again\r\n"),
        (OPEN_ENVELOPE, "250 A\r\n250 B\r\n354 C\r\n"),
        ("\r\n.\r\n", "250 Taken\r\n"),
        *BYE,
    ]
    answers, _ = talk(script, delivered_twice)
    assert answers == [Answer(Stage.RECIPIENT, 450, "Later"), Answer(Stage.END, 250, "Taken")]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (None, Answer(Stage.SENDER)),
        ("421 4.3.2 Bye\r\n", Answer(Stage.SENDER, 421, "4.3.2 Bye")),
        ("250 A\r\n421 Bye\r\n", Answer(Stage.RECIPIENT, 421, "Bye")),
        ("250 A\r\n250 B\r\n421 Bye\r\n", Answer(Stage.CONTENT, 421, "Bye")),
    ],
)
def test_hanging_up_on_the_envelope(said: str | None, answer: Answer) -> None:
    script: Script = [*GREETED, (OPEN_ENVELOPE, said)]
    if said:
        script += [("", None)]
    assert talk(script, delivered)[0] == answer


def test_replies_of_several_lines_and_in_pieces() -> None:
    script: Script = [
        *GREETED,
        (OPEN_ENVELOPE, "250-A\r\n250 A\r\n25"),
        ("", "0 B\r\n354\r\n"),
        ("\r\n.\r\n", "250-2.0.0 Taken\r\n250-2.0.0 for ada@example.net\r\n250 2.0.0 as 12\n"),
        *BYE,
    ]
    assert talk(script, delivered)[0] == Answer(Stage.END, 250, "2.0.0 as 12")


@pytest.mark.parametrize(
    "said", ["HTTP/1.1 400 Bad Request\r\n\r\n", "Welcome\r\n", "25 OK\r\n", "250_OK\r\n", "2" * 70_000]
)
def test_what_is_no_smtp_is_not_listened_to(said: str) -> None:
    script: Script = [*GREETED, (OPEN_ENVELOPE, "250 A\r\n250 B\r\n354 C\r\n"), ("\r\n.\r\n", said), *BYE]
    assert talk(script, delivered)[0] == Answer(Stage.END)
    with pytest.raises(RelayDownError):
        talk([("", said), *BYE], delivered)


def test_a_reply_nobody_asked_for_ends_the_connection() -> None:
    # Taken for the answer to the next command it would put every later one out of step.
    script: Script = [
        *GREETED,
        (OPEN_ENVELOPE, "250 A\r\n250 B\r\n354 C\r\n"),
        ("\r\n.\r\n", "250 Taken\r\n421 4.4.2 Timeout\r\n"),
        ("", ""),
    ]
    answers, _ = talk(script, delivered_twice)
    assert answers == [Answer(Stage.END, 250, "Taken"), Answer(Stage.SENDER)]


def test_what_comes_in_the_clear_behind_starttls_is_not_read() -> None:
    relay_says: Script = [
        ("", "220 relay.test\r\n"),
        ("EHLO example.org\r\n", "250-relay.test\r\n250 STARTTLS\r\n"),
        ("STARTTLS\r\n", "220 Go on\r\n250-forged\r\n250 AUTH PLAIN\r\n"),
    ]

    async def client(port: int) -> None:
        await connected(plain(port, security=Security.STARTTLS, credentials=LOGIN))

    with pytest.raises((RelayDownError, NewsletterError)):
        talk([*relay_says, ("", None)], client)


def test_extensions_forged_in_the_clear_are_forgotten_behind_tls(tmp_path: Path) -> None:
    key, cert = certificate(tmp_path)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 relay.test\r\n")
        await reader.readline()
        writer.write(b"250-relay.test\r\n250 STARTTLS\r\n")
        await reader.readline()
        writer.write(b"220 Go on\r\n250-forged\r\n250-PIPELINING\r\n")
        await writer.start_tls(context(key, cert))
        await reader.readline()
        writer.write(b"250-relay.test\r\n250 8BITMIME\r\n")
        await reader.readline()
        writer.write(b"221 Bye\r\n")
        writer.close()

    async def client() -> bool:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            line = await connected(plain(port, security=Security.STARTTLS, ca_file=cert))
            await line.close()
            await asyncio.sleep(0.05)
            return line.pipelining

    assert asyncio.run(client()) is False


@pytest.mark.parametrize(
    ("greeting", "error"),
    [("554 5.7.1 Go away\r\n", NewsletterError), ("421 Busy\r\n", RelayDownError), (None, RelayDownError)],
)
def test_a_greeting_that_is_none(greeting: str | None, error: type[Exception]) -> None:
    with pytest.raises(error):
        talk([("", greeting), ("", None)], delivered)


@pytest.mark.parametrize("address", ["ada@example.net>\r\nRCPT TO:<eve@example.net", "a b@example.net", "", "<>"])
def test_an_address_cannot_break_out_of_its_command(address: str) -> None:
    async def client(port: int) -> None:
        line = await connected(plain(port))
        try:
            await line.deliver("theo@example.org", address, MESSAGE)
        finally:
            await line.close()

    with pytest.raises(ValueError, match="break out"):
        talk([*GREETED, *BYE], client)


def test_a_relay_that_repeats_our_login_is_not_repeated() -> None:
    async def client(port: int) -> Answer:
        line = await connected(plain(port))
        line.secrets = (LOGIN.password, LOGIN.user)
        answer = await line.deliver("theo@example.org", "ada@example.net", MESSAGE)
        await line.close()
        return answer

    said = "250 A\r\n550 theo (s3cret) <ada@example.net> No\r\n503 No\r\n"
    script: Script = [*GREETED, (OPEN_ENVELOPE, said), ("RSET\r\n", "250 Again\r\n"), *BYE]
    assert talk(script, client)[0] == Answer(Stage.RECIPIENT, 550, "… (…) <…> No")


def test_nobody_there() -> None:
    with pytest.raises(RelayDownError):
        asyncio.run(delivered(1))
