/** The package has no types. It exports nothing and sets a global name. */
declare module '@mermaid-js/tiny';
