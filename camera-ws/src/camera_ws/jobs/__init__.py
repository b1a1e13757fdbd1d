"""Jobs: bursts, time-lapses and clips, which this service takes without the hub."""
