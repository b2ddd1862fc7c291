from hypothesis import HealthCheck, settings

# For each test of fuzzing: in the suite the same few inputs each time, by `make fuzz` thousands of new ones.
CALM = {"deadline": None, "suppress_health_check": [*HealthCheck], "print_blob": True}
settings.register_profile("suite", max_examples=60, derandomize=True, database=None, **CALM)
settings.register_profile("fuzz", max_examples=3_400, **CALM)


def pytest_configure(config):
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("suite")
