"""What the API's description promises is kept, and requests beyond it are refused, never broken by.

Schemathesis makes the requests from the document: valid ones and ones that break its rules.
"""

import pytest
import schemathesis
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from tests.builders.server import Server, Site, new_site
