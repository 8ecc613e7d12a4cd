"""The program that measures clients: its cases over real sockets with tiny sizes, and its tables with fixed figures."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from benchmarks.clients import __main__ as program
from benchmarks.clients import cells, environments, results
from benchmarks.clients.cells import CELLS, Cell
from benchmarks.clients.results import Figures
from benchmarks.clients.subjects import FLOOR, OURS

CELL = Cell("sync chunk", "a chunk", "chunk", (FLOOR, OURS, "openai", "pydo", "aiohttp"), goal=1.1)
SIZE = Cell("size", "all files", "size", (OURS,), unit="MB", figure="size", base=None, goal=7.5)
HELPER = Cell("helper", "text", "helper", (OURS, "openai"), base=cells.OWN, goal=1.0)


class ThisEnvironment:
    """The interpreter of the tests, which has no client but this package installed for sure."""

    version = "this interpreter"

    def python(self, client: str) -> str:
        return sys.executable

    def size(self, client: str) -> int:
        return 5_800_000


@pytest.fixture
def measurements(monkeypatch: pytest.MonkeyPatch) -> Iterator[program.Measurements]:
    with environments.serving() as ports, program.environment(str(environments.CERTIFICATE)) as variables:
        paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
        yield program.Measurements(ThisEnvironment(), ports, {**variables, **paths}, quick=True)


def figures(*rounds: dict[str, float]) -> Figures:
    """Return figures of `CELL` in µs."""
    found = Figures()
    for one in rounds:
        for client in CELL.clients:
            found.add(CELL.case, client, {"cpu": one[client] * 1e-6} if client in one else None)
    return found


def test_cases_give_figures_for_the_floor_and_for_this_package(measurements: program.Measurements) -> None:
    cases = {"chunk", "helper", "request", "streams_200", "async_paced_chunk", "cold", "size"}
    measured = [cell for cell in CELLS if cell.case in cases]

    found = measurements.run(measured, [FLOOR, OURS], 1)

    assert {cell.case for cell in measured} == cases
    assert found.failures == {}
    for cell in measured:
        for client in {FLOOR, OURS} & set(cell.clients):
            figure = found.of(cell, client)
            assert figure is not None, f"{client}, {cell.name}"
            assert figure > 0, f"{client}, {cell.name}"
        # Plain httpx is not measured here.
        if cell.base != "httpx":
            assert found.achieved(cell) is not None, cell.name


def test_a_client_that_fails_leaves_a_gap_with_its_message(measurements: program.Measurements) -> None:
    cell = Cell("chunk", "a chunk", "chunk", (FLOOR, "nobody"))

    found = measurements.run([cell], [], 2)

    assert found.failures == {("chunk", "nobody"): "KeyError: 'nobody'"}
    assert results.section("title", found, [])[-2] == "nobody failed in `chunk`: KeyError: 'nobody'"


def test_a_required_client_that_fails_ends_the_program(measurements: program.Measurements) -> None:
    cell = Cell("helper", "the floor has none", "helper", (FLOOR,))

    with pytest.raises(SystemExit, match="floor failed in helper: NotImplementedError"):
        measurements.run([cell], [], 1)


class FixedMeasurements(program.Measurements):
    """Measurements that take no time."""

    def _figures(self, figures: Figures, case: str, client: str) -> dict[str, float] | None:
        return {"cpu": 1e-6}


def test_other_clients_take_part_in_some_rounds_at_equal_distances() -> None:
    found = FixedMeasurements(ThisEnvironment(), (1, 2), {}, quick=True).run([CELL], [], 9, 3)

    assert [one is not None for one in found.rounds["chunk", "pydo"]] == [True, False, False] * 3
    assert all(found.rounds["chunk", client] == [{"cpu": 1e-6}] * 9 for client in (FLOOR, OURS))
    assert results.section("title", found, [])[2] == "Rounds: 9; of other clients 3."


def test_plain_httpx_takes_part_in_every_round_of_cells_that_compare_with_it() -> None:
    cold = next(cell for cell in CELLS if cell.name == "cold program")

    found = FixedMeasurements(ThisEnvironment(), (1, 2), {}, quick=True).run([cold], [], 9, 3)

    assert None not in found.rounds["cold", "httpx"]
    assert found.rounds["cold", "pydo"].count(None) == 6


def test_a_ratio_is_the_median_of_the_ratios_within_rounds() -> None:
    found = figures({FLOOR: 1, OURS: 2}, {FLOOR: 10, OURS: 11}, {FLOOR: 10, OURS: 12})

    assert found.achieved(CELL) == pytest.approx(1.2)
    assert found.of(CELL, OURS) == pytest.approx(11e-6)


def test_a_round_in_which_a_client_failed_does_not_count() -> None:
    found = figures({FLOOR: 1, OURS: 2}, {FLOOR: 1}, {FLOOR: 1, OURS: 4})

    assert found.ratios(CELL, OURS, FLOOR) == [2, 4]


def test_the_fastest_other_client_is_neither_the_floor_nor_this_package() -> None:
    found = figures({FLOOR: 1, OURS: 2, "openai": 40, "pydo": 5})

    assert found.fastest_peer(CELL) == "pydo"


@pytest.mark.parametrize(
    ("ours", "tolerance", "kept"),
    [(1.1, 0, True), (1.1001, 0, False), (1.1001, 0.05, True), (1.16, 0.05, False)],
)
def test_a_goal_is_compared_with_the_exact_ratio(ours: float, tolerance: float, kept: bool) -> None:
    assert figures({FLOOR: 1, OURS: ours}).kept(CELL, tolerance) is kept


def test_a_goal_without_a_figure_is_missed() -> None:
    assert not Figures().kept(CELL)


def test_a_goal_without_a_base_is_a_number_of_units() -> None:
    found = Figures()
    found.add("size", OURS, {"size": 7_500_001})

    assert not found.kept(SIZE)
    assert results.goals(found, [SIZE])[-1] == "| size |  | 7.50 MB |  |  | 7.5 MB | **missed** |  |  |"


def test_a_helper_is_compared_with_plain_iteration_of_the_same_client() -> None:
    found = Figures()
    found.add("helper", OURS, {"cpu": 3e-6, "plain": 4e-6})
    found.add("helper", "openai", {"cpu": 200e-6, "plain": 100e-6})

    assert results.goals(found, [HELPER])[-1] == (
        "| helper |  | 3.00 µs | 0.75 |  | 1 | kept | openai, 200 µs | 0.02 |"
    )


def test_the_table_of_goals() -> None:
    found = figures(*[{FLOOR: 4, OURS: 4.5, "openai": 100, "pydo": 12.5}] * 3)

    assert results.goals(found, [CELL])[-1] == (
        "| sync chunk | 4.00 µs | 4.50 µs | 1.13 | 1.13 to 1.13 | 1.1 | **missed** | pydo, 12.5 µs | 0.36 |"
    )


def test_the_table_of_all_clients() -> None:
    found = figures({FLOOR: 4, OURS: 5, "openai": 100})
    found.failures[CELL.case, "pydo"] = "no such model"

    shown = dict(
        zip(
            results.CLIENTS,
            [part.strip() for part in results.clients(found, [CELL])[-1].split("|")][2:-1],
            strict=True,
        )
    )

    assert {client: text for client, text in shown.items() if text} == {
        FLOOR: "4.00 µs",
        OURS: "5.00 µs (1.25)",
        "openai": "100 µs (25.0)",
        "pydo": "failed",
    }


@pytest.mark.parametrize(
    ("value", "text"), [(1.1, "1.10"), (1.1001, "1.11"), (0.279, "0.28"), (24.91, "25.0"), (1, "1.00")]
)
def test_ratios_are_rounded_up(value: float, text: str) -> None:
    assert results.ratio(value) == text


def test_the_names_of_cells_are_unique_and_their_clients_known() -> None:
    assert len({cell.name for cell in CELLS}) == len(CELLS)
    assert {client for cell in CELLS for client in cell.clients} == set(results.CLIENTS)


def test_every_other_client_has_a_pinned_version() -> None:
    assert set(environments.pins()) == set(results.PEERS)
    assert all("==" in requirement for requirement in environments.pins().values())


def test_an_unknown_cell_is_reported_with_the_known_ones() -> None:
    with pytest.raises(SystemExit, match="no cell contains teapot; there are sync chunk, async chunk"):
        program.chosen(["teapot"])
