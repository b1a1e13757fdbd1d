/** Parts of the live picture that no first view shows. They load after the first picture. */
import { lazyView } from '../../lib/shell/navigation/lazy-view.ts';

export const LIVE_TOOLS = {
  more: lazyView(() => import('../picture/MoreTools.svelte')),
  guides: lazyView(() => import('../picture/Guides.svelte')),
  placing: lazyView(() => import('../picture/areas/PlacingTools.svelte')),
  measureLayer: lazyView(() => import('../picture/optics/MeasureLayer.svelte')),
  measureBar: lazyView(() => import('../picture/optics/MeasureBar.svelte')),
  rewind: lazyView(() => import('../picture/rewind/RewindBar.svelte')),
  calibration: lazyView(() => import('../picture/optics/CalibrationCard.svelte')),
  annotationBar: lazyView(() => import('../annotations/AnnotationBar.svelte')),
  triggerChip: lazyView(() => import('./status/chips/TriggerChip.svelte')),
  overExposureChip: lazyView(() => import('./status/chips/OverExposureChip.svelte')),
  stoppedBanner: lazyView(() => import('./status/StoppedBanner.svelte')),
  sampleChip: lazyView(() => import('./status/chips/SampleChip.svelte')),
  flowChip: lazyView(() => import('./status/chips/FlowChip.svelte')),
} as const;
