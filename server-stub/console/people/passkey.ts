/** Passkeys by the browser's own JSON forms (WebAuthn level 3) against better-auth's routes; no library needed. */
import * as v from 'valibot';
import { call, type Answer } from '../api.ts';
import { word } from '../words.ts';

/** The server's options go to the browser as they are: it checks them far better than we could. */
const optionsSchema = v.looseObject({ challenge: v.string() });

export function hasPasskeys(): boolean {
  return (
    typeof PublicKeyCredential === 'function' &&
    'parseCreationOptionsFromJSON' in PublicKeyCredential &&
    'parseRequestOptionsFromJSON' in PublicKeyCredential
  );
}

/** Cancelled by the person, no passkey here, or the device said no: one sentence for all, as browsers tell no more. */
async function ceremony(ask: () => Promise<Credential | null>): Promise<Answer<unknown>> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return { ok: true, value: credential.toJSON() };
  } catch {
    // Falls through: see above.
  }
  return { ok: false, failure: { kind: 'refused', sentence: word('passkey.not-done') } };
}

/** Opens a session with a passkey that this device or a phone beside it holds. */
export async function signInWithPasskey(): Promise<Answer<unknown>> {
  const options = await call('/auth/passkey/generate-authenticate-options', optionsSchema);
  if (!options.ok) return options;
  const response = await ceremony(() =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.value),
    }),
  );
  if (!response.ok) return response;
  return call('/auth/passkey/verify-authentication', v.unknown(), { body: { response: response.value } });
}

/** Adds a passkey to the account that is signed in. */
export async function addPasskey(name: string): Promise<Answer<unknown>> {
  const options = await call('/auth/passkey/generate-register-options', optionsSchema);
  if (!options.ok) return options;
  const response = await ceremony(() =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(
        options.value as unknown as PublicKeyCredentialCreationOptionsJSON,
      ),
    }),
  );
  if (!response.ok) return response;
  return call('/auth/passkey/verify-registration', v.unknown(), { body: { response: response.value, name } });
}
