/**
 * The first script of the page. It is small, so that the player connects and requests the first picture while the
 * rest of the page loads.
 */
import { hubAddress, pagePath } from './lib/browser/base-path.ts';
import { reportFault } from './lib/browser/report-fault.ts';
import { newClientId } from '@eyepiece/client/ids';
import { wasSignedIn } from './lib/people/signed-in-hint.ts';
import { liveRoute } from './lib/shell/navigation/live-path.ts';
import { expectedCamera } from './lib/stream/expected-camera.ts';
import { readPicturePreference } from './lib/stream/picture-preference.ts';
import { EarlyPlayer } from './lib/stream/player/early-player.ts';
import { openLanguage } from './lib/browser/language.ts';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no #app');
const clientId = newClientId();
const cameraId = wasSignedIn() ? expectedCamera(liveRoute(pagePath(location.pathname))) : null;
const player = new EarlyPlayer(
  cameraId === null
    ? []
    : [
        { type: 'open', address: hubAddress(), clientId },
        { type: 'expect', cameraId, prefer: readPicturePreference(cameraId) },
      ],
);

// Not awaited: other chunks import from this one and would wait for it. The texts come first, because tables of texts are
// evaluated with their modules. A page whose texts cannot be loaded is in English.
openLanguage()
  .catch((error: unknown) => reportFault('The texts of the page could not be loaded:', error))
  .then(() => import('./main.ts'))
  .then(({ showPage }) => showPage(target, player, clientId))
  .catch((error: unknown) => {
    player.close();
    target.textContent = 'The page could not be loaded completely. Reload it to try again.';
    reportFault('The page could not be loaded:', error);
  });
