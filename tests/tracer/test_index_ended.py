"""An index that somebody ends says so."""

from __future__ import annotations

import os
import signal

import pytest

from tracer.cli.index import ended_aloud


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_is_told(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    number = getattr(signal, name)
    before = signal.getsignal(number)
    with pytest.raises(SystemExit) as ended, ended_aloud():
        os.kill(os.getpid(), number)
    assert ended.value.code == 128 + number
    assert name in capsys.readouterr().err
    assert signal.getsignal(number) == before
