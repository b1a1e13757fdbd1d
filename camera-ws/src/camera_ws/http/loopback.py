"""Loopback addresses, which only this machine can reach."""

import ipaddress


def is_loopback(host: str) -> bool:
    """True if only this machine can reach the host. Names other than localhost count as reachable by others."""
    address = _address(host)
    return host.lower().rstrip(".") == "localhost" if address is None else address.is_loopback


def same_address(one: str, other: str) -> bool:
    """True if both are the same address; an IPv4-mapped IPv6 address equals its IPv4 address."""
    address = _address(one)
    return address is not None and address == _address(other)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
