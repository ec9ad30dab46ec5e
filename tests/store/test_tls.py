"""Redis over TLS: a real Valkey behind a listener that speaks it, with a certificate of the test's own."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.store.connection import connect
from bot.store.unavailable import StoreUnavailable

WORD = b"tag:canary-7c1f last week"
BORN = datetime(2026, 1, 1, tzinfo=UTC)


def certificate(place: Path, address: str) -> Path:
    """A certificate for an address, which vouches for itself, and its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "redis of a test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BORN)
        .not_valid_after(BORN + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(address))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (place / "key.pem").write_bytes(key.private_bytes(pem, *plain))
    file = place / f"{address}.pem"
    file.write_bytes(made.public_bytes(pem))
    return file


@asynccontextmanager
async def tunnel(valkey: Path, place: Path, address: str) -> AsyncIterator[tuple[int, bytearray]]:
    """A port that speaks TLS before that Valkey, and what went through behind it, in plain."""
    file = certificate(place, address)
    speaks = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    speaks.load_cert_chain(file, place / "key.pem")
    seen = bytearray()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            seen.extend(data)
            writer.write(data)
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_unix_connection(str(valkey))
        ways = (pass_on(reader, forth), pass_on(back, writer))
        await asyncio.gather(*ways, return_exceptions=True)

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=speaks) as server:
        yield server.sockets[0].getsockname()[1], seen


@asynccontextmanager
async def tapped(port: int) -> AsyncIterator[tuple[int, bytearray]]:
    """A line to that port on which somebody listens, and what they hear."""
    heard = bytearray()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            heard.extend(data)
            writer.write(data)
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pass_on(reader, forth), pass_on(back, writer), return_exceptions=True)

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], heard


async def test_over_tls_the_store_works_and_nothing_of_it_can_be_read_on_the_way(
    valkey: Path, store: object, tmp_path: Path
) -> None:
    async with (
        tunnel(valkey, tmp_path, "127.0.0.1") as (port, plain),
        tapped(port) as (line, heard),
    ):
        ours = connect(f"rediss://127.0.0.1:{line}/0?ssl_ca_certs={tmp_path}/127.0.0.1.pem")
        await ours.do(lambda redis: redis.set("x", WORD, ex=60))
        back = await ours.do(lambda redis: redis.get("x"))
        await ours.close()

    assert back == WORD
    assert WORD in plain  # it did go through: the search would find it
    assert len(heard) > len(WORD)
    assert WORD not in heard


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(
    valkey: Path, tmp_path: Path, address: str
) -> None:
    """Unknown to the system's authorities; or known, and of another address."""
    vouched = f"?ssl_ca_certs={tmp_path}/{address}.pem" if address != "127.0.0.1" else ""
    async with tunnel(valkey, tmp_path, address) as (port, plain):
        ours = connect(f"rediss://127.0.0.1:{port}/0{vouched}")
        with pytest.raises(StoreUnavailable):
            await ours.do(lambda redis: redis.set("x", WORD, ex=60))
        await ours.close()

    assert WORD not in plain
