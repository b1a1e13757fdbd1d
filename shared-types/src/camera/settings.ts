/** Camera features, their limits, and the settings that a camera reports. The values that the camera reads back are authoritative. */
import { z } from 'zod';
import { nameSchema } from '../naming/names.ts';

const finite = z.number();
const sizeSchema = z.object({ width: z.int().meta({ description: 'Width, px' }), height: z.int().meta({ description: 'Height, px' }) });

export const roiSchema = z
  .strictObject({
    left: z.int().min(0).meta({ description: 'Left edge, px of the sensor' }),
    top: z.int().min(0).meta({ description: 'Upper edge, px of the sensor' }),
    width: z.int().min(1).meta({ description: 'Width, px' }),
    height: z.int().min(1).meta({ description: 'Height, px' }),
  })
  .meta({ description: 'Region of the sensor' });
export type Roi = z.infer<typeof roiSchema>;

export const AUTO_MODES = ['off', 'once', 'continuous'] as const;
const autoModeSchema = z.enum(AUTO_MODES).meta({ description: 'once: measure now and keep; continuous: follow the picture' });
export type AutoMode = z.infer<typeof autoModeSchema>;

/**
 * All settings of a camera, in the usual units: exposure ms, gain dB, frame rate fps.
 * Unknown fields are refused. The capabilities list the fields that a camera has, and their limits.
 */
export const settingsUpdateSchema = z
  .strictObject({
    exposure: finite.positive().meta({ description: 'Exposure time, ms' }),
    exposureAuto: autoModeSchema,
    gain: finite.meta({ description: 'Analogue gain, dB' }),
    gainAuto: autoModeSchema,
    frameRate: finite.positive().meta({ description: 'Target frame rate, fps' }),
    gamma: finite.positive().meta({ description: '1: linear' }),
    brightness: finite.meta({ description: 'Black level, %' }),
    sharpness: finite.meta({ description: 'Sharpness, %' }),
    saturation: finite.meta({ description: 'Saturation, %' }),
    colorTemperature: finite.meta({ description: 'Colour temperature, K' }),
    whiteBalance: z
      .strictObject({
        red: finite.meta({ description: 'Gain of red' }),
        green: finite.meta({ description: 'Gain of green' }),
        blue: finite.meta({ description: 'Gain of blue' }),
      })
      .meta({ description: 'Channel gains' }),
    whiteBalanceAuto: autoModeSchema,
    focus: finite.meta({ description: 'Distance of the specimen from focus, µm' }),
    roi: roiSchema,
    flip: z
      .strictObject({
        horizontal: z.boolean().meta({ description: 'Left and right exchanged' }),
        vertical: z.boolean().meta({ description: 'Top and bottom exchanged' }),
      })
      .meta({ description: 'Mirrored picture' }),
    rotate: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]).meta({ description: 'Rotation clockwise, degrees' }),
    pixelFormat: z.string().min(1).max(32).meta({ description: 'Name of the format, as in the capabilities' }),
    pixelAddressing: z
      .strictObject({
        mode: z.enum(['decimate', 'average', 'bin', 'resample']).meta({ description: 'How pixels become one' }),
        x: z.int().min(1).meta({ description: 'Sensor pixels per pixel, horizontally' }),
        y: z.int().min(1).meta({ description: 'Sensor pixels per pixel, vertically' }),
      })
      .meta({ description: 'Binning or decimation' }),
    trigger: z
      .enum(['free', 'software', 'hardware'])
      .meta({ description: 'free: frames follow each other; else each waits for a trigger' }),
    exposureAutoMin: finite.positive().meta({ description: 'Shortest exposure of the automatic mode, ms' }),
    exposureAutoMax: finite.positive().meta({ description: 'Longest exposure of the automatic mode, ms' }),
    frameRateActual: finite.meta({ description: 'Rate that the camera achieves, fps; read-only' }),
    bandwidthLimit: finite.positive().meta({ description: "Limit of the camera's connection, Mbit/s" }),
    triggerPolarity: z.enum(['falling', 'rising']).meta({ description: 'Edge of the hardware trigger' }),
    triggerDelay: finite.min(0).meta({ description: 'Time from trigger to exposure, ms' }),
    autoRoi: roiSchema.meta({ description: 'Region measured by the automatic modes, relative to the origin of the ROI' }),
    sharpnessScore: z.enum(['off', 'on']).meta({ description: "The camera's own measure of sharpness, in the analysis" }),
    holdStill: z.enum(['off', 'on']).meta({ description: "Whether the simulator's stage stands still" }),
  })
  .partial()
  .meta({ id: 'SettingsUpdate' });
export type SettingsUpdate = z.infer<typeof settingsUpdateSchema>;
export type SettingName = keyof SettingsUpdate;
export const SETTING_NAMES = Object.keys(settingsUpdateSchema.shape) as SettingName[];

/** The settings that a camera reports. Exposure, gain and ROI are always present; others if the camera has them. */
export const cameraSettingsSchema = z
  .object(settingsUpdateSchema.shape)
  .required({ exposure: true, gain: true, roi: true })
  .meta({ id: 'CameraSettings' });
export type CameraSettings = z.infer<typeof cameraSettingsSchema>;

const featureBase = {
  label: z.string().meta({ description: 'Name shown to users' }),
  unit: z.string().meta({ description: 'Unit symbol; empty for none' }),
  readOnly: z.boolean().default(false).meta({ description: 'Whether it cannot be set' }),
  whileStreaming: z.boolean().default(true).meta({ description: 'false: the stream pauses while it changes' }),
};

export const numberFeatureSchema = z.object({
  kind: z.literal('number').meta({ description: 'Form of the value' }),
  ...featureBase,
  min: finite.meta({ description: 'Smallest value' }),
  max: finite.meta({ description: 'Largest value' }),
  step: finite.positive().optional().meta({ description: 'Distance of two values' }),
  default: finite.optional().meta({ description: 'Value at the start' }),
  scale: z.enum(['linear', 'log']).default('linear').meta({ description: 'Scale of a slider' }),
  digits: z.int().min(0).max(6).optional().meta({ description: 'Decimals to show' }),
});
export const choiceFeatureSchema = z.object({
  kind: z.literal('choice').meta({ description: 'Form of the value' }),
  ...featureBase,
  options: z
    .array(z.union([z.string(), z.number()]))
    .min(1)
    .meta({ description: 'Values that can be chosen' }),
});
export const vectorFeatureSchema = z.object({
  kind: z.literal('vector').meta({ description: 'Form of the value' }),
  ...featureBase,
  components: z
    .array(
      z.object({
        name: z.string().meta({ description: 'Name of the component' }),
        min: finite.meta({ description: 'Smallest value' }),
        max: finite.meta({ description: 'Largest value' }),
        step: finite.positive().optional().meta({ description: 'Distance of two values' }),
      }),
    )
    .min(1)
    .meta({ description: 'Its components' }),
});
export const flagsFeatureSchema = z.object({
  kind: z.literal('flags').meta({ description: 'Form of the value' }),
  ...featureBase,
  names: z.array(z.string()).min(1).meta({ description: 'Names of the switches' }),
});
export const roiFeatureSchema = z.object({
  kind: z.literal('roi').meta({ description: 'Form of the value' }),
  ...featureBase,
  minWidth: z.int().min(1).meta({ description: 'px' }),
  minHeight: z.int().min(1).meta({ description: 'px' }),
  maxWidth: z.int().min(1).meta({ description: 'px' }),
  maxHeight: z.int().min(1).meta({ description: 'px' }),
  step: z.int().min(1).default(1).meta({ description: 'Granularity of position and size, px' }),
});
export const featureSchema = z.discriminatedUnion('kind', [
  numberFeatureSchema,
  choiceFeatureSchema,
  vectorFeatureSchema,
  flagsFeatureSchema,
  roiFeatureSchema,
]);
export type Feature = z.infer<typeof featureSchema>;
export type NumberFeature = z.infer<typeof numberFeatureSchema>;
export type ChoiceFeature = z.infer<typeof choiceFeatureSchema>;
export type VectorFeature = z.infer<typeof vectorFeatureSchema>;
export type FlagsFeature = z.infer<typeof flagsFeatureSchema>;
export type RoiFeature = z.infer<typeof roiFeatureSchema>;

/**
 * jpg: 8 bit · png: full depth · png8: 8 bit, lossless · tiff: full depth · ome-tiff: full depth with OME-XML ·
 * raw: `.npy` with the samples of the sensor, including a Bayer mosaic.
 */
export const captureFormatSchema = z
  .enum(['jpg', 'png', 'png8', 'tiff', 'ome-tiff', 'raw'])
  .meta({ description: 'jpg and png8: 8 bits; png, tiff and ome-tiff: all bits; raw: samples of the sensor as .npy' });
export type CaptureFormat = z.infer<typeof captureFormatSchema>;
/** Formats of files in the library: stills, and clips. */
export const masterFormatSchema = z.enum([...captureFormatSchema.options, 'mp4']).meta({ description: 'Format of the file; mp4: a clip' });
export type MasterFormat = z.infer<typeof masterFormatSchema>;
/** File name extensions without the dot. */
export const FILE_EXTENSIONS: Readonly<Record<MasterFormat, string>> = {
  jpg: 'jpg',
  png: 'png',
  png8: 'png',
  tiff: 'tif',
  'ome-tiff': 'ome.tif',
  raw: 'npy',
  mp4: 'mp4',
};

export const MEMORY_CHANNELS = ['factory', 'user'] as const;
export const memoryChannelSchema = z.enum(MEMORY_CHANNELS).meta({ description: 'factory: as delivered; user: as saved' });
export type MemoryChannel = z.infer<typeof memoryChannelSchema>;

/** Features of a camera. The UI generates controls from them. Feature names are those of SettingsUpdate. */
export const capabilitiesSchema = z
  .object({
    sensor: z
      .object({
        width: z.int().min(1).meta({ description: 'Width, px' }),
        height: z.int().min(1).meta({ description: 'Height, px' }),
        color: z.boolean().meta({ description: 'Whether it sees colours' }),
        bitDepth: z.int().min(1).max(16).meta({ description: 'Significant bits of a sample' }),
      })
      .meta({ description: 'The sensor' }),
    features: z
      .partialRecord(z.enum(SETTING_NAMES as [SettingName, ...SettingName[]]), featureSchema)
      .meta({ description: 'The settings that the camera has, with their limits' }),
    resolutions: z.array(sizeSchema).meta({ description: 'Usual sizes of the ROI' }),
    captureFormats: z.array(captureFormatSchema).min(1).meta({ description: 'Formats of captures' }),
    memory: z.array(memoryChannelSchema).optional().meta({ description: "The camera's own memory for settings; absent if it has none" }),
  })
  .meta({ id: 'Capabilities' });
export type Capabilities = z.infer<typeof capabilitiesSchema>;

export const presetSchema = z
  .object({
    id: z.uuid().meta({ description: 'Id of the preset' }),
    name: z.string().meta({ description: 'Name of the preset' }),
    settings: settingsUpdateSchema,
    cameraId: z.string().nullable().meta({ description: 'The camera that it is for; null: any' }),
    createdAt: z.iso.datetime().meta({ description: 'When it was saved' }),
  })
  .meta({ id: 'Preset' });
export type Preset = z.infer<typeof presetSchema>;
export const presetListSchema = z.object({ presets: z.array(presetSchema).meta({ description: 'In the order of their names' }) });
export const createPresetSchema = z.strictObject({
  name: nameSchema(80).meta({ description: 'Name of the preset' }),
  settings: settingsUpdateSchema,
  cameraId: z.string().max(64).nullable().default(null).meta({ description: 'The camera that it is for; null: any' }),
});
export type CreatePreset = z.infer<typeof createPresetSchema>;
