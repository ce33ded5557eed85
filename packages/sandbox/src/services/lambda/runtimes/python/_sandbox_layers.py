"""Shows a function its layers under /opt."""

import builtins
import io
import os
import sys

READING = ("access", "listdir", "lstat", "open", "readlink", "scandir", "stat")


def show_layers(layers):
    """Shows the function its layers under /opt, as far as it reads files with Python.

    The /opt of this machine stays as it is. Programs that the function starts see no layers.
    """
    if not layers:
        return
    last_first = layers[::-1]
    stat = os.stat

    def is_there(path):
        try:
            stat(path)
        except OSError:
            return False
        return True

    def in_layer(path):
        if not isinstance(path, (str, os.PathLike)):
            return path
        name = os.fspath(path)
        if not isinstance(name, str) or not name.startswith("/opt"):
            return path
        # Without "..", which could otherwise lead out of the layer.
        name = os.path.normpath(name)
        if name != "/opt" and not name.startswith("/opt/"):
            return path
        places = (layer + name[len("/opt") :] for layer in last_first)
        return next((place for place in places if is_there(place)), path)

    def redirect(read, parameter="path"):
        def redirected(*args, **kwargs):
            if args:
                args = (in_layer(args[0]), *args[1:])
            elif parameter in kwargs:
                kwargs[parameter] = in_layer(kwargs[parameter])
            return read(*args, **kwargs)

        for supporting in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
            if read in supporting:
                supporting.add(redirected)
        return redirected

    for name in READING:
        setattr(os, name, redirect(getattr(os, name)))
    builtins.open = io.open = redirect(io.open, "file")
    sys.path[:] = [in_layer(folder) for folder in sys.path]
