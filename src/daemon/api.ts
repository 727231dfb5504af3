// What the routes of the API and of the control socket need of the stations and commands, as functions.

import type { ProbeAnswer } from '../http/routes/probe.ts'
import { createLocalUsers } from '../http/access/local-users.ts'
import { createMetrics } from '../http/responses/metrics.ts'
import type { HttpDeps } from '../http/listen.ts'
import type { ControlDeps } from '../http/routes/control.ts'
import type { Config } from '../config/schema/configuration.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { WriteFeed } from '../ledger/write-feed.ts'
import { present } from '../lib/assert.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import type { OperatorCommands } from '../orders/commands.ts'
import { namesOf, serversOf } from './from-config.ts'
import type { Stations } from './stations/start.ts'
import { probeOne } from './probe.ts'
import type { Programs } from './programs.ts'
import { version } from './process/version.ts'
import { waitingIn } from './waiting-now.ts'
import { whatOf } from '../wording/sentence.ts'

export interface ApiDeps {
  readonly config: Config
  readonly environment: NodeJS.ProcessEnv
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  readonly stations: Stations
  readonly commands: OperatorCommands
  readonly feed: WriteFeed
  readonly programs: Pick<Programs, 'routes'>
}

export function doorsOf(deps: ApiDeps): HttpDeps {
  const { config, ledger, clock, log } = deps
  return {
    ledger,
    clock,
    log,
    control: controlOf(deps),
    routes: routeDeps(deps),
    webhooks: deps.stations.webhooks,
    files: deps.programs.routes,
    hosts: namesOf(config),
    openOnLoopback: config.http.open !== false,
    localUsers: createLocalUsers({ open: config.http.open, proxies: config.http.proxies }),
    reader: { zone: config.zone, language: config.language },
    ratePerMinute: config.http.rate,
  }
}

function routeDeps(deps: ApiDeps): HttpDeps['routes'] {
  const { config, ledger, clock, log, stations, commands, feed } = deps
  const metrics = createMetrics({ ledger, clock, progress: () => stations.transfers.progress() })
  feed.onFact((fact) => metrics.count(fact))
  return {
    ledger,
    clock,
    log,
    servers: serversOf(config),
    version,
    metrics,
    troubleMs: config.http.trouble,
    orders: commands,
    listen: (signal) => feed.bell(signal),
    probe: (name) => probeAnswer(deps, name),
    waitingNow: waitingIn(deps),
    outboxesNow: () =>
      config.outboxes.map(({ virtualFile, bank }, index) => {
        const outbox = present(stations.outboxes[index], 'an outbox of the configuration')
        return { ...outbox.status(), virtualFile, bank, look: () => outbox.look() }
      }),
    inboxesNow: () =>
      stations.inboxes.map(({ folder, inbox, config: { virtualFile, bank } }) => ({
        ...inbox.status(),
        virtualFile,
        bank,
        poll: async () =>
          present(await commands.pollFolder(folder), 'an inbox of the configuration'),
      })),
  }
}

/** What the command line may order and ask, by the control socket. */
function controlOf({ ledger, stations, commands }: ApiDeps): ControlDeps {
  return {
    ...commands,
    progress: () => stations.transfers.progress(),
    queues: () => stations.transfers.queues(),
    notOurs: () => stations.notOurs(),
    conditions: () => ledger.conditions(),
    outboxes: () => stations.outboxes.map((outbox) => ({ ...outbox.status(), name: outbox.name })),
    inboxes: () =>
      stations.inboxes.map(({ inbox, config: { virtualFile } }) => ({
        ...inbox.status(),
        virtualFile,
      })),
    async bankReached(name) {
      await stations.banks.find((bank) => bank.name === name)?.reached()
    },
  }
}

async function probeAnswer(
  { config, environment, clock, log, stations }: ApiDeps,
  name: string,
): Promise<ProbeAnswer> {
  const bank = present(
    config.banks.find((one) => one.name === name),
    'a bank of the configuration',
  )
  const { outcome, advice } = await probeOne(
    bank,
    { environment, dataFolder: config.data, log },
    {
      nowMs: () => clock.nowMs(),
      signal: new AbortController().signal,
      account: stations.accountAt(name),
    },
  )
  await stations.banks.find((one) => one.name === name)?.heard(outcome)
  const connected = outcome.kind === 'connected'
  return {
    connected,
    advice,
    connectMs: connected ? Math.round(outcome.connectMs) : null,
    sentence: connected
      ? `${name} answered. No file was sent or asked for.`
      : whatOf(outcome.message, config),
  }
}
