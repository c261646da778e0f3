"""A wide parity run by hand: `python tests/reference_impl/run_parity.py FIRST COUNT [KIND] [--backend tensorflow]`;
prints what fails.
"""

from __future__ import annotations

import argparse
import os
import traceback

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from parity import judge, keras_run
from random_models import choose


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("kind", nargs="?")
    parser.add_argument("--backend", default="numpy,tensorflow")
    options = parser.parse_args()
    failed = 0
    for seed in range(options.first, options.first + options.count):
        case = choose(seed, options.kind)
        try:
            theirs = keras_run(case.model_fn, case.data(), seed, case.fit_options())
        except Exception as error:  # Keras itself refuses the combination
            print(f"{seed}: Keras: {type(error).__name__}: {str(error)[:120]}")
            continue
        for backend in options.backend.split(","):
            try:
                verdict = judge(
                    case.model_fn, case.data(), case.fit_options(), seed=seed, backend=backend, theirs=theirs
                )
                problems = verdict.problems
            except Exception as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                problems = [
                    f"{type(error).__name__}: {str(error)[:300]} ({where.filename.rpartition('/')[2]}:{where.lineno})"
                ]
            if problems:
                failed += 1
                print(f"{seed} {backend} FAILED {case}\n    " + "\n    ".join(problems[:4]), flush=True)
    print(f"{options.count} cases, {failed} failures", flush=True)


if __name__ == "__main__":
    main()
