/** Reports a long step while it runs. The caller decides how: this package does not write to the terminal. */
export type ShowStep = <T>(title: string, work: () => Promise<T>) => Promise<T>;
