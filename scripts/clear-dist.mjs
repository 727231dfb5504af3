// Removes dist/ before a build. What an earlier version left there (a migration that is no more, a renamed
// file) would be run, or refused, by the new one.
import { rmSync } from 'node:fs'

rmSync('dist', { recursive: true, force: true })
