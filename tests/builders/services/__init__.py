"""Real servers for tests: private ones on free ports, or ones that are named by `INSIGHTS_TEST_…_URL`."""
