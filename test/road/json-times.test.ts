// What programs read from the command line: a time is ISO 8601 with its zone, and no field is a number of
// milliseconds, except durations.

import { expect, test } from 'vitest'
import { runCli } from '../helpers/road/cli.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'

const durations = ['connectMs', 'tookMs']
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** The fields of a JSON value that break the rule, as `path: value`. Arguments of messages are data. */
function wrongFields(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'arguments') return []
    const here = `${path}.${key}`
    const isMs = /Ms$/.test(key) && !durations.includes(key)
    const isTime = /^at$|[a-z]At$/.test(key) && typeof inner === 'string'
    const isWrong = isMs || (isTime && inner !== '' && !isoTime.test(String(inner)))
    return [...(isWrong ? [`${here}: ${String(inner)}`] : []), ...wrongFields(inner, here)]
  })
}

test('times of the command line’s JSON are ISO 8601, and no field is a number of milliseconds', async () => {
  const road = await openRoadInProcess()
  road.drop('a.xml', 'a')
  await road.start()
  const { id } = await road.until('a.xml', 'archived')
  const read = async (...args: string[]) => {
    const { out } = await runCli([...args, '--json', '--config', road.config])
    return wrongFields(JSON.parse(out), args[0] ?? '')
  }
  const wrong = [
    ...(await read('list')),
    ...(await read('show', id)),
    ...(await read('status')),
    ...(await read('keys', 'list')),
    ...(await read('webhooks', 'list')),
    ...(await read('messages')),
  ]
  expect(wrong).toEqual([])
})
