"""`vplan lsp`: the session over the protocol, by pygls."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Generator
from functools import partial
from time import monotonic
from typing import Any

from lsprotocol import converters, types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

from vplan.diagnostics import msg
from vplan.lsp.actions import KINDS, Actions
from vplan.lsp.documents import Change, Document, Documents
from vplan.lsp.features import Features
from vplan.lsp.live import Live
from vplan.lsp.positions import Encoding
from vplan.lsp.publishing import Places, Publisher
from vplan.lsp.session import Session
from vplan.lsp.stdio import serve
from vplan.lsp.uris import to_path
from vplan.prose.parser import keep_tokens
from vplan.version import __version__

logger = logging.getLogger(__name__)

DELAY = 0.005  # seconds that a change waits for the next one: those of one command come at once
IDLE = 0.4  # seconds without a message before the background goes on
KEPT_PROSE = 500_000  # characters: the texts of the units that are worked on
_WATCHED = "**/*"


class _Protocol(LanguageServerProtocol):
    """pygls' protocol without its own copies of the texts: it splits lines at more signs than the protocol does."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Return a message of the protocol; a request that is none is answered, for its client waits."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def _handler(self, method: str, params: Any) -> Generator[Any, Any, None]:
        handler = self.fm.features.get(method)
        if handler is not None:
            yield handler, (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Generator[Any, Any, None]:
        yield from self._handler(types.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Generator[Any, Any, None]:
        yield from self._handler(types.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Generator[Any, Any, None]:
        yield from self._handler(types.TEXT_DOCUMENT_DID_CLOSE, params)


class PlanServer(LanguageServer):
    """The server: handlers of the protocol's messages."""

    def __init__(self) -> None:
        super().__init__(
            "vplan",
            __version__,
            protocol_cls=_Protocol,
            converter_factory=converters.get_converter,
        )
        self._last_message = monotonic()
        self._work = asyncio.Event()
        self._dirty: dict[str, Document] = {}
        self._timer: asyncio.TimerHandle | None = None
        self.documents = Documents()
        self.places = Places(self.documents)
        self.publisher = Publisher(self.documents, self.places, self.text_document_publish_diagnostics)
        self.session = Session(self.documents, self.publisher, self._work.set)
        self.actions = Actions(self.documents, self.places, self.publisher)
        for name, handler in self._handlers().items():
            self.feature(name)(partial(handler))  # pygls writes on what it is given, which a method does not take
        triggers = types.CompletionOptions(trigger_characters=["-", " ", "[", "."])
        self.feature(types.TEXT_DOCUMENT_COMPLETION, triggers)(partial(self._completion))
        kinds = types.CodeActionOptions(code_action_kinds=KINDS)
        self.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)(partial(self._actions))

    def _handlers(self) -> dict[str, Callable[..., Any]]:
        return {
            types.INITIALIZE: self._initialize,
            types.INITIALIZED: self._initialized,
            types.TEXT_DOCUMENT_DID_OPEN: self._did_open,
            types.TEXT_DOCUMENT_DID_CHANGE: self._did_change,
            types.TEXT_DOCUMENT_DID_CLOSE: self._did_close,
            types.TEXT_DOCUMENT_DID_SAVE: self._did_save,
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: self._watched,
            types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: self._folders,
            types.TEXT_DOCUMENT_DEFINITION: self._definition,
            types.TEXT_DOCUMENT_REFERENCES: self._references,
            types.TEXT_DOCUMENT_HOVER: self._hover,
            types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: self._symbols,
        }

    def report_server_error(self, error: Exception, source: object = None) -> None:  # noqa: ARG002
        """Tell a fault of ours in the editor's log; the session goes on."""
        logger.error("%s: %s", type(error).__name__, error)
        self._log(str(msg("vplan has a fault: {error}.", error=f"{type(error).__name__}: {error}")))

    def _log(self, sentence: str) -> None:
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, sentence))

    # --- the session -------------------------------------------------------------------------------------------------

    def _initialize(self, params: types.InitializeParams) -> None:
        offered = params.capabilities.general.position_encodings if params.capabilities.general else None
        known = [str(getattr(name, "value", name)) for name in offered or ()]
        self.documents.encoding = next((Encoding(name) for name in known if name in set(Encoding)), Encoding.UTF16)
        edit = params.capabilities.workspace.workspace_edit if params.capabilities.workspace else None
        self.actions.with_versions = bool(edit and edit.document_changes)
        self._roots = [folder.uri for folder in params.workspace_folders or ()]
        if not self._roots and params.root_uri:
            self._roots = [params.root_uri]

    def _initialized(self, _params: types.InitializedParams) -> None:
        self._watch_files()
        for uri in self._roots:
            folder = to_path(uri)
            if folder is not None:
                self.session.add_folder(folder)

    def _watch_files(self) -> None:
        workspace = self.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace else None
        if watched is None or not watched.dynamic_registration:
            return
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(_WATCHED)])
        self.client_register_capability(
            types.RegistrationParams(
                [types.Registration("vplan-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)]
            )
        )

    # --- texts -------------------------------------------------------------------------------------------------------

    def _did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        self._touched(self.documents.open(item.uri, item.text, item.version))
        self._flush()

    def _did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        changes = [_change(event) for event in params.content_changes]
        document = self.documents.change(params.text_document.uri, changes, params.text_document.version)
        if document is not None:
            self._touched(document)

    def _did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._flush()
        document = self.documents.close(params.text_document.uri)
        if document is not None:
            self.session.closed(document)

    def _did_save(self, params: types.DidSaveTextDocumentParams) -> None:
        document = self.documents.get(params.text_document.uri)
        if document is not None:
            self._flush()
            self.session.saved(document)

    def _watched(self, params: types.DidChangeWatchedFilesParams) -> None:
        self._seen()
        names = [c for c in params.changes if c.type is not types.FileChangeType.Changed]
        paths = [path for change in params.changes if (path := to_path(change.uri)) is not None]
        self.session.files_changed(paths, names_too=bool(names))

    def _folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        for act, folders in (
            (self.session.add_folder, params.event.added),
            (self.session.remove_folder, params.event.removed),
        ):
            for folder in folders:
                path = to_path(folder.uri)
                if path is not None:
                    act(path)

    def _touched(self, document: Document) -> None:
        """Let a text be checked soon: at once when nothing follows, but never later than the first change asks for."""
        self._seen()
        self._dirty[document.uri] = document
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(DELAY, self._flush)

    def _flush(self) -> None:
        """Check the texts that have changed."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        dirty, self._dirty = self._dirty, {}
        for document in dirty.values():
            try:
                self.session.check(document)
            except Exception as error:
                logger.exception("check of %s", document.uri)
                self.report_server_error(error)

    def _seen(self) -> None:
        self._last_message = monotonic()

    async def background(self) -> None:
        """Check what is left, a piece at a time, while no messages come."""
        while True:
            if not self.session.has_work:
                self._work.clear()
                await self._work.wait()
            rest = IDLE - (monotonic() - self._last_message)
            await asyncio.sleep(max(rest, 0))
            if rest > 0:
                continue
            try:
                self.session.step()
            except Exception as error:
                logger.exception("background")
                self.report_server_error(error)

    # --- questions ---------------------------------------------------------------------------------------------------

    def _asked(self, uri: str) -> tuple[Document, Live, str] | None:
        """Return a document with its workspace and its path there, all changes taken in."""
        self._seen()
        self._flush()
        document = self.documents.get(uri)
        place = self.session.place(document) if document is not None else None
        return (document, *place) if document is not None and place is not None else None

    @property
    def features(self) -> Features:
        """The answers to questions about a place."""
        return Features(self.places, self.documents.encoding)

    def _definition(self, params: types.DefinitionParams) -> list[types.Location] | None:
        asked = self._asked(params.text_document.uri)
        if asked is None:
            return None
        document, live, file = asked
        return self.features.definition(live, file, document, params.position)

    async def _references(self, params: types.ReferenceParams) -> list[types.Location] | None:
        asked = self._asked(params.text_document.uri)
        if asked is None:
            return None
        document, live, file = asked
        with_definition = params.context.include_declaration
        return await self.features.references(live, file, document, params.position, with_definition=with_definition)

    def _hover(self, params: types.HoverParams) -> types.Hover | None:
        asked = self._asked(params.text_document.uri)
        if asked is None:
            return None
        document, live, file = asked
        return self.features.hover(live, file, document, params.position)

    def _completion(self, params: types.CompletionParams) -> list[types.CompletionItem]:
        asked = self._asked(params.text_document.uri)
        if asked is None:
            return []
        document, live, file = asked
        return self.features.completion(live, file, document, params.position)

    def _symbols(self, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        asked = self._asked(params.text_document.uri)
        if asked is None:
            return []
        _, live, file = asked
        return self.features.outline(live, file)

    def _actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        asked = self._asked(params.text_document.uri)
        if asked is None:
            return []
        _, live, file = asked
        only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
        return self.actions.at(live.root, live.findings(file), params.range, only)


def _change(event: types.TextDocumentContentChangeEvent) -> Change:
    if not isinstance(event, types.TextDocumentContentChangePartial):
        return Change(event.text)
    start, end = event.range.start, event.range.end
    return Change(event.text, (start.line, start.character, end.line, end.character))


def run() -> int:
    """Serve one client over standard input and output; return the exit code that the protocol asks for."""
    level = logging.INFO if os.environ.get("VPLAN_DEBUG") == "1" else logging.ERROR
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(message)s")
    keep_tokens(KEPT_PROSE)
    server = PlanServer()
    try:
        return serve(server.protocol, server.background())
    finally:
        server.publisher.pages.remove()
