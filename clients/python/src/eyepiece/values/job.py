"""The state of a job that a camera service runs."""

from typing import Literal

from eyepiece.values.record import OfCamera, mapping

ENDED = ("done", "cancelled", "failed")
Format = Literal["jpg", "png", "png8", "tiff", "ome-tiff", "raw"]


class JobState(OfCamera):
    """As last reported. `data` has all fields, see Job at /docs of the hub."""

    def __repr__(self) -> str:
        return f"<JobState {self.kind} {self.state} {self.done}/{self.total}>"

    @property
    def kind(self) -> str:
        """burst, timelapse or clip."""
        return str(mapping(self._field("job"), "job").get("kind"))

    @property
    def state(self) -> str:
        """running, paused, done, cancelled or failed."""
        return self._text("state")

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def reason(self) -> str | None:
        """Why it is paused or failed."""
        return self._optional_text("reason")

    @property
    def total(self) -> int:
        """Pictures, or frames of a clip, to take."""
        return self._whole("total")

    @property
    def done(self) -> int:
        """Pictures that are durable at the camera service; for a clip, encoded frames."""
        return self._whole("done")

    @property
    def missed(self) -> int:
        """Due but not taken."""
        return self._whole("missed")
