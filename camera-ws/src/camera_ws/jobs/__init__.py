"""Captures that this service takes by itself: bursts, time-lapses, clips."""
