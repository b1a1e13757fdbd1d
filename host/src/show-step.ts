/** Shows a step that may take long while it runs. The caller decides how: this package writes to no terminal. */
export type ShowStep = <T>(title: string, work: () => Promise<T>) => Promise<T>;
