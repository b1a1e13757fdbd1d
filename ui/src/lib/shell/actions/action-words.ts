/** What is known of an action besides what it does. */
export type ActionScope = 'everywhere' | 'live' | 'wall' | 'capture' | 'compare';

export interface ActionWords {
  /** The views that offer it. */
  readonly scope: ActionScope;
  /** For buttons, tooltips and the command palette. */
  readonly name: string;
  /** For the list of shortcuts. */
  readonly text: string;
  /** Values of `KeyboardEvent.key`, letters in lower case. */
  readonly keys?: readonly string[];
  /** The key as it is shown. */
  readonly label?: string;
  /** Acts again while the key is held. */
  readonly repeats?: boolean;
  /** Other words under which the command palette finds it. */
  readonly search?: string;
}
