"""The last look at a message: what it says before it waits to be sent, and whose report it carries before it goes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from email.parser import BytesParser
from email.policy import compat32
from functools import partial
from hashlib import sha256

from pipeline.delivery.content import EDITIONS, contents_of
from pipeline.report.leaks.check import Leak, leaks
from pipeline.report.leaks.internal import Internal
from pipeline.store.database import Store
from pipeline.store.delivery import Delivery
from pipeline.wording import Text, note

Look = Callable[[str, bytes], Leak | None]
"""The first thing that a message with this edition says and its reader must not learn."""
LEAK = "the mail would say what this reader must not learn"
NOT_ITS_OWN = "what it encloses is not the report that the store keeps of this project and day"
OF_NO_REPORT = "the store keeps another report of this day by now; milepost run writes the mail anew"


class Telling(Exception):
    """A message says what its reader must not learn; `why` is the sentence that tells it."""

    def __init__(self, why: Text) -> None:
        super().__init__(str(why))
        self.why = why


def looking(internal: Callable[[str], Internal]) -> Look:
    """The look that takes what the readers of an edition must not learn from this function, once an edition."""
    known: dict[str, Internal] = {}

    def look(edition: str, message: bytes) -> Leak | None:
        if edition not in known:
            known[edition] = internal(edition)
        return next(iter(leaks({"mail.eml": message}, known[edition])), None)

    return look


def assert_fit(look: Look, project: str, edition: str, address: str, message: bytes) -> None:
    """Raises: Telling where the reader must not get this message."""
    if leak := look(edition, message):
        sentence = note(
            "{project}: the mail with the {edition} edition for {address} was not planned ({where}: {what})",
            project=project,
            edition=edition,
            address=address,
            where=leak.where,
            what=leak.what,
        )
        raise Telling(sentence)


def own_report(store: Store) -> Callable[[Delivery, bytes], str]:
    """Says why a message does not carry the report that its delivery is of, empty where it does; asks the store once a project and day."""
    return partial(_foreign, store, {})


def _foreign(store: Store, known: dict[tuple[str, date], Sequence[Mapping[str, str]]], row: Delivery, message: bytes) -> str:
    if row.edition not in EDITIONS:
        return ""
    place = row.project, row.status_date
    if place not in known:
        known[place] = _hashes(store, *place)
    same = [hashes for hashes in known[place] if contents_of(hashes).get(row.edition) == row.content]
    if not same:
        return OF_NO_REPORT
    own = {digest for hashes in same for name, digest in hashes.items() if name.partition(".")[0] == row.edition}
    read = BytesParser(policy=compat32).parsebytes(message)
    enclosed = (part.get_payload(decode=True) for part in read.walk() if part.get_content_disposition() == "attachment")
    return "" if all(isinstance(each, bytes) and sha256(each).hexdigest() in own for each in enclosed) else NOT_ITS_OWN


def _hashes(store: Store, project: str, day: date) -> list[Mapping[str, str]]:
    """The hashes of the files of each revision of a report, by name."""
    revisions = store.issues(project).filter(status_date=day)["issue"]
    found = (store.issue(key) for key in revisions)
    return [dict(facts.files.iter_rows()) for facts in found if facts]
