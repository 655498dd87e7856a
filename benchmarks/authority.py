"""A certificate for the servers of a benchmark, and who signed it, whom nobody else trusts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


def hosts_certificate(folder: Path, names: str) -> tuple[Path, Path]:
    """What a server serves with (its key, its certificate, and that of who signed it), and whom to trust.

    As on the web, who signed it was signed by whom clients trust.
    """
    root, middle, leaf = (generate_private_key(SECP256R1()) for _ in range(3))
    signed = _signed("middle", middle, "root", root)
    served = leaf.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    served += _signed("leaf", leaf, "middle", middle, names) + signed
    serving, trusted = folder / "served.pem", folder / "trusted.pem"
    serving.write_bytes(served)
    trusted.write_bytes(_signed("root", root, "root", root))
    return serving, trusted


def _signed(
    name: str, key: EllipticCurvePrivateKey, by: str, by_key: EllipticCurvePrivateKey, names: str = ""
) -> bytes:
    began = datetime.now(UTC) - timedelta(hours=1)
    issuer, subject = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (by, name))
    builder = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(names)]), critical=False)
    return builder.sign(by_key, hashes.SHA256()).public_bytes(Encoding.PEM)
