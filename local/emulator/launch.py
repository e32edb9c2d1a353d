"""Runs MiniStack on a free loopback port, prints that port, and ends with everything it started when
standard input closes: so it cannot outlive the program that started it, however that program ends."""

import asyncio
import os
import shutil
import signal
import socket
import sys
import threading

import amendments
import execution_amendments
import metrics_amendments
import source_amendments
import stack_amendments
import telling_amendments


def main():
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    threading.Thread(target=end_with_the_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack.app import app

    amendments.apply()
    source_amendments.apply()
    stack_amendments.apply()
    telling_amendments.apply()
    execution_amendments.apply()
    metrics_amendments.apply()
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    print(listener.getsockname()[1], flush=True)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # from here on, everything goes to the log
    asyncio.run(serve(app, config, shutdown_trigger=never))


async def never():
    await asyncio.Event().wait()


def end_with_the_parent():
    """Lambda workers are in the same process group: one signal ends them all."""
    sys.stdin.buffer.read()
    if "EMULATOR_DIRECTORY" in os.environ:
        shutil.rmtree(os.environ["EMULATOR_DIRECTORY"], ignore_errors=True)
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(0)  # in a container, which ends with this process


main()
