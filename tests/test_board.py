"""Tables are swapped while readers go on; each sees one state whole."""

from threading import Thread

from pipeline.board import Board
from pipeline.glossary import Glossary, Term


def told(*pairs: tuple[str, str]) -> Glossary:
    return Glossary(tuple(Term(term, {"en": way}) for term, way in pairs))


BASE, SHOW, ITEM = told(("车", "car"), ("券", "coupon")), told(("券", "voucher")), told(("车", "van"))


def test_the_item_counts_before_the_show_and_the_show_before_the_base() -> None:
    board = Board(BASE)
    assert board.now.terms == BASE.terms
    assert board.put(show=SHOW, item=ITEM) is board.now
    assert board.now.hotwords() == "车,券"
    assert board.now.found("车券", "en") == (("车", "van"), ("券", "voucher"))
    board.put(item=Glossary())
    assert board.now.found("车券", "en") == (("券", "voucher"), ("车", "car"))


def test_another_show_has_no_item_yet_and_nothing_put_changes_nothing() -> None:
    board = Board(BASE)
    board.put(item=ITEM)
    before = board.tables
    board.put()
    assert board.tables == before
    board.put(show=Glossary())
    assert board.now.terms == BASE.terms
    assert board.tables.item == Glossary()


def test_a_reader_keeps_what_it_took_and_never_sees_half_a_swap() -> None:
    ones, twos = told(("车", "1"), ("券", "1")), told(("车", "2"), ("券", "2"))
    board = Board(ones)
    seen: set[str] = set()

    def read() -> None:
        for _ in range(300):
            seen.add("".join(sorted(way for _, way in board.now.found("车券", "en"))))

    reader = Thread(target=read)
    reader.start()
    while reader.is_alive():
        board.put(item=twos)
        board.put(item=ones)
    assert seen <= {"11", "22"}
    held = board.now
    board.put(item=twos)
    assert held.found("车", "en") == (("车", "1"),)
