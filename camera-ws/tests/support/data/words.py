"""Texts that people may write."""

from hypothesis import strategies as st

from camera_ws.protocol.names import check_label


def labels(max_size: int) -> st.SearchStrategy[str]:
    """All labels that the protocol accepts."""
    written = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
    return st.text(alphabet=written, max_size=max_size).filter(_is_label)


def texts(max_size: int) -> st.SearchStrategy[str]:
    """All multi-line texts that the protocol accepts."""
    return st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=max_size)


def _is_label(text: str) -> bool:
    try:
        check_label(text)
    except ValueError:
        return False
    return True
