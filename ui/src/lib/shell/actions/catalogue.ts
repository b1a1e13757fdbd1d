import { t } from '../../../languages/translate.ts';

/**
 * The words and keys of every action. Buttons, tooltips, menus, the list of shortcuts and the command palette read them
 * from here.
 */
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

export const ACTIONS = {
  capture: { scope: 'live', name: 'Capture', text: 'Capture', keys: ['c'], label: 'C', search: 'snap take picture photo' },
  'cancel-capture': {
    scope: 'live',
    name: 'Cancel the capture',
    text: 'Cancel a capture that is not exposed yet',
    search: 'stop abort exposure',
  },
  record: {
    scope: 'live',
    name: 'Record a clip',
    text: 'Record a clip, again to stop',
    keys: ['r'],
    label: 'R',
    search: 'video start stop recording',
  },
  burst: { scope: 'live', name: 'Take a burst', text: 'Take a burst', search: 'series pictures in a row' },
  freeze: {
    scope: 'live',
    name: 'Freeze or resume',
    text: 'Freeze or resume the picture',
    keys: [' '],
    label: t('Space', undefined, 'key'),
    search: 'pause hold picture',
  },
  'stop-live': {
    scope: 'live',
    name: 'Stop or start the live picture for everybody',
    text: 'Stop or start the live picture for everybody',
    search: 'pause camera light off resume',
  },
  control: {
    scope: 'live',
    name: 'Take, request or release control',
    text: 'Take, request or release control of the camera',
    keys: ['t'],
    label: 'T',
    search: 'lease withdraw',
  },
  fit: {
    scope: 'live',
    name: 'Fit or fill',
    text: 'Fit the picture, again to fill',
    keys: ['f'],
    label: 'F',
    search: 'zoom whole picture',
  },
  'one-to-one': {
    scope: 'live',
    name: 'One to one',
    text: 'One picture pixel per screen pixel',
    keys: ['1'],
    label: '1',
    search: 'zoom 100 %',
  },
  histogram: { scope: 'live', name: 'Histogram', text: 'Histogram', keys: ['h'], label: 'H', search: 'show hide' },
  guides: {
    scope: 'live',
    name: 'Guides',
    text: 'Guides: crosshair, grid, circles, none',
    keys: ['g'],
    label: 'G',
    search: 'crosshair grid circles',
  },
  measure: {
    scope: 'live',
    name: 'Measure',
    text: 'Measure; Esc stops',
    keys: ['m'],
    label: 'M',
    search: 'distance angle area length ruler',
  },
  annotate: {
    scope: 'live',
    name: 'Annotate',
    text: 'Annotate: arrow, text, box, stroke, length; Esc stops',
    keys: ['a'],
    label: 'A',
    search: 'draw arrow text box',
  },
  point: {
    scope: 'live',
    name: 'Share your pointer',
    text: 'Share your pointer with others; again to stop',
    keys: ['p'],
    label: 'P',
  },
  'over-exposure': {
    scope: 'live',
    name: 'Mark over-exposed pixels',
    text: 'Mark over-exposed pixels',
    keys: ['o'],
    label: 'O',
    search: 'saturation highlight',
  },
  peaking: {
    scope: 'live',
    name: 'Focus peaking',
    text: 'Focus peaking: marks sharp edges, for you only',
    keys: ['k'],
    label: 'K',
    search: 'sharp edges focus assist',
  },
  'false-colour': {
    scope: 'live',
    name: 'Next false colour',
    text: 'The next false colour, for you only',
    search: 'lut palette lookup table viridis fire inverted grey',
  },
  display: {
    scope: 'live',
    name: 'Display for you',
    text: 'Display for you: peaking, false colour, filters',
    keys: ['d'],
    label: 'D',
    search: 'filter smooth sharpen edges background threshold channels',
  },
  'plain-picture': {
    scope: 'live',
    name: 'Plain picture',
    text: 'The plain picture, again for the altered one',
    search: 'reset filters off original',
  },
  profile: {
    scope: 'live',
    name: 'Line profile',
    text: 'Line profile: draw a line and plot its samples; Esc stops',
    keys: ['l'],
    label: 'L',
    search: 'plot samples intensity cross section',
  },
  'measured-region': {
    scope: 'live',
    name: 'Measured region',
    text: 'Histogram and sharpness of a region; Esc stops',
    keys: ['b'],
    label: 'B',
    search: 'box area histogram focus score',
  },
  'camera-region': {
    scope: 'live',
    name: 'Draw the camera region',
    text: 'Draw the region that the camera reads; Enter sets it',
    search: 'roi crop subarray presets centre',
  },
  'white-point': {
    scope: 'live',
    name: 'White balance from a point',
    text: 'White balance from a picked point',
    search: 'pipette grey gains colour',
  },
  'full-screen': { scope: 'live', name: 'Full screen', text: 'Full screen, again to leave', search: 'fullscreen maximize' },
  kiosk: {
    scope: 'live',
    name: 'Kiosk',
    text: 'Kiosk: only the picture, for a display without keyboard and mouse; Back leaves it',
    search: 'display wall screen signage',
  },
  panel: { scope: 'live', name: 'Show or hide the camera settings', text: 'Show or hide the camera settings', search: 'panel sidebar' },
  rewind: {
    scope: 'live',
    name: 'Look back',
    text: 'Look back at the last pictures; Esc returns to the live picture',
    keys: ['w'],
    label: 'W',
    search: 'rewind past history replay last seconds',
  },
  'rewind-back': { scope: 'live', name: 'One picture back', text: 'One picture back', keys: [','], label: ',', repeats: true },
  'rewind-forward': { scope: 'live', name: 'One picture forward', text: 'One picture forward', keys: ['.'], label: '.', repeats: true },
  'rewind-capture': {
    scope: 'live',
    name: 'Capture this one',
    text: 'Capture the past picture that is shown',
    keys: ['x'],
    label: 'X',
    search: 'rewind past missed',
  },
  'rewind-clip': {
    scope: 'live',
    name: 'Keep the last 20 s as a clip',
    text: 'Keep the 20 s up to the past picture that is shown as a clip',
    search: 'rewind past video recording',
  },
  'stop-tool': { scope: 'live', name: 'Stop the tool', text: 'Discard the drawing, then stop the tool', keys: ['escape'], label: 'Esc' },

  'capture-all': {
    scope: 'wall',
    name: 'Capture all',
    text: 'Take a picture with every selected camera, or with all',
    keys: ['c'],
    label: 'C',
    search: 'snap several cameras group shot',
  },
  'copy-settings': {
    scope: 'wall',
    name: 'Copy settings…',
    text: 'Copy settings from one camera to others',
    search: 'transfer same several cameras',
  },
  'select-cameras': {
    scope: 'wall',
    name: 'Select cameras',
    text: 'Select cameras, again to end',
    keys: ['s'],
    label: 'S',
    search: 'choose group several',
  },

  previous: {
    scope: 'capture',
    name: 'Previous capture',
    text: 'Previous capture of the filtered list',
    keys: ['arrowleft'],
    label: '←',
    repeats: true,
  },
  next: {
    scope: 'capture',
    name: 'Next capture',
    text: 'Next capture of the filtered list',
    keys: ['arrowright'],
    label: '→',
    repeats: true,
  },
  'fit-capture': {
    scope: 'capture',
    name: 'Whole picture',
    text: 'Whole picture, again to fill',
    keys: ['f'],
    label: 'F',
    search: 'zoom fit',
  },
  'capture-one-to-one': { scope: 'capture', name: 'One to one', text: 'One to one', keys: ['z'], label: 'Z', search: 'zoom 100 %' },
  'annotate-capture': {
    scope: 'capture',
    name: 'Annotate',
    text: 'Annotate; Esc stops',
    keys: ['a'],
    label: 'A',
    search: 'draw arrow text',
  },
  'compare-capture': { scope: 'capture', name: 'Compare with its neighbour', text: 'Compare with its neighbour', keys: ['c'], label: 'C' },
  'download-capture': {
    scope: 'capture',
    name: 'Download the original',
    text: 'Download the original file',
    keys: ['d'],
    label: 'D',
    search: 'export save file',
  },
  'delete-capture': {
    scope: 'capture',
    name: 'Delete',
    text: 'Delete, with undo',
    keys: ['x', 'delete'],
    label: 'X',
    search: 'remove trash',
  },
  'leave-capture': {
    scope: 'capture',
    name: 'Back to the library',
    text: 'Stop annotating, then back to the library',
    keys: ['escape'],
    label: 'Esc',
  },

  'next-pair': {
    scope: 'compare',
    name: 'Next pair',
    text: 'Next pair; with two captures, the next B',
    keys: ['arrowright'],
    label: '→',
    repeats: true,
  },
  'previous-pair': { scope: 'compare', name: 'Previous pair', text: 'Previous pair', keys: ['arrowleft'], label: '←', repeats: true },
  'compare-side': { scope: 'compare', name: 'Side by side', text: 'Side by side', keys: ['s'], label: 'S' },
  'compare-wipe': { scope: 'compare', name: 'Wipe', text: 'Wipe', keys: ['w'], label: 'W' },
  'compare-blink': { scope: 'compare', name: 'Blink', text: 'Blink', keys: ['b'], label: 'B' },
  'compare-difference': { scope: 'compare', name: 'Difference', text: 'Difference', keys: ['d'], label: 'D' },
  blinking: {
    scope: 'compare',
    name: 'Stop or resume blinking',
    text: 'Stop or resume blinking',
    keys: [' '],
    label: t('Space', undefined, 'key'),
  },
  'fit-compared': { scope: 'compare', name: 'Fit or fill', text: 'Whole pictures, again to fill', keys: ['f'], label: 'F', search: 'zoom' },
  'compared-one-to-one': { scope: 'compare', name: 'One to one', text: 'One to one', keys: ['1'], label: '1', search: 'zoom 100 %' },
  'link-zoom': { scope: 'compare', name: 'Link or unlink the zoom', text: 'Link or unlink the zoom', keys: ['l'], label: 'L' },
  swap: { scope: 'compare', name: 'Swap A and B', text: 'Swap A and B', keys: ['v'], label: 'V' },
  'leave-compare': { scope: 'compare', name: 'Leave the comparison', text: 'Back', keys: ['escape'], label: 'Esc' },

  palette: { scope: 'everywhere', name: 'Command palette', text: 'Find and run anything by name', keys: ['mod+k'], label: 'Ctrl K' },
  help: { scope: 'everywhere', name: 'Shortcuts', text: 'Show this list', keys: ['?'], label: '?', search: 'help keys' },
  manual: { scope: 'everywhere', name: 'Manual', text: 'Open the manual', search: 'documentation docs handbook reference' },
  'sign-out': { scope: 'everywhere', name: 'Sign out', text: 'Sign out', search: 'log out leave' },
} as const satisfies Record<string, ActionWords>;

export type ActionId = keyof typeof ACTIONS;
export const ACTION_IDS = Object.keys(ACTIONS) as ActionId[];

export function actionWords(id: ActionId): ActionWords {
  return ACTIONS[id];
}

/** "Measure (M)": the name of an action, or its name in the present state, with its key. */
export function tooltip(id: ActionId, name: string = ACTIONS[id].name): string {
  const { label } = actionWords(id);
  return label === undefined ? name : `${name} (${label})`;
}

/** The actions of a view that have a key, for the list of shortcuts. */
export function shortcutsOf(scope: ActionScope): { readonly label: string; readonly text: string }[] {
  return ACTION_IDS.map(actionWords).flatMap(({ scope: where, label, text }) =>
    where === scope && label !== undefined ? [{ label, text }] : [],
  );
}
