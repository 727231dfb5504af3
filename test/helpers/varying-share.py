# A network share whose server makes up an inode number for each answer, as some FUSE file systems do: passes all calls
# on to another folder, by hand. `varying-share.py FOLDER BEHIND` says `up` when it is mounted, and ends with its input.

import ctypes
import errno
import os
import select
import struct
import sys

libc = ctypes.CDLL(None, use_errno=True)
folder, behind = sys.argv[1:3]
device = os.open("/dev/fuse", os.O_RDWR)
options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other".encode()
if libc.mount(b"varying-share", folder.encode(), b"fuse.varying", 0, options) != 0:
    if libc.mount(b"varying-share", folder.encode(), b"fuse", 0, options) != 0:
        sys.exit(f"mount: {os.strerror(ctypes.get_errno())}")
print("up", flush=True)

paths = {1: os.fsencode(behind)}
numbers = {os.fsencode(behind): 1}
last_node = 1
last_inode = 1000


def node_of(path):
    global last_node
    if path not in numbers:
        last_node += 1
        numbers[path] = last_node
        paths[last_node] = path
    return numbers[path]


def moved(old, new):
    numbers.pop(new, None)
    for path in [one for one in numbers if one == old or one.startswith(old + b"/")]:
        number = numbers.pop(path)
        paths[number] = new + path[len(old):]
        numbers[paths[number]] = number


def attributes(state):
    global last_inode
    last_inode += 1
    seconds = [one // 10**9 for one in (state.st_atime_ns, state.st_mtime_ns, state.st_ctime_ns)]
    parts = [one % 10**9 for one in (state.st_atime_ns, state.st_mtime_ns, state.st_ctime_ns)]
    about = (state.st_mode, state.st_nlink, state.st_uid, state.st_gid, 0, 4096, 0)
    return struct.pack("<6Q10I", last_inode, state.st_size, state.st_blocks, *seconds, *parts, *about)


def entry(path):
    state = os.lstat(path)
    return struct.pack("<4Q2I", node_of(path), 0, 0, 0, 0, 0) + attributes(state)


def attr(state):
    return struct.pack("<QII", 0, 0, 0) + attributes(state)


def opened(fd):
    return struct.pack("<QII", fd, 0, 0)


def name_in(body):
    return body.split(b"\0", 1)[0]


def set_attributes(path, body):
    valid, _, _, size, _, atime, mtime, _, atime_ns, mtime_ns, _, mode, _, uid, gid, _ = struct.unpack(
        "<IIQQQQQQIIIIIIII", body[:88]
    )
    if valid & 1:
        os.chmod(path, mode & 0o7777)
    if valid & 6:
        os.chown(path, uid if valid & 2 else -1, gid if valid & 4 else -1, follow_symlinks=False)
    if valid & 8:
        os.truncate(path, size)
    if valid & 0x30:
        os.utime(path, ns=(atime * 10**9 + atime_ns, mtime * 10**9 + mtime_ns))
    return attr(os.lstat(path))


def listing(path, offset):
    names = [b".", b"..", *sorted(os.listdir(path))]
    out = b""
    for at, name in enumerate(names[offset:], offset + 1):
        one = struct.pack("<QQII", at + 10**6, at, len(name), 0) + name
        one += bytes(-len(one) % 8)
        if len(out) + len(one) > 4096:
            break
        out += one
    return out


def rename(path, new_folder, body):
    old, new = body.split(b"\0")[:2]
    before, after = path + b"/" + old, paths[new_folder] + b"/" + new
    os.rename(before, after)
    moved(before, after)
    return b""


def answer(opcode, node, body):
    path = paths.get(node)
    below = lambda name: path + b"/" + name
    if opcode == 26:  # INIT
        return struct.pack("<IIIIHHIIHHI", 7, 31, 65536, 0, 12, 9, 65536, 1, 16, 0, 0).ljust(64, b"\0")
    if opcode == 1:  # LOOKUP
        return entry(below(name_in(body)))
    if opcode == 3:  # GETATTR
        return attr(os.lstat(path))
    if opcode == 4:  # SETATTR
        return set_attributes(path, body)
    if opcode == 5:  # READLINK
        return os.readlink(path)
    if opcode == 9:  # MKDIR
        os.mkdir(below(name_in(body[8:])), struct.unpack("<I", body[:4])[0] & 0o7777)
        return entry(below(name_in(body[8:])))
    if opcode in (10, 11):  # UNLINK, RMDIR
        target = below(name_in(body))
        (os.unlink if opcode == 10 else os.rmdir)(target)
        numbers.pop(target, None)
        return b""
    if opcode == 12:  # RENAME
        return rename(path, struct.unpack("<Q", body[:8])[0], body[8:])
    if opcode == 45:  # RENAME2
        return rename(path, struct.unpack("<Q", body[:8])[0], body[16:])
    if opcode == 13:  # LINK
        target = below(name_in(body[8:]))
        os.link(paths[struct.unpack("<Q", body[:8])[0]], target)
        return entry(target)
    if opcode == 14:  # OPEN
        return opened(os.open(path, struct.unpack("<I", body[:4])[0] & ~os.O_NOFOLLOW))
    if opcode == 35:  # CREATE
        flags, mode = struct.unpack("<II", body[:8])
        target = below(name_in(body[16:]))
        fd = os.open(target, flags | os.O_CREAT, mode & 0o7777)
        return entry(target) + opened(fd)
    if opcode == 15:  # READ
        fd, offset, size = struct.unpack("<QQI", body[:20])
        return os.pread(fd, size, offset)
    if opcode == 16:  # WRITE
        fd, offset, size = struct.unpack("<QQI", body[:20])
        return struct.pack("<II", os.pwrite(fd, body[40:40 + size], offset), 0)
    if opcode == 18:  # RELEASE
        os.close(struct.unpack("<Q", body[:8])[0])
        return b""
    if opcode == 17:  # STATFS
        s = os.statvfs(path)
        head = (s.f_blocks, s.f_bfree, s.f_bavail, s.f_files, s.f_ffree)
        return struct.pack("<5Q4I", *head, 4096, 255, 4096, 0).ljust(80, b"\0")
    if opcode == 27:  # OPENDIR
        return opened(0)
    if opcode == 28:  # READDIR
        return listing(path, struct.unpack("<QQ", body[:16])[1])
    if opcode in (20, 25, 29, 30, 34, 38):  # FSYNC, FLUSH, RELEASEDIR, FSYNCDIR, ACCESS, DESTROY
        return b""
    raise OSError(errno.ENOSYS, "not served")


silent = (2, 36, 42)  # FORGET, INTERRUPT, BATCH_FORGET
while True:
    readable, _, _ = select.select([device, 0], [], [])
    if 0 in readable and os.read(0, 100) == b"":
        break
    if device not in readable:
        continue
    try:
        request = os.read(device, 1 << 20)
    except OSError:
        break
    _, opcode, unique, node = struct.unpack("<IIQQ", request[:24])
    if opcode in silent:
        continue
    try:
        error, body = 0, answer(opcode, node, request[40:])
    except OSError as failed:
        error, body = failed.errno, b""
    os.write(device, struct.pack("<IiQ", 16 + len(body), -error, unique) + body)
