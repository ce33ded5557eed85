import type { DatabaseSync } from 'node:sqlite';
import type { MfaFactor } from '../user-pool/user-pool.js';

/** The second factors that a user has turned on. */
export type MfaSettings = {
  readonly enabled: readonly MfaFactor[];
  readonly preferred: MfaFactor | undefined;
};

/** The secret that a user's authenticator app shares with the pool. */
export type SoftwareToken = {
  /** `undefined` until one of its codes has been verified. */
  readonly secret: Uint8Array | undefined;
  /** A newer secret of which no code has been verified yet. */
  readonly pendingSecret: Uint8Array | undefined;
  /** Time step of the last accepted code. Codes of this step and earlier ones are rejected. */
  readonly usedStep: number;
  readonly deviceName: string | undefined;
};

export type MfaTable = {
  settings(sub: string): MfaSettings;
  saveSettings(sub: string, settings: MfaSettings): void;
  softwareToken(sub: string): SoftwareToken;
  saveSoftwareToken(sub: string, token: SoftwareToken): void;
};

export function openMfaTable(database: DatabaseSync): MfaTable {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cognito_user_pools_mfa_settings (
      sub TEXT PRIMARY KEY REFERENCES cognito_user_pools_users ON DELETE CASCADE,
      enabled TEXT NOT NULL,
      preferred TEXT
    ) STRICT;
    CREATE TABLE IF NOT EXISTS cognito_user_pools_software_tokens (
      sub TEXT PRIMARY KEY REFERENCES cognito_user_pools_users ON DELETE CASCADE,
      secret BLOB,
      pending_secret BLOB,
      used_step INTEGER NOT NULL,
      device_name TEXT
    ) STRICT;
  `);
  const settings = database.prepare('SELECT * FROM cognito_user_pools_mfa_settings WHERE sub = ?');
  const saveSettings = database.prepare(
    `INSERT OR REPLACE INTO cognito_user_pools_mfa_settings (sub, enabled, preferred)
     VALUES (?, ?, ?)`,
  );
  const softwareToken = database.prepare(
    'SELECT * FROM cognito_user_pools_software_tokens WHERE sub = ?',
  );
  const saveSoftwareToken = database.prepare(
    `INSERT OR REPLACE INTO cognito_user_pools_software_tokens
       (sub, secret, pending_secret, used_step, device_name) VALUES (?, ?, ?, ?, ?)`,
  );
  return {
    settings(sub) {
      const row = settings.get(sub);
      return {
        enabled: row ? (JSON.parse(String(row.enabled)) as MfaFactor[]) : [],
        preferred: (row?.preferred ?? undefined) as MfaFactor | undefined,
      };
    },
    saveSettings(sub, { enabled, preferred }) {
      saveSettings.run(sub, JSON.stringify(enabled), preferred ?? null);
    },
    softwareToken(sub) {
      const row = softwareToken.get(sub);
      return {
        secret: (row?.secret ?? undefined) as Uint8Array | undefined,
        pendingSecret: (row?.pending_secret ?? undefined) as Uint8Array | undefined,
        usedStep: Number(row?.used_step ?? 0),
        deviceName: (row?.device_name ?? undefined) as string | undefined,
      };
    },
    saveSoftwareToken(sub, token) {
      saveSoftwareToken.run(
        sub,
        token.secret ?? null,
        token.pendingSecret ?? null,
        token.usedStep,
        token.deviceName ?? null,
      );
    },
  };
}
