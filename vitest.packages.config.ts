// `npm run test:packages`: the packages are built, looked into, and installed in a bare Debian. It needs root,
// mmdebstrap and minutes; what cannot run on a machine is skipped, and its name says why.

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/packaging/**/*.slow.ts'],
    reporters: ['default', './test/helpers/count-reporter.ts'],
    globalSetup: ['test/packaging/helpers/build-packages.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 300_000,
  },
})
