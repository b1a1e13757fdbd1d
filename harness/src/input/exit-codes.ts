/** Of the commands that watch streams: `crowd`, `run` and `serve`. */
export const EXIT = { met: 0, missed: 1, wrongArguments: 2, notWatchable: 3, crashed: 70, interrupted: 130 } as const;
