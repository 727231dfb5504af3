// English words about what lies in an outbox and is not taken. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { Belonging, Lying, lying } from '../../catalogue/folder/lying.ts'
import type { Argument, Reader, WordsFor } from '../../entry.ts'

type Detail = { readonly [name: string]: Argument }
type Named<D extends Detail> = { readonly name: string } & D

/** `one`: of a single file; `more`: of several. `detail`: what is to be said of each, in brackets. */
interface FileTexts<D extends Detail> {
  readonly one: string
  readonly more: string
  readonly detail?: (file: Named<D>) => string
}

function withFiles<D extends Detail>(
  values: Lying<D>,
  { zone }: Reader,
  what: FileTexts<D>,
): string {
  const { folder, count, sinceMs, files } = values
  const since = timeForPeople(sinceMs, zone)
  const said = files.map((file) => {
    const detail = what.detail?.(file) ?? ''
    return detail === '' ? file.name : `${file.name} (${detail})`
  })
  const rest = count - files.length
  if (count === 1)
    return `${said.join('')} in ${folder} is not taken: ${what.one}. It has been there since ${since}.`
  if (files.length === 0)
    return `${count} files in ${folder} are not taken: ${what.more}. There have been such since ${since}.`
  const names = rest > 0 ? `${said.join(', ')} and ${rest} more` : said.join(', ')
  return `${count} files in ${folder} are not taken: ${what.more}. They are ${names}. The oldest has been there since ${since}.`
}

/** "belongs to erp, mode 0600". */
function belongs({ owner, group, mode }: Belonging): string {
  if (owner === null) return ''
  return `belongs to ${owner}, group ${group ?? 'unknown'}, mode ${mode ?? 'unknown'}`
}

const plain =
  (one: string, more: string) =>
  (values: Lying<Detail>, reader: Reader): string =>
    withFiles(values, reader, { one, more })

/** The other kind has no arguments: a file that was uploaded. */
function isInFolder(
  values: Lying<Record<never, never>> | Record<string, never>,
): values is Lying<Record<never, never>> {
  return 'folder' in values
}

const orLeave = 'What shall stay there can be named in `leave` of the outbox.'

export const lyingInEnglish: WordsFor<typeof lying> = {
  'FILE-UNREADABLE': {
    title: 'Files that cannot be read',
    sentence: (values, reader) =>
      `${withFiles(values, reader, {
        one: 'the service may not read it',
        more: 'the service may not read them',
        detail: belongs,
      })} The service runs as ${values.service}.`,
    next: ({ isAllowed, isInGroup, service, files }) => {
      const [first] = files
      if (isAllowed)
        return `Its mode lets ${service} read it, so something else refuses: an access list (getfacl), a security module, the file server, or a program that has it open for itself alone.`
      const owner = first?.owner ?? 'the owner'
      return isInGroup
        ? `Let ${service} read it: chmod 640, or umask 027 for the program of ${owner} that writes there.`
        : `Let ${service} read it: give it a group of which ${service} is a member (chgrp; the setgid bit on the folder does it for new files) and chmod 640, or umask 027 for the program of ${owner} that writes there.`
    },
  },
  'FILE-NOT-MOVABLE': {
    title: 'Files that cannot be taken away',
    sentence: (values, reader) => {
      const { why, folder, folderMode, folderOwner, service } = values
      const because = {
        sticky: `${folder} is a sticky folder (mode ${folderMode ?? 'unknown'}, of ${folderOwner ?? 'unknown'}), where only the owner of a file may move it`,
        flag: 'the file system does not let anybody move it: it or its folder is marked as immutable, or belongs to a user who is unknown there',
        refused: 'the file system does not let the service move it',
      }[why]
      return `${withFiles(values, reader, { one: because, more: because, detail: belongs })} The service runs as ${service}.`
    },
    next: ({ why, folder, service }) =>
      ({
        sticky: `Take away the sticky bit (chmod -t ${folder}) and let a common group write there, or give the folder to ${service}.`,
        flag: 'Look with lsattr, and take the mark away (chattr -i, chattr -a).',
        refused: `Look at the access lists of ${folder} (getfacl), and at the rights of ${service} on the file server: it must be allowed to rename and delete there.`,
      })[why],
  },
  'FILE-IN-USE': {
    title: 'Files in use by another program',
    sentence: (values, reader) =>
      withFiles(values, reader, {
        one: 'another program has it open for itself alone',
        more: 'other programs have them open for themselves alone',
        detail: ({ errno }) => errno,
      }),
    next: () =>
      'Close it there, or end the program that holds it. It is tried again every few seconds.',
  },
  'FILE-TAKE-FAILS': {
    title: 'Files that the file system does not give',
    sentence: (values, reader) =>
      withFiles(values, reader, {
        one: 'each try fails',
        more: 'each try fails',
        detail: ({ step, errno }) =>
          `${step === 'read' ? 'reading' : 'taking'} it fails with ${errno}`,
      }),
    next: () =>
      'Look at the disk or the file server, and into its log. It is tried again by itself.',
  },
  'FILE-GROWS': {
    title: 'Files still being written',
    sentence: plain('its size goes on changing', 'their sizes go on changing'),
    next: () =>
      'It is taken when its writer has finished. If nothing writes it any more, find out what does.',
  },
  'FILE-CHANGES': {
    title: 'Files that change again and again',
    sentence: (values, reader) =>
      withFiles(values, reader, {
        one: 'it changes again and again, and is never quiet for long enough',
        more: 'they change again and again, and are never quiet for long enough',
        detail: ({ what }) =>
          ({
            content: 'its time of writing changes, its size does not',
            touched: 'its inode is touched (rights, attributes or links), its size does not change',
            inode: 'another file takes its name, of the same size and time',
          })[what],
      }),
    next: () =>
      'Find the program that touches it (often a virus scanner, a backup or a synchronisation) and exclude this folder there; or let the writer use a marker or a rename, and set `ready` so.',
  },
  'FILE-EMPTY': {
    title: 'Empty files',
    sentence: (values, reader) =>
      isInFolder(values)
        ? withFiles(values, reader, { one: 'it is empty', more: 'they are empty' })
        : 'The file is empty, so there is nothing to send.',
    next: (values) =>
      isInFolder(values)
        ? 'Ask who writes it, or remove it. Nothing is sent before it has content.'
        : 'Look at how it was made, and send it again.',
  },
  'FILE-INCOMPLETE': {
    title: 'Incomplete files',
    sentence: (values, reader) =>
      withFiles(values, reader, {
        one: 'it is not complete',
        more: 'they are not complete',
        detail: ({ why }) => why,
      }),
    next: () => 'Ask who writes it, or remove it. Nothing is sent before it is complete.',
  },
  'MARKER-MISSING': {
    title: 'Files without their marker',
    sentence: (values, reader) =>
      withFiles(values, reader, {
        one: 'its marker is not there',
        more: 'their markers are not there',
        detail: ({ marker, instead }) =>
          instead.length === 0
            ? `its marker ${marker} is not there`
            : `its marker ${marker} is not there, but ${instead.join(', ')} is`,
      }),
    next: () =>
      'Have the writer make the marker under exactly this name when the file is complete, or set `ready` of the outbox to what it does make.',
  },
  'MARKER-ALONE': {
    title: 'Markers without their file',
    sentence: (values, reader) =>
      withFiles(values, reader, {
        one: 'it is the marker of a file that is not there',
        more: 'they are the markers of files that are not there',
        detail: ({ of }) => `${of} is missing`,
      }),
    next: () =>
      'Ask who writes it for the file. If the file was sent before its marker came a second time, remove the marker.',
  },
  'FILES-WAIT-TURN': {
    title: 'Files that wait for their turn',
    sentence: plain('others are before it', 'others are before them'),
    next: ({ maximumClaimed }) =>
      `They are taken as those before them go; at most ${maximumClaimed} are taken and not yet sent (\`maximumClaimed\`). If that number stands still, look at the bank and at what is held.`,
  },
  'NAME-NOT-UTF8': {
    title: 'Names that are not UTF-8',
    sentence: plain('its name is not UTF-8', 'their names are not UTF-8'),
    next: () => 'Have it renamed, and its writer set to UTF-8.',
  },
  'NAME-TEMPORARY': {
    title: 'Temporary names',
    sentence: plain(
      'a name that ends like this is of a file being written, and is never taken',
      'names that end like this are of files being written, and are never taken',
    ),
    next: () => `Rename it when it is complete; remove what an interrupted copy left. ${orLeave}`,
  },
  'NAME-EARLIER-VERSION': {
    title: 'Names of earlier versions',
    sentence: plain(
      'a name that ends like this is of an earlier version or a copy, and is never taken',
      'names that end like this are of earlier versions or copies, and are never taken',
    ),
    next: () => `Rename it if it must be sent. ${orLeave}`,
  },
  'NAME-OTHER-CASE': {
    title: 'Names in other letters',
    sentence: (values, reader) => {
      const take = values.take.join(', ')
      const what = `\`take\` (${take}) wants upper and lower case exactly as written, and`
      return withFiles(values, reader, {
        one: `${what} its name differs by that`,
        more: `${what} their names differ by that`,
      })
    },
    next: () =>
      'Take `case: exact` out of the outbox if it must be sent, or add the spelling to `take`.',
  },
  'NAME-NOT-WANTED': {
    title: 'Names that the outbox does not take',
    sentence: (values, reader) => {
      const take = values.take.join(', ')
      return withFiles(values, reader, {
        one: `its name matches no pattern of \`take\` (${take})`,
        more: `their names match no pattern of \`take\` (${take})`,
      })
    },
    next: () => `Rename it or add a pattern to \`take\` if it must be sent. ${orLeave}`,
  },
  'FILE-IS-LINK': {
    title: 'Symbolic links',
    sentence: plain('it is a symbolic link', 'they are symbolic links'),
    next: () => `Put a copy of the file there. ${orLeave}`,
  },
  'FILE-IS-FOLDER': {
    title: 'Folders',
    sentence: plain('it is a folder', 'they are folders'),
    next: () => `Put its files there one by one. ${orLeave}`,
  },
  'FILE-IS-SPECIAL': {
    title: 'Pipes, sockets, devices',
    sentence: plain(
      'it is no file, but a pipe, a socket or a device',
      'they are no files, but pipes, sockets or devices',
    ),
    next: () => `Put a file there. ${orLeave}`,
  },
  'FILE-HARD-LINKED': {
    title: 'Files with more than one name',
    sentence: (values, reader) =>
      withFiles(values, reader, {
        one: 'it has more than one name',
        more: 'they have more than one name',
        detail: ({ names }) => `${names} hard links`,
      }),
    next: () => `It is taken when its other names are gone; or put a copy there. ${orLeave}`,
  },
  'ENTRY-DAMAGED': {
    title: 'Files that the disk cannot show',
    sentence: (values, reader) =>
      withFiles(values, reader, {
        one: 'the disk cannot say what it is',
        more: 'the disk cannot say what they are',
        detail: ({ error }) => error,
      }),
    next: () => 'Check the disk or the file server, and have the file written again.',
  },
  'ORDER-UNFIT': {
    title: 'Orders to cancel that cannot be followed',
    sentence: (values, reader) =>
      withFiles(values, reader, {
        one: 'an order to cancel must be a plain file whose name ends in .cancel, in lower case',
        more: 'an order to cancel must be a plain file whose name ends in .cancel, in lower case',
        detail: ({ what }) => orders[what] ?? 'it is something else',
      }),
    next: () =>
      'The order was not followed, and the file may be sent: put a plain file of that name there, or use `pesit-drop cancel`.',
  },
}

const orders: Readonly<Record<string, string>> = {
  link: 'it is a symbolic link',
  folder: 'it is a folder',
  special: 'it is a pipe, a socket or a device',
  'hard-links': 'it has more than one name',
  damaged: 'the disk cannot say what it is',
  case: 'its ending is in upper case',
}
