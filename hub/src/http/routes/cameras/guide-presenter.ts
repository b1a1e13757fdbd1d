/** Converts captures and settings to the formats of the integration guide, with the full objects added. */
import type { CameraState, Capture, GuideCapture, GuideSettings } from '@eyepiece/shared-types';

export function guideCapture(capture: Capture): GuideCapture {
  return {
    success: true,
    filename: capture.filename,
    filepath: capture.url,
    timestamp: capture.capturedAt,
    settings: {
      exposure: capture.exposureMs,
      gain: capture.gainDb,
      resolution: { width: capture.width, height: capture.height },
    },
    image_info: { size_bytes: capture.sizeBytes, format: capture.format.toUpperCase() },
    id: capture.id,
    url: capture.url,
    capture,
  };
}

export function guideSettings(camera: CameraState): GuideSettings {
  const { settings, capabilities, status } = camera;
  return {
    exposure: settings.exposure,
    gain: settings.gain,
    resolution: { width: settings.roi.width, height: settings.roi.height },
    available_resolutions: capabilities.resolutions,
    connected: status !== 'offline' && status !== 'disconnected',
    streaming: status === 'live',
    settings,
  };
}
