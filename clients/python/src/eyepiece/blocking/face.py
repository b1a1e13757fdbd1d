"""Makes the methods of the blocking face from those of the asynchronous face."""

import functools
import inspect
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, Self, TypeVar, overload

from eyepiece.blocking.loop import LoopThread

A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)
Context_co = TypeVar("Context_co", bound="Context", covariant=True)
P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


class Context(Protocol):
    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


class Face(Generic[A_co]):
    """An object of the asynchronous face, and the event loop that runs its methods."""

    def __init__(self, loop: LoopThread, inner: A_co) -> None:
        self._loop = loop
        self._inner = inner


class ContextFace(Face[Context_co], Generic[Context_co]):
    """A face that is used with `with`, where the asynchronous one is used with `async with`."""

    def __enter__(self) -> Self:
        self._loop.run(self._inner.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run(self._inner.__aexit__(kind, error, trace))


@overload
def blocking(method: Callable[Concatenate[A, P], Coroutine[Any, Any, T]]) -> Callable[Concatenate[Face[A], P], T]: ...
@overload
def blocking(
    method: Callable[Concatenate[A, P], Coroutine[Any, Any, T]], wrap: Callable[[LoopThread, T], R]
) -> Callable[Concatenate[Face[A], P], R]: ...
def blocking(
    method: Callable[Concatenate[A, P], Coroutine[Any, Any, Any]], wrap: Callable[[LoopThread, Any], Any] | None = None
) -> Callable[Concatenate[Face[A], P], Any]:
    """A method with the parameters and the description of `method` that waits for its result.

    wrap: turns the result into an object of the blocking face.
    """

    def call(self: Face[A], /, *args: P.args, **kwargs: P.kwargs) -> Any:
        loop, inner = _parts(self)
        result = loop.run(method(inner, *args, **kwargs))
        return result if wrap is None else wrap(loop, result)

    return _described(call, method, wrap)


def direct(
    method: Callable[Concatenate[A, P], T], wrap: Callable[[LoopThread, T], R]
) -> Callable[Concatenate[Face[A], P], R]:
    """As `blocking`, for a method that asks the hub nothing and returns at once."""

    def call(self: Face[A], /, *args: P.args, **kwargs: P.kwargs) -> R:
        loop, inner = _parts(self)
        return wrap(loop, method(inner, *args, **kwargs))

    return _described(call, method, wrap)


def _parts(self: Face[A]) -> tuple[LoopThread, A]:
    return self._loop, self._inner  # pyright: ignore[reportPrivateUsage] # for methods of the class


C = TypeVar("C", bound=Callable[..., Any])


def _described(call: C, method: Callable[..., Any], wrap: Callable[..., Any] | None) -> C:
    """Gives `call` the name, the parameters and the description that help() shows."""
    functools.update_wrapper(call, method, assigned=("__name__", "__doc__"), updated=())
    signature = inspect.signature(method)
    if wrap is not None:
        result = wrap if isinstance(wrap, type) else inspect.signature(wrap).return_annotation
        signature = signature.replace(return_annotation=result)
    call.__dict__["__signature__"] = signature
    return call
