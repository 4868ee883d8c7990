"""The standard library of Python 3.6 to 3.15.

Written by `tools/compile_facts.py` from data/stdlib.toml.
"""

# fmt: off
# ruff: noqa: E501

from __future__ import annotations

ALWAYS: frozenset[str] = frozenset(('__future__', '_collections_abc', '_thread', '_weakref', '_winapi', 'abc', 'antigravity', 'argparse', 'array', 'ast', 'asyncio', 'atexit', 'base64', 'bdb', 'binascii', 'bisect', 'builtins', 'bz2', 'cProfile', 'calendar', 'cmath', 'cmd', 'code', 'codecs', 'codeop', 'collections', 'colorsys', 'compileall', 'concurrent', 'configparser', 'contextlib', 'copy', 'copyreg', 'csv', 'ctypes', 'curses', 'datetime', 'dbm', 'decimal', 'difflib', 'dis', 'doctest', 'email', 'encodings', 'ensurepip', 'enum', 'errno', 'faulthandler', 'fcntl', 'filecmp', 'fileinput', 'fnmatch', 'fractions', 'ftplib', 'functools', 'gc', 'genericpath', 'getopt', 'getpass', 'gettext', 'glob', 'grp', 'gzip', 'hashlib', 'heapq', 'hmac', 'html', 'http', 'idlelib', 'imaplib', 'importlib', 'inspect', 'io', 'ipaddress', 'itertools', 'json', 'keyword', 'linecache', 'locale', 'logging', 'lzma', 'mailbox', 'marshal', 'math', 'mimetypes', 'mmap', 'modulefinder', 'msvcrt', 'multiprocessing', 'netrc', 'nt', 'ntpath', 'nturl2path', 'numbers', 'opcode', 'operator', 'optparse', 'os', 'pathlib', 'pdb', 'pickle', 'pickletools', 'pkgutil', 'platform', 'plistlib', 'poplib', 'posix', 'posixpath', 'pprint', 'profile', 'pstats', 'pty', 'pwd', 'py_compile', 'pyclbr', 'pydoc', 'pydoc_data', 'pyexpat', 'queue', 'quopri', 'random', 're', 'readline', 'reprlib', 'resource', 'rlcompleter', 'runpy', 'sched', 'secrets', 'select', 'selectors', 'shelve', 'shlex', 'shutil', 'signal', 'site', 'smtplib', 'socket', 'socketserver', 'sqlite3', 'ssl', 'stat', 'statistics', 'string', 'stringprep', 'struct', 'subprocess', 'symtable', 'sys', 'sysconfig', 'syslog', 'tabnanny', 'tarfile', 'tempfile', 'termios', 'textwrap', 'this', 'threading', 'time', 'timeit', 'tkinter', 'token', 'tokenize', 'trace', 'traceback', 'tracemalloc', 'tty', 'turtle', 'turtledemo', 'types', 'typing', 'unicodedata', 'unittest', 'urllib', 'uuid', 'venv', 'warnings', 'wave', 'weakref', 'webbrowser', 'winreg', 'winsound', 'wsgiref', 'xml', 'xmlrpc', 'zipapp', 'zipfile', 'zipimport', 'zlib'))
"""Modules of all versions."""

RANGED: dict[str, tuple[str, str]] = {
    '_dummy_thread': ('', '3.9'),
    'aifc': ('', '3.13'),
    'annotationlib': ('3.14', ''),
    'asynchat': ('', '3.12'),
    'asyncore': ('', '3.12'),
    'audioop': ('', '3.13'),
    'binhex': ('', '3.11'),
    'cgi': ('', '3.13'),
    'cgitb': ('', '3.13'),
    'chunk': ('', '3.13'),
    'compression': ('3.14', ''),
    'concurrent.interpreters': ('3.14', ''),
    'contextvars': ('3.7', ''),
    'crypt': ('', '3.13'),
    'dataclasses': ('3.7', ''),
    'distutils': ('', '3.12'),
    'dummy_threading': ('', '3.9'),
    'formatter': ('', '3.10'),
    'graphlib': ('3.9', ''),
    'imghdr': ('', '3.13'),
    'imp': ('', '3.12'),
    'importlib.metadata': ('3.8', ''),
    'importlib.resources': ('3.7', ''),
    'lib2to3': ('', '3.13'),
    'macpath': ('', '3.8'),
    'macurl2path': ('', '3.7'),
    'mailcap': ('', '3.13'),
    'msilib': ('', '3.13'),
    'nis': ('', '3.13'),
    'nntplib': ('', '3.13'),
    'ossaudiodev': ('', '3.13'),
    'parser': ('', '3.10'),
    'pipes': ('', '3.13'),
    'profiling': ('3.15', ''),
    'smtpd': ('', '3.12'),
    'sndhdr': ('', '3.13'),
    'spwd': ('', '3.13'),
    'sre_compile': ('', '3.15'),
    'sre_constants': ('', '3.15'),
    'sre_parse': ('', '3.15'),
    'string.templatelib': ('3.14', ''),
    'sunau': ('', '3.13'),
    'symbol': ('', '3.10'),
    'telnetlib': ('', '3.13'),
    'tomllib': ('3.11', ''),
    'uu': ('', '3.13'),
    'xdrlib': ('', '3.13'),
    'zoneinfo': ('3.9', ''),
}
"""Modules of some versions: since (inclusive) and before (exclusive); may be empty."""
