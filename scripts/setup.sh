#!/bin/sh
# Make $VENV with pinned dependencies. A torch that $PYTHON already has is kept; otherwise pip is asked for $TORCH.
set -eu

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "error: $PYTHON is missing or older than 3.11; install Python 3.11, or name another: make run PYTHON=python3.12" >&2
    exit 1
}

if "$PYTHON" -c 'import torch' 2>/dev/null; then site=--system-site-packages; else site=; fi

if [ ! -x "$VENV/bin/python" ]; then
    # Debian ships Python without ensurepip unless python3-venv is installed; pip alone can fill the gap.
    "$PYTHON" -m venv $site "$VENV" 2>/dev/null || {
        rm -rf "$VENV"
        "$PYTHON" -m venv $site --without-pip "$VENV" && "$PYTHON" -m pip --python "$VENV/bin/python" install -q pip
    } || {
        rm -rf "$VENV"
        echo "error: $PYTHON cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2
        exit 1
    }
fi

echo "installing dependencies into $VENV"
"$VENV/bin/python" -c 'import torch' 2>/dev/null || "$VENV/bin/python" -m pip install -q $TORCH
# -c keeps every machine on the same versions.
"$VENV/bin/python" -m pip install -q -c constraints.txt -e '.[dev]'
