"""The references at hand, what is on, and the arithmetic made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from camera_ws.camera.base import Frame
from camera_ws.corrections.arithmetic import Correction, make_correction
from camera_ws.corrections.conditions import Conditions, difference, of_settings
from camera_ws.corrections.reference import Reference
from camera_ws.corrections.store import KINDS, Kind, Switches
from camera_ws.protocol.corrections import AppliedCorrections, ReferenceState
from camera_ws.protocol.settings import CameraSettings
from camera_ws.protocol.text import cut

Kinds = tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """Never changed, only replaced: a thread that works with one works with it to the end."""

    references: Mapping[Kind, Reference]
    switches: Switches
    _made: dict[Kinds, Correction] = field(default_factory=dict[Kinds, Correction])

    def on(self, kind: Kind) -> Reference | None:
        return self.references.get(kind) if getattr(self.switches, kind) else None

    def any_on(self) -> bool:
        return any(self.on(kind) is not None for kind in KINDS)

    def switched(self, switches: Switches) -> "Held":
        """Other switches over the same references: what was made of them stays."""
        return Held(self.references, switches, self._made)

    def fitting(self, frame: Frame, now: Conditions) -> Kinds:
        """Those that are on and were taken under the conditions of this frame."""
        return tuple(kind for kind in KINDS if _fits(self.on(kind), frame, now))

    def correction(self, kinds: Kinds) -> Correction:
        """Made by the first who needs it. Two threads at once may both make it, and get the same."""
        correction = self._made.get(kinds)
        if correction is None:
            dark, flat = (self.references[kind] if kind in kinds else None for kind in KINDS)
            depth = self.references[kinds[0]].bit_depth
            correction = make_correction(dark.mean if dark else None, flat.mean if flat else None, depth)
            self._made[kinds] = correction
        return correction

    def applied(self, kinds: Kinds) -> AppliedCorrections:
        return AppliedCorrections(**{kind: self.references[kind].applied for kind in kinds})

    def state(self, kind: Kind, settings: CameraSettings | None) -> ReferenceState:
        """With the reason why a reference that is on does not fit these settings."""
        reference = self.references.get(kind)
        if reference is None:
            return ReferenceState(state="none")
        is_on = self.on(kind) is not None
        mismatch = difference(reference.of_settings, of_settings(settings)) if is_on and settings else None
        return ReferenceState(
            state="on" if is_on else "off",
            taken_at_us=reference.taken_at_us,
            frames=reference.frames,
            mismatch=cut(mismatch, 300) if mismatch else None,
        )


def _fits(reference: Reference | None, frame: Frame, now: Conditions) -> bool:
    if reference is None or reference.bit_depth != frame.descriptor.bit_depth:
        return False
    height, width = reference.mean.shape[:2]
    channels = 3 if reference.mean.ndim == 3 else 1
    descriptor = frame.descriptor
    same_size = (height, width, channels) == (descriptor.height, descriptor.width, descriptor.channels)
    return same_size and difference(reference.of_frame, now) is None
