"""The end of a run says what its tests have seen."""

import pytest

pytest_plugins = ["pytester"]

TESTS = """
import pytest

@pytest.mark.parametrize("case", ["a", "b"])
def test_counted(case, count_figures, record_figures):
    count_figures(buyers=20, served_twice=0)
    record_figures("in good time")

@pytest.fixture
def told_at_the_end(record_figures):
    yield
    record_figures("after all")

def test_failing(told_at_the_end):
    assert False

def test_without():
    pass
"""


def test_counts_are_added_up_and_sentences_listed_by_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=TESTS)
    result = pytester.runpytest_inprocess("-p", "wire.figures", "-q")
    result.stdout.fnmatch_lines(
        [
            "*= figures =*",
            "test_it.py::test_counted: * s",
            "    40 buyers, 0 served twice",
            "    [[]a] in good time",
            "    [[]b] in good time",
            "test_it.py::test_failing: * s",
            "    after all",
            "*1 failed, 3 passed*",
        ],
        consecutive=False,
    )
    result.stdout.no_fnmatch_line("test_it.py::test_without: *")


def test_a_run_without_figures_has_no_such_section(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it="def test_without():\n    pass\n")
    pytester.runpytest_inprocess("-p", "wire.figures").stdout.no_fnmatch_line("*= figures =*")
