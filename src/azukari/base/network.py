"""What counts as one network wherever askers are counted by their address."""

from ipaddress import IPv6Address, ip_address, ip_network

_IPV6_SITE = 64  # one household or office holds at least a /64 (RFC 6177 section 2), so its addresses count as one


def site(address: str) -> str:
    """Name the network an address belongs to: itself for IPv4, its /64 for IPv6; one name for all that cannot be read.

    Args:
        address: an IP address as text; anything else is counted together, never refused.
    """
    try:
        read = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network((read, _IPV6_SITE), strict=False)) if isinstance(read, IPv6Address) else str(read)
