"""What is in the wheel."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

import xinsheng


def native() -> Path:
    spec = importlib.util.find_spec("xinsheng._native")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin)


@pytest.mark.parametrize("model", ["encoder.safetensors", "tokenizer.json", "fast.bin"])
def test_each_model_stands_in_it_once(model):
    library, bytes_ = native().read_bytes(), (ROOT / "models" / model).read_bytes()
    for at in [0, len(bytes_) // 2, len(bytes_) - 512]:
        assert library.count(bytes_[at : at + 512]) == bytes_.count(bytes_[at : at + 512])


def test_the_package_is_typed_and_says_its_version():
    files = {file.name for file in importlib.metadata.files("xinsheng") or []}
    assert {"py.typed", "_native.pyi", "LICENSE-MIT", "LICENSE-APACHE"} <= files
    assert importlib.metadata.version("xinsheng") == xinsheng.__version__
    assert ".abi3." in native().name


def test_it_needs_no_data_frames_and_no_network():
    """Neither pandas nor Polars nor PyArrow is imported unless it is asked for."""
    code = (
        "import socket, sys\n"
        "socket.socket = None\n"
        "import xinsheng\n"
        "table = xinsheng.score(['物流太慢了', None], engine='fast')\n"
        "assert table['label'].to_pylist()[1] is None\n"
        "assert not {'pandas', 'polars', 'pyarrow', 'numpy'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
