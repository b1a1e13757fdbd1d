/**
 * Maximum time between acknowledgements while frames are unacknowledged, ms. An acknowledgement costs the hub about a
 * third of a frame. A longer silence means that the viewer has a problem.
 */
export const ACK_INTERVAL_MS = 400;
