"""Links that log somebody in: signed, for a quarter of an hour, and once only."""

from datetime import datetime
from secrets import token_urlsafe

from itsdangerous import BadData

from pipeline.portal.house import House
from pipeline.store.spent import is_spent, spend

LINK_LASTS = 15 * 60
"""Seconds for which a link may be used."""
LONGEST = 600


def new_link(house: House, address: str) -> str:
    """A link that logs this address in."""
    return f"{house.base_url}/login/{house.signer('link').dumps([address, token_urlsafe(18)])}"


def used(house: House, link: str, now: datetime) -> str | None:
    """The address that a link logs in, which is used up by that; None for one that is not whole, too old or used, or of a stranger.

    That it was used is in the store before this returns: of two processes that are asked at once, one gets the address.
    """
    address, name = _read(house, link)
    if not name or not spend(house.store.engine, f"link {name}", now) or house.roster.visitor(address) is None:
        return None
    return address


def whose(house: House, link: str) -> str:
    """The address that a link would log in, which uses nothing up; empty for one that is not whole, too old or used."""
    address, name = _read(house, link)
    return "" if not name or is_spent(house.store.engine, f"link {name}") else address


def _read(house: House, link: str) -> tuple[str, str]:
    """Address and name of a link that is whole and not too old; both empty for another."""
    try:
        address, name = house.signer("link").loads(link[:LONGEST], max_age=LINK_LASTS)
    except (BadData, ValueError, TypeError):
        return "", ""
    return str(address), str(name)
