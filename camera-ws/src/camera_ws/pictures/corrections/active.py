"""The present references and switches, and the corrections computed from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from camera_ws.camera.base import Frame
from camera_ws.pictures.corrections.arithmetic import Correction, make_correction
from camera_ws.pictures.corrections.conditions import Conditions, difference, of_settings
from camera_ws.pictures.corrections.reference import Reference
from camera_ws.pictures.corrections.store import KINDS, Kind, Switches
from camera_ws.protocol.camera.corrections import AppliedCorrections, ReferenceState
from camera_ws.protocol.camera.settings import CameraSettings
from camera_ws.protocol.text import cut

Kinds = tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class ActiveCorrections:
    """Immutable: an update replaces it, so that a thread works with one consistent set."""

    references: Mapping[Kind, Reference]
    switches: Switches
    _computed: dict[Kinds, Correction] = field(default_factory=dict[Kinds, Correction])

    def active(self, kind: Kind) -> Reference | None:
        return self.references.get(kind) if getattr(self.switches, kind) else None

    def any_active(self) -> bool:
        return any(self.active(kind) is not None for kind in KINDS)

    def with_switches(self, switches: Switches) -> "ActiveCorrections":
        """Other switches for the same references; keeps the computed corrections."""
        return ActiveCorrections(self.references, switches, self._computed)

    def matching(self, frame: Frame, now: Conditions) -> Kinds:
        """The active references that were taken under the conditions of this frame."""
        return tuple(kind for kind in KINDS if _matches(self.active(kind), frame, now))

    def correction(self, kinds: Kinds) -> Correction:
        """Computed on first use. Two threads may both compute it, with the same result."""
        correction = self._computed.get(kinds)
        if correction is None:
            dark, flat = (self.references[kind] if kind in kinds else None for kind in KINDS)
            depth = self.references[kinds[0]].bit_depth
            correction = make_correction(dark.mean if dark else None, flat.mean if flat else None, depth)
            self._computed[kinds] = correction
        return correction

    def applied(self, kinds: Kinds) -> AppliedCorrections:
        return AppliedCorrections(**{kind: self.references[kind].applied for kind in kinds})

    def state(self, kind: Kind, settings: CameraSettings | None) -> ReferenceState:
        """Includes the reason why an active reference does not match these settings."""
        reference = self.references.get(kind)
        if reference is None:
            return ReferenceState(state="none")
        is_on = self.active(kind) is not None
        mismatch = difference(reference.of_settings, of_settings(settings)) if is_on and settings else None
        return ReferenceState(
            state="on" if is_on else "off",
            taken_at_us=reference.taken_at_us,
            frames=reference.frames,
            mismatch=cut(mismatch, 300) if mismatch else None,
        )


def _matches(reference: Reference | None, frame: Frame, now: Conditions) -> bool:
    if reference is None or reference.bit_depth != frame.descriptor.bit_depth:
        return False
    height, width = reference.mean.shape[:2]
    channels = 3 if reference.mean.ndim == 3 else 1
    descriptor = frame.descriptor
    same_size = (height, width, channels) == (descriptor.height, descriptor.width, descriptor.channels)
    return same_size and difference(reference.of_frame, now) is None
