/** The choice of a camera service's driver by an administrator. */
import { z } from 'zod';

/** Limits of a choice and of what can be chosen. */
const SOURCES_MAX = 200;
const REASON_MAX = 500;
const DEVICES_MAX = 32;
const CONFIGURATIONS_MAX = 16;

const sourceSchema = z
  .string()
  .min(1)
  .max(255)
  .meta({ description: 'Name of a video, or of a folder of pictures, in the folder of recordings' });
const serialSchema = z.int().min(1).max(0xffff_ffff).meta({ description: 'Serial number of a PixeLINK camera' });

const deviceSchema = z
  .string()
  .regex(/^usb:[\w./:+-]{1,250}$/, 'must be the address of a USB camera, such as usb:0')
  .meta({ description: 'Address of a USB camera that is no PixeLINK camera' });

const configurationSchema = z.string().min(1).max(255).meta({ description: 'Name of a configuration file of Micro-Manager' });

export const cameraChoiceSchema = z
  .strictObject({
    driver: z.enum(['simulated', 'replay', 'pixelink', 'video', 'micromanager']).meta({ description: 'Driver of the camera service' }),
    source: sourceSchema.optional(),
    serial: serialSchema.optional(),
    device: deviceSchema.optional(),
    configuration: configurationSchema.optional(),
  })
  .superRefine(({ driver, source, serial, device, configuration }, context) => {
    const fields = {
      source: [source, 'replay'],
      serial: [serial, 'pixelink'],
      device: [device, 'video'],
      configuration: [configuration, 'micromanager'],
    } as const;
    for (const [path, [value, owner]] of Object.entries(fields)) {
      if ((value !== undefined) === (driver === owner)) continue;
      context.addIssue({
        code: 'custom',
        path: [path],
        message: `the driver ${driver} ${driver === owner ? 'needs' : 'takes no'} ${path}`,
      });
    }
  })
  .meta({ id: 'CameraChoice' });
export type CameraChoice = z.infer<typeof cameraChoiceSchema>;

/** Asks a camera service for what can be chosen. It searches USB, which takes a moment. */
export const choicesParamsSchema = z.object({});

export const cameraChoicesSchema = z
  .object({
    driver: z.string().max(32).meta({ description: 'In use; `auto` until the service has decided' }),
    source: sourceSchema.optional(),
    serial: serialSchema.optional(),
    device: deviceSchema.optional(),
    configuration: configurationSchema.optional(),
    fixed: z.string().max(REASON_MAX).optional().meta({ description: 'Why nothing can be chosen; absent if it can' }),
    folder: z.string().max(4096).meta({ description: "Folder of recordings on the camera's machine" }),
    sources: z.array(sourceSchema).max(SOURCES_MAX).meta({ description: 'Recordings in it' }),
    pixelink: z.array(serialSchema).max(64).meta({ description: 'PixeLINK cameras that were found on USB' }),
    devices: z
      .array(z.object({ device: deviceSchema, name: z.string().max(120).meta({ description: 'Name of the device' }) }))
      .max(DEVICES_MAX)
      .optional()
      .meta({ description: 'Other cameras that were found on USB; absent in answers of an older camera service' }),
    configurations: z
      .array(configurationSchema)
      .max(CONFIGURATIONS_MAX)
      .optional()
      .meta({ description: 'Of Micro-Manager: the named one, and that of its demo; absent in answers of an older camera service' }),
    pixelinkProblem: z.string().max(REASON_MAX).optional().meta({ description: 'Why there are none, and what to do' }),
  })
  .meta({ id: 'CameraChoices' });
export type CameraChoices = z.infer<typeof cameraChoicesSchema>;
