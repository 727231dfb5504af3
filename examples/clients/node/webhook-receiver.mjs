// Receives the webhooks of pesit-drop and believes only those with the right signature.
//
//   PESIT_DROP_SECRET=... node webhook-receiver.mjs PORT
//
// The signature is the HMAC-SHA256 of the raw body with the secret, in hexadecimal, as `sha256=…`.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const secret = process.env.PESIT_DROP_SECRET ?? ''

export function verifySignature(body, signature) {
  const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const [a, b] = [Buffer.from(expected), Buffer.from(signature ?? '')]
  return a.length === b.length && timingSafeEqual(a, b)
}

const server = createServer(async (request, response) => {
  const pieces = []
  for await (const piece of request) pieces.push(piece)
  const body = Buffer.concat(pieces)
  if (!verifySignature(body, request.headers['x-pesitwizard-signature'])) {
    response.writeHead(401).end()
    return
  }
  // Deliveries come at least once: keep the ids of those that were worked off.
  console.log(body.toString('utf8'))
  response.writeHead(204).end()
})
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () =>
  console.error(`listening on ${server.address().port}`),
)
