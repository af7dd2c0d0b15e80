#!/usr/bin/env python3
"""Moves the bias of mixed in a model of the fast engine.

    python mixed_bias.py trained.bin 0.6 ../fast.bin

A linear model sees each side of a mixed comment and adds them up, so that it finds too few; how much to add was chosen on gold_dev.
"""
import json
import struct
import sys

MIXED = 3

source, more, target = sys.argv[1], float(sys.argv[2]), sys.argv[3]
data = open(source, "rb").read()
length = struct.unpack("<I", data[8:12])[0]
header = json.loads(data[12 : 12 + length])
header["bias"][MIXED] += more
header = json.dumps(header, separators=(",", ":")).encode()
open(target, "wb").write(data[:8] + struct.pack("<I", len(header)) + header + data[12 + length :])
