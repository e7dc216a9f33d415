"""Which public holidays a project's working calendar names, and which codes lie close to one that nobody knows."""

import sys
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from importlib.util import find_spec, module_from_spec

import holidays as public

COUNTRIES, OFFERED = "holidays.countries", 3
if COUNTRIES not in sys.modules and (found := find_spec(COUNTRIES)):
    # a country is loaded by itself then; that package would load all 250 with the first, which takes a tenth of a second
    sys.modules[COUNTRIES] = module_from_spec(found)


@lru_cache(maxsize=128)
def calendar_of(text: str) -> tuple[str, str | None] | None:
    """The country and region that a text such as `DE` or `de-be` names, None where no such country is known.

    The region is None where the text names none, or one that is not known.
    """
    country, _, region = _parts(text)
    if not _known(country, None):
        return None
    return country, region if region and _known(country, region) else None


@lru_cache(maxsize=128)
def holidays_of(text: str, years: range) -> tuple[date, ...]:
    """The public holidays of these years in the calendar that a text names, in order; none where no such country is known."""
    known = calendar_of(text)
    return tuple(sorted(public.country_holidays(known[0], subdiv=known[1], years=years))) if known else ()


def close_codes(text: str) -> tuple[str, ...]:
    """Codes that lie close to a text of which the country or the region is not known, the closest first; at most three."""
    country, _, region = _parts(text)
    if calendar_of(text) is None:
        return _close_countries(country)
    regions = public.country_holidays(country).subdivisions
    close = get_close_matches(region, regions, OFFERED, 0.5) or sorted(regions)[:OFFERED]
    return tuple(f"{country}-{one}" for one in close)


def _close_countries(country: str) -> tuple[str, ...]:
    """The codes of the countries with such a code or name."""
    names = {name.replace("_", " ").upper(): entry[1] for name, entry in public.registry.COUNTRIES.items()}
    if len(country) > OFFERED:
        return tuple(names[name] for name in get_close_matches(country, names, OFFERED, 0.75))
    return tuple(get_close_matches(country, sorted(names.values()), OFFERED, 0.5))


def _parts(text: str) -> tuple[str, str, str]:
    return text.strip().upper().replace("_", "-").partition("-")


def _known(country: str, region: str | None) -> bool:
    try:
        public.country_holidays(country, subdiv=region)
    except (NotImplementedError, TypeError):  # the library takes some of its own constants, such as JAN, for countries
        return False
    return True
