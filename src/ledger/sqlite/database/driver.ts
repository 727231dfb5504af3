// The type of a connection to SQLite, for the files that are handed one. Opened in connect.ts alone.

import type { DatabaseSync } from '@photostructure/sqlite'

export type Database = InstanceType<typeof DatabaseSync>
