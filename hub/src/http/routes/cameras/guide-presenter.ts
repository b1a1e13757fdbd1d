/** Converts captures and settings to the formats of the integration guide, with the full objects added. */
import type { CameraState, CaptureMetadata, CaptureReply, GuideCapture, GuideKeptCapture, GuideSettings } from '@eyepiece/shared-types';
import { urlOf } from '../../../library/captures/presenter.ts';

/** @param basePath prefix of the capture's addresses */
export function guideCapture(reply: CaptureReply, basePath: string): GuideCapture | GuideKeptCapture {
  return { ...guideFields(reply.capture, basePath), ...reply };
}

function guideFields(capture: CaptureMetadata, basePath: string): Omit<GuideCapture, 'state' | 'capture'> {
  const url = urlOf(capture.id, basePath);
  return {
    success: true,
    filename: capture.filename,
    filepath: url,
    timestamp: new Date(capture.capturedAtUs / 1000).toISOString(),
    settings: {
      exposure: capture.exposureMs,
      gain: capture.gainDb,
      resolution: { width: capture.width, height: capture.height },
    },
    image_info: { size_bytes: capture.sizeBytes, format: capture.format.toUpperCase() },
    id: capture.id,
    url,
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
