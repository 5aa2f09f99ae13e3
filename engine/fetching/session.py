"""HTTP sessions whose connections are the interruptible sockets of `engine.fetching.sockets`."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from engine.errors import DataError
from engine.fetching.answers import GO_ON, TRY_LATER
from engine.fetching.patience import Overdue, Patience
from engine.fetching.sockets import Unreachable, connect, secure_context

_NO_REASON = "it failed"


class Cut(Exception):
    """The connection ended before its time."""


def open_session(patience: Patience) -> requests.Session:
    """Return a session that waits with `patience`; close it after use.

    Proxies and certificates are those that the environment names, as everywhere else.
    """
    session = _Session()
    # What arrives must be the file itself, for its length and its checksum are known.
    session.headers.update({"User-Agent": "centroid-lab", "Accept-Encoding": "identity"})
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter(patience))
    return session


@contextmanager
def readable_network_errors(name: str, host: str) -> Iterator[None]:
    """Turn what libraries say of the network into a `DataError` on `name`, or `Cut`."""
    try:
        yield
    except Overdue as error:
        raise DataError(name, str(error), GO_ON) from error
    except Unreachable as error:
        raise DataError(name, str(error), "Check your network, or try again later") from error
    except requests.exceptions.SSLError as error:
        problem = f"no secure connection to {host} ({_reason(error)})"
        raise DataError(name, problem, "Check your computer's date and your network") from error
    except requests.exceptions.ProxyError as error:
        problem = f"the proxy on the way to {host} refuses"
        raise DataError(name, problem, "Check the proxy settings") from error
    except (requests.exceptions.ConnectionError, HTTPError) as error:
        raise Cut from error
    except (requests.exceptions.RequestException, ValueError) as error:
        raise DataError(name, f"{host} cannot be asked ({error})", TRY_LATER) from error
    except OSError as error:
        raise Cut from error


def _reason(error: BaseException) -> str:
    """Return what OpenSSL says; libraries wrap it, each in a way of its own."""
    seen: list[BaseException] = [error]
    for found in seen:
        if isinstance(found, ssl.SSLError):
            said = getattr(found, "verify_message", "") or getattr(found, "reason", "")
            return (said or _NO_REASON).replace("_", " ").lower()
        inner = (*found.args, found.__cause__, found.__context__, getattr(found, "reason", None))
        seen += [each for each in inner if isinstance(each, BaseException) and each not in seen]
    return _NO_REASON


class _Session(requests.Session):
    """Leaves redirects to its user, who looks at where they lead; their bodies stay unread."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


class _Adapter(HTTPAdapter):
    """Opens connections through `connect`."""

    def __init__(self, patience: Patience) -> None:
        self._context = secure_context(patience)
        self._pools = _pool_classes(patience)
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, ssl_context=self._context, **named)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        if proxy.lower().startswith("socks"):  # these connect in a way of their own
            return super().proxy_manager_for(proxy, **named)
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **named)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _pool_classes(patience: Patience) -> dict[str, type[HTTPConnectionPool]]:
    """Return for each scheme a class of pools, whose connections wait with `patience`."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self._dns_host, self.port or self.default_port, patience)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self._dns_host, self.port or self.default_port, patience)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
