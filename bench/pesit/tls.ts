// The certificates of the tests serve the benches too.

import { fileURLToPath } from 'node:url'

const of = (name: string) =>
  fileURLToPath(new URL(`../../test/fixtures/tls/${name}`, import.meta.url))

export const certificates = {
  ca: of('ca.pem'),
  server: { cert: of('server.pem'), key: of('server.key'), ca: of('ca.pem'), minimum: '1.3' },
} as const
