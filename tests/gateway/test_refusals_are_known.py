"""Whatever a service may refuse, the gateway has the sentence for it."""

import importlib
import json
import pkgutil
import subprocess
import sys
import warnings

import kernel
import services
from kernel.refusals import declared

ASKED = "import json, gateway.web.app; from kernel.refusals import declared; print(json.dumps(sorted(declared())))"


def test_the_gateway_knows_every_refusal_that_is_declared_anywhere():
    asked = subprocess.run([sys.executable, "-W", "ignore", "-c", ASKED], check=True, capture_output=True)
    known = json.loads(asked.stdout)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for package in (kernel, services):
            for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
                if module.name != "kernel.process":
                    importlib.import_module(module.name)
    ours = {code for code, cls in declared().items() if _answers_a_call(cls.__module__)}
    assert ours <= set(known)


def _answers_a_call(module: str) -> bool:
    """Imports are told to the operator at the command line, never to the gateway."""
    ours = module.split(".")[0] in ("kernel", "services")
    return ours and ".importing" not in module and not module.startswith("kernel.bulk")
