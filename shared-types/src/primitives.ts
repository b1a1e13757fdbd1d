/** Small schemas that several messages share. */
import { z } from 'zod';
import { nameSchema } from './naming/names.ts';

/** Camera ids become folder names. For the excluded ones Windows would open a device, with any ending. */
export const cameraIdSchema = z
  .string()
  .regex(
    /^(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$)[a-z0-9][a-z0-9_-]{0,63}$/,
    'a camera id is 1 to 64 of a-z, 0-9, - and _, and not a device name of Windows (con, prn, aux, nul, com0-9, lpt0-9)',
  )
  .meta({ description: 'Id of the camera, for example bench-3' });
export const uuidSchema = z.uuid().toLowerCase();
/** The id of something, with words for it. */
export const idOf = (what: string): z.ZodUUID => uuidSchema.meta({ description: `Id of the ${what}` });
export const cursorSchema = z.string().max(200).optional().meta({ description: '`nextCursor` of the page before; absent: the first page' });
export const nextCursorSchema = z.string().nullable().meta({ description: '`cursor` of the next page; null: this is the last one' });
export const PERSON_NAME_MAX = 120;
export const personSchema = z.object({
  id: z.string().max(64).meta({ description: 'Id of the account' }),
  name: z.string().max(PERSON_NAME_MAX).meta({ description: 'Name of the person' }),
});

export const LABEL_MAX = 120;
export const NOTES_MAX = 4000;
export const TAGS_MAX = 32;
export const tagSchema = nameSchema(64);
