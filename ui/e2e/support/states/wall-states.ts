/** The camera wall with several cameras: what it does with all of them. */
import { click, closeOverlay, inTurn, type State } from './state.ts';

const GROUPS = '[data-testid=groups]';

export const WALL_STATES: readonly State[] = [
  { name: 'wall-selecting', path: '/wall', open: click('[data-testid=select-cameras]'), there: '[role=checkbox]', pictures: true },
  {
    name: 'groups',
    // A group that was picked can be renamed and changed.
    open: inTurn(click(GROUPS), click('.popover .pick')),
    there: '.popover form .buttons button:nth-of-type(3)',
    close: closeOverlay,
    over: true,
  },
  { name: 'copy-settings', open: click('[data-testid=copy-settings]'), there: '.dialog-content fieldset', over: true },
  {
    name: 'settings-copied',
    open: click('[data-testid=copy-settings-submit]'),
    there: '[data-testid=copy-results] li',
    close: closeOverlay,
    over: true,
  },
];
