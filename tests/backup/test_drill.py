"""Back up under writes, destroy, restore, compare everything: what make drill does, on empty tables."""

from bench.drill import drill


def test_everything_comes_back(portal, tmp_path, capsys):
    took = drill(portal, tmp_path)

    with capsys.disabled():
        print(f"\nDrill: backed up in {took.backup:.1f} s, restored in {took.restore:.1f} s.")  # noqa: T201
    assert took.restore < 60
