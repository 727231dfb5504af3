// Copies into dist/ what tsc does not: the SQL of the migrations.
import { cpSync, existsSync } from 'node:fs'

const folder = 'src/ledger/sqlite/migrations'
if (existsSync(folder)) cpSync(folder, folder.replace('src/', 'dist/'), { recursive: true })
