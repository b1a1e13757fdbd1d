import { t } from '../../../languages/translate.ts';
import type { ActionWords } from './action-words.ts';

/** Actions of the view of one capture. */
export const CAPTURE_ACTIONS = {
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
} as const satisfies Record<string, ActionWords>;

/** Actions of the comparison of captures. */
export const COMPARE_ACTIONS = {
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
} as const satisfies Record<string, ActionWords>;
