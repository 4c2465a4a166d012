/** Signs requests with this device's own key (contract §2). */
import { toBase64url } from '../../shared/base64url.ts';
import { signedBytes, type DevicePublicKey, type SignedRequest } from '../../shared/device-signature.ts';
import { headers } from '../../shared/wire.ts';

/** The headers by which a server knows the device. */
export async function signatureHeaders(
  { privateKey }: CryptoKeyPair,
  id: string,
  request: SignedRequest,
): Promise<Record<string, string>> {
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, signedBytes(request));
  return {
    [headers.device]: id,
    [headers.signature]: toBase64url(new Uint8Array(signature)),
    [headers.sent]: request.sent,
  };
}

/** The half that everybody may know. */
export async function publicHalf({ publicKey }: CryptoKeyPair): Promise<DevicePublicKey> {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey);
  return { kty: 'EC', crv: 'P-256', x, y };
}
