// The unit of the package: the one in systemd/, with the places of the package in it.

const places: readonly (readonly [RegExp, string])[] = [
  [/^# pesit-drop under systemd[\s\S]*?(?=\[Unit\])/, ''],
  [/^Documentation=.*$/m, 'Documentation=man:pesit-drop(1)'],
  [
    /^ExecStart=\/usr\/bin\/node \/opt\/pesit-drop\/dist\/cli\/main\.js /m,
    'ExecStart=/usr/lib/pesit-drop/bin/node /usr/lib/pesit-drop/dist/cli/main.js ',
  ],
]

/** @throws Error if `unit` names its places otherwise than expected. */
export function packagedUnit(unit: string): string {
  let made = unit
  for (const [place, replacement] of places) {
    if (!place.test(made))
      throw new Error(`systemd/pesit-drop.service does not match ${String(place)}`)
    made = made.replace(place, replacement)
  }
  if (made.includes('/opt/'))
    throw new Error('systemd/pesit-drop.service names another place in /opt')
  return made
}
