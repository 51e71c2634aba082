"""A small client of the language server protocol over standard input and output, as an editor is one.

It knows no server: a test names the command, the folder and the settings, and then does what a person does at the
keyboard. Positions are the protocol's own: lines and characters count from 0.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

PUBLISHED = "textDocument/publishDiagnostics"
_UNKNOWN_METHOD = -32601
_CAPABILITIES: dict[str, Any] = {
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "applyEdit": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
    "textDocument": {
        "synchronization": {"didSave": True},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True, "codeDescriptionSupport": True},
        "completion": {
            "completionItem": {"documentationFormat": ["markdown", "plaintext"], "snippetSupport": True},
            "contextSupport": True,
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "definition": {"linkSupport": True},
        "references": {},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source", "source.fixAll"]}}
        },
    },
    "window": {"workDoneProgress": True},
}


class LanguageError(Exception):
    """The server answered a request with an error, ended, or gave no answer in time."""


class LanguageClient:
    """A running server, and the conversation with it; a context manager that shuts it down and waits for its end.

    `settings` are what the server gets when it asks for its configuration, by section (`{"yaml": {…}}`). All that the
    server has said without being asked stands in `notifications`; `exit_code` is there after the end.
    """

    def __init__(
        self,
        command: Sequence[str],
        root: Path | None,
        *,
        settings: Mapping[str, Any] | None = None,
        initialization: Any = None,
        capabilities: Mapping[str, Any] | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float = 20,
    ) -> None:
        self.root = root
        self.settings = dict(settings or {})
        self.timeout = timeout
        self.notifications: list[dict[str, Any]] = []
        self.stderr = b""
        self.exit_code: int | None = None
        self._next = 0
        self._waiting: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._answers: dict[int, dict[str, Any]] = {}
        self._versions: dict[str, int] = {}
        self._process = subprocess.Popen(
            list(command), cwd=root, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._listen, self._collect)]
        for thread in self._threads:
            thread.start()
        try:
            self.server = self._initialize(initialization, capabilities)
        except BaseException:
            self.kill()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.shut_down()
        else:
            self.kill()

    # --- the conversation --------------------------------------------------------------------------------------------

    def request(self, method: str, params: Any, timeout: float | None = None) -> Any:
        """Return the result of a request; raises `LanguageError`."""
        self._next += 1
        number = self._next
        self._send({"id": number, "method": method, "params": params})
        self._read_until(lambda: number in self._answers, f"an answer to {method}", timeout)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise LanguageError(f"{method}: {answer['error']}")
        return answer.get("result")

    def notify(self, method: str, params: Any) -> None:
        """Send what has no answer."""
        self._send({"method": method, "params": params})

    def wait_for(
        self,
        method: str,
        is_meant: Callable[[Any], bool] = lambda _: True,
        *,
        after: int = 0,
        timeout: float | None = None,
    ) -> Any:
        """Return the parameters of the first notification behind number `after` that is meant, waiting for it."""

        def found() -> dict[str, Any] | None:
            said = (n for n in self.notifications[after:] if n["method"] == method and is_meant(n["params"]))
            return next(said, None)

        self._read_until(lambda: found() is not None, f"the notification {method}", timeout)
        notification = found()
        assert notification is not None
        return notification["params"]

    def shut_down(self) -> None:
        """End the server as the protocol wants it; raises `LanguageError` where it does not end by itself."""
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self.exit_code = self._process.wait(self.timeout)
        except subprocess.TimeoutExpired as error:
            raise LanguageError("the server does not end") from error
        finally:
            self.kill()

    def kill(self) -> None:
        """End the server at once, if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
        self.exit_code = self._process.wait()
        for thread in self._threads:
            thread.join(self.timeout)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError):
                assert stream is not None
                stream.close()

    # --- what a person does ------------------------------------------------------------------------------------------

    def open(self, path: Path | str, text: str | None = None, language: str = "yaml") -> str:
        """Open a file (or text under its name, or an address) and return its address."""
        uri = path if isinstance(path, str) else path.absolute().as_uri()
        if text is None:
            assert isinstance(path, Path)
            text = path.read_bytes().decode()
        self._versions[uri] = 1
        document = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def change(self, uri: str, *changes: Mapping[str, Any]) -> int:
        """Change an open text by the protocol's own changes (`{"text": …}` for all of it); return its new version."""
        self._versions[uri] += 1
        document = {"uri": uri, "version": self._versions[uri]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})
        return self._versions[uri]

    def close(self, uri: str) -> None:
        """Close a file."""
        del self._versions[uri]
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def ask(self, question: str, uri: str, line: int, character: int, **more: Any) -> Any:
        """Return what a request about a place gives: `completion`, `hover`, `definition`, …"""
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        return self.request(f"textDocument/{question}", {**place, **more})

    def completion(self, uri: str, line: int, character: int) -> list[dict[str, Any]]:
        """Return the proposals at a place."""
        found = self.ask("completion", uri, line, character) or []
        items: list[dict[str, Any]] = found["items"] if isinstance(found, dict) else found
        return items

    def hover(self, uri: str, line: int, character: int) -> str:
        """Return the text that is shown for a place, empty for none."""
        found = self.ask("hover", uri, line, character)
        contents = found["contents"] if found else ""
        return contents["value"] if isinstance(contents, dict) else str(contents)

    def diagnostics(self, uri: str, *, after: int = 0, timeout: float | None = None) -> list[dict[str, Any]]:
        """Return the findings that are published for a file first behind notification number `after`."""
        said = self.wait_for(PUBLISHED, lambda params: params["uri"] == uri, after=after, timeout=timeout)
        findings: list[dict[str, Any]] = said["diagnostics"]
        return findings

    def settled(self, uri: str, *, after: int = 0, quiet: float = 0.3) -> list[dict[str, Any]]:
        """Return the findings for a file that come last, for servers that do not say which text they are about."""
        found = self.diagnostics(uri, after=after)
        while True:
            after = len(self.notifications)
            try:
                found = self.diagnostics(uri, after=after, timeout=quiet)
            except LanguageError:
                return found

    # --- the wire ----------------------------------------------------------------------------------------------------

    def _initialize(self, initialization: Any, capabilities: Mapping[str, Any] | None) -> dict[str, Any]:
        folders = [{"uri": self.root.absolute().as_uri(), "name": self.root.name}] if self.root else None
        params = {
            "processId": None,
            "rootUri": folders[0]["uri"] if folders else None,
            "workspaceFolders": folders,
            "capabilities": {**_CAPABILITIES, **(capabilities or {})},
            "initializationOptions": initialization,
        }
        result: dict[str, Any] = self.request("initialize", params)
        self.notify("initialized", {})
        self.notify("workspace/didChangeConfiguration", {"settings": self.settings})
        return result

    def _send(self, message: Mapping[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = self._process.stdin
        assert stream is not None
        try:
            stream.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
            stream.flush()
        except OSError as error:
            raise LanguageError(self._ended()) from error

    def _read_until(self, is_done: Callable[[], bool], what: str, timeout: float | None) -> None:
        until = time.monotonic() + (self.timeout if timeout is None else timeout)
        while not is_done():
            try:
                message = self._waiting.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise LanguageError(f"no {what} in time\n{self.stderr.decode(errors='replace')}") from None
            if message is None:
                raise LanguageError(self._ended())
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            self._answers[message["id"]] = message
        elif "id" in message:
            self._send({"id": message["id"], **self._answer(message)})
        else:
            self.notifications.append(message)

    def _answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Answer what a server asks an editor."""
        method = message["method"]
        if method == "workspace/configuration":
            return {"result": [self.settings.get(item.get("section", "")) for item in message["params"]["items"]]}
        if method == "workspace/applyEdit":
            self.notifications.append({"method": method, "params": message["params"]})
            return {"result": {"applied": True}}
        if method in ("client/registerCapability", "client/unregisterCapability", "window/workDoneProgress/create"):
            return {"result": None}
        return {"error": {"code": _UNKNOWN_METHOD, "message": f"{method} is not known here"}}

    def _ended(self) -> str:
        return f"the server has ended\n{self.stderr.decode(errors='replace')}"

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        with suppress(OSError, ValueError):
            while (message := _read_message(stream)) is not None:
                self._waiting.put(message)
        self._waiting.put(None)

    def _collect(self) -> None:
        stream = self._process.stderr
        assert stream is not None
        with suppress(OSError, ValueError):
            while data := stream.read1(1 << 16):  # type: ignore[attr-defined]
                self.stderr += data


def _read_message(stream: IO[bytes]) -> dict[str, Any] | None:
    """Return the next message, None at the end."""
    length = 0
    while (line := stream.readline()).strip():
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    if not line:
        return None
    message: dict[str, Any] = json.loads(stream.read(length))
    return message
