// The unit of the Debian package differs from the one in systemd/ in its places only.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { packagedUnit } from '../../packaging/packaged-unit.ts'

const unit = readFileSync('systemd/pesit-drop.service', 'utf8')

test('the unit of the package starts the packaged Node', () => {
  const made = packagedUnit(unit)
  expect(made).toContain(
    'ExecStart=/usr/lib/pesit-drop/bin/node /usr/lib/pesit-drop/dist/cli/main.js run --config /etc/pesit-drop/config.yaml\n',
  )
  expect(made.startsWith('[Unit]\n')).toBe(true)
  expect(made).not.toContain('/opt/')
  expect(made.split('[Service]')[1]?.replace(/^ExecStart=.*$/m, '')).toBe(
    unit.split('[Service]')[1]?.replace(/^ExecStart=.*$/m, ''),
  )
})

test('a unit that is started in another way is not packaged', () => {
  expect(() => packagedUnit(unit.replaceAll('/opt/pesit-drop', '/srv/pesit-drop'))).toThrow()
})
