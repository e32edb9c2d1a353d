"""Runs MiniStack on a free loopback port, prints that port, and ends with everything it started when
standard input closes: so it cannot outlive the program that started it, however that program ends.

Also mends what version 1.4.21 does otherwise than AWS and can be mended from outside: see docs/local.md.
"""

import asyncio
import os
import shutil
import signal
import socket
import sys
import threading
import time


def main():
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    threading.Thread(target=end_with_the_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack.app import app

    join_request_bodies_once()
    honour_batching_windows()
    accept_event_bus_policies()
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
    os.killpg(os.getpgrp(), signal.SIGKILL)


def join_request_bodies_once():
    """MiniStack appends each piece of a body to the whole, so a 40 MB upload takes seconds; joined once, it does not."""
    from ministack import app

    async def read_request_body(receive, method, headers):
        if not (headers.get("content-length") or headers.get("transfer-encoding") or method in app._BODY_METHODS):
            return app._decode_aws_chunked_body(b"", headers)
        pieces = []
        more = True
        while more:
            message = await receive()
            pieces.append(message.get("body", b""))
            more = message.get("more_body", False)
        return app._decode_aws_chunked_body(b"".join(pieces), headers)

    app._read_request_body = read_request_body


def honour_batching_windows():
    """Lambda gathers a queue's messages for MaximumBatchingWindowInSeconds or until the batch is full, and
    takes more than ten at once; MiniStack ignores the window and takes ten."""
    from ministack.services import lambda_svc, sqs

    receive_ten = sqs._receive_messages_for_esm

    def window_of(queue):
        arn = queue["attributes"].get("QueueArn")
        mappings = (esm for _, _, esm in lambda_svc._iter_all_esms() if esm.get("EventSourceArn") == arn)
        return max((float(esm.get("MaximumBatchingWindowInSeconds") or 0) for esm in mappings), default=0)

    def receive(queue_url, wanted):
        batch_size = int(wanted or 10)
        with sqs._queues_lock:
            queue = sqs._queues.get(queue_url)
            if queue is None or not gathered(queue, batch_size, window_of(queue)):
                return []
        batch = []
        while len(batch) < batch_size:
            more = receive_ten(queue_url, batch_size - len(batch))
            if not more:
                break
            batch.extend(more)
        return batch

    sqs._receive_messages_for_esm = receive


def gathered(queue, batch_size, window):
    now = time.time()
    visible_since = [m["visible_at"] for m in queue["messages"] if m["visible_at"] <= now]
    return bool(visible_since) and (len(visible_since) >= batch_size or now - min(visible_since) >= window)


def accept_event_bus_policies():
    """CloudFormation's AWS::Events::EventBusPolicy is unknown to MiniStack, which then rolls the stack back.
    Nothing there is checked against a policy, so it is accepted and does nothing."""
    from ministack.services.cloudformation import provisioners

    provisioners._RESOURCE_HANDLERS.setdefault(
        "AWS::Events::EventBusPolicy",
        {
            "create": lambda logical_id, properties, stack: (properties.get("StatementId", logical_id), {}),
            "delete": lambda physical_id, properties: None,
        },
    )


main()
