"""Bounds the temporary files of a function."""

import builtins
import errno
import functools
import io
import os
import re


class Quota:
    """The bytes that the function may still write to its temporary files."""

    def __init__(self, folder, limit_mb):
        self._limit_mb = limit_mb
        self._folder = os.path.join(folder, "")
        # Files in /tmp that this function opened. Others there are not its own.
        self._in_tmp = set()
        # The folder is empty when the function starts.
        self._room = limit_mb * 1024 * 1024

    def note(self, path):
        """Whether a path is that of a temporary file."""
        name = os.path.abspath(os.fsdecode(path))
        if name.startswith(self._folder):
            return True
        if name.startswith("/tmp/"):
            self._in_tmp.add(name)
        return name.startswith("/tmp/")

    def take(self, count):
        if count > self._room:
            # What was written since may have replaced content, or be gone again.
            self._room = self._limit_mb * 1024 * 1024 - self._used()
        if count > self._room:
            raise OSError(
                errno.ENOSPC,
                f"{os.strerror(errno.ENOSPC)} (the function has {self._limit_mb} MB for temporary "
                "files: ephemeralStorageSizeMB)",
            )
        self._room -= count

    def _used(self):
        folders = os.walk(self._folder)
        files = [os.path.join(folder, name) for folder, _, names in folders for name in names]
        return sum(self._size(file) for file in (*files, *self._in_tmp))

    def _size(self, file):
        try:
            return os.stat(file).st_size
        except OSError:
            return 0


def limit_temporary_files(folder, limit_mb):
    """Bounds the temporary files of the function, as Lambda bounds its /tmp.

    This is done for files that are opened with Python. The sandbox itself ends a function whose
    temporary folder grows beyond the bound in another way.
    """
    quota = Quota(folder, limit_mb)
    open_file = io.open

    class BoundedFile(io.FileIO):
        def write(self, data, /):
            quota.take(memoryview(data).nbytes)
            return super().write(data)

    def is_bounded(file, mode):
        writes = re.fullmatch(r"([wax]|r(?=.*\+))(\+?[bt]?|[bt]\+)", mode)
        return bool(writes) and not isinstance(file, int) and quota.note(file)

    @functools.wraps(open_file)
    def open_bounded(
        file,
        mode="r",
        buffering=-1,
        encoding=None,
        errors=None,
        newline=None,
        closefd=True,
        opener=None,
    ):
        if not is_bounded(file, mode) or ("b" not in mode and buffering == 0):
            return open_file(file, mode, buffering, encoding, errors, newline, closefd, opener)
        binary = BoundedFile(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        if buffering != 0:
            size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
            binary = (io.BufferedRandom if "+" in mode else io.BufferedWriter)(binary, size)
        if "b" in mode:
            return binary
        text = io.TextIOWrapper(binary, encoding, errors, newline, line_buffering=buffering == 1)
        text.mode = mode
        return text

    builtins.open = io.open = open_bounded
