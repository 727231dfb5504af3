# A network share that can hang: an empty folder served over FUSE, by hand. `hanging-share.py FOLDER` says
# `up` when it is mounted; the lines `hang` and `answer` on its input stop and start its answers. Ends with
# its input.

import ctypes
import os
import select
import struct
import sys

libc = ctypes.CDLL(None, use_errno=True)
folder = sys.argv[1]
device = os.open("/dev/fuse", os.O_RDWR)
options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other".encode()
if libc.mount(b"hanging-share", folder.encode(), b"fuse.hanging", 0, options) != 0:
    if libc.mount(b"hanging-share", folder.encode(), b"fuse", 0, options) != 0:
        sys.exit(f"mount: {os.strerror(ctypes.get_errno())}")
print("up", flush=True)

LOOKUP, FORGET, GETATTR, STATFS, INIT, OPENDIR, READDIR = 1, 2, 3, 17, 26, 27, 28
RELEASEDIR, INTERRUPT, DESTROY, BATCH_FORGET = 29, 36, 38, 42
ENOENT, ENOSYS = 2, 38


def send(unique, error=0, body=b""):
    os.write(device, struct.pack("<IiQ", 16 + len(body), -error, unique) + body)


def answer(opcode, unique):
    if opcode in (FORGET, BATCH_FORGET, INTERRUPT):
        return
    if opcode == INIT:
        numbers = struct.pack("<IIIIHHIIHHI", 7, 31, 65536, 0, 12, 9, 65536, 1, 16, 0, 0)
        send(unique, 0, numbers.ljust(64, b"\0"))
    elif opcode == GETATTR:
        attributes = struct.pack("<6Q10I", 1, 0, 0, 0, 0, 0, 0, 0, 0, 0o40755, 2, 0, 0, 0, 4096, 0)
        send(unique, 0, struct.pack("<QII", 0, 0, 0) + attributes)
    elif opcode == OPENDIR:
        send(unique, 0, bytes(16))
    elif opcode in (READDIR, RELEASEDIR, DESTROY):
        send(unique)
    elif opcode == STATFS:
        send(unique, 0, bytes(80))
    else:
        send(unique, ENOENT if opcode == LOOKUP else ENOSYS)


hanging = False
waiting = []
commands = ""
while True:
    readable, _, _ = select.select([device, 0], [], [])
    if 0 in readable:
        text = os.read(0, 1000).decode()
        if text == "":
            break
        commands += text
        while "\n" in commands:
            command, commands = commands.split("\n", 1)
            hanging = command == "hang"
        if not hanging:
            for request in waiting:
                answer(*request)
            waiting = []
        print("done", flush=True)
    if device in readable:
        try:
            request = os.read(device, 1 << 20)
        except OSError:
            break
        _, opcode, unique = struct.unpack("<IIQ", request[:16])
        if hanging:
            waiting.append((opcode, unique))
        else:
            answer(opcode, unique)
