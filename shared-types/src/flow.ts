/**
 * A viewer acknowledges at least this often while there is something to acknowledge, ms. Each acknowledgement costs
 * the hub about as much as a third of a frame; silence for longer than this tells it that the viewer has trouble.
 */
export const ACK_INTERVAL_MS = 400;
