"""The chain of references of one tier, as it is sent."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from camera_ws.link.frames.video_chain import KEY_INTERVAL_S, Chain


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


steps = st.lists(
    st.tuples(
        st.integers(1, 5),  # frames since the last one
        st.booleans(),  # a key frame is requested
        st.booleans(),  # the encoder makes a key frame by itself
        st.booleans(),  # a frame of an older stream comes
        st.floats(0, 1),  # seconds since the last one
    ),
    max_size=60,
)


@given(steps, st.integers(0, 2**32 - 1))
def test_every_delta_frame_depends_on_the_last_one_sent(
    script: list[tuple[int, bool, bool, bool, float]], seq: int
) -> None:
    clock = Clock()
    chain = Chain("lean", clock)
    sent: int | None = None
    requested_keys: list[float] = []
    for distance, request, epoch, older, seconds in script:
        clock.now_s += seconds
        if request:
            chain.request_key()
        forced = chain.needs_key
        seq = (seq + (-distance if older else distance)) % 2**32
        fields = chain.link(seq, forced or epoch)
        if fields is None:
            assert older, "only a frame of an older stream is left out"
            sent = None
            continue
        assert fields.depends_on == (seq if fields.key else sent)
        assert fields.key or sent is not None
        if forced and sent is not None:
            requested_keys.append(clock.now_s)
        sent = seq
    gaps = [later - earlier for earlier, later in pairwise(requested_keys)]
    assert all(gap >= KEY_INTERVAL_S for gap in gaps)


def test_a_request_within_the_interval_is_kept_until_its_end() -> None:
    clock = Clock()
    chain = Chain("lean", clock)
    chain.link(1, key=True)
    clock.now_s = KEY_INTERVAL_S / 2
    chain.request_key()
    assert not chain.needs_key
    chain.link(2, key=False)
    clock.now_s = KEY_INTERVAL_S
    assert chain.needs_key
    chain.link(3, key=True)
    clock.now_s = 10 * KEY_INTERVAL_S
    assert not chain.needs_key
