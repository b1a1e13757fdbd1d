import type { Role } from '@eyepiece/shared-types';
import { t } from '../../languages/translate.ts';

export const ROLE_NAMES: Record<Role, string> = {
  viewer: t('viewer'),
  contributor: t('contributor'),
  operator: t('operator'),
  admin: t('admin'),
};
