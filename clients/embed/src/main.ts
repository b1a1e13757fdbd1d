/** The script that pages load. A page that loads it twice, for example from two hubs, has the element once. */
import { EyepieceLive } from './eyepiece-live.ts';

if (customElements.get('eyepiece-live') === undefined) customElements.define('eyepiece-live', EyepieceLive);
