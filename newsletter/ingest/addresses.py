"""Which machines may be talked to: the public Internet, and what the editor allowed by name."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Network: TypeAlias = IPv4Network | IPv6Network

# What `is_global` does not refuse on every Python: special-purpose blocks of the IANA registries (RFC 6890) and
# the IPv6 blocks that carry an IPv4 address, behind which a private one may hide.
_REFUSED = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "fec0::/10",
    )
)


class ForbiddenAddressError(Exception):
    """The peer of a connection is not one that may be talked to. Carries the address."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Decides about addresses. `allowed` networks pass whatever they are."""

    allowed: tuple[Network, ...] = ()

    @classmethod
    def allowing(cls, networks: Iterable[str]) -> Policy:
        """Make a policy from networks in CIDR form (`10.1.0.0/16`). Raises ValueError for what is none."""
        return cls(tuple(ip_network(network) for network in networks))

    def permits(self, address: str) -> bool:
        """Tell whether a numeric address may be talked to: public and unicast, or allowed."""
        try:
            peer = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if any(peer in network for network in self.allowed):
            return True
        return _is_public(peer)

    def vet(self, address: str) -> None:
        """Raise ForbiddenAddressError unless `permits`."""
        if not self.permits(address):
            raise ForbiddenAddressError(address)


def _is_public(peer: IPv4Address | IPv6Address) -> bool:
    return peer.is_global and not peer.is_multicast and not any(peer in block for block in _REFUSED)
