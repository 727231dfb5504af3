// All commands, in the order in which `--help` lists them.

import type { Command } from 'commander'
import { addApi } from './api.ts'
import { addAudit } from './audit.ts'
import { addDaily } from './daily.ts'
import { addFiles } from './files.ts'
import { addMessages } from './messages.ts'
import { addOrders } from './orders.ts'
import { addPesit } from './pesit.ts'
import { addTryOut } from './try.ts'
import { addWebhooks } from './webhooks.ts'

export function addCommands(program: Command): void {
  addDaily(program)
  addFiles(program)
  addOrders(program)
  addMessages(program)
  addAudit(program)
  addApi(program)
  addWebhooks(program)
  addPesit(program)
  addTryOut(program)
}
