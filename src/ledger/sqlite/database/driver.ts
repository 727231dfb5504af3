// The type of a connection to SQLite, for files that receive one. Connections are opened in connect.ts alone.

import type { DatabaseSync } from '@photostructure/sqlite'

export type Database = InstanceType<typeof DatabaseSync>
