/** Package version and hash of the sources of the page that runs. */
export const UI_VERSION = __UI_VERSION__;
