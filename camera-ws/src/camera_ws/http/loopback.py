"""Which addresses only this machine reaches."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host. A name other than localhost counts as reachable by others."""
    address = _address(host)
    return host.lower().rstrip(".") == "localhost" if address is None else address.is_loopback


def same_address(one: str, other: str) -> bool:
    """Whether both are addresses, and the same; IPv4 within IPv6 is that IPv4."""
    address = _address(one)
    return address is not None and address == _address(other)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
