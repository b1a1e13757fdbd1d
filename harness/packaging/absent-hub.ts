/** Takes the place of `src/system/processes/hub-process.ts` in the package, which has no hub. */
export const ADMIN = { email: '', password: '' };

export const HubProcess = {
  start: (): Promise<never> =>
    Promise.reject(new Error('a hub can be started only in a checkout of Eyepiece: name the address of one that runs')),
};
