"""The language server: findings while one types, across files, with fixes and rule pages.

Needs pygls (`pip install amllint[lsp]`). Open documents are laid over the files on disk; what is checked are the
deployments that they concern, and findings are told wherever they fall.
"""

from __future__ import annotations

import asyncio
import os

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from . import __version__, pages
from .config import find_root
from .finding import Edit
from .fix import Unfixable, ready
from .fix.places import in_file
from .project import Project, SettingsError, open_project
from .record import Record, replace
from .rules.index import RULES
from .text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .finding import Finding, Fix
    from .text import Span

PAUSE = 0.2
"""Seconds without a key stroke after which a changed document is checked."""

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}


class _Told(Record):
    """What was last told of a project: its findings, by the URI of the file in which they fall."""

    project: Project
    findings: dict[str, tuple[Finding, ...]]


class Server(LanguageServer):
    """One editor's session: the open documents and what was told about them."""

    def __init__(self) -> None:
        super().__init__("amllint", __version__)
        self.told: dict[str, _Told] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._mistakes: dict[str, tuple[str, ...]] = {}

    def soon(self, uri: str, pause: float = PAUSE) -> None:
        """Check the project of a document when nothing has changed in it for a while."""
        path = to_fs_path(uri)
        if path is None:
            return
        root = find_root([path])[0]
        if root in self._waiting:
            self._waiting.pop(root).cancel()
        self._waiting[root] = asyncio.get_running_loop().call_later(pause, self.check, root)

    def check(self, root: str) -> None:
        """Check the deployments that the open documents of a project concern, and tell what is found."""
        self._waiting.pop(root, None)
        opened = {}
        for uri, document in self.workspace.text_documents.items():
            path = to_fs_path(uri)
            if path is not None and find_root([path])[0] == root:
                opened[path] = document.source
        found: dict[str, tuple[Finding, ...]] = {}
        project = self._project(root, tuple(opened))
        if project is None:
            return
        if opened:
            overlay = {project.relative(path): text.encode("utf-8", "replace") for path, text in opened.items()}
            for finding in project.check(overlay=overlay).shown:
                uri = self._uri(project, finding.span.path)
                found[uri] = (*found.get(uri, ()), finding)
        before = self.told.get(root)
        for uri in (*found, *(before.findings if before is not None else ())):
            if uri in found or (before is not None and before.findings.get(uri)):
                diagnostics = [self._diagnostic(project, finding) for finding in found.get(uri, ())]
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics))
        self.told[root] = _Told(project, found)

    def _project(self, root: str, paths: tuple[str, ...]) -> Project | None:
        """The project, or None, with a message that is shown once, for settings that cannot be used."""
        try:
            project = open_project([root])
        except SettingsError as error:
            if self._mistakes.get(root) != error.messages:
                self._mistakes[root] = error.messages
                text = "amllint: " + "; ".join(error.messages)
                self.window_show_message(types.ShowMessageParams(types.MessageType.Error, text))
            return None
        self._mistakes.pop(root, None)
        return replace(project, paths=paths or (root,))

    def _uri(self, project: Project, path: str) -> str:
        """The URI of a file of the project, as the editor spells it where the file is open."""
        full = os.path.join(project.root, *path.split("/"))
        uris: list[str] = list(self.workspace.text_documents)
        for uri in uris:
            other = to_fs_path(uri)
            if other is not None and os.path.normcase(other) == os.path.normcase(full):
                return uri
        return from_fs_path(full) or full

    # -- places ------------------------------------------------------------------------------------------------------

    def range(self, span: Span) -> types.Range:
        """The range of a span in its file, in the units that the editor counts in."""
        try:
            span = in_file(Edit(span, "")).span
        except Unfixable:  # a text that stands nowhere as it is: its first line
            place = span.place
            return types.Range(types.Position(place.line - 1, 0), types.Position(place.line, 0))
        return types.Range(self._position(span.source, span.start), self._position(span.source, span.end))

    def _position(self, source: Source, offset: int) -> types.Position:
        line, column = source.position(offset)
        text = [source.line(line)]
        units = self.workspace.position_codec.position_to_client_units(text, types.Position(0, column - 1))
        return types.Position(line - 1, units.character)

    def _diagnostic(self, project: Project, finding: Finding) -> types.Diagnostic:
        related = [
            types.DiagnosticRelatedInformation(
                types.Location(self._uri(project, label.span.path), self.range(label.span)), label.message
            )
            for label in finding.labels
        ]
        return types.Diagnostic(
            self.range(finding.span),
            finding.message + (f"\nhelp: {finding.help}" if finding.help else ""),
            severity=_SEVERITIES[finding.severity],
            code=f"{finding.code} {finding.name}",
            source="amllint",
            related_information=related or None,
        )

    # -- questions ---------------------------------------------------------------------------------------------------

    def at(self, uri: str, wanted: types.Range) -> list[tuple[Project, Finding]]:
        """The findings told of a document whose ranges meet a range."""
        return [
            (told.project, finding)
            for told in self.told.values()
            for finding in told.findings.get(uri, ())
            if _meet(self.range(finding.span), wanted)
        ]

    def actions(self, uri: str, wanted: types.Range) -> list[types.CodeAction]:
        """The fixes of the findings in a range, each once."""
        made: dict[str, types.CodeAction] = {}
        for project, finding in self.at(uri, wanted):
            edit = self._workspace_edit(project, finding.fix) if finding.fix is not None else None
            if finding.fix is None or edit is None:
                continue
            unsafe = finding.fix.safety == "unsafe"
            title = f"{finding.code}: {finding.fix.description}" + (" (unsafe)" if unsafe else "")
            made[title] = types.CodeAction(
                title,
                types.CodeActionKind.QuickFix,
                [self._diagnostic(project, finding)],
                is_preferred=not unsafe,
                edit=edit,
            )
        return list(made.values())

    def _workspace_edit(self, project: Project, fix: Fix) -> types.WorkspaceEdit | None:
        try:
            files = ready(fix)
        except Unfixable:
            return None
        return types.WorkspaceEdit(
            {
                self._uri(project, path): [types.TextEdit(self.range(edit.span), edit.text) for edit in edits]
                for path, edits in files.items()
            }
        )

    def pages(self, uri: str, position: types.Position) -> types.Hover | None:
        """The pages of the rules whose findings stand at a position."""
        infos = {info.code: info for told in self.told.values() for info in told.project.rules}
        infos.update((info.code, info) for info in RULES)
        codes = dict.fromkeys(finding.code for _, finding in self.at(uri, types.Range(position, position)))
        texts = [pages.page_of(infos[code]).text for code in codes if code in infos]
        if not texts:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n---\n\n".join(texts)))


def _meet(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end


def make() -> Server:
    """A server that answers what editors ask."""
    server = Server()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.soon(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.soon(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.soon(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.soon(params.text_document.uri, 0)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return server.actions(params.text_document.uri, params.range)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        return server.pages(params.text_document.uri, params.position)

    return server


def serve() -> None:
    """Serve one editor over standard input and output, until it says exit."""
    make().start_io()
