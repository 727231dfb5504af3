// How a receiver can check that a call comes from us. The same bytes are signed in two ways:
//
//   documented   `sha256=` and the HMAC-SHA256 of the raw body, in hex, keyed with the text of the secret. It
//                is made with the newest secret only.
//   standard     Standard Webhooks: id, time and body are signed, with one signature for each valid secret,
//                so that a receiver may get the new secret before or after us.

import { createHmac } from 'node:crypto'
import { Webhook as Signer } from 'standardwebhooks'

export interface Secrets {
  readonly current: string
  /** The secret before the last change, valid for a time beside the current one; null: none. */
  readonly previous: string | null
}

export const documentedHeader = 'X-PesitWizard-Signature'

export function signatureHeaders(request: {
  readonly id: string
  readonly body: string
  readonly header: string
  readonly secrets: Secrets
  readonly nowMs: number
}): Readonly<Record<string, string>> {
  const { id, body, header, secrets, nowMs } = request
  const { current, previous } = secrets
  const at = new Date(Math.floor(nowMs / 1000) * 1000)
  const keys = previous === null ? [current] : [current, previous]
  return {
    [header]: documentedSignature(body, current),
    'webhook-id': id,
    'webhook-timestamp': String(at.getTime() / 1000),
    'webhook-signature': keys
      .map((key) => new Signer(key, { format: 'raw' }).sign(id, at, body))
      .join(' '),
  }
}

function documentedSignature(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}
