"""Standard input and output as the protocol's transport, and how a session ends.

pygls' own loop waits for a line from standard input even when it is to end, and swallows the exit code that the
protocol asks for: 0 when the client said `shutdown` before `exit`, else 1.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Coroutine
from threading import Event, Thread
from typing import Any, BinaryIO

from pygls.io_ import StdoutWriter, run_async
from pygls.protocol import LanguageServerProtocol

logger = logging.getLogger(__name__)

INTERRUPTED = 130
_CHUNK = 65536


def serve(protocol: LanguageServerProtocol, background: Coroutine[Any, Any, None]) -> int:
    """Answer messages until the client says `exit` or goes away; return the exit code.

    `background` runs beside the messages, in the same thread.
    """
    output = _own_output()
    protocol.set_writer(StdoutWriter(output))
    try:
        asyncio.run(_session(protocol, background))
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except BrokenPipeError:
        logger.error("the client has closed its end")
        return 1
    return 1  # the input ended without a word


def _own_output() -> BinaryIO:
    """Keep the standard output for the protocol: what anything else prints goes to the standard error."""
    sys.stdout.flush()
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output


async def _session(protocol: LanguageServerProtocol, background: Coroutine[Any, Any, None]) -> None:
    reader = asyncio.StreamReader()
    Thread(target=_feed, args=(asyncio.get_running_loop(), reader), daemon=True).start()
    beside = asyncio.create_task(background)
    try:
        await run_async(Event(), reader, protocol, logger, lambda error, _: logger.error("%s", error))
    except (asyncio.IncompleteReadError, ValueError) as error:
        logger.error("the input is no message of the protocol: %s", error)
    finally:
        beside.cancel()


def _feed(loop: asyncio.AbstractEventLoop, reader: asyncio.StreamReader) -> None:
    """Hand over what comes on the standard input; a thread that waits for it must not keep the process."""
    descriptor = sys.stdin.fileno()
    try:
        while chunk := os.read(descriptor, _CHUNK):
            loop.call_soon_threadsafe(reader.feed_data, chunk)
        loop.call_soon_threadsafe(reader.feed_eof)
    except (OSError, RuntimeError):  # the loop has ended
        pass
