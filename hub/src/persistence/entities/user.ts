import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { ROLES } from '@eyepiece/shared-types';

/** A person who may sign in. Never deleted, only disabled: captures and the audit trail go on naming them. */
export const UserEntity = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.uuid().primary(),
    email: p.text().unique('users_email_unique').check('email = lower(email)'),
    name: p.text(),
    role: p.enum(ROLES),
    passwordHash: p.text().hidden(),
    disabled: p.boolean(),
    /** Tokens carry it; raising it ends every session of this person. */
    tokenVersion: p.integer(),
    createdAt: p.datetime(3),
  },
});
export type UserRow = InferEntity<typeof UserEntity>;
