// Messages about who may call, in English. Pure.

import type { access, KeyMissing } from '../../catalogue/request/access.ts'
import type { WordsFor } from '../../entry.ts'

export const accessInEnglish: WordsFor<typeof access> = {
  'CALLER-ADDRESS-UNKNOWN': {
    title: 'A call from an unknown address',
    sentence: ({ address, times }) =>
      times === 1
        ? `A call from ${address} was cut off, because no bank may call from there.`
        : `${times} calls from ${address} were cut off, because no bank may call from there.`,
    next: () =>
      'If it is a bank of yours, add the address to `from` under its `calls`; otherwise close the port to it in the firewall.',
  },
  'CALLER-LOCKED-OUT': {
    title: 'A caller has to wait',
    sentence: ({ bank, address, seconds }) =>
      `${bank === null ? 'Calls under unknown names' : `Calls for ${bank}`} from ${address} are not looked at for another ${seconds} s, because the password was wrong several times.`,
    next: ({ bank }) =>
      bank === null ? '' : `If it is ${bank} itself, compare the password under its \`calls\`.`,
  },
  'CALLS-TOO-MANY': {
    title: 'Too many calls of banks at once',
    sentence: ({ bank }) =>
      `A call of ${bank} was refused, because as many banks call already as \`listen.connections\` allows.`,
    next: () => 'It calls again by itself. Raise `listen.connections` if this happens often.',
  },
  'WEBHOOKS-TOO-MANY': {
    title: 'Too many webhooks',
    sentence: ({ most, keyless }) =>
      `There are ${most} webhooks already${keyless ? ' that were added without a key' : ''}.`,
    next: () => 'Remove those that are no longer needed.',
  },
  'FETCHES-TOO-MANY': {
    title: 'Too many files asked for at once',
    sentence: () =>
      'This user of this machine, or all who call without a key together, asked for too many files that have not come yet. Nothing was asked for.',
    next: () => 'Wait for some to come. Callers with a key are not held up by this.',
  },
  'CONTROL-SOCKET-FOREIGN': {
    title: 'The control socket is somebody else’s',
    sentence: ({ path, uid }) =>
      `${path} belongs to the user with the number ${uid}, who is neither you, nor root, nor the user of the service. Nothing was said to it.`,
    next: () =>
      'Find out who made it. If the service runs as that user now, give it the data folder and all in it.',
  },
  'CONTROL-FOLDER-FOREIGN': {
    title: 'The folder of the control socket is somebody else’s',
    sentence: ({ folder, uid }) =>
      `The control socket’s folder ${folder} belongs to the user with the number ${uid}, who is neither you, nor root, nor the user of the service, and could answer in its place.`,
    next: () => 'Give the folder to the user of the service (chown).',
  },
  'CONTROL-FOLDER-OPEN': {
    title: 'Everybody may write in the folder of the control socket',
    sentence: ({ folder }) =>
      `Everybody on this machine may write in ${folder}, the folder of the control socket, and could answer in the service’s place.`,
    next: ({ folder }) => `Take that right away: chmod o-w ${folder}`,
  },
  'BODY-TOO-DEEP': {
    title: 'JSON nested too deep',
    sentence: ({ most }) =>
      `The JSON of the body is nested deeper than ${most} levels. Nothing was done.`,
    next: () => 'See /openapi.json for what the call takes.',
  },
  'KEY-MISSING': {
    title: 'A key is missing',
    sentence: (missing) => whyNeeded(missing),
    next: (missing) => howToGetOne(missing),
  },
  'KEY-WRONG': {
    title: 'A wrong key',
    sentence: ({ why }) =>
      ({
        'no-bearer': 'The header Authorization is not `Bearer` followed by a key.',
        unknown: 'This key is not known.',
        revoked: 'This key was revoked.',
        expired: 'This key has expired.',
      })[why],
    next: ({ why }) =>
      why === 'no-bearer'
        ? 'Send `Authorization: Bearer <key>`, or on this machine no such header at all.'
        : 'See `pesit-drop keys list`; have a new one made.',
  },
  'KEY-NAME-TAKEN': {
    title: 'A name that another key has',
    sentence: ({ name }) => `A key named ${name} is there already.`,
    next: () => 'Revoke it first, or take another name.',
  },
  'KEY-UNKNOWN': {
    title: 'No such key',
    sentence: ({ key }) => `There is no key ${key} that could be revoked.`,
    next: () => 'See `pesit-drop keys list`.',
  },
  'ROLE-TOO-LOW': {
    title: 'A key with too low a role',
    sentence: ({ name, role, needs }) => `${name} has the role “${role}”; this needs “${needs}”.`,
    next: () => 'Use a key of that role.',
  },
  'TOO-MANY-WRONG-KEYS': {
    title: 'Too many wrong keys',
    sentence: () =>
      'Too many wrong keys came from this address. The right one is let in at any time.',
    next: () => 'Wait as long as Retry-After says, or send the right key.',
  },
  'REQUESTS-TOO-MANY-AT-ONCE': {
    title: 'Too many requests at once',
    sentence: () =>
      'This caller, or all callers without a key together, have too many requests under way.',
    next: () =>
      'Wait for some to be answered, and finish sending what was begun. Callers with a key have places of their own.',
  },
}

function whyNeeded(missing: KeyMissing): string {
  switch (missing.why) {
    case 'remote':
      return 'This call needs a key, because it comes from another machine or the configuration opens the API to nobody (`http.open`).'
    case 'proxy':
      return {
        'http-1.0':
          'This call needs a key, because it was made in HTTP/1.0, as proxies speak it, and a proxy speaks for others.',
        host: 'This call needs a key, because it names a host other than localhost, as calls through a proxy do, and a proxy speaks for others.',
        header: `This call needs a key, because it has the header ${missing.header}, which proxies add, and a proxy speaks for others.`,
      }[missing.sign]
    case 'user-not-found':
      return 'This call needs a key, because the user of this machine from whom it comes could not be found: the connection was redirected, comes from a container, or was closed at once.'
    case 'user-unmapped':
      return `This call needs a key, because the kernel shows its user as ${missing.uid}, usually named nobody. It shows every user in this way whom this program’s user namespace does not know, such as those of containers, so nobody cannot be told from them.`
    case 'user-not-open':
      return missing.standing === 'proxy'
        ? `This call needs a key, because it comes from the user ${missing.user}, who runs a proxy or a web server and so speaks for others.`
        : `This call needs a key, because it comes from the user ${missing.user}, whom \`http.open\` in the configuration does not name.`
    case 'always':
      return 'This is never done without a key, even on this machine, because somebody must answer for it by name.'
  }
}

function howToGetOne(missing: KeyMissing): string {
  switch (missing.why) {
    case 'always':
      return 'Have one made with `pesit-drop keys add NAME --role admin`, or use the command line.'
    case 'user-unmapped':
      return `Let the program run as a user of its own, or send a key. ${haveOneMade('operate')}`
    case 'proxy':
      return `${haveOneMade('operate')} ${
        {
          'http-1.0': 'A program of this machine may call in HTTP/1.1 instead.',
          host: 'A program of this machine may call localhost instead.',
          header: 'A proxy may add the header with the key.',
        }[missing.sign]
      }`
    case 'remote':
    case 'user-not-found':
    case 'user-not-open':
      return haveOneMade('operate')
  }
}

function haveOneMade(role: string): string {
  return `Have one made with \`pesit-drop keys add NAME --role ${role}\`, and send it as \`Authorization: Bearer <key>\`.`
}
